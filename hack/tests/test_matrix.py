"""docs/test-matrix.md lists what hack/test-newer runs."""

import importlib.machinery
import importlib.util
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Matrix(unittest.TestCase):
    def test_the_document_lists_every_row(self) -> None:
        loader = importlib.machinery.SourceFileLoader("test_newer", str(ROOT / "hack/test-newer"))
        spec = importlib.util.spec_from_loader("test_newer", loader)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        lines = (ROOT / "docs/test-matrix.md").read_text().splitlines()
        listed = {line for line in lines if line.startswith("| ") and line[-3:].strip(" |").isdigit()}
        self.assertEqual(listed, {f"| {what} | 1.{needs} |" for what, needs, _ in module.ROWS})
