"""The bill of materials of an image (CycloneDX 1.5, JSON) and its list of licences."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Sequence

from .contents import Contents
from .parts import Part, check

_NAMESPACE = uuid.UUID("7d0b0e57-5c9e-4f0c-9b0e-0c1f6a8e6f11")


def write(tar: Path, contents: Contents, found: Sequence[Part]) -> list[Path]:
    """Both files, beside the image. Equal images give equal files: there is no time in them."""
    check(found)
    bill = tar.with_suffix(".cdx.json")
    bill.write_text(json.dumps(document(contents, found), indent=2) + "\n")
    licences = tar.with_suffix(".licences.md")
    licences.write_text(table(contents, found))
    return [bill, licences]


def document(contents: Contents, found: Sequence[Part]) -> dict:
    """The bill."""
    root = f"modelmonitor-operator@{contents.image_id}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, contents.image_id)}",
        "version": 1,
        "metadata": {"component": {
            "type": "container", "bom-ref": root, "name": contents.tag.rsplit(":", 1)[0],
            "version": contents.tag.rsplit(":", 1)[1],
            "hashes": [{"alg": "SHA-256", "content": contents.image_id.removeprefix("sha256:")}],
        }},
        "components": [_component(part) for part in found],
        "dependencies": [{"ref": root, "dependsOn": [part.purl for part in found]}],
    }


def _component(part: Part) -> dict:
    simple = part.licence is not None and " " not in part.licence and not part.licence.startswith("LicenseRef")
    component: dict = {
        "type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version,
        "purl": part.purl,
        "licenses": [{"license": {"id": part.licence}} if simple else {"expression": part.licence}],
    }
    if part.sha512:
        component["hashes"] = [{"alg": "SHA-512", "content": part.sha512}]
    return component


def table(contents: Contents, found: Sequence[Part]) -> str:
    """The licences, for people."""
    rows = "".join(f"| {part.name} | {part.version} | {part.licence} |\n" for part in found)
    return (f"# Licences of {contents.tag}\n\n{contents.image_id}\n\n"
            f"| part | version | licence |\n| --- | --- | --- |\n{rows}\n"
            "Notices of what the .NET runtime itself contains are in THIRD-PARTY-NOTICES.TXT of "
            "its two packages.\n")
