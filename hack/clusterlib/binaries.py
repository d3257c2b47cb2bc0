"""Which programs a cluster runs: from KUBEBUILDER_ASSETS where that is set, else our own cache."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from . import apt, build_kubernetes, paths, shell
from .ui import ClusterError, say

ASSETS = "KUBEBUILDER_ASSETS"
_NODE_PACKAGES = ("containerd", "runc", "containernetworking-plugins", "iptables", "conntrack",
                  "iproute2", "busybox-static")
_OPTIONAL = ("kube-controller-manager", "kube-scheduler")


class Binaries:
    """Paths of the programs, and what of them is missing."""

    def __init__(self, folder: Path, etcd: Path, built_here: bool) -> None:
        self.folder = folder
        self.etcd = etcd
        self.built_here = built_here

    def has(self, program: str) -> bool:
        return (self.folder / program).exists()

    def path(self, program: str) -> str:
        return str(self.etcd if program == "etcd" else self.folder / program)

    def minor_version(self) -> int:
        """Some flags came and went with versions."""
        if self.built_here:
            return int(build_kubernetes.VERSION.split(".")[1])
        text = shell.output([self.path("kube-apiserver"), "--version"])
        match = re.search(r"v1\.(\d+)", text)
        if match is None:
            raise ClusterError(f"kube-apiserver --version says '{text.strip()}'")
        return int(match[1])


def find(node: bool) -> Binaries:
    """The programs for a cluster, installing and building what is missing."""
    assets = os.environ.get(ASSETS, "")
    binaries = _from_assets(Path(assets), node) if assets else _from_cache()
    if node:
        apt.ensure(_NODE_PACKAGES, _apt_log())
    return binaries


def location() -> str:
    """What `find` would use, as a text to compare; nothing is built."""
    return os.environ.get(ASSETS, "") or str(paths.cache_root() / build_kubernetes.entry())


def _from_cache() -> Binaries:
    apt.ensure(("etcd-server", "openssl"), _apt_log())
    etcd = shutil.which("etcd")
    if etcd is None:
        raise ClusterError("etcd is not in the PATH although its package is installed")
    return Binaries(build_kubernetes.get(), Path(etcd), built_here=True)


def _from_assets(folder: Path, node: bool) -> Binaries:
    wanted = ["etcd", "kube-apiserver"]
    if node:
        wanted += [*_OPTIONAL, "kubelet", "kube-proxy"]
    missing = [name for name in wanted if not (folder / name).exists()]
    if missing:
        raise ClusterError(f"{ASSETS}={folder} lacks {', '.join(missing)}"
                           + (", which --node needs" if node else ""), code=2)
    for name in _OPTIONAL:
        if not (folder / name).exists():
            say(f"{ASSETS} has no {name}: going on without it")
    return Binaries(folder, folder / "etcd", built_here=False)


def self_checked_stamp() -> Path:
    return paths.cache_root() / build_kubernetes.entry() / ".self-checked"


def _apt_log() -> Path:
    return paths.logs_root() / "build" / "apt.log"
