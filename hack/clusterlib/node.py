"""The node of a cluster: containerd, kubelet, kube-proxy and a bridge for pods."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import BinaryIO, Sequence

from . import cgroups, image, namespace, procs, shell
from .control_plane import ControlPlane, wait_for_component
from .state import Cluster
from .ui import ClusterError, step

# In the cluster's own mount namespace, where /run is private.
_SOCKET = "/run/containerd/containerd.sock"
_CNI_PLUGINS = "/usr/lib/cni"
_CONTAINERD_SECONDS = 60.0
_READY_SECONDS = 180.0


class Node:
    def __init__(self, control_plane: ControlPlane) -> None:
        self.control = control_plane
        self.access = control_plane.access
        self.cluster = control_plane.cluster
        self.plan = control_plane.plan
        self.folder = self.cluster.folder

    def start_runtime(self) -> None:
        """containerd needs no API server, so it starts while that one does."""
        snapshotter = self._snapshotter()
        self.cluster.extra["snapshotter"] = snapshotter
        cni = self._written("cni.d/10-bridge.conflist", json.dumps(self._cni()))
        config = self._written("containerd.toml", _CONTAINERD.format(
            root=self.folder / "containerd", socket=_SOCKET, sandbox=image.SANDBOX,
            plugins=_CNI_PLUGINS, cni=cni.parent, snapshotter=snapshotter))
        self._spawn("containerd", ["containerd", "--config", str(config)])

    def start(self) -> None:
        with step("waiting for containerd"):
            wait_for_component(self.cluster, "containerd", self._containerd_answers,
                               _CONTAINERD_SECONDS)
            with image.write(self.folder / "busybox.tar").open("rb") as file:
                load_image(self.cluster, file)
        with step("starting kubelet and kube-proxy, waiting for the node to be Ready"):
            self._spawn("kubelet", self._kubelet())
            self._spawn("kube-proxy", self._kube_proxy())
            wait_for_component(self.cluster, "kubelet", self._node_ready, _READY_SECONDS)
            wait_for_component(self.cluster, "kube-proxy", self._services_work, _READY_SECONDS)

    def _spawn(self, name: str, command: Sequence[str]) -> None:
        process = procs.spawn([*namespace.inside(self.cluster), *command],
                              log=self.cluster.log(name), state=self.folder, cwd=self.folder)
        self.cluster.record(name, process)

    def _written(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def _snapshotter(self) -> str:
        """overlayfs where the state folder's file system can carry it, else plain copies."""
        folder = self.folder / "overlay-test"
        for name in ("lower", "upper", "work", "merged"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        options = f"lowerdir={folder}/lower,upperdir={folder}/upper,workdir={folder}/work"
        mounted = shell.ok([*namespace.inside(self.cluster), "unshare", "--mount", "mount", "-t",
                            "overlay", "overlay", "-o", options, f"{folder}/merged"])
        return "overlayfs" if mounted else "native"

    def _containerd_answers(self) -> bool:
        return shell.ok([*namespace.inside(self.cluster), "ctr", "--address", _SOCKET, "version"])

    def _node_ready(self) -> bool:
        node = self.access.api.get(f"/api/v1/nodes/{node_name(self.cluster)}")
        if node is None or node["spec"].get("taints"):
            return False  # the taint "not-ready" goes a moment after the node is Ready
        return any(c["type"] == "Ready" and c["status"] == "True"
                   for c in node["status"].get("conditions", []))

    def _services_work(self) -> bool:
        rules = subprocess.run(
            [*namespace.inside(self.cluster), "iptables", "-w", "-t", "nat", "-S", "KUBE-SERVICES"],
            capture_output=True, text=True, check=False).stdout
        return f"-d {self.plan.api_service}/32" in rules and "KUBE-SVC" in rules

    def _cni(self) -> dict[str, object]:
        return {
            "cniVersion": "0.4.0", "name": "modelmonitor",
            "plugins": [
                {"type": "bridge", "bridge": namespace.BRIDGE, "isGateway": True,
                 "ipMasq": False, "hairpinMode": True,
                 "ipam": {"type": "host-local", "routes": [{"dst": "0.0.0.0/0"}],
                          "ranges": [[{"subnet": self.plan.pod_range,
                                       "gateway": self.plan.api_address,
                                       "rangeStart": self.plan.first_pod,
                                       "rangeEnd": self.plan.last_pod}]]}},
                {"type": "portmap", "capabilities": {"portMappings": True}},
            ],
        }

    def _kubelet(self) -> list[str]:
        name = node_name(self.cluster)
        kubeconfig = self.access.kubeconfig("kubelet", f"system:node:{name}", "system:nodes")
        config = {
            "kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": False},
                               "x509": {"clientCAFile": str(self.access.pki.ca.cert)}},
            "authorization": {"mode": "AlwaysAllow"},
            "address": "0.0.0.0", "port": 10250, "healthzPort": 10248,
            "cgroupDriver": "cgroupfs", "cgroupRoot": cgroups.name(self.cluster),
            "cgroupsPerQOS": True, "enforceNodeAllocatable": [],
            "failSwapOn": False, "evictionHard": {}, "imageGCHighThresholdPercent": 100,
            # The host's resolver can't be reached from pods: no name server rather than a dead one.
            "resolvConf": str(self._written("resolv.conf", "")), "clusterDomain": "cluster.local",
            "nodeStatusUpdateFrequency": "5s", "syncFrequency": "10s",
            "fileCheckFrequency": "0s", "httpCheckFrequency": "0s",
            "registerNode": True, "serializeImagePulls": False,
        }
        # Later versions know no other runtime and refuse the flag.
        runtime = ["--container-runtime=remote"] if self.control.minor < 24 else []
        return [
            self.control.binaries.path("kubelet"), *runtime, f"--kubeconfig={kubeconfig}",
            f"--config={self._written('kubelet.json', json.dumps(config))}",
            f"--root-dir={self.folder}/kubelet", f"--hostname-override={name}",
            f"--node-ip={self.plan.api_address}",
            f"--container-runtime-endpoint=unix://{_SOCKET}",
        ]

    def _kube_proxy(self) -> list[str]:
        kubeconfig = self.access.kubeconfig("kube-proxy", "system:kube-proxy", None)
        return [
            self.control.binaries.path("kube-proxy"), f"--kubeconfig={kubeconfig}",
            f"--hostname-override={node_name(self.cluster)}", "--proxy-mode=iptables",
            "--conntrack-max-per-core=0",  # a setting of the whole machine: not ours to change
            f"--cluster-cidr={self.plan.pod_range}",
            # Pods and host share a bridge, so an answer would go straight back, past the address
            # translation, if the request did not seem to come from the gateway.
            "--masquerade-all",
        ]


def node_name(cluster: Cluster) -> str:
    return f"{cluster.name}-node"


def load_image(cluster: Cluster, file: BinaryIO) -> str:
    """Import a docker-archive, from our open file: the node's namespace may not see its path."""
    command = [*namespace.inside(cluster), "ctr", "--address", _SOCKET, "-n", "k8s.io", "images",
               "import", "--snapshotter", cluster.extra["snapshotter"], "-"]
    result = subprocess.run(command, stdin=file, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise ClusterError(f"the image was not imported: {result.stderr.strip()}")
    return result.stdout


_CONTAINERD = """\
version = 2
root = "{root}"
state = "/run/containerd"
[grpc]
  address = "{socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{sandbox}"
  disable_apparmor = true
  # Without it runc fails where the machine itself runs in a limited environment:
  # "can't get final child's PID from pipe".
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{plugins}"
    conf_dir = "{cni}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "{snapshotter}"
"""
