"""What the operator's image is made of, each part with its version and its licence.

The program's packages come from what NuGet resolved, the .NET runtime from the SDK that
publishes, the libraries below it from the Debian packages that the base was made of.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Sequence

from clusterlib import shell
from clusterlib.ui import ClusterError

from . import sources

# What may be in the image. Another licence, or none, is a decision that somebody has to make here.
KNOWN_LICENCES = {
    "MIT", "Apache-2.0", "BSD-3-Clause", "LGPL-2.1-or-later",
    "GPL-3.0-or-later WITH GCC-exception-3.1", "GPL-2.0-or-later AND MPL-2.0",
    "LicenseRef-public-domain",
}

# Debian says it in prose, in each package's copyright file: read once, here.
DEBIAN_LICENCES = {
    "libc6": "LGPL-2.1-or-later",
    "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libssl3": "Apache-2.0",
    "ca-certificates": "GPL-2.0-or-later AND MPL-2.0",
    "tzdata": "LicenseRef-public-domain",
}

ASSETS = sources.ROOT / "artifacts/obj/Operator/project.assets.json"
_RUNTIMES = ("Microsoft.NETCore.App.Runtime", "Microsoft.AspNetCore.App.Runtime")


@dataclasses.dataclass(frozen=True)
class Part:
    """One component."""

    kind: str
    name: str
    version: str
    licence: str | None
    purl: str
    sha512: str | None = None


def of_operator(debian: Path) -> list[Part]:
    """All parts; `debian` is the list that the base image was made with."""
    if not ASSETS.exists():
        shell.output(["dotnet", "restore", "src/Operator"], cwd=sources.ROOT)
    found = [*_packages(json.loads(ASSETS.read_text())), *_runtime(), *_debian(debian)]
    return sorted(found, key=lambda part: (part.kind, part.name))


def check(found: Sequence[Part]) -> None:
    """Fails when a licence is not known."""
    unknown = [f"{part.name} {part.version}: {part.licence or 'none given'}"
               for part in found if part.licence not in KNOWN_LICENCES]
    if unknown:
        raise ClusterError("licences that nobody has looked at yet (hack/imagelib/parts.py): "
                           + "; ".join(unknown))


def _packages(assets: dict) -> list[Part]:
    """The NuGet packages that bring code into the program; analyzers and build tools bring none."""
    (target,) = [packages for name, packages in assets["targets"].items() if "/" not in name]
    found = []
    for key, package in target.items():
        if package["type"] != "package" or not _brings_code(package):
            continue
        name, version = key.split("/")
        found.append(_package(name, version, assets["libraries"][key]["sha512"]))
    return found


def _brings_code(package: dict) -> bool:
    files = [*package.get("runtime", {}), *package.get("native", {})]
    return any(not file.endswith("_._") for file in files)


def _runtime() -> list[Part]:
    values = json.loads(shell.output(
        ["dotnet", "msbuild", "src/Operator", "-getProperty:BundledNETCoreAppPackageVersion",
         "-getProperty:NETCoreSdkRuntimeIdentifier"], cwd=sources.ROOT))["Properties"]
    return [_package(f"{name}.{values['NETCoreSdkRuntimeIdentifier']}",
                     values["BundledNETCoreAppPackageVersion"]) for name in _RUNTIMES]


def _package(name: str, version: str, sha512: str | None = None) -> Part:
    folder = _nuget_folder() / name.lower() / version
    licence = _licence(folder / f"{name.lower()}.nuspec")
    digest = base64.b64decode(sha512).hex() if sha512 else None
    return Part("nuget", name, version, licence, f"pkg:nuget/{name}@{version}", digest)


def _licence(nuspec: Path) -> str | None:
    if not nuspec.exists():
        return None
    for element in ElementTree.parse(nuspec).iter():
        if element.tag.endswith("}license") and element.get("type") == "expression":
            return element.text
    return None


def _nuget_folder() -> Path:
    return Path(os.environ.get("NUGET_PACKAGES") or Path.home() / ".nuget/packages")


def _debian(listed: Path) -> list[Part]:
    return [Part("debian", package["name"], package["version"],
                 DEBIAN_LICENCES.get(package["name"]),
                 f"pkg:deb/debian/{package['name'].replace('+', '%2B')}@{package['version']}"
                 f"?arch={package['architecture']}")
            for package in json.loads(listed.read_text())]
