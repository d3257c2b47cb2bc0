"""The control groups under which all containers of one cluster run.

They tell which processes are the cluster's, even when a container's shim has died.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from . import procs
from .state import Cluster

_ROOT = Path("/sys/fs/cgroup")


def name(cluster: Cluster) -> str:
    """As kubelet's `cgroupRoot` wants it. The slot keeps it apart from other users' clusters."""
    return f"/modelmonitor-{cluster.slot}-{cluster.name}"


def create(cluster: Cluster) -> None:
    for hierarchy in _hierarchies():
        folder = hierarchy / name(cluster).lstrip("/")
        folder.mkdir(exist_ok=True)
        if hierarchy.name == "cpuset":
            # A new cpuset is empty, and nothing can run in an empty one.
            for file in ("cpuset.cpus", "cpuset.mems"):
                (folder / file).write_text((hierarchy / file).read_text())


def members(cluster: Cluster) -> list[procs.Process]:
    """Every process in the groups of the cluster's containers."""
    pids: set[int] = set()
    for folder in _folders(cluster):
        with contextlib.suppress(OSError):
            pids.update(int(line) for line in (folder / "cgroup.procs").read_text().split())
    found = []
    for pid in pids:
        start = procs.start_time(pid)
        if start is not None:
            found.append(procs.Process(pid, start))
    return found


def remove(cluster: Cluster) -> list[Path]:
    """Delete the empty groups, innermost first; those that could not be deleted are returned."""
    left = []
    for folder in _folders(cluster):
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            left.append(folder)
    return left


def _hierarchies() -> list[Path]:
    """One folder per controller (cgroup v1), or the one folder of cgroup v2."""
    if (_ROOT / "cgroup.controllers").exists():
        return [_ROOT]
    # Links such as `cpu,cpuacct` name a hierarchy twice.
    return [p for p in sorted(_ROOT.iterdir()) if p.is_dir() and not p.is_symlink()]


def _folders(cluster: Cluster) -> list[Path]:
    found = []
    for hierarchy in _hierarchies():
        top = hierarchy / name(cluster).lstrip("/")
        for folder, _, _ in os.walk(top, topdown=False):
            found.append(Path(folder))
    return found
