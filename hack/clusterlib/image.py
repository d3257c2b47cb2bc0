"""A small image made of Debian's static busybox: the pods' sandbox, and a shell for tests."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path

from . import shell
from .ui import ClusterError

SANDBOX = "localhost/modelmonitor-sandbox:1"
BUSYBOX = "localhost/busybox:1"  # the same image under a name for people


def write(file: Path) -> Path:
    """A docker-archive, the same bytes each time."""
    busybox = shutil.which("busybox")
    if busybox is None:
        raise ClusterError("busybox is not in the PATH although busybox-static is installed")
    layer = _layer(Path(busybox))
    digest = hashlib.sha256(layer).hexdigest()
    config = json.dumps({
        "architecture": "amd64" if "x86_64" in shell.output(["uname", "-m"]) else "arm64",
        "os": "linux",
        "config": {"Cmd": ["/bin/sleep", "infinity"], "Env": ["PATH=/bin"], "WorkingDir": "/"},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
    }).encode()
    config_name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = json.dumps([{"Config": config_name, "RepoTags": [SANDBOX, BUSYBOX],
                            "Layers": [f"{digest}.tar"]}]).encode()
    with tarfile.open(file, "w") as archive:
        for name, data in ((f"{digest}.tar", layer), (config_name, config),
                           ("manifest.json", manifest)):
            _add(archive, name, data, 0o644)
    return file


def _layer(busybox: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as layer:
        for folder, mode in (("bin", 0o755), ("etc", 0o755), ("tmp", 0o1777)):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, mode
            layer.addfile(entry)
        _add(layer, "bin/busybox", busybox.read_bytes(), 0o755)
        _add(layer, "etc/passwd", b"root:x:0:0:root:/:/bin/sh\nuser:x:1000:1000:user:/:/bin/sh\n",
             0o644)
        for applet in shell.output([str(busybox), "--list"]).split():
            if applet != "busybox":
                link = tarfile.TarInfo(f"bin/{applet}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                layer.addfile(link)
    return buffer.getvalue()


def _add(archive: tarfile.TarFile, name: str, data: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    archive.addfile(entry, io.BytesIO(data))
