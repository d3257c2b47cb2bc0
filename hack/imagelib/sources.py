"""Which files an image is built from, and a digest of them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parents[2]
_REFERENCE = re.compile(r'<ProjectReference Include="([^"]+)"')
_BUILT = {"bin", "obj"}


def digest(project: str, *more: str) -> str:
    """Changes with any file that a project is built from, and with anything named besides."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in sorted(set(_files(ROOT / project))):
        total.update(f"\0{file.relative_to(ROOT)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()[:16]


def _files(project: Path) -> Iterator[Path]:
    """What .dockerignore lets through, without the projects that this one does not use."""
    unused = {p.parent for p in ROOT.glob("*/*/*.csproj")} - _projects(project, set())
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line.startswith("!"):
            continue
        path = ROOT / line[1:]
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file() and not _BUILT & set(file.parts) and not unused & set(file.parents):
                yield file


def _projects(folder: Path, seen: set[Path]) -> set[Path]:
    """The folders of a project and of all that it references."""
    if folder not in seen:
        seen.add(folder)
        text = next(folder.glob("*.csproj")).read_text()
        for reference in _REFERENCE.findall(text):
            _projects((folder / reference).resolve().parent, seen)
    return seen

