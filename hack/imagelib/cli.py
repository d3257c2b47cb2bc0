"""The command line."""

from __future__ import annotations

import argparse
import dataclasses
import os
import signal
import sys
from pathlib import Path
from typing import Sequence

from clusterlib.ui import ClusterError, emit, say, tail

from . import bases, build, contents, parts, sbom

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
    text = ("what is in the operator's image: size, layers, user; writes its bill of materials "
            "(CycloneDX) and its licences beside it, and fails when a licence is not known")
    sub = commands.add_parser("describe", help=text, description=text)
    sub.set_defaults(run=_describe)
    sub.add_argument("tar", type=Path, metavar="FILE", help="the image, as `build` has made it")
    text = ("build the operator's image once more, whatever the cache has, and fail when it is "
            "layers are not the same to the last bit")
    sub = commands.add_parser("reproduce", help=text, description=text)
    sub.set_defaults(run=_reproduce)
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the tars go")
    return parser


def _describe(options: argparse.Namespace) -> None:
    seen = contents.read(options.tar)
    for line in seen.lines():
        emit(line)
    found = parts.of_operator(bases.archive() / "packages.json")
    for file in sbom.write(options.tar, seen, found):
        emit(f"  wrote   {file}")


def _reproduce(options: argparse.Namespace) -> None:
    _needs_root()
    options.out.mkdir(parents=True, exist_ok=True)
    out = options.out.absolute()
    both = [contents.read(tar) for tar in (build.build(build.OPERATOR, out), build.again(build.OPERATOR, out))]
    for seen in both:
        emit(f"{seen.image_id}  {' '.join(layer.digest[:19] for layer in seen.layers)}")
    (out / f"again-{build.OPERATOR.file}").unlink()
    # Docker's format writes the build container's random name into the configuration, and so into the id.
    if dataclasses.replace(both[0], image_id="") != dataclasses.replace(both[1], image_id=""):
        raise ClusterError("two builds of the same sources differ")
    emit("both builds have the same layers, user and entry point")


def _needs_root() -> None:
    if os.geteuid() != 0:
        raise ClusterError("building images without an engine needs root (buildah, chroot)")


def _build(options: argparse.Namespace) -> None:
    _needs_root()
    chosen = [build.MODEL_SERVER] if options.model_server else []
    if options.operator or not chosen:
        chosen.insert(0, build.OPERATOR)
    options.out.mkdir(parents=True, exist_ok=True)
    for image in chosen:
        emit(str(build.build(image, options.out.absolute())))
