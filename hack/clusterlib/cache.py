"""Built binaries, outside the checkout, each under a key of version and recipe.

A finished build is renamed into place, so what is in the cache is always whole; a lock per key
lets parallel starts build once.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from typing import Callable, Iterator, Sequence

from . import paths
from .ui import say


def key(name: str, version: str, recipe_files: Sequence[Path]) -> str:
    """Changes when the version or any line of the recipe changes."""
    digest = hashlib.sha256(os.uname().machine.encode())
    for file in recipe_files:
        digest.update(file.read_bytes())
    return f"{name}-{version}-{digest.hexdigest()[:12]}"


def get(entry: str, build: Callable[[Path, Path], None]) -> Path:
    """The folder of a cache entry; `build(work, result)` fills `result` when it is missing."""
    root = paths.cache_root()
    final = root / entry
    if final.is_dir():
        return final
    root.mkdir(parents=True, exist_ok=True)
    with lock(root / f".{entry}.lock", f"{entry} is being built by another start; waiting"):
        if final.is_dir():
            return final
        work = root / f".{entry}.work"
        remove_tree(work)  # what an interrupted build left
        work.mkdir()
        try:
            result = work / "result"
            result.mkdir()
            build(work, result)
            os.rename(result, final)
        finally:
            remove_tree(work)
    return final


def build_log(entry: str) -> Path:
    return paths.logs_root() / "build" / f"{entry}.log"


@contextlib.contextmanager
def lock(file: Path, message: str) -> Iterator[None]:
    """An exclusive file lock; the kernel releases it when its holder dies."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(message)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def remove_tree(path: Path) -> None:
    """Delete a folder even when it holds read-only ones (Go's caches)."""
    if not path.exists():
        return

    def make_writable(function: Callable[..., object], name: str, _: object) -> None:
        os.chmod(os.path.dirname(name), 0o700)
        with contextlib.suppress(FileNotFoundError):
            function(name)

    shutil.rmtree(path, onerror=make_writable)
