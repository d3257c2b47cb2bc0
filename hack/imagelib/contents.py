"""What is in a docker-archive: size, layers, user, and whether there is a shell."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import tarfile
from pathlib import Path

_SHELLS = {"sh", "bash", "dash", "ash", "zsh", "busybox"}
_MIB = 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Layer:
    """One layer; the digest is of the uncompressed tar."""

    digest: str
    bytes: int


@dataclasses.dataclass(frozen=True)
class Contents:
    """An image's."""

    tag: str
    image_id: str
    user: str
    entrypoint: list[str]
    layers: list[Layer]
    shells: list[str]

    def lines(self) -> list[str]:
        """For people."""
        total = sum(layer.bytes for layer in self.layers)
        return [
            self.tag,
            f"  id      {self.image_id}",
            f"  size    {total / _MIB:.1f} MiB uncompressed",
            f"  layers  {len(self.layers)}",
            *[f"          {layer.bytes / _MIB:6.1f} MiB  {layer.digest}" for layer in self.layers],
            f"  user    {self.user or 'root'}",
            f"  runs    {' '.join(self.entrypoint)}",
            f"  shell   {', '.join(self.shells) or 'none'}",
        ]


def read(tar: Path) -> Contents:
    """Reads them."""
    with tarfile.open(tar) as archive:
        (manifest,) = json.loads(_bytes(archive, "manifest.json"))
        raw = _bytes(archive, manifest["Config"])
        config = json.loads(raw)
        layers, shells = [], []
        for name in manifest["Layers"]:
            data = _bytes(archive, name)
            layers.append(Layer(f"sha256:{hashlib.sha256(data).hexdigest()}", len(data)))
            with tarfile.open(fileobj=io.BytesIO(data)) as files:
                shells += [f"/{file.name.removeprefix('./')}" for file in files
                           if Path(file.name).name in _SHELLS and not file.isdir()]
    of_run = config.get("config", {})
    return Contents(manifest["RepoTags"][0], f"sha256:{hashlib.sha256(raw).hexdigest()}",
                    of_run.get("User", ""), of_run.get("Entrypoint") or [], layers, sorted(shells))


def _bytes(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.getmember(name)
    # Equal layers are stored once, with links to the first.
    while member.issym() or member.islnk():
        member = archive.getmember(str((Path(member.name).parent / member.linkname)) if member.issym() else member.linkname)
    file = archive.extractfile(member)
    assert file is not None
    return file.read()
