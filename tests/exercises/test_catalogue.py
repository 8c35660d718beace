"""What holds for every exercise of the course: new ones are covered by being there."""

import re

import numpy as np
import pytest

from dlbook.exercises import NOTEBOOKS, Exercise, catalogue
from dlbook.exercises.course_map import predictions
from dlbook.exercises.exercise import UNTOUCHED
from dlbook.exercises.judges.classifiers import any_scores

EXERCISES = {exercise.id: exercise for exercise in catalogue()}


@pytest.fixture(params=EXERCISES)
def ex(request, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no marker file: nothing is written
    yield EXERCISES[request.param]
    assert not list(tmp_path.iterdir())


def test_the_reference_is_right(ex):
    verdict = ex.check(ex.reference)
    assert verdict.status == "right", verdict
    assert verdict.mistake is None


def test_every_mistake_is_called_by_its_own_name(ex):
    assert len(ex.mistakes) >= 3
    for name, wrong in ex.mistakes.items():
        verdict = ex.check(wrong)
        assert (verdict.status, verdict.mistake) == ("not yet", name), verdict
        assert len(verdict.message) > 15, f"{ex.id} {name}: where to look?"


def test_the_solution_runs_as_it_is_shown(ex):
    ex.solution()
    note = ex.solution()
    assert note.code and len(note.body) > 40, "a worked solution gives its reason"
    names: dict = {}
    exec(compile(note.code, f"<solution {ex.id}>", "exec"), names)
    assert ex.check(names["answer"]).status == "right"


def test_no_answer_is_not_attempted(ex):
    def untouched(*args):
        """Write me."""
        ...

    def todo(*args):
        raise NotImplementedError

    for nothing in (..., None):
        assert ex.check(nothing) == UNTOUCHED
    assert ex.check() == UNTOUCHED
    if ex.asks_for_a_function:
        assert ex.check(untouched).status == "not attempted"
        assert ex.check(todo).status == "not attempted"
        assert ex.check(lambda *args: ...).status == "not attempted"
        assert ex.check(lambda *args: None).status == "not attempted"
    else:
        assert ex.check((..., ...)).status == "not attempted"
        assert ex.check({"a": ...}).status == "not attempted"


def test_questions_and_hints_read_well(ex):
    assert 2 <= len(ex.hints) <= 3
    shown = repr(ex) + ex._repr_markdown_() + repr(ex.hint())
    assert re.match(r"Exercise \d\d[a-f]\n", repr(ex))
    assert "object at 0x" not in shown
    for line in ex.prompt.splitlines():
        assert len(line) <= 100, line


def test_advice_marks_nothing_but_code_and_weight(ex):
    """A verdict shows `code` and **weight**; a single star would stand there as one."""
    for mistake in ex._mistakes.values():
        words = re.sub(r"`[^`]*`|\*\*", "", mistake.look)
        assert not re.search(r"\*\w[^*]*\w\*|\$|\]\(", words), words


def test_ids_are_five_a_notebook_in_order(ex):
    number = ex.id[:2]
    assert any(name.startswith(number) for name in NOTEBOOKS)
    same = [id for id in EXERCISES if id.startswith(number)]
    letters = {"00": "a", "16": "abcdef"}.get(number, "abcde")
    assert same == [number + letter for letter in letters]


def test_the_checks_above_can_fail():
    wrong = Exercise("99a", "?", 4, {}, ["?", "?"], lambda: 5)
    assert wrong.check(5).status == "not yet"


@pytest.mark.parametrize("guess", predictions(), ids=lambda p: p.id)
def test_predictions(guess):
    assert "Not committed" in repr(guess.commit(...))
    assert "No guess was committed" in repr(guess.reveal())
    assert guess.commit(guess.truth).title == "Committed"
    assert repr(guess.reveal()).count(guess._said(guess.truth)) >= 2
    guess.forget()


def test_within_two_hundredths_may_be_written_as_a_difference(monkeypatch, tmp_path):
    """12d: both ways are right; a score just 0.02 below the best would part them."""
    monkeypatch.chdir(tmp_path)

    def choose(scores):
        best = max(scores.values())
        return next(name for name, score in scores.items() if best - score <= 0.02)

    assert EXERCISES["12d"].check(choose).status == "right"
    for seed in range(500):
        (scores,) = any_scores(np.random.default_rng(seed))
        gaps = max(scores.values()) - np.array(list(scores.values()))
        assert not np.isclose(gaps, 0.02).any(), scores
