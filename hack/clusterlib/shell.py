"""Running other programs that end by themselves (builds, openssl, ip)."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Mapping, Sequence

from .ui import ClusterError

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """In the child: be killed when the parent dies, even by kill -9."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def output(command: Sequence[str], *, cwd: Path | None = None, stdin: str | None = None,
           env: Mapping[str, str] | None = None) -> str:
    """Standard output of a short command; an error carries its standard error."""
    try:
        result = subprocess.run(
            list(command), cwd=cwd, input=stdin, env=_environment(env),
            capture_output=True, text=True, check=False,
        )
    except FileNotFoundError:
        raise ClusterError(f"program not found: {command[0]}") from None
    if result.returncode != 0:
        raise ClusterError(
            f"failed ({result.returncode}): {shlex.join(command)}\n{result.stderr.strip()}"
        )
    return result.stdout


def ok(command: Sequence[str]) -> bool:
    """Whether a short command succeeds; nothing is shown."""
    try:
        return subprocess.run(list(command), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def logged(command: Sequence[str], log: Path, *, cwd: Path | None = None,
           env: Mapping[str, str] | None = None, dies_with_us: bool = True) -> None:
    """A long command whose output goes to a log, shown only when it fails.

    `dies_with_us=False` for a command that must not be killed halfway (dpkg).
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        file.write(f"\n$ {shlex.join(command)}\n".encode())
        file.flush()
        try:
            process = subprocess.Popen(
                list(command), cwd=cwd, env=_environment(env), stdin=subprocess.DEVNULL,
                stdout=file, stderr=file,
                preexec_fn=die_with_parent if dies_with_us else None,
            )
        except FileNotFoundError:
            raise ClusterError(f"program not found: {command[0]}", log=log) from None
        try:
            code = process.wait()
        except BaseException:
            if dies_with_us:
                process.kill()
            process.wait()
            raise
    if code != 0:
        raise ClusterError(f"failed ({code}): {shlex.join(command)[:300]}", log=log)


def _environment(extra: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if extra is None else {**os.environ, **extra}
