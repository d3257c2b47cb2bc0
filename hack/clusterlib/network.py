"""Ports and addresses: one small number per cluster, the slot, decides all of them.

A control plane alone listens on 127.0.0.1. A cluster with a node lives in a network namespace of
its own (see `namespace`), joined to the host by one veth pair that is a port of the pods' bridge:

    host  10.S.0.2 ── veth ── bridge 10.S.0.1 (API server, kubelet, gateway) ── pods 10.S.0.10…

So host and pods talk directly, kube-proxy's iptables rules stay inside, and several such clusters
run side by side.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import socket
from dataclasses import dataclass
from typing import Iterator

from . import shell, state
from .ui import ClusterError

LOOPBACK = "127.0.0.1"
_SLOTS = 40
_FIRST_PORT = 21000  # below the range from which the kernel takes ports for outgoing connections
_PORTS_PER_SLOT = 20


@dataclass(frozen=True)
class Plan:
    """The addresses of one cluster."""

    slot: int
    has_node: bool

    @property
    def ports(self) -> dict[str, int]:
        names = ("etcd", "etcd-peer", "kube-apiserver", "kube-controller-manager",
                 "kube-scheduler", "prometheus", "crd-server", "second-api-server", "etcd-link")
        first = _FIRST_PORT + self.slot * _PORTS_PER_SLOT
        return {name: first + i for i, name in enumerate(names)}

    @property
    def api_address(self) -> str:
        """Where the API server is reached, from the host and (with a node) from pods."""
        return f"10.{160 + self.slot}.0.1" if self.has_node else LOOPBACK

    @property
    def host_address(self) -> str:
        """The host's own address: what listens there can be reached from pods."""
        return f"10.{160 + self.slot}.0.2" if self.has_node else LOOPBACK

    @property
    def pod_range(self) -> str:
        return f"10.{160 + self.slot}.0.0/24"

    @property
    def first_pod(self) -> str:
        return f"10.{160 + self.slot}.0.10"

    @property
    def last_pod(self) -> str:
        return f"10.{160 + self.slot}.0.254"

    @property
    def service_range(self) -> str:
        return f"10.{110 + self.slot}.0.0/24"

    @property
    def api_service(self) -> str:
        """The address of the service `kubernetes`: always the first of the range."""
        return f"10.{110 + self.slot}.0.1"

    @property
    def veth(self) -> str:
        return f"mm-veth{self.slot}"


def plan(cluster: state.Cluster) -> Plan:
    return Plan(cluster.slot, cluster.has_node)


@contextlib.contextmanager
def free_slot(has_node: bool) -> Iterator[int]:
    """The lowest slot that no cluster has and whose ports and addresses are free.

    It is reserved while the context lasts, by a name in the kernel's abstract socket space: known
    to every user of this machine, whatever their state folder, and gone with the process.
    """
    taken = {cluster.slot for cluster in state.load_all()}
    for slot in range(_SLOTS):
        with socket.socket(socket.AF_UNIX) as reservation:
            try:
                reservation.bind(f"\0modelmonitor-slot-{slot}")
            except OSError:
                continue  # another start is using it right now
            if slot not in taken and _is_free(Plan(slot, has_node)):
                yield slot
                return
    raise ClusterError(f"all {_SLOTS} cluster slots are taken; see `hack/cluster status`")


def _is_free(candidate: Plan) -> bool:
    if not all(_port_free(port) for port in candidate.ports.values()):
        return False
    return not candidate.has_node or _ranges_free([candidate.pod_range, candidate.service_range])


def listening(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((address, port)) == 0


def _port_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections are only in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
            return True
        except OSError:
            return False


def _ranges_free(ranges: list[str]) -> bool:
    wanted = [ipaddress.ip_network(text) for text in ranges]
    for route in json.loads(shell.output(["ip", "-j", "-4", "route", "show", "table", "all"])):
        destination = route["dst"]
        if destination == "default":
            continue
        network = ipaddress.ip_network(destination, strict=False)
        if any(network.overlaps(candidate) for candidate in wanted):
            return False
    return True
