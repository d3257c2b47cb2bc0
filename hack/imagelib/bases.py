"""Base images for a machine that reaches no image registry, made of a few Debian packages.

They stand in for the two that the Dockerfiles name: the runtime's has the libraries that a
self-contained .NET program needs, and no shell; the SDK's has a shell too, and finds the SDK of
this machine mounted where the real one has it, because copying 600 MB through each layer would
take longer than the build.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from clusterlib import apt, cache, shell
from clusterlib.ui import step

LIBRARIES = ("libc6", "libgcc-s1", "libstdc++6", "libssl3", "ca-certificates", "tzdata")
_SHELL = "busybox-static"
SETTINGS = {
    "runtime": "ENV PATH=/usr/local/bin:/usr/bin:/bin\n",
    # Without ICU, which only formats for cultures that a build does not use. The SDK is read-only
    # here, so its workloads cannot be verified (there are none).
    "sdk": "ENV PATH=/usr/local/bin:/usr/bin:/bin DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "
           "DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=false "
           "DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1\n",
}
_NOT_NEEDED = ("usr/share/doc", "usr/share/man", "usr/share/lintian")


def archive() -> Path:
    """A folder with runtime.tar and sdk.tar, the files of the two base images, and packages.json,
    what the first is made of."""
    entry = _entry()
    return cache.get(entry, lambda work, result: _make(work, result, cache.build_log(entry)))


def version() -> str:
    """Names the recipe, so that an image is built again when its base has changed."""
    return _entry()


def _entry() -> str:
    return cache.key("image-bases", "1", [Path(__file__)])


def _make(work: Path, result: Path, log: Path) -> None:
    with step("making base images from Debian packages"):
        root = work / "root"
        packages = [_unpack(package, root, work, log) for package in LIBRARIES]
        _write(result / "packages.json", json.dumps(packages, indent=2) + "\n")
        for folder in _NOT_NEEDED:
            cache.remove_tree(root / folder)
        _write(root / "etc/passwd", "root:x:0:0:root:/root:/sbin/nologin\n"
                                    "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n")
        _write(root / "etc/group", "root:x:0:\nnonroot:x:65532:\n")
        _trust(root)
        for folder, mode in (("tmp", 0o1777), ("root", 0o700), ("proc", 0o555), ("sys", 0o555),
                             ("dev", 0o755), ("usr/local/bin", 0o755)):
            (root / folder).mkdir(parents=True, exist_ok=True)
            (root / folder).chmod(mode)
        _pack(root, result / "runtime.tar")
        _unpack(_SHELL, root, work, log)
        for applet in shell.output(["chroot", str(root), "/bin/busybox", "--list"]).split():
            link = root / "bin" / applet
            if not link.exists():
                link.symlink_to("busybox")
        (root / "usr/bin").mkdir(exist_ok=True)
        (root / "usr/bin/dotnet").symlink_to("/usr/share/dotnet/dotnet")
        _pack(root, result / "sdk.tar")


def _unpack(package: str, root: Path, work: Path, log: Path) -> dict[str, str]:
    folder = work / package
    folder.mkdir()
    file = str(apt.download_binary(package, folder, log))
    shell.logged(["dpkg-deb", "--extract", file, str(root)], log)
    return {key.lower(): shell.output(["dpkg-deb", "--field", file, field]).strip()
            for key, field in (("name", "Package"), ("version", "Version"),
                               ("architecture", "Architecture"))}


def _trust(root: Path) -> None:
    """What the ca-certificates package does when it is installed: one file of all authorities."""
    authorities = sorted((root / "usr/share/ca-certificates").rglob("*.crt"))
    _write(root / "etc/ssl/certs/ca-certificates.crt", "".join(a.read_text() for a in authorities))
    (root / "usr/lib/ssl").mkdir(parents=True, exist_ok=True)
    (root / "usr/lib/ssl/cert.pem").symlink_to("/etc/ssl/certs/ca-certificates.crt")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _pack(root: Path, file: Path) -> None:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        return entry

    with tarfile.open(file, "w", format=tarfile.GNU_FORMAT) as tar:
        tar.add(root, arcname=".", filter=plain)
