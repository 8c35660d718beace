"""What notebook 00 tells lecturers about the other notebooks is so."""

import re
from pathlib import Path

import nbformat

from dlbook.exercises import NOTEBOOKS
from dlbook.labs import all_labs

PATH = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"
TEXTS = [cell.source for cell in nbformat.read(PATH, as_version=4).cells]
TEXT = "\n".join(TEXTS)


def section(title: str) -> str:
    return next(text for text in TEXTS if text.startswith(f"### {title}"))


def test_the_scenes_to_show_are_in_the_labs():
    known = {scene.name for lab in all_labs() for scene in lab.scenes}
    named = set(re.findall(r"scene \*([^*]+)\*", TEXT))
    assert len(named) > 5 and named <= known


def test_every_notebook_has_a_question_and_something_to_show():
    rows = re.findall(r"(?m)^\| (\d\d) \| .+ \| .+ \|$", section("What to show"))
    assert ["00", *rows] == [name[:2] for name in NOTEBOOKS]


def test_the_plan_of_twelve_covers_all_in_order_and_each_session_is_90_minutes():
    table = section("Twelve sessions")
    assert re.findall(r"\b(\d\d) \(", table) == [name[:2] for name in NOTEBOOKS]
    rows = re.findall(r"(?m)^\| \d+ \| (.+) \| (\d+) .*\|$", table)
    assert len(rows) == 12
    for notebooks, rest in rows:
        minutes = sum(map(int, re.findall(r"\((\d+)\)", notebooks)))
        assert minutes + int(rest) == 90, notebooks


def test_the_plan_of_six_covers_all_in_order_and_each_session_is_90_minutes():
    rows = re.findall(r"(?m)^\| \d+ \| (.+) \| .+ \|$", section("Six sessions"))
    found = re.findall(r"\b(\d\d)[ ,]", "; ".join(rows))
    assert found == [name[:2] for name in NOTEBOOKS if name[:2] != "00"]
    assert [sum(map(int, re.findall(r"\((\d+)\)", row))) for row in rows] == 6 * [90]


def test_the_verdict_quoted_is_what_the_checker_says():
    from dlbook.exercises import start

    verdict = start.q1.check({"w": 1, "b": 2})
    assert f"**Not yet: {verdict.mistake}.** {verdict.message}" in TEXT
