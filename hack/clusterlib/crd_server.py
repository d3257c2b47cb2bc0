"""The CRD server of a current Kubernetes beside a cluster: CRDs and custom resources, nothing else.

It keeps its objects in the cluster's etcd under a prefix of its own.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from . import build_crd_server, namespace, network, procs
from .access import ADMINS, Access
from .control_plane import wait_for_component
from .kubeapi import Api
from .state import Cluster
from .ui import emit, say, step

NAME = "crd-server"
_READY_SECONDS = 60.0

# They ask for objects that only a whole API server has.
_PLUGINS_OFF = ("NamespaceLifecycle,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,"
                "ValidatingAdmissionPolicy,MutatingAdmissionPolicy")


def start(cluster: Cluster) -> None:
    kubeconfig = cluster.folder / "crd-server.kubeconfig"
    process = cluster.process(NAME)
    if process is not None and process.alive():
        say("the CRD server is already running")
    else:
        program = build_crd_server.get()
        with step("starting the CRD server"):
            _start(cluster, program, kubeconfig)
    emit(f"export MM_CRD_SERVER_KUBECONFIG={shlex.quote(str(kubeconfig))}")


def stop(cluster: Cluster) -> None:
    process = cluster.process(NAME)
    if process is not None and process.alive():
        with step("stopping the CRD server"):
            procs.end([process], 5)
    cluster.forget(NAME)


def _start(cluster: Cluster, program: Path, kubeconfig: Path) -> None:
    access = Access(cluster)
    plan, pki = access.plan, access.pki
    port = plan.ports[NAME]
    server = f"https://{plan.api_address}:{port}"
    admin = pki.client("admin", "admin", ADMINS)
    pki.kubeconfig(kubeconfig, server, admin)
    # It wants an API server to ask about tokens and rights; certificates are judged without it.
    core = cluster.kubeconfig
    process = procs.spawn(
        [*namespace.inside(cluster), str(program),
         f"--etcd-servers=http://{network.LOOPBACK}:{plan.ports['etcd']}",
         "--etcd-prefix=/crd-server", f"--secure-port={port}",
         f"--bind-address={'0.0.0.0' if plan.has_node else network.LOOPBACK}",
         f"--tls-cert-file={pki.server().cert}", f"--tls-private-key-file={pki.server().key}",
         f"--client-ca-file={pki.ca.cert}", "--authentication-skip-lookup",
         f"--authentication-kubeconfig={core}", f"--authorization-kubeconfig={core}",
         f"--kubeconfig={core}", f"--disable-admission-plugins={_PLUGINS_OFF}",
         "--enable-priority-and-fairness=false"],
        log=cluster.log(NAME), state=cluster.folder, cwd=cluster.folder)
    cluster.record(NAME, process)
    api = Api(server, pki, admin)
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    try:
        wait_for_component(cluster, NAME, lambda: api.answers(path), _READY_SECONDS)
    except BaseException:
        procs.end([process], 5)
        cluster.forget(NAME)
        raise
