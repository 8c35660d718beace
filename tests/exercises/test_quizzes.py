"""The quizzes of notebooks 09 and 15: not in the catalogue, and kept alike."""

import pytest

from dlbook.exercises.closing import test as closing
from dlbook.exercises.recipe import order, repair
from dlbook.exercises.uses import uses

QUIZ = pytest.mark.parametrize(
    "ex", [repair, order, uses, closing], ids=lambda quiz: quiz.id
)


@pytest.fixture(autouse=True)
def no_progress(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no marker file: nothing is written
    yield
    assert not list(tmp_path.iterdir())


@QUIZ
def test_the_reference_is_right_and_every_mistake_has_its_name(ex):
    assert ex.check(ex.reference).status == "right"
    assert ex.check(...).status == "not attempted"
    for name, wrong in ex.mistakes.items():
        verdict = ex.check(wrong)
        assert (verdict.status, verdict.mistake) == ("not yet", name), verdict


@QUIZ
def test_the_solution_runs_as_it_is_shown(ex):
    ex.solution()
    names: dict = {}
    exec(compile(ex.solution().code, "<solution>", "exec"), names)
    assert ex.check(names["answer"]).status == "right"


def test_ten_uses_and_fifteen_questions():
    assert len(uses.reference) == 10 and len(closing.reference) == 15
    assert set(uses.reference.values()) == set(uses.choices)


def test_five_cards_of_seven_are_wrong():
    assert sum(letter != "A" for letter in repair.reference.values()) == 5
