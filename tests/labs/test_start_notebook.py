"""What notebook 00 says about the rest of the course is so."""

from pathlib import Path

import nbformat

from dlbook.exercises import NOTEBOOKS

PATH = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"
CELLS = nbformat.read(PATH, as_version=4).cells
TEXT = "\n".join(cell.source for cell in CELLS)


def test_the_verdict_quoted_is_what_the_checker_says():
    from dlbook.exercises import start

    verdict = start.q1.check({"w": 1, "b": 2})
    assert f"**Not yet: {verdict.mistake}.** {verdict.message}" in TEXT


def test_the_map_it_shows_has_every_notebook_untouched():
    maps = [c for c in CELLS if c.source.endswith("course_map()")]
    (shown,) = (output.data["text/plain"] for cell in maps for output in cell.outputs)
    rows = [line.split() for line in shown.splitlines()]
    assert rows == [[name, "untouched"] for name in NOTEBOOKS]


def test_it_leads_to_the_pages_beside_the_notebooks():
    for page in sorted(PATH.parent.glob("*.md")):
        assert f"]({page.name})" in TEXT
