"""A CRD server of a current Kubernetes (apiextensions-apiserver), from Debian sid's libraries.

It has what 1.20 lacks for our CRDs: CEL rules, transition rules and the newest server-side apply.
sid's packages do not install on Debian 12. They need not: Go and the libraries are unpacked into a
folder and used from there (sid's Go is a static program), and so is the result.
"""

from __future__ import annotations

import re
from pathlib import Path

from . import apt, cache, shell
from .ui import ClusterError, say, step

OLDEST_MINOR = 36
PROGRAM = "apiextensions-apiserver"

_LIBRARY = "golang-k8s-apiextensions-apiserver-dev"
_VERSION_PACKAGE = "k8s.io/component-base/version"


def entry() -> str:
    return cache.key("crd-server", f"1.{OLDEST_MINOR}", [Path(__file__)])


def get() -> Path:
    """The program, building it when the cache has none."""
    return cache.get(entry(), _build) / PROGRAM


def _build(work: Path, result: Path) -> None:
    log = cache.build_log(entry())
    root = work / "sid"
    root.mkdir()
    with step("fetching Go and the Kubernetes libraries of Debian sid (about 350 MB)"):
        packages = apt.download_with_dependencies(["golang-go", _LIBRARY], "sid", work, log)
    version = _version(packages, log)
    with step("unpacking them"):
        for package in packages:
            shell.output(["dpkg-deb", "-x", str(package), str(root)])
    with step(f"building the {version} CRD server (about 2 minutes on 2 cores, once)"):
        major, minor = version.removeprefix("v").split(".")[:2]
        flags = (f"-s -w -X {_VERSION_PACKAGE}.gitVersion={version}"
                 f" -X {_VERSION_PACKAGE}.gitMajor={major} -X {_VERSION_PACKAGE}.gitMinor={minor}")
        go = _go_root(root, log)
        for name in ("gotmp", "gocache"):
            (work / name).mkdir()
        shell.logged(
            [str(go / "bin/go"), "build", "-o", str(result / PROGRAM), "-ldflags", flags,
             "k8s.io/apiextensions-apiserver"], log, cwd=work,
            env={"GOROOT": str(go), "GOPATH": str(root / "usr/share/gocode"), "GO111MODULE": "off",
                 "CGO_ENABLED": "0", "GOCACHE": str(work / "gocache"), "GOFLAGS": "",
                 "GOTMPDIR": str(work / "gotmp"), "GOTELEMETRY": "off", "GOTOOLCHAIN": "local"})
    (result / "VERSION").write_text(version + "\n")


def _go_root(root: Path, log: Path) -> Path:
    """/usr/lib/go-1.27 or whichever version sid has; /usr/lib/go is a link to it."""
    found = sorted(p for p in (root / "usr/lib").glob("go-*") if (p / "bin/go").exists())
    if not found:
        raise ClusterError("sid's packages have no Go", log=log)
    return found[-1]


def _version(packages: list[Path], log: Path) -> str:
    """Kubernetes' version from that of the library package: 0.36.4-1 is v1.36.4."""
    names = " ".join(p.name for p in packages)
    match = re.search(rf"{_LIBRARY}_0\.(\d+)\.(\d+)", names)
    if match is None:
        raise ClusterError(f"{_LIBRARY} has a version that is not understood", log=log)
    minor, patch = int(match[1]), int(match[2])
    if minor < OLDEST_MINOR:
        raise ClusterError(f"sid has Kubernetes 1.{minor}, wanted 1.{OLDEST_MINOR} or newer",
                           log=log)
    if minor > OLDEST_MINOR:
        say(f"sid has moved on: the CRD server will be 1.{minor}.{patch}")
    return f"v1.{minor}.{patch}"
