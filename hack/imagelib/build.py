"""Building an image with buildah: Dockerfile in, docker-archive out."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

from clusterlib import apt, cache, paths, shell
from clusterlib.ui import ClusterError, say, step

from . import bases, sources

_BASES = {"SDK_IMAGE": ("sdk", "localhost/modelmonitor/sdk:dev"),
          "RUNTIME_IMAGE": ("runtime", "localhost/modelmonitor/runtime:dev")}

_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclasses.dataclass(frozen=True)
class Image:
    """One image of this repository."""

    tag: str
    dockerfile: str
    project: str
    file: str


OPERATOR = Image("localhost/modelmonitor/operator:dev", "Dockerfile", "src/Operator",
                 "modelmonitor-operator.tar")
MODEL_SERVER = Image("localhost/modelmonitor/model-server:dev", "tests/ModelServer/Dockerfile",
                     "tests/ModelServer", "modelmonitor-model-server.tar")


def build(image: Image, out: Path) -> Path:
    """The image as a tar in `out`; nothing is done when the sources are those of the last build."""
    folder = paths.cache_root() / "images"
    with cache.lock(folder / f".{image.file}.lock", f"{image.file} is being built; waiting"):
        digest = sources.digest(image.project, (sources.ROOT / image.dockerfile).read_text(),
                                (sources.ROOT / ".dockerignore").read_text(), bases.version(),
                                shell.output(["dotnet", "--version"]))
        built = folder / f"{Path(image.file).stem}-{digest}.tar"
        if built.exists():
            say(f"{image.tag}: unchanged")
        else:
            for old in folder.glob(f"{Path(image.file).stem}-*.tar"):
                old.unlink()
            _build(image, built)
        target = out / image.file
        target.unlink(missing_ok=True)
        shutil.copy2(built, target)
    return target


def again(image: Image, out: Path) -> Path:
    """Builds it anew, whatever the cache has."""
    target = out / f"again-{image.file}"
    with cache.lock(paths.cache_root() / "images" / f".{image.file}.lock",
                    f"{image.file} is being built; waiting"):
        _build(image, target)
    return target


def _build(image: Image, built: Path) -> None:
    stem = Path(image.file).stem
    log = paths.logs_root() / "build" / f"{stem}.log"
    log.unlink(missing_ok=True)
    apt.ensure(("buildah",), log)
    base = bases.archive()
    # Storage of our own, made for this build: nothing of the user's is touched, nothing stays, and
    # what a killed build left is removed by the next one.
    work = paths.cache_root() / "images" / f".{stem}.work"
    cache.remove_tree(work)
    work.mkdir(parents=True)
    try:
        buildah = ["buildah", "--root", str(work / "root"), "--runroot", str(work / "run"),
                   "--storage-driver", "vfs"]
        env = {"TMPDIR": str(work)}
        for name, tag in _BASES.values():
            _import(name, tag, base / f"{name}.tar", work, buildah, env, log)
        arguments = [f"--build-arg={key}={tag}" for key, (_, tag) in _BASES.items()]
        with step(f"building {image.tag} (about a minute)"):
            # One timestamp for all files, so that equal sources give equal layers.
            shell.logged([*buildah, "build", "--isolation", "chroot", "--format", "docker",
                          "--timestamp", "0", *arguments, *_volumes(),
                          "--file", image.dockerfile, "--tag", image.tag, "."],
                         log, cwd=sources.ROOT, env=env)
        with step(f"writing {built.name}"):
            part = work / "image.tar"
            shell.logged([*buildah, "push", image.tag, f"docker-archive:{part}:{image.tag}"],
                         log, env=env)
            shutil.move(part, built)
    finally:
        cache.remove_tree(work)


def _import(name: str, tag: str, archive: Path, work: Path, buildah: list[str],
            env: dict[str, str], log: Path) -> None:
    context = work / name
    context.mkdir()
    os.link(archive, context / "root.tar")
    (context / "Dockerfile").write_text(f"FROM scratch\nADD root.tar /\n{bases.SETTINGS[name]}")
    shell.logged([*buildah, "build", "--isolation", "chroot", "--format", "docker",
                  "--timestamp", "0", "--tag", tag, str(context)], log, env=env)


def _volumes() -> list[str]:
    """What RUN steps see of this machine and the image does not keep."""
    program = shutil.which("dotnet")
    if program is None:
        raise ClusterError("the .NET SDK is not installed: no `dotnet` in the PATH")
    home = Path.home()
    packages = Path(os.environ.get("NUGET_PACKAGES") or home / ".nuget/packages")
    packages.mkdir(parents=True, exist_ok=True)
    mounts = [(Path(program).resolve().parent, "/usr/share/dotnet", "ro"),
              (packages, "/root/.nuget/packages", "rw"),
              (home / ".nuget/NuGet", "/root/.nuget/NuGet", "ro"),
              (_AUTHORITIES, str(_AUTHORITIES), "ro"),
              (Path("/etc/resolv.conf"), "/etc/resolv.conf", "ro")]
    return [f"--volume={source}:{target}:{mode}"
            for source, target, mode in mounts if source.exists()]
