"""Predict, commit, reveal: numbers, choices and sketches, as calls and as a form."""

import itertools

import pytest

from dlbook.exercises.predict import Prediction


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def number():
    return Prediction("99", "How many?", 26, "So it is.", unit="steps")


def choice():
    return Prediction("99", "Which?", "up", "So it is.", choices=["up", "down"])


def sketch():
    return Prediction("99", "How?", [1.0, 0.5, 0.0], "So it is.", points=(0, 1, 2))


@pytest.mark.parametrize(
    ("make", "guess", "says"),
    [
        (number, 26, "spot on"),
        (number, 30, "too high by 4, a factor of 1.2"),
        (number, -4, "too low by 30. "),
        (choice, "UP", 'You said "up": so it is.'),
        (choice, "down", 'not so. The answer is "up". So it is.'),
        (sketch, [1, 0.5, 0.3], "on average 0.1 away, at most 0.3 (at 2)"),
    ],
)
def test_the_distance_is_told(make, guess, says):
    prediction = make()
    prediction.commit(guess)
    assert says in prediction.reveal().body


def test_a_sketch_outside_its_range_is_sent_back():
    said = sketch().commit([100, 50, 0])
    assert said.title == "Not committed" and "from 0 to 1" in said.body


def test_the_outcome_may_be_what_was_just_measured():
    prediction = sketch()
    prediction.commit([1, 1, 1])
    assert "at most 0 " in prediction.reveal([1, 1, 1]).body


@pytest.mark.parametrize("make", [number, choice, sketch])
def test_nothing_but_a_guess_is_committed(make):
    prediction = make()
    junk = [
        ...,
        None,
        "x",
        [],
        float("nan"),
        {},
        object(),
        itertools.count(),
        [[1]] * 3,
    ]
    for guess in junk:
        assert prediction.commit(guess).title == "Not committed"
    assert "No guess was committed" in prediction.reveal().body
    assert "Predict first" in repr(prediction)


@pytest.mark.parametrize(
    ("make", "fill"),
    [
        (number, lambda entry: setattr(entry, "value", 20.0)),
        (choice, lambda entry: setattr(entry, "value", "down")),
        (sketch, lambda entry: setattr(entry.children[2], "value", 0.25)),
    ],
)
def test_the_form_commits_and_reveals(make, fill):
    prediction = make()
    _, entry, buttons, said = prediction.form().children
    fill(entry)
    commit, reveal = buttons.children
    commit.click()
    assert "Your guess is" in said.value and commit.disabled
    reveal.click()
    assert "The answer is" in said.value
    assert prediction.guess in (20.0, "down", [0.5, 0.5, 0.25])
