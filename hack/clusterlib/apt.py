"""What is needed from Debian's archive, without touching the user's apt settings."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import subprocess
import time
from pathlib import Path
from typing import Iterator, Sequence

from . import shell
from .ui import ClusterError, say, step

_LISTS = Path("/var/lib/apt/lists")
_POLICY = Path("/usr/sbin/policy-rc.d")
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_ENV = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
_OPTIONS = ("-q", "-y", "-o", "DPkg::Lock::Timeout=600")
_LISTS_TOO_OLD_SECONDS = 7 * 24 * 3600


def ensure(packages: Sequence[str], log: Path) -> None:
    """Install those of the packages that are missing; services of theirs are not started."""
    missing = _missing(packages)
    if not missing:
        return
    if os.geteuid() != 0:
        raise ClusterError("these Debian packages are missing; install them as root: "
                           + " ".join(missing))
    with step(f"installing from Debian: {' '.join(missing)}"):
        _update_if_stale(log)
        command = ["apt-get", "install", "--no-install-recommends", *_OPTIONS, *missing]
        with _services_stay_off():
            try:
                shell.logged(command, log, env=_ENV, dies_with_us=False)
            except ClusterError:
                # A package may have been replaced in the archive since the lists were read.
                say("apt-get install failed; refreshing the package lists and trying once more")
                _update(log)
                shell.logged(command, log, env=_ENV, dies_with_us=False)


def archive() -> str:
    """The Debian mirror that this machine's apt is configured for."""
    return _main_archive()[0]


def release() -> str:
    """The release (bookworm) of that mirror."""
    return _main_archive()[1]


def download_source(package: str, version: str, folder: Path, log: Path) -> None:
    """Fetch and verify a source package into `folder`."""
    options = _own_lists(folder, "deb-src", release(), log)
    shell.logged(["apt-get", "-q", "source", "--download-only", *options, package],
                 log, cwd=folder, env=_ENV)
    found = [p.name for p in folder.glob("*.dsc")]
    # Debian may write it as 1.20.5+really1.20.2-1.
    if not any(re.search(rf"[_y]{re.escape(version)}-", name) for name in found):
        raise ClusterError(f"the archive has {found}, wanted {package} {version}", log=log)


def download_with_dependencies(packages: Sequence[str], suite: str, folder: Path,
                               log: Path) -> list[Path]:
    """Fetch and verify packages of another release and all that they depend on, as .deb files.

    To apt it looks as if nothing were installed; nothing is.
    """
    options = _own_lists(folder, "deb", suite, log)
    (folder / "archives/partial").mkdir(parents=True)
    (folder / "status").touch()
    shell.logged(["apt-get", "-q", "-y", "install", "--download-only", "--no-install-recommends",
                  *options, "-o", f"Dir::State::status={folder}/status",
                  "-o", f"Dir::State::extended_states={folder}/extended-states",
                  "-o", f"Dir::Cache::archives={folder}/archives",
                  # The lock of the machine's own package database, which is not used.
                  "-o", "Debug::NoLocking=true", *packages], log, env=_ENV)
    return sorted((folder / "archives").glob("*.deb"))


def download_binary(package: str, folder: Path, log: Path) -> Path:
    """Fetch a .deb without installing it."""
    _update_if_stale(log)
    shell.logged(["apt-get", "-q", "download", "-o", "APT::Sandbox::User=root", package],
                 log, cwd=folder, env=_ENV)
    return next(folder.glob(f"{package}_*.deb"))


def _own_lists(folder: Path, kind: str, suite: str, log: Path) -> list[str]:
    """Options for package lists of our own, freshly read: the user's stay as they are."""
    lists = folder / "apt-lists"
    (lists / "partial").mkdir(parents=True)
    signed = f"[signed-by={_KEYRING}] " if _KEYRING.exists() else ""
    source_list = folder / "sources.list"
    source_list.write_text(f"{kind} {signed}{archive()} {suite} main\n")
    options = [
        "-o", f"Dir::Etc::sourcelist={source_list}", "-o", "Dir::Etc::sourceparts=/dev/null",
        "-o", f"Dir::State::Lists={lists}", "-o", "APT::Sandbox::User=root",
        "-o", f"Dir::Cache::pkgcache={folder}/pkgcache.bin",
        "-o", f"Dir::Cache::srcpkgcache={folder}/srcpkgcache.bin",
    ]
    shell.logged(["apt-get", "-q", "update", *options], log, env=_ENV)
    return options


def _missing(packages: Sequence[str]) -> list[str]:
    """dpkg-query names packages it has never heard of on stderr and fails; that is fine here."""
    result = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        capture_output=True, text=True, check=False,
    )
    installed = {line.split()[0] for line in result.stdout.splitlines()
                 if line.endswith(" installed")}
    return [name for name in packages if name not in installed]


def _main_archive() -> tuple[str, str]:
    text = shell.output(["apt-get", "indextargets", "--format",
                         "$(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)"])
    for row in (line.split() for line in text.splitlines()):
        if len(row) == 4 and row[2:] == ["main", "Packages"] and "-" not in row[1]:
            if row[0].rstrip("/").endswith("/debian"):
                return row[0], row[1]
    raise ClusterError("apt knows no Debian archive (see `apt-get indextargets`)")


def _update_if_stale(log: Path) -> None:
    stamps = [p.stat().st_mtime for p in _LISTS.glob("*_Packages*")]
    if stamps and time.time() - max(stamps) < _LISTS_TOO_OLD_SECONDS:
        return
    if os.geteuid() == 0:
        with step("reading the package lists (apt-get update)"):
            _update(log)


def _update(log: Path) -> None:
    try:
        shell.logged(["apt-get", "update", *_OPTIONS], log, env=_ENV)
    except ClusterError:
        # Often only a third party's source is down; whether it matters shows at the install.
        say(f"apt-get update had errors (see {log}); going on with the lists at hand")


@contextlib.contextmanager
def _services_stay_off() -> Iterator[None]:
    """Debian starts a service when its package is installed, unless policy-rc.d says no."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(_POLICY.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)
