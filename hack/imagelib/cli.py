"""The command line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Sequence

from clusterlib.ui import ClusterError, emit, say, tail

from . import build

_INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        return 0
    except ClusterError as error:
        if error.log is not None:
            print(f"--- last lines of {error.log}:\n{tail(error.log)}\n---", file=sys.stderr)
        say(f"error: {error}")
        return error.code
    except KeyboardInterrupt:
        say("interrupted")
        return _INTERRUPTED


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hack/image", description="Container images without a "
                                     "container engine, on a plain Debian machine.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    text = ("build images as docker-archive tars and print their paths; one whose sources did not "
            "change is taken from the cache")
    sub = commands.add_parser("build", help=text, description=text)
    sub.set_defaults(run=_build)
    sub.add_argument("--operator", action="store_true", help="modelmonitor-operator.tar (default)")
    sub.add_argument("--model-server", action="store_true", help="modelmonitor-model-server.tar")
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the tars go")
    return parser


def _build(options: argparse.Namespace) -> None:
    if os.geteuid() != 0:
        raise ClusterError("building images without an engine needs root (buildah, chroot)")
    chosen = [build.MODEL_SERVER] if options.model_server else []
    if options.operator or not chosen:
        chosen.insert(0, build.OPERATOR)
    options.out.mkdir(parents=True, exist_ok=True)
    for image in chosen:
        emit(str(build.build(image, options.out.absolute())))
