"""A real Prometheus on the host beside a cluster."""

from __future__ import annotations

import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

from . import apt, network, paths, procs
from .access import Access
from .control_plane import wait_for_component
from .state import Cluster
from .ui import ClusterError, emit, say, step

NAME = "prometheus"
DISCOVERY = "prometheus-discovery"
PACKAGE = "prometheus"
_READY_SECONDS = 60.0
_GRACE_SECONDS = 15.0  # it may write data down, so that nothing is lost over a stop

# In a configuration of the user's own these words are replaced.
_POD_TARGETS = "${MM_POD_TARGETS}"
_ADDRESS = "${MM_PROMETHEUS_ADDRESS}"
_INTERVAL = "${MM_SCRAPE_INTERVAL}"


def start(cluster: Cluster, config: Path | None, interval: str) -> None:
    source = (config or Path(__file__).with_name("prometheus.yml")).resolve()
    wanted = {"config": str(source), "interval": interval}
    running = cluster.process(NAME)
    if running is not None and running.alive():
        if cluster.extra.get(NAME) != wanted:
            raise ClusterError("Prometheus is running with another configuration; "
                               f"`hack/cluster prometheus --name {cluster.name} --stop` first",
                               code=2)
        say("Prometheus is already running")
    else:
        program = _program()
        with step("starting Prometheus"):
            try:
                _start_discovery(cluster)
                _start(cluster, program, _config(cluster, source, interval))
                cluster.extra[NAME] = wanted
                cluster.save()
            except BaseException:
                _end(cluster)
                raise
    emit(f"export MM_PROMETHEUS=http://{address(cluster)}")


def stop(cluster: Cluster) -> None:
    """Data and port stay: a later start goes on where this one ended."""
    with step("stopping Prometheus"):
        _end(cluster)


def address(cluster: Cluster) -> str:
    plan = network.plan(cluster)
    return f"{plan.host_address}:{plan.ports['prometheus']}"


def _targets(cluster: Cluster) -> Path:
    return cluster.folder / "pod-targets.json"


def _start_discovery(cluster: Cluster) -> None:
    access = Access(cluster)
    _spawn(cluster, DISCOVERY, [
        sys.executable, "-B", "-m", "clusterlib.discovery", access.server,
        str(access.pki.folder), str(_targets(cluster))])
    wait_for_component(cluster, DISCOVERY, _targets(cluster).exists, _READY_SECONDS)


def _program() -> str:
    apt.ensure((PACKAGE,), paths.logs_root() / "build" / "apt.log")
    program = shutil.which("prometheus")
    if program is None:
        raise ClusterError("prometheus is not in the PATH although its package is installed")
    return program


def _config(cluster: Cluster, source: Path, interval: str) -> Path:
    """The file itself where there is nothing to replace: its relative paths then go on working."""
    text = source.read_text()
    replaced = (text.replace(_POD_TARGETS, str(_targets(cluster)))
                .replace(_ADDRESS, address(cluster)).replace(_INTERVAL, interval))
    if replaced == text:
        return source
    file = cluster.folder / "prometheus.yml"
    file.write_text(replaced)
    return file


def _start(cluster: Cluster, program: str, file: Path) -> None:
    _spawn(cluster, NAME, [
        program, f"--config.file={file}", f"--storage.tsdb.path={cluster.folder}/prometheus",
        f"--web.listen-address={address(cluster)}", "--web.enable-lifecycle",
        "--storage.tsdb.retention.time=7d"])
    wait_for_component(cluster, NAME, lambda: _ready(cluster), _READY_SECONDS)


def _spawn(cluster: Cluster, name: str, command: list[str]) -> None:
    process = procs.spawn(command, log=cluster.log(name), state=cluster.folder, cwd=cluster.folder,
                          env={"PYTHONPATH": str(Path(__file__).resolve().parent.parent)})
    cluster.record(name, process)


def _end(cluster: Cluster) -> None:
    processes = [p for name in (NAME, DISCOVERY) if (p := cluster.process(name)) is not None]
    procs.end(processes, _GRACE_SECONDS)
    for name in (NAME, DISCOVERY):
        cluster.forget(name)


def _ready(cluster: Cluster) -> bool:
    # No proxy that the environment may name: this is our own address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{address(cluster)}/-/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
