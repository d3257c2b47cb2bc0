"""What is said of an image: its contents, its bill of materials, its licences."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from clusterlib.ui import ClusterError  # noqa: E402
from imagelib import bases, contents, parts, sbom  # noqa: E402

DEBIAN = [{"name": name, "version": "1-1", "architecture": "amd64"} for name in bases.LIBRARIES]


def layer(*names: str) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    return data.getvalue()


def image(folder: Path, *layers: bytes) -> Path:
    config = json.dumps({"config": {"User": "65532:65532", "Entrypoint": ["/program"]}}).encode()
    files = {f"{i}.tar": data for i, data in enumerate(layers)}
    manifest = [{"Config": "config.json", "RepoTags": ["localhost/made/up:dev"], "Layers": list(files)}]
    tar = folder / "image.tar"
    with tarfile.open(tar, "w") as archive:
        for name, data in {**files, "config.json": config, "manifest.json": json.dumps(manifest).encode()}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return tar


class ContentsTests(unittest.TestCase):
    def test_size_layers_user_and_shells_are_read(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            base = layer("./lib/libc.so", "./bin/busybox")
            seen = contents.read(image(Path(folder), base, layer("usr/local/bin/program")))
        self.assertEqual(seen.user, "65532:65532")
        self.assertEqual([one.bytes for one in seen.layers], [len(base), 10240])
        self.assertEqual(seen.layers[0].digest, f"sha256:{hashlib.sha256(base).hexdigest()}")
        self.assertEqual(seen.shells, ["/bin/busybox"])
        self.assertIn("  shell   /bin/busybox", seen.lines())

    def test_no_shell_is_said_too(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            seen = contents.read(image(Path(folder), layer("usr/share/zoneinfo/posix", "etc/shells")))
        self.assertIn("  shell   none", seen.lines())


class PartsTests(unittest.TestCase):
    def found(self) -> list[parts.Part]:
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "packages.json"
            listed.write_text(json.dumps(DEBIAN))
            return parts.of_operator(listed)

    def test_every_part_of_the_operator_has_a_licence_that_is_known(self) -> None:
        found = self.found()
        parts.check(found)
        names = {part.name for part in found}
        self.assertLessEqual({"YamlDotNet", "System.CommandLine", "libssl3"}, names)
        self.assertEqual(len([n for n in names if n.startswith("Microsoft.") and ".App.Runtime." in n]), 2)
        # Tools of the build are not in the image.
        self.assertNotIn("Microsoft.CodeAnalysis.BannedApiAnalyzers", names)

    def test_every_package_of_the_base_has_a_licence(self) -> None:
        self.assertEqual(set(bases.LIBRARIES), set(parts.DEBIAN_LICENCES))

    def test_a_licence_that_nobody_has_looked_at_stops(self) -> None:
        for licence in ("SSPL-1.0", None):
            with self.assertRaisesRegex(ClusterError, "made-up 1: "):
                parts.check([*self.found(), parts.Part("nuget", "made-up", "1", licence, "pkg:nuget/made-up@1")])

    def test_the_bill_is_CycloneDX_and_the_same_each_time(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            tar = image(Path(folder), layer("a"))
            seen, found = contents.read(tar), self.found()
            bill, licences = sbom.write(tar, seen, found)
            first = bill.read_bytes()
            sbom.write(tar, seen, found)
            self.assertEqual(first, bill.read_bytes())
            written = json.loads(first)
            table = licences.read_text()
        self.assertEqual((written["bomFormat"], written["specVersion"]), ("CycloneDX", "1.5"))
        self.assertRegex(written["serialNumber"], "^urn:uuid:[0-9a-f-]{36}$")
        self.assertEqual(len({c["bom-ref"] for c in written["components"]}), len(found))
        yaml = next(c for c in written["components"] if c["name"] == "YamlDotNet")
        self.assertEqual(yaml["licenses"], [{"license": {"id": "MIT"}}])
        self.assertRegex(yaml["hashes"][0]["content"], "^[0-9a-f]{128}$")
        libgcc = next(c for c in written["components"] if c["name"] == "libgcc-s1")
        self.assertEqual(libgcc["licenses"], [{"expression": "GPL-3.0-or-later WITH GCC-exception-3.1"}])
        self.assertIn(f"| YamlDotNet | {yaml['version']} | MIT |", table)


if __name__ == "__main__":
    unittest.main()
