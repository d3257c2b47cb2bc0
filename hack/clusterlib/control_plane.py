"""etcd, kube-apiserver, kube-controller-manager and kube-scheduler of one cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Callable, Sequence

from . import namespace, network, procs
from .access import ADMINS, Access
from .binaries import Binaries
from .kubeapi import wait_until
from .state import Cluster
from .ui import ClusterError, step

_START_SECONDS = 120.0  # a fast machine needs 3; a busy one must not fail
_FIRST_WITHOUT_INSECURE_PORT_FLAG = 24

# What the tests want to know: who wrote what. Reads of the cluster's own parts are left out.
AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
    "rules": [
        {"level": "None", "users": ["system:apiserver"]},  # sets up its own objects
        {"level": "Metadata", "resources": [{"group": "", "resources": [
            "secrets", "serviceaccounts/token"]}, {"group": "authentication.k8s.io"}]},
        {"level": "RequestResponse",
         "verbs": ["create", "update", "patch", "delete", "deletecollection"]},
        {"level": "None", "userGroups": ["system:nodes", "system:serviceaccounts:kube-system"]},
        {"level": "None", "users": ["system:kube-controller-manager", "system:kube-scheduler",
                                    "system:kube-proxy", "prometheus"]},
        {"level": "None", "nonResourceURLs": ["/healthz*", "/readyz*", "/livez*"]},
        {"level": "Metadata"},
    ],
}


class ControlPlane:
    def __init__(self, cluster: Cluster, binaries: Binaries) -> None:
        self.cluster = cluster
        self.binaries = binaries
        self.access = Access(cluster)
        self.plan = self.access.plan
        self.pki = self.access.pki
        self.ports = self.plan.ports
        self.minor = binaries.minor_version()

    def start(self, audit: Path | None) -> None:
        """Returns when Deployments get Pods. The order is for speed; each wait is a real need."""
        with step("starting etcd, kube-apiserver and controllers"):
            self._spawn("etcd", self._etcd())
            self.access.create_certificates()
            self._spawn("kube-apiserver", self._api_server(audit))
            later = {"kube-controller-manager": self._controller_manager(),
                     "kube-scheduler": self._scheduler()}
            self._wait("kube-apiserver", lambda: self.access.api.answers("/readyz"))
            for name, command in later.items():
                if not self.binaries.has(name):
                    continue
                self._spawn(name, command)
                if name == "kube-controller-manager":
                    # Without this account, a Pod created right away would be refused.
                    path = "/api/v1/namespaces/default/serviceaccounts/default"
                    self._wait(name, lambda: self.access.api.answers(path))

    def _spawn(self, name: str, command: Sequence[str]) -> None:
        prefix = namespace.inside(self.cluster)
        process = procs.spawn([*prefix, *command], log=self.cluster.log(name),
                              state=self.cluster.folder, cwd=self.cluster.folder)
        self.cluster.commands[name] = list(command)
        self.cluster.record(name, process)

    def restart(self, name: str) -> None:
        """Start a component that has ended, with the arguments it had; return when it is ready."""
        with step(f"starting {name} again"):
            self._spawn(name, self.cluster.commands[name])
            self.cluster.down = [other for other in self.cluster.down if other != name]
            self.cluster.save()
            self._wait(name, lambda: self._is_back(name))

    def _is_back(self, name: str) -> bool:
        server = self.cluster.process("kube-apiserver")
        if name in ("etcd", "kube-apiserver"):
            # The API server's readiness includes its etcd; alone, etcd has nobody to be ready for.
            alone = server is None or not server.alive()
            return alone or self.access.api.answers("/readyz")
        # What a namespace hides from here has no more to show than that it lives.
        return self.plan.has_node or network.listening(network.LOOPBACK, self.ports[name])

    def _wait(self, name: str, ready: Callable[[], bool]) -> None:
        wait_for_component(self.cluster, name, ready, _START_SECONDS)

    def _etcd(self) -> list[str]:
        client = f"http://{network.LOOPBACK}:{self.ports['etcd']}"
        peer = f"http://{network.LOOPBACK}:{self.ports['etcd-peer']}"
        return [
            self.binaries.path("etcd"), "--name=default",
            f"--data-dir={self.cluster.folder}/etcd",
            f"--listen-client-urls={client}", f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--heartbeat-interval=20", "--election-timeout=200",  # alone, it waits for a vote
            "--unsafe-no-fsync",  # the data are thrown away with the cluster
            "--quota-backend-bytes=4294967296",
        ]

    def _api_server(self, audit: Path | None) -> list[str]:
        server, ca, plan = self.pki.server(), self.pki.ca.cert, self.plan
        command = [
            self.binaries.path("kube-apiserver"),
            f"--etcd-servers=http://{network.LOOPBACK}:{self.ports['etcd']}",
            f"--secure-port={self.ports['kube-apiserver']}",
            # With a node everything listens inside the cluster's own network namespace only.
            f"--bind-address={'0.0.0.0' if plan.has_node else network.LOOPBACK}",
            f"--advertise-address={plan.api_address}",
            f"--tls-cert-file={server.cert}", f"--tls-private-key-file={server.key}",
            f"--client-ca-file={ca}",
            f"--service-account-key-file={self.pki.service_account_key}",
            f"--service-account-signing-key-file={self.pki.service_account_key}",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            f"--service-cluster-ip-range={plan.service_range}",
            "--authorization-mode=Node,RBAC", "--allow-privileged=true",
        ]
        if plan.has_node:
            kubelet = self.pki.client("apiserver-kubelet", "kube-apiserver", ADMINS)
            command += [f"--kubelet-client-certificate={kubelet.cert}",
                        f"--kubelet-client-key={kubelet.key}",
                        "--kubelet-preferred-address-types=InternalIP"]
        else:
            # Loopback is refused as the address of the service `kubernetes`, so none is made.
            command.append("--endpoint-reconciler-type=none")
        if not self.binaries.has("kube-controller-manager"):
            # Nobody makes the accounts that this plugin wants each Pod to have.
            command.append("--disable-admission-plugins=ServiceAccount")
        if audit is not None:
            policy = self.cluster.folder / "audit-policy.json"
            policy.write_text(json.dumps(AUDIT_POLICY))
            audit.parent.mkdir(parents=True, exist_ok=True)
            audit.write_text("")
            command += [f"--audit-policy-file={policy}", f"--audit-log-path={audit}",
                        "--audit-log-mode=blocking",
                        "--audit-log-maxsize=100000"]  # MB: a reader need not follow rotations
        return command

    def _controller_manager(self) -> list[str]:
        config = self.access.kubeconfig("kube-controller-manager", "system:kube-controller-manager", None)
        ca = self.pki.ca
        return [
            self.binaries.path("kube-controller-manager"), f"--kubeconfig={config}",
            *self._secure_serving("kube-controller-manager"),
            "--use-service-account-credentials=true",
            f"--service-account-private-key-file={self.pki.service_account_key}",
            f"--root-ca-file={ca.cert}", "--leader-elect=false",
            # Its default brake on requests stretches its start over many seconds.
            "--kube-api-qps=500", "--kube-api-burst=1000",
            f"--cluster-signing-cert-file={ca.cert}", f"--cluster-signing-key-file={ca.key}",
        ]

    def _scheduler(self) -> list[str]:
        config = self.access.kubeconfig("kube-scheduler", "system:kube-scheduler", None)
        return [
            self.binaries.path("kube-scheduler"), f"--kubeconfig={config}",
            *self._secure_serving("kube-scheduler"), "--leader-elect=false",
        ]

    def _secure_serving(self, name: str) -> list[str]:
        # No --authentication-kubeconfig: it would make them end when they start before the API
        # server has set up their rights.
        # Without a certificate they would make an RSA one first, which takes time.
        flags = [f"--bind-address={network.LOOPBACK}", f"--secure-port={self.ports[name]}",
                 f"--tls-cert-file={self.pki.server().cert}",
                 f"--tls-private-key-file={self.pki.server().key}"]
        if self.minor < _FIRST_WITHOUT_INSECURE_PORT_FLAG:
            flags.append("--port=0")  # else two clusters would fight for the plain HTTP port
        return flags


def wait_for_component(cluster: Cluster, name: str, ready: Callable[[], bool],
                       seconds: float) -> None:
    """Until `ready`, or an error that shows the component's log when it ends or takes too long."""
    process = cluster.process(name)
    assert process is not None

    def decided() -> bool:
        return ready() or not process.alive()

    if not wait_until(decided, seconds, 0.05):
        raise ClusterError(f"{name} was not ready after {seconds:.0f} s", log=cluster.log(name))
    if not process.alive():
        raise ClusterError(f"{name} ended while it started", log=cluster.log(name))
