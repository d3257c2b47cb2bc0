"""Long-running processes: started in sessions of their own, known by pid and start time.

Each one carries a marker in its environment that names the cluster's state folder. So `down` also
finds a process that was started in the instant before `up` was killed and never got recorded, and
those that the processes themselves leave behind (container shims inherit the marker).
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence

MARKER = "MODELMONITOR_CLUSTER_STATE"


@dataclass(frozen=True)
class Process:
    """A pid alone may be reused; with its start time (in clock ticks since boot) it is unique."""

    pid: int
    start: int

    def alive(self) -> bool:
        return start_time(self.pid) == self.start

    def signal(self, number: int) -> None:
        if self.alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass


def start_time(pid: int) -> int | None:
    """Field 22 of /proc/PID/stat; None when the process is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The second field is the name in brackets and may itself contain spaces and brackets.
    fields = stat[stat.rindex(")") + 2:].split()
    return None if fields[0] in "ZX" else int(fields[19])


def spawn(command: Sequence[str], *, log: Path, state: Path, cwd: Path,
          env: Mapping[str, str] | None = None) -> Process:
    """Start a program that outlives us. A new session keeps Ctrl-C on us from reaching it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        file.write(("$ " + " ".join(command) + "\n").encode())
        file.flush()
        child = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=cwd,
            env={**_without_proxies(), **(env or {}), MARKER: str(state)}, start_new_session=True,
        )
    _children.append(child)
    # A child that has already ended is still a zombie of ours: its stat can be read.
    stat = Path(f"/proc/{child.pid}/stat").read_text()
    return Process(child.pid, int(stat[stat.rindex(")") + 2:].split()[19]))


def _without_proxies() -> dict[str, str]:
    """The user's proxy, if any, knows nothing of a cluster's addresses."""
    return {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}


def marked(state: Path) -> list[Process]:
    """Every live process whose environment names this state folder."""
    wanted = f"{MARKER}={state}".encode()
    found: list[Process] = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = Path(f"/proc/{entry.name}/environ").read_bytes()
        except OSError:
            continue
        if wanted in environment.split(b"\0"):
            start = start_time(int(entry.name))
            if start is not None:
                found.append(Process(int(entry.name), start))
    return found


def end(processes: Iterable[Process], grace_seconds: float) -> None:
    """SIGTERM, wait with a deadline, SIGKILL, wait until they are really gone."""
    remaining = [p for p in processes if p.alive()]
    for process in remaining:
        process.signal(signal.SIGTERM)
        process.signal(signal.SIGCONT)  # one that was stopped hears nothing before
    remaining = wait_gone(remaining, grace_seconds)
    for process in remaining:
        process.signal(signal.SIGKILL)
    wait_gone(remaining, 10.0)


def wait_gone(processes: Iterable[Process], seconds: float) -> list[Process]:
    """Those that are still there at the deadline."""
    deadline = time.monotonic() + seconds
    remaining = list(processes)
    while True:
        _reap()
        remaining = [p for p in remaining if p.alive()]
        if not remaining or time.monotonic() > deadline:
            return remaining
        time.sleep(0.05)


# Kept so that an ended child does not stay a zombie while we wait for it.
_children: list[subprocess.Popen[bytes]] = []


def _reap() -> None:
    for child in _children:
        child.poll()
