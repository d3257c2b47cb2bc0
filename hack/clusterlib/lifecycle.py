"""Bringing a cluster up and taking it down."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
from pathlib import Path
from typing import Iterator

from . import binaries, cache, cgroups, namespace, network, paths, procs, selfcheck, state
from .control_plane import ControlPlane
from .kubeapi import wait_until
from .node import Node
from .state import Cluster
from .ui import ClusterError, emit, say, step

_GRACE_SECONDS = 4.0
_PORT_SECONDS = 10.0
_CLIENTS = (*state.COMPANIONS, "kubelet", "kube-proxy", "kube-controller-manager", "kube-scheduler")


@contextlib.contextmanager
def exclusive(name: str) -> Iterator[None]:
    """One run of the tool at a time works on a cluster; the lock dies with its holder."""
    with cache.lock(paths.clusters_root() / f".{name}.lock",
                    f"another run is working on cluster '{name}'; waiting for it"):
        yield


def running(name: str) -> Cluster:
    """A cluster that is up, or an error that says what to do."""
    cluster = state.load(name)
    if cluster is None or not cluster.ready or not cluster.all_alive():
        raise ClusterError(f"cluster '{name}' is not running; start it with "
                           f"`hack/cluster up --name {name}`", code=2)
    return cluster


def up(name: str, *, node: bool, audit: Path | None) -> None:
    with exclusive(name):
        shape = "node" if node else "control-plane"
        existing = state.load(name)
        if existing and existing.ready and existing.all_alive():
            _same_or_error(existing, shape, audit)
            say(f"cluster '{name}' is already running")
            return _exports(existing)
        if name in state.names():
            say(f"cluster '{name}' was left behind by a crash; cleaning up first")
            _take_down(name)
        if node and os.geteuid() != 0:
            raise ClusterError("--node needs root: it makes namespaces and runs containers", code=2)
        programs = binaries.find(node)
        with network.free_slot(node) as slot:
            cluster = Cluster(name, slot, shape, binaries.location(),
                              extra={"audit": str(audit) if audit else None})
            state.start_logs(cluster)
            cluster.save()
            try:
                _start(cluster, programs, audit)
            except BaseException:
                say("ending what was started")
                _take_down(name)
                raise
        _exports(cluster)


def down(name: str) -> None:
    with exclusive(name):
        if name not in state.names():
            say(f"cluster '{name}' is not there: nothing to do")
            return
        with step(f"taking cluster '{name}' down"):
            _take_down(name)
        say(f"logs are kept in {paths.logs_root() / name}")


def _start(cluster: Cluster, programs: binaries.Binaries, audit: Path | None) -> None:
    with step(f"starting cluster '{cluster.name}'"):
        control = ControlPlane(cluster, programs)
        node = Node(control) if cluster.has_node else None
        if node is not None:
            namespace.create(cluster)
            node.start_runtime()
        control.start(audit)
        if node is not None:
            node.start()
        stamp = binaries.self_checked_stamp()
        if programs.built_here and not stamp.exists():
            selfcheck.run(control.access.api)
            stamp.touch()
        cluster.ready = True
        cluster.save()


def _same_or_error(cluster: Cluster, shape: str, audit: Path | None) -> None:
    wanted = {"shape": shape, "binaries": binaries.location(),
              "audit": str(audit) if audit else None}
    have = {"shape": cluster.shape, "binaries": cluster.binaries,
            "audit": cluster.extra.get("audit")}
    for key, value in wanted.items():
        if have[key] != value:
            raise ClusterError(
                f"cluster '{cluster.name}' is running with {key} {have[key]}, not {value}; "
                f"run `hack/cluster down --name {cluster.name}` first", code=2)


def _exports(cluster: Cluster) -> None:
    emit(f"export KUBECONFIG={shlex.quote(str(cluster.kubeconfig))}")
    if cluster.has_node:
        emit(f"export MM_BRIDGE_ADDRESS={network.plan(cluster).host_address}")


def _take_down(name: str) -> None:
    """End everything of a cluster, also of one that was never fully started."""
    with _undisturbed():
        folder = paths.clusters_root() / name
        cluster = state.load(name)
        if cluster is not None:
            recorded = {n: p for n in cluster.processes if (p := cluster.process(n)) is not None}
            procs.end((p for n, p in recorded.items() if n in _CLIENTS), _GRACE_SECONDS)
            _end_containers(cluster)
            procs.end((p for n, p in recorded.items() if n in ("kube-apiserver", "containerd")),
                      _GRACE_SECONDS)
            procs.end(recorded.values(), _GRACE_SECONDS)
        # Container shims, and what a killed `up` had no time to record.
        procs.end(procs.marked(folder), _GRACE_SECONDS)
        left = procs.marked(folder)
        if cluster is not None:
            left += _end_containers(cluster)
            _wait_for_ports(cluster)
            namespace.remove_links(cluster)
            if not wait_until(lambda: not cgroups.remove(cluster), 5):
                say(f"control groups could not be removed: {cgroups.remove(cluster)}")
        if left:
            raise ClusterError("these processes could not be ended: "
                               + ", ".join(str(p.pid) for p in left))
        cache.remove_tree(folder)


def _end_containers(cluster: Cluster) -> list[procs.Process]:
    """A container may still be starting another process while we look, so look again."""
    if not cluster.has_node:
        return []

    def none_left() -> bool:
        for process in cgroups.members(cluster):
            process.signal(signal.SIGKILL)
        return not cgroups.members(cluster)

    wait_until(none_left, 15)
    return cgroups.members(cluster)


def _wait_for_ports(cluster: Cluster) -> None:
    """So that the next cluster can take them at once."""
    if cluster.has_node:
        return  # they were inside the network namespace, which is gone
    ports = network.plan(cluster).ports.values()
    busy = [p for p in ports if not wait_until(
        lambda port=p: not network.listening(network.LOOPBACK, port), _PORT_SECONDS)]
    if busy:
        say(f"ports still in use after the processes have ended: {busy}")


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not leave the cleaning half done."""
    previous = {number: signal.signal(number, signal.SIG_IGN)
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
