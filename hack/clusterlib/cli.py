"""The command line."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import Sequence

from . import (apt, binaries, build_crd_server, crd_server, faults, lifecycle, network, node,
               paths, procs, prometheus, second_api_server, selfcheck, state)
from .access import Access
from .ui import ClusterError, emit, say, step, tail

_INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    # A polite end from outside is treated like Ctrl-C: what was started is ended.
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    options = _parser().parse_args(arguments)
    try:
        if getattr(options, "name", None):
            paths.check_name(options.name)
        options.run(options)
        return 0
    except ClusterError as error:
        if error.log is not None:
            print(f"--- last lines of {error.log}:\n{tail(error.log)}\n---", file=sys.stderr)
            say(f"all logs: {error.log.parent}")
        say(f"error: {error}")
        return error.code
    except KeyboardInterrupt:
        say("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        return 1


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hack/cluster", description="A real Kubernetes on a "
                                     "plain Debian machine, for development and tests.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, text: str,
                named: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        if named:
            sub.add_argument("--name", required=True, help="the cluster's name")
        return sub

    up = command("up", _up, "start a cluster; prints `export KUBECONFIG=…`")
    up.add_argument("--node", action="store_true", help="with containerd, kubelet and kube-proxy")
    up.add_argument("--audit", type=Path, metavar="FILE",
                    help="write the API server's audit log there (the file is emptied first)")
    down = command("down", _down, "end a cluster and remove it; logs are kept", named=False)
    which = down.add_mutually_exclusive_group(required=True)
    which.add_argument("--name")
    which.add_argument("--all", action="store_true")
    status = command("status", _status, "show clusters", named=False)
    status.add_argument("--name")
    load = command("load-image", _load_image, "bring a docker-archive tar to the node")
    load.add_argument("file", type=Path)
    prom = command("prometheus", _prometheus, "start Prometheus; prints `export MM_PROMETHEUS=…`")
    prom.add_argument("--config", type=Path, help="a Prometheus configuration of your own")
    prom.add_argument("--scrape-interval", default="15s")
    prom.add_argument("--stop", action="store_true", help="end it; data and port are kept")
    crd = command("crd-server", _crd_server,
                  "start a current CRD server; prints `export MM_CRD_SERVER_KUBECONFIG=…`")
    crd.add_argument("--stop", action="store_true")
    sig = command("signal", _signal, "send a signal to one of a cluster's processes")
    sig.add_argument("component", help="for example etcd or kube-apiserver; see `status`")
    sig.add_argument("signal", choices=sorted(faults.SIGNALS))
    start = command("start", _start, "start a process again that `signal` has ended")
    start.add_argument("component")
    second = command("second-api-server", _second_api_server, "start a second API server on the same "
                     "etcd, behind a link of its own; prints `export MM_SECOND_KUBECONFIG=…`")
    what = second.add_mutually_exclusive_group()
    what.add_argument("--pause", action="store_true", help="nothing passes its link to etcd")
    what.add_argument("--resume", action="store_true", help="everything passes again")
    what.add_argument("--stop", action="store_true", help="end it")
    command("logs", _logs, "paths and last lines of a cluster's logs")
    command("self-check", _self_check, "create and delete a CRD and a custom resource")
    fetch = command("fetch", _fetch, "only install, build and cache the programs", named=False)
    fetch.add_argument("--node", action="store_true")
    fetch.add_argument("--crd-server", action="store_true")
    fetch.add_argument("--nagios", action="store_true")
    return parser


def _up(options: argparse.Namespace) -> None:
    audit = options.audit.absolute() if options.audit else None
    lifecycle.up(options.name, node=options.node, audit=audit)


def _down(options: argparse.Namespace) -> None:
    for name in state.names() if options.all else [options.name]:
        lifecycle.down(name)


def _load_image(options: argparse.Namespace) -> None:
    cluster = lifecycle.running(options.name)
    if not cluster.has_node:
        raise ClusterError(f"cluster '{cluster.name}' has no node (up --node)", code=2)
    try:
        with options.file.open("rb") as file, step(f"loading {options.file}"):
            emit(node.load_image(cluster, file).strip())
    except OSError as error:
        raise ClusterError(f"{options.file}: {error.strerror}", code=2) from None


def _prometheus(options: argparse.Namespace) -> None:
    with lifecycle.exclusive(options.name):
        cluster = lifecycle.running(options.name)
        if options.stop:
            return prometheus.stop(cluster)
        if options.config and not options.config.is_file():
            raise ClusterError(f"{options.config}: no such file", code=2)
        prometheus.start(cluster, options.config, options.scrape_interval)


def _crd_server(options: argparse.Namespace) -> None:
    with lifecycle.exclusive(options.name):
        cluster = lifecycle.running(options.name)
        crd_server.stop(cluster) if options.stop else crd_server.start(cluster)


def _signal(options: argparse.Namespace) -> None:
    with lifecycle.exclusive(options.name):
        faults.send(lifecycle.running(options.name), options.component, options.signal)


def _start(options: argparse.Namespace) -> None:
    with lifecycle.exclusive(options.name):
        faults.start(lifecycle.running(options.name), options.component)


def _second_api_server(options: argparse.Namespace) -> None:
    with lifecycle.exclusive(options.name):
        cluster = lifecycle.running(options.name)
        if options.pause:
            second_api_server.pause(cluster)
        elif options.resume:
            second_api_server.resume(cluster)
        elif options.stop:
            second_api_server.stop(cluster)
        else:
            second_api_server.start(cluster)


def _self_check(options: argparse.Namespace) -> None:
    cluster = lifecycle.running(options.name)
    selfcheck.run(Access(cluster).api)


def _fetch(options: argparse.Namespace) -> None:
    binaries.find(options.node)
    if options.node:
        apt.ensure((prometheus.PACKAGE,), paths.logs_root() / "build" / "apt.log")
    if options.crd_server:
        build_crd_server.get()
    if options.nagios:
        apt.ensure(("nagios4-core",), paths.logs_root() / "build" / "apt.log")
    say(f"all is in {paths.cache_root()}")


def _logs(options: argparse.Namespace) -> None:
    folder = paths.logs_root() / options.name
    files = sorted(folder.glob("*.log"))
    if not files:
        raise ClusterError(f"no logs in {folder}", code=2)
    for file in files:
        emit(f"==> {file} <==\n{tail(file, 10)}\n")


def _status(options: argparse.Namespace) -> None:
    names = [options.name] if options.name else state.names()
    clusters = [c for name in names if (c := state.load(name)) is not None]
    if not clusters:
        say("no clusters" if not options.name else f"cluster '{options.name}' is not there")
    for cluster in clusters:
        plan = network.plan(cluster)
        emit(f"{cluster.name}: {cluster.shape}, {_condition(cluster)}")
        emit(f"  KUBECONFIG  {cluster.kubeconfig}\n  logs        {cluster.logs}\n"
             f"  programs    {cluster.binaries}")
        for name in cluster.processes:
            process = cluster.process(name)
            assert process is not None
            where = plan.ports.get(name, "-")
            emit(f"  {name:<24} pid {process.pid:<8} port {where!s:<6} "
                 f"{_life(cluster, name, process)}")


def _life(cluster: state.Cluster, name: str, process: procs.Process) -> str:
    if process.alive():
        return "alive"
    return "ended on purpose" if name in cluster.down else "ENDED"


def _condition(cluster: state.Cluster) -> str:
    if not cluster.ready:
        return "starting, or left behind by a crash (`up` or `down` cleans up)"
    return "running" if cluster.all_alive() else "BROKEN: a process has ended (see its log)"
