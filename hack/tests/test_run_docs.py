"""hack/run-docs runs what documents tell their readers to type."""

import importlib.machinery
import importlib.util
import os
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def load():
    loader = importlib.machinery.SourceFileLoader("hack_run_docs", str(ROOT / "hack/run-docs"))
    spec = importlib.util.spec_from_loader("hack_run_docs", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


DOCS = load()


def page(*texts: str) -> str:
    return "# A page\n" + "".join(f"words\n```sh\n{text}\n```\n" for text in texts) + "```yaml\na: b\n```\n"


class RunDocs(unittest.TestCase):
    def run_page(self, *texts: str, limit: float = 60) -> tuple[tuple[int, int], list[str]]:
        said: list[str] = []
        return DOCS.run(DOCS.blocks("page.md", page(*texts)), dict(os.environ), limit, said.append), said

    def test_blocks_run_in_order_in_one_shell(self) -> None:
        result, _ = self.run_page("export WORD=kept; cd /", '[ "$WORD" = kept ] && [ "$PWD" = / ]')
        self.assertEqual(result, (2, 0))

    def test_a_block_that_fails_is_told_with_its_output_and_nobody_gets_further(self) -> None:
        result, said = self.run_page("true", "echo the reason\nfalse\necho never", "true")
        self.assertEqual(result, (1, 2))
        told = "\n".join(said)
        self.assertIn("page.md:7: FAILED with 1", told)
        self.assertIn("the reason", told)
        self.assertNotIn("\nnever", told.split("\n--\n")[1])

    def test_an_error_before_a_pipe_fails_too(self) -> None:
        self.assertEqual(self.run_page("false | cat")[0], (0, 1))

    def test_a_block_that_hangs_is_ended(self) -> None:
        self.assertEqual(self.run_page("sleep 1000", limit=0.5)[0], (0, 1))

    def test_a_marked_block_is_counted_and_not_run(self) -> None:
        result, said = self.run_page("# Not run by CI: needs your registry\nfalse", "true")
        self.assertEqual(result, (1, 0))
        self.assertIn("page.md:3: not run: needs your registry", said)

    def test_a_mark_needs_a_reason_and_a_fence_its_end(self) -> None:
        with self.assertRaisesRegex(ValueError, "say why"):
            DOCS.blocks("page.md", page("# Not run by CI: \nfalse"))
        with self.assertRaisesRegex(ValueError, "not closed"):
            DOCS.blocks("page.md", "```sh\ntrue\n")
