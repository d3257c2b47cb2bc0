"""How a cluster's API server is reached, and as whom."""

from __future__ import annotations

import functools
from pathlib import Path

from . import network
from .kubeapi import Api
from .pki import Pki
from .state import Cluster

ADMINS = "system:masters"


class Access:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.plan = network.plan(cluster)
        self.pki = Pki(cluster.folder / "pki")
        self.server = f"https://{self.plan.api_address}:{self.plan.ports['kube-apiserver']}"

    def create_certificates(self) -> None:
        self.pki.create([
            network.LOOPBACK, "localhost", self.plan.api_address, self.plan.host_address,
            self.plan.api_service, "kubernetes", "kubernetes.default", "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
        ])
        self.kubeconfig("admin", "admin", ADMINS, self.cluster.kubeconfig)

    def kubeconfig(self, name: str, user: str, group: str | None, file: Path | None = None) -> Path:
        target = file or self.cluster.folder / f"{name}.kubeconfig"
        return self.pki.kubeconfig(target, self.server, self.pki.client(name, user, group))

    @functools.cached_property
    def api(self) -> Api:
        return Api(self.server, self.pki, self.pki.client("admin", "admin", ADMINS))
