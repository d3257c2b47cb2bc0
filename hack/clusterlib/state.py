"""What is known of a cluster, on disk, so that another run of the tool can show or end it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from . import paths
from .procs import Process


@dataclass
class Cluster:
    """One cluster. `slot` gives it ports and addresses of its own; see `network`."""

    name: str
    slot: int
    shape: str  # "control-plane" or "node"
    binaries: str  # where etcd, kube-apiserver … were taken from
    ready: bool = False
    processes: dict[str, dict[str, int]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    commands: dict[str, list[str]] = field(default_factory=dict)  # to start a killed one again
    down: list[str] = field(default_factory=list)  # killed on purpose, by `signal`

    @property
    def has_node(self) -> bool:
        return self.shape == "node"

    @property
    def folder(self) -> Path:
        return paths.clusters_root() / self.name

    @property
    def logs(self) -> Path:
        return paths.logs_root() / self.name

    @property
    def kubeconfig(self) -> Path:
        return self.folder / "kubeconfig"

    def log(self, component: str) -> Path:
        return self.logs / f"{component}.log"

    def process(self, component: str) -> Process | None:
        record = self.processes.get(component)
        return Process(record["pid"], record["start"]) if record else None

    def record(self, component: str, process: Process) -> None:
        self.processes[component] = asdict(process)
        self.save()

    def put_down(self, component: str) -> None:
        """It is about to end because somebody wants it: that does not make the cluster broken."""
        self.down = sorted({*self.down, component})
        self.save()

    def forget(self, component: str) -> None:
        self.processes.pop(component, None)
        self.save()

    def all_alive(self) -> bool:
        # Prometheus and further servers come and go beside the cluster.
        core = [self.process(name) for name in self.processes
                if name not in COMPANIONS and name not in self.down]
        return bool(self.processes) and all(p is not None and p.alive() for p in core)

    def save(self) -> None:
        """Written whole or not at all: a half-written state would hide processes from `down`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / "state.json.tmp"
        temporary.write_text(json.dumps(asdict(self), indent=1))
        os.replace(temporary, self.folder / "state.json")


COMPANIONS = ("prometheus", "prometheus-discovery", "crd-server", "second-api-server", "etcd-link")


def load(name: str) -> Cluster | None:
    file = paths.clusters_root() / name / "state.json"
    try:
        return Cluster(**json.loads(file.read_text()))
    except FileNotFoundError:
        return None


def names() -> list[str]:
    root = paths.clusters_root()
    return sorted(p.name for p in root.iterdir() if p.is_dir()) if root.is_dir() else []


def load_all() -> list[Cluster]:
    return [cluster for name in names() if (cluster := load(name)) is not None]


def start_logs(cluster: Cluster) -> None:
    """Fresh logs for a new cluster of a name; those of the last one are kept beside them."""
    previous = cluster.logs.with_name(cluster.name + ".previous")
    if cluster.logs.exists():
        shutil.rmtree(previous, ignore_errors=True)
        os.replace(cluster.logs, previous)
    cluster.logs.mkdir(parents=True)
