"""hack/test repeats at its end what failed."""

import importlib.machinery
import importlib.util
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OUTPUT = """Running tests from /x/ModelMonitor.Tests.Faults.dll (net10.0|x64)
failed ModelMonitor.Tests.Faults.ProxyTests.Cuts (12ms)
  Expected: 200
  Actual:   401
    at ModelMonitor.Tests.Faults.ProxyTests.Cuts()
a line of a log
skipped ModelMonitor.Tests.Faults.Other (0ms)

Test run summary: Failed! - /x/ModelMonitor.Tests.Faults.dll (net10.0|x64)
  total: 3
  failed: 1
"""


class Runner(unittest.TestCase):
    def test_failures_are_told_with_their_messages(self) -> None:
        loader = importlib.machinery.SourceFileLoader("hack_test", str(ROOT / "hack/test"))
        spec = importlib.util.spec_from_loader("hack_test", loader)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        failed, skipped = module.failures(OUTPUT)
        self.assertTrue(failed.startswith("failed ModelMonitor.Tests.Faults.ProxyTests.Cuts (12ms)\n  Expected: 200"))
        self.assertIn("Actual:   401", failed)
        self.assertNotIn("log", failed)
        self.assertEqual(skipped, "skipped ModelMonitor.Tests.Faults.Other (0ms)")
        self.assertEqual(module.count(OUTPUT, "failed"), 1)
