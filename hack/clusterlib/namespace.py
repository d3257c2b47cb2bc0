"""The network and mount namespaces in which a cluster with a node lives.

Everything the node makes (bridge, iptables rules, pod networks, kubelet's and containerd's mounts)
is made in there, so the host stays as it was and all of it is gone with the last process.
A small process (`sleep infinity`) holds the namespaces open; the others are started into them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Sequence

from . import cgroups, network, procs, shell
from .kubeapi import wait_until
from .state import Cluster
from .ui import ClusterError

HOLDER = "namespace"
BRIDGE = "mm-bridge"


def create(cluster: Cluster) -> None:
    holder = procs.spawn(
        ["unshare", "--net", "--mount", "--propagation", "private", "sleep", "infinity"],
        log=cluster.log(HOLDER), state=cluster.folder, cwd=cluster.folder,
    )
    cluster.record(HOLDER, holder)
    if not wait_until(lambda: _separate(holder.pid), 5, 0.01):
        raise ClusterError("no namespaces could be made", log=cluster.log(HOLDER))
    cgroups.create(cluster)
    _mounts(cluster)
    _links(cluster, network.plan(cluster), holder.pid)


def inside(cluster: Cluster) -> list[str]:
    """What to put before a command so that it runs in the cluster's namespaces, if it has any."""
    if not cluster.has_node:
        return []
    holder = cluster.process(HOLDER)
    if holder is None or not holder.alive():
        raise ClusterError(f"cluster '{cluster.name}' has lost its namespaces; "
                           f"run `hack/cluster down --name {cluster.name}`")
    return ["nsenter", "-t", str(holder.pid), "--net", "--mount"]


def remove_links(cluster: Cluster) -> None:
    """The veth pair goes with the namespace, a moment later; this is for what a crash left."""
    shell.ok(["ip", "link", "delete", network.plan(cluster).veth])


def _separate(pid: int) -> bool:
    try:
        return (os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
                and Path(f"/proc/{pid}/comm").read_text().strip() == "sleep")
    except OSError:
        return False


def _mounts(cluster: Cluster) -> None:
    """A /run of its own, and pod logs in the cluster's log folder.

    containerd, its shims and the CNI plugins have fixed places under /run and /var/lib/cni, kubelet
    has /var/log/pods: in here these are the cluster's own.
    """
    script = ["mount -t tmpfs tmpfs /run",
              "mkdir -p /var/log/pods /var/log/containers /var/lib/cni"]
    for source, target in ((cluster.logs / "pods", "/var/log/pods"),
                           (cluster.logs / "containers", "/var/log/containers"),
                           (cluster.folder / "cni-state", "/var/lib/cni")):
        source.mkdir(parents=True, exist_ok=True)
        script.append(f"mount --bind '{source}' {target}")
    _sh(cluster, script)


def _links(cluster: Cluster, plan: network.Plan, pid: int) -> None:
    remove_links(cluster)
    shell.output(["ip", "link", "add", plan.veth, "type", "veth",
                  "peer", "name", "host", "netns", str(pid)])
    _sh(cluster, [
        "ip link set lo up",
        # A fixed hardware address: otherwise a bridge takes a new one as pods come and go.
        f"ip link add {BRIDGE} address 0a:6d:6d:00:00:01 type bridge",
        f"ip link set {BRIDGE} up",
        f"ip link set host up master {BRIDGE}",
        f"ip address add {plan.api_address}/24 dev {BRIDGE}",
        # Without any route to service addresses, a connection from in here would fail before
        # kube-proxy's rules see it.
        f"ip route add {plan.service_range} dev {BRIDGE}",
        "echo 1 > /proc/sys/net/ipv4/ip_forward",
    ])
    shell.output(["ip", "address", "add", f"{plan.host_address}/24", "dev", plan.veth])
    shell.output(["ip", "link", "set", plan.veth, "up"])
    # The host reaches services through kube-proxy in there.
    shell.output(["ip", "route", "add", plan.service_range, "via", plan.api_address])


def _sh(cluster: Cluster, script: Sequence[str]) -> None:
    shell.output([*inside(cluster), "sh", "-ec", "\n".join(script)])
