"""The perceptron: exact weights, exact steps, and where it can never end."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook import Perceptron, Step
from dlbook.data import gates

quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)


def learned(gate, **settings):
    unit = Perceptron(2)
    steps = list(unit.lessons(*gates(gate), 100, **settings))
    return unit, steps


@pytest.mark.parametrize(
    "gate, w, b", [("and", (2, 1), -3), ("or", (1, 1), -1), ("nand", (-2, -1), 2),
                   ("nor", (-1, -1), 0)]
)
def test_it_converges_with_the_exact_weights(gate, w, b):
    unit, steps = learned(gate)
    x, y = gates(gate)
    assert (unit.w.tolist(), unit.b) == (list(w), b)
    assert unit.predict(x).tolist() == y.tolist()
    assert [step.loss for step in steps[-4:]] == [0, 0, 0, 0]
    assert [step.index for step in steps] == list(range(len(steps)))
    assert steps[-1].epoch == len(steps) // 4 - 1


def test_xor_cycles():
    unit, x_y = Perceptron(2), gates("xor")
    steps = list(unit.lessons(*x_y, 50))
    assert len(steps) == 200 and all(step.loss == 1 for step in steps[-4:])
    before = unit.w.tolist(), unit.b
    list(unit.lessons(*x_y, 1))
    assert (unit.w.tolist(), unit.b) == before == ([-1, 0], 0)


def test_every_step_of_or_by_hand():
    """w, b after each mistake, rows 00 01 10 11, starting from zero."""
    unit, path = Perceptron(2), []
    for step in unit.lessons(*gates("or"), 10):
        assert type(step) is Step and step.net is unit
        if step.loss:
            path.append((*unit.w, unit.b))
    assert path == [(0, 0, -1), (0, 1, 0), (0, 1, -1), (1, 1, 0), (1, 1, -1)]


@pytest.mark.parametrize(
    "w, b, x, y, rate, wrong, after",
    [
        ((0, 0), 0, (1, 2), 0, 1.0, True, (-1, -2, -1)),
        ((0, 0), 0, (1, 2), 1, 1.0, False, (0, 0, 0)),
        ((-1, 0), 0, (1, 2), 1, 0.5, True, (-0.5, 1, 0.5)),
        ((1, 1), -4, (1, 2), 0, 1.0, False, (1, 1, -4)),
    ],
)
def test_the_rule(w, b, x, y, rate, wrong, after):
    unit = Perceptron(2)
    unit.w, unit.b = np.array(w, dtype=float), b
    assert unit.update(x, y, rate) is wrong
    assert (*unit.w, unit.b) == after


def test_it_fires_at_zero():
    unit = Perceptron(2)
    assert unit.predict([0, 0]) == 1
    assert unit.predict([[0, 0], [5, -5]]).tolist() == [1, 1]
    unit.b = -1e-12
    assert unit.predict([0, 0]) == 0


def test_the_rate_only_rescales():
    (one, steps), (seven, more) = learned("and"), learned("and", rate=7.0)
    assert seven.w.tolist() == (7 * one.w).tolist() and seven.b == 7 * one.b
    assert [s.loss for s in steps] == [s.loss for s in more]


@quick
@given(st.tuples(*[st.integers(-4, 4)] * 3), st.integers(-5, 5))
def test_it_converges_on_whatever_a_unit_can_do(w, b):
    x = np.array(list(product((0, 1), repeat=3)))
    y = (x @ w + b >= 0).astype(int)
    unit = Perceptron(3)
    list(unit.lessons(x, y, 500))
    assert unit.predict(x).tolist() == y.tolist()


def test_it_learns_lazily_and_leaves_the_data_alone():
    unit, (x, y) = Perceptron(2), gates("and")
    before, lessons = (x.copy(), y.copy()), unit.lessons(x, y, 10)
    assert not unit.w.any() and not unit.b
    next(lessons)
    assert unit.b == -1 and len(list(lessons)) == 23
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize("y", [[False, False, False, True], [0.0, 0, 0, 1]])
def test_answers_may_be_numbers_of_any_kind(y):
    unit = Perceptron(2)
    list(unit.lessons(gates("and")[0], y, 10))
    assert (*unit.w, unit.b) == (2, 1, -3)


def lessons(x, y, epochs=3, rate=1.0):
    return lambda: list(Perceptron(2).lessons(x, y, epochs, rate))


X, Y = gates("and")


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: Perceptron(0), r"n_in must be a whole number >= 1; got 0"),
        (lambda: Perceptron(1.5), r"n_in .*got 1\.5"),
        (lambda: Perceptron(2).predict([1, 2, 3]), r"2 inputs; got shape \(3,\)"),
        (lambda: Perceptron(2).update([1], 1), r"2 inputs; got shape \(1,\)"),
        (lessons(X, 2 * Y - 1), r"0 and 1.*got \[-1 +1\]"),
        (lessons(X, [0, 1, 2, 1]), r"0 and 1"),
        (lessons(X, [0, 1, np.nan, 1]), r"0 and 1"),
        (lessons(X, Y[:3]), r"\(4, 2\) and \(3,\)"),
        (lessons(X[0], Y[:2]), r"\(2,\) and \(2,\)"),
        (lessons(X[:0], Y[:0]), r"\(0, 2\) and \(0,\)"),
        (lessons(X * np.nan, Y), r"NaN|finite"),
        (lessons(X, Y, rate=0), r"rate must be .*got 0"),
        (lessons(X, Y, rate=-1), r"rate must be .*got -1"),
        (lessons(X, Y, rate=np.nan), r"rate must be .*got nan"),
        (lessons(X, Y, epochs=-1), r"epochs must be .*got -1"),
        (lessons(X, Y, epochs=1.5), r"epochs must be .*got 1\.5"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
