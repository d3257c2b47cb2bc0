"""Stopping, killing and starting single processes of a cluster, for tests of what lives on it."""

from __future__ import annotations

import signal

from . import binaries, procs
from .control_plane import ControlPlane
from .state import Cluster
from .ui import ClusterError, say

SIGNALS = {"STOP": signal.SIGSTOP, "CONT": signal.SIGCONT,
           "KILL": signal.SIGKILL, "TERM": signal.SIGTERM}
_ENDING = ("KILL", "TERM")
_GONE_SECONDS = 60.0


def send(cluster: Cluster, component: str, name: str) -> None:
    """Send a signal; after one that ends, return when the process is gone."""
    process = _find(cluster, component)
    if not process.alive():
        raise ClusterError(f"{component} is not running", code=2)
    if name in _ENDING:
        # First, so that a crash of this tool leaves no cluster that looks broken.
        cluster.put_down(component)
    process.signal(SIGNALS[name])
    if name in _ENDING and procs.wait_gone([process], _GONE_SECONDS):
        raise ClusterError(f"{component} lives on {_GONE_SECONDS:.0f} s after SIG{name}",
                           log=cluster.log(component))
    say(f"{component} (pid {process.pid}): SIG{name}")


def start(cluster: Cluster, component: str) -> None:
    """Start an ended component with its old arguments."""
    if _find(cluster, component).alive():
        raise ClusterError(f"{component} is running", code=2)
    if component not in cluster.commands:
        raise ClusterError(f"{component} cannot be started alone; only "
                           f"{', '.join(cluster.commands)} can", code=2)
    ControlPlane(cluster, binaries.find(cluster.has_node)).restart(component)


def _find(cluster: Cluster, component: str) -> procs.Process:
    process = cluster.process(component)
    if process is None:
        raise ClusterError(f"cluster '{cluster.name}' has no {component}; it has "
                           f"{', '.join(cluster.processes)}", code=2)
    return process
