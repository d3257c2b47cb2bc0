"""A second API server on a cluster's etcd, whose link to it can be paused: it then answers from an
old cache, as one replica of an API server does that has lost its etcd and not noticed yet.
"""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path

from . import namespace, network, procs
from .access import ADMINS, Access
from .control_plane import wait_for_component
from .kubeapi import Api
from .state import Cluster
from .ui import ClusterError, emit, say, step

NAME = "second-api-server"
LINK = "etcd-link"
_READY_SECONDS = 120.0
_GRACE_SECONDS = 4.0


def command(first: list[str], etcd_port: int, port: int) -> list[str]:
    """The first one's command with another way to etcd and another port. The audit log stays the
    same file: both append whole lines, and a reader sees who wrote what wherever it was sent."""
    own = {"--etcd-servers": f"http://{network.LOOPBACK}:{etcd_port}", "--secure-port": str(port)}
    return [f"{flag}={own[flag]}" if (flag := part.split("=", 1)[0]) in own else part
            for part in first]


def start(cluster: Cluster) -> None:
    kubeconfig = cluster.folder / f"{NAME}.kubeconfig"
    process = cluster.process(NAME)
    if process is not None and process.alive():
        say("the second API server is already running")
    else:
        with step("starting a second API server"):
            try:
                _start(cluster, kubeconfig)
            except BaseException:
                _end(cluster)
                raise
    emit(f"export MM_SECOND_KUBECONFIG={shlex.quote(str(kubeconfig))}")


def pause(cluster: Cluster) -> None:
    """A stopped relay keeps its connections open and passes nothing: just what is wanted."""
    _link(cluster).signal(signal.SIGSTOP)
    say("nothing passes between the second API server and etcd")


def resume(cluster: Cluster) -> None:
    _link(cluster).signal(signal.SIGCONT)
    say("the second API server's link to etcd is open")


def stop(cluster: Cluster) -> None:
    with step("stopping the second API server"):
        _end(cluster)


def _start(cluster: Cluster, kubeconfig: Path) -> None:
    access = Access(cluster)
    ports = access.plan.ports
    first = cluster.commands.get("kube-apiserver")
    if first is None:
        raise ClusterError(f"cluster '{cluster.name}' is of an older version of this tool", code=2)
    _spawn(cluster, LINK, [sys.executable, "-B", "-m", "clusterlib.relay",
                           str(ports[LINK]), str(ports["etcd"])])
    _spawn(cluster, NAME, command(first, ports[LINK], ports[NAME]))
    server = f"https://{access.plan.api_address}:{ports[NAME]}"
    admin = access.pki.client("admin", "admin", ADMINS)
    access.pki.kubeconfig(kubeconfig, server, admin)
    api = Api(server, access.pki, admin)
    wait_for_component(cluster, NAME, lambda: api.answers("/readyz"), _READY_SECONDS)


def _spawn(cluster: Cluster, name: str, parts: list[str]) -> None:
    process = procs.spawn([*namespace.inside(cluster), *parts], log=cluster.log(name),
                          state=cluster.folder, cwd=cluster.folder,
                          env={"PYTHONPATH": str(Path(__file__).resolve().parent.parent)})
    cluster.record(name, process)


def _link(cluster: Cluster) -> procs.Process:
    process = cluster.process(LINK)
    if process is None or not process.alive():
        raise ClusterError(f"no second API server; start it with "
                           f"`hack/cluster second-api-server --name {cluster.name}`", code=2)
    return process


def _end(cluster: Cluster) -> None:
    procs.end([p for name in (NAME, LINK) if (p := cluster.process(name))], _GRACE_SECONDS)
    for name in (NAME, LINK):
        cluster.forget(name)
