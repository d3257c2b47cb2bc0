"""Kubernetes 1.20.2 from Debian's source package.

Debian has no binary package of the server programs, only the source. Three things in it need care;
each is explained where it is done.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from . import apt, cache, shell
from .ui import ClusterError, step

VERSION = "1.20.2"
PROGRAMS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy")

_PACKAGES = ("golang-go", "dpkg-dev", "etcd-server", "openssl")
_REFLECT2 = "golang-github-modern-go-reflect2-dev"
_MODULE = "k8s.io/kubernetes"
_VERSION_PACKAGE = f"{_MODULE}/vendor/k8s.io/component-base/version"


def entry() -> str:
    return cache.key("kubernetes", VERSION, [Path(__file__)])


def get() -> Path:
    """The folder with the five programs, building them when the cache has none."""
    return cache.get(entry(), _build)


def _build(work: Path, result: Path) -> None:
    log = cache.build_log(entry())
    apt.ensure(_PACKAGES, log)
    # GOPATH mode: the source package's vendor folder does not satisfy modules mode.
    source = work / "go/src" / _MODULE
    environment = {
        "GO111MODULE": "off", "CGO_ENABLED": "0", "GOPATH": str(work / "go"),
        "GOCACHE": str(work / "gocache"), "GOFLAGS": "", "GOTMPDIR": str(_made(work / "gotmp")),
    }
    with step(f"fetching the Kubernetes {VERSION} source package"):
        fetched = _made(work / "fetched")
        apt.download_source("kubernetes", VERSION, fetched, log)
        source.parent.mkdir(parents=True)
        shell.logged(["dpkg-source", "--no-check", "-x", str(next(fetched.glob("*.dsc"))),
                      str(source)], log)
    overlay = _reflect2_overlay(work, source, log)
    with step("generating Kubernetes' OpenAPI definitions"):
        _generate_openapi(work, source, environment, overlay, log)
    with step(f"building Kubernetes {VERSION} (about 5 minutes on 2 cores, once)"):
        major, minor, _ = VERSION.split(".")
        flags = (f"-s -w -X {_VERSION_PACKAGE}.gitVersion=v{VERSION}"
                 f" -X {_VERSION_PACKAGE}.gitMajor={major} -X {_VERSION_PACKAGE}.gitMinor={minor}")
        shell.logged(["go", "build", "-overlay", str(overlay), "-ldflags", flags,
                      "-o", f"{result}/", *(f"{_MODULE}/cmd/{name}" for name in PROGRAMS)],
                     log, cwd=source, env=environment)


def _reflect2_overlay(work: Path, source: Path, log: Path) -> Path:
    """Replace the vendored reflect2 1.0.1 by Debian's 1.0.2.

    1.0.1 reads Go's run-time tables in a way that Go 1.18 broke: the API server would die with
    `fatal error: fault` on the first create of a custom resource (built-in types work).
    """
    unpacked = work / "reflect2"
    package = apt.download_binary(_REFLECT2, _made(work / "fetched-reflect2"), log)
    shell.logged(["dpkg-deb", "-x", str(package), str(unpacked)], log)
    new = unpacked / "usr/share/gocode/src/github.com/modern-go/reflect2"
    old = source / "vendor/github.com/modern-go/reflect2"
    names = {p.name for folder in (old, new) for p in folder.iterdir()
             if p.suffix in (".go", ".s") and not p.name.endswith("_test.go")}
    if not names or not new.is_dir():
        raise ClusterError("reflect2 was not found in the source package", log=log)
    # In an overlay the empty path means: this file does not exist.
    replace = {str(old / n): str(new / n) if (new / n).exists() else "" for n in names}
    file = work / "overlay.json"
    file.write_text(json.dumps({"Replace": replace}, indent=1))
    return file


def _generate_openapi(work: Path, source: Path, environment: dict[str, str], overlay: Path,
                      log: Path) -> None:
    """Make the generated file that Debian strips from the source package."""
    generator = work / "openapi-gen"
    shell.logged(["go", "build", "-overlay", str(overlay), "-o", str(generator),
                  f"{_MODULE}/vendor/k8s.io/kube-openapi/cmd/openapi-gen"],
                 log, cwd=source, env=environment)
    inputs = ",".join(_openapi_packages(source))
    shell.logged([str(generator), "-i", inputs, "-p", f"{_MODULE}/pkg/generated/openapi",
                  "-O", "zz_generated.openapi",
                  "-h", str(source / "hack/boilerplate/boilerplate.generatego.txt"),
                  "-o", f"{environment['GOPATH']}/src", "-r", str(work / "violations.txt")],
                 log, cwd=source, env=environment)


def _openapi_packages(source: Path) -> list[str]:
    """Every package that carries the marker, under the name by which the build imports it."""
    marker = re.compile(rb"\+k8s:openapi-gen=")
    found: set[str] = set()
    for root, import_path in ((source / "pkg", f"{_MODULE}/pkg"),
                              (source / "staging/src/k8s.io", f"{_MODULE}/vendor/k8s.io")):
        for folder, _, files in os.walk(root):
            if any(name.endswith(".go") and marker.search((Path(folder) / name).read_bytes())
                   for name in files):
                found.add(f"{import_path}/{Path(folder).relative_to(root)}")
    return sorted(found)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
