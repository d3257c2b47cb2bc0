"""Progress on stderr, results on stdout, and the one error type that users see."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from pathlib import Path
from typing import Iterator

_START = time.monotonic()
_HEARTBEAT_SECONDS = 20.0
_LONGEST_LINE = 400


class ClusterError(Exception):
    """A failure that the user can act on: one message, an exit code, perhaps a log."""

    def __init__(self, message: str, *, code: int = 1, log: Path | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.log = log


def say(message: str) -> None:
    """One progress line; stdout is kept for machines."""
    print(f"[{time.monotonic() - _START:6.1f}s] {message}", file=sys.stderr, flush=True)


def emit(line: str) -> None:
    """One line of result for `eval "$(hack/cluster …)"`."""
    print(line, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, show that it is alive while it runs, say how long it took."""
    begin = time.monotonic()
    say(f"{title} …")
    done = threading.Event()

    def heartbeat() -> None:
        while not done.wait(_HEARTBEAT_SECONDS):
            say(f"{title} … still at it after {time.monotonic() - begin:.0f} s")

    threading.Thread(target=heartbeat, daemon=True).start()
    try:
        yield
    except BaseException:
        done.set()
        say(f"{title}: failed after {time.monotonic() - begin:.1f} s")
        raise
    done.set()
    say(f"{title}: done in {time.monotonic() - begin:.1f} s")


def tail(path: Path, lines: int = 30) -> str:
    """The last lines of a log, cut to a readable length, without reading a huge file whole."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 64 * 1024))
            text = file.read().decode(errors="replace")
    except OSError as error:
        return f"(no log: {error})"
    return "\n".join(line[:_LONGEST_LINE] for line in text.splitlines()[-lines:])
