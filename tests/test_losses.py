"""Losses: values by hand, gradients measured, no size of logits too large."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook import (
    BinaryCrossEntropy,
    Hinge,
    SoftmaxCrossEntropy,
    SquaredError,
    cross_entropy,
    softmax_cross_entropy,
)
from dlbook.activations import linear, sigmoid, softmax

quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)
LN = math.log


def column(*values):
    return np.array(values, dtype=float)[:, None]


@pytest.mark.parametrize(
    "loss, z, y, value",
    [
        (SquaredError(), [[3.0]], [[1.0]], 2),  # half of 2 squared
        (SquaredError(), [[3, 1.0]], [[1, 0.0]], 2.5),  # summed over outputs
        (SquaredError(), [[3.0], [1]], [[1.0], [1]], 1),  # mean over rows
        (BinaryCrossEntropy(), [[0.0]], [[1.0]], LN(2)),
        (BinaryCrossEntropy(), [[LN(3)]], [[1.0]], LN(4 / 3)),  # p = 3/4
        (BinaryCrossEntropy(), [[LN(3)]], [[0.0]], LN(4)),
        (BinaryCrossEntropy(), [[LN(3), 0]], [[0.0, 1]], LN(8)),  # summed
        (BinaryCrossEntropy(), [[LN(3)]], [[0.25]], LN(4) - LN(3) / 4),
        (SoftmaxCrossEntropy(), np.log([[1, 2, 5.0]]), [[0, 1.0, 0]], LN(4)),
        (SoftmaxCrossEntropy(), np.log([[1, 2, 5.0]]), [[0, 0.5, 0.5]],
         (LN(4) + LN(8 / 5)) / 2),
        (SoftmaxCrossEntropy(), [[0.0, 0], [0, LN(3)]], [[1.0, 0], [0, 1]],
         (LN(2) + LN(4 / 3)) / 2),
        (Hinge(), column(2, 0.5, -1), column(1, 1, 1), 2.5 / 3),
        (Hinge(), column(2, 0.5, -1), column(-1, -1, -1), 4.5 / 3),
    ],
)
def test_values_by_hand(loss, z, y, value):
    got = loss(np.array(z), np.array(y))
    assert type(got) is float and got == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "loss, z, y, grad",
    [
        (SquaredError(), [[3.0], [1]], [[1.0], [2]], [[1], [-0.5]]),
        (BinaryCrossEntropy(), [[LN(3)], [0]], [[1.0], [0]], [[-1 / 8], [1 / 4]]),
        (SoftmaxCrossEntropy(), np.log([[1, 2, 5.0]]), [[0, 1.0, 0]],
         [[1 / 8, -6 / 8, 5 / 8]]),
        (Hinge(), column(2, 0.5, -1), column(1, 1, -1), [[0], [-1 / 3], [0]]),
    ],
)
def test_gradients_by_hand(loss, z, y, grad):
    np.testing.assert_allclose(loss.grad(np.array(z), np.array(y)), grad, rtol=1e-12)


LOSSES = {
    SquaredError(): lambda rng: rng.normal(size=(4, 3)),
    BinaryCrossEntropy(): lambda rng: rng.uniform(size=(4, 3)),
    SoftmaxCrossEntropy(): lambda rng: rng.dirichlet(np.ones(3), 4),
    Hinge(): lambda rng: rng.choice([-1.0, 1.0], size=(4, 3)),
}
each_loss = pytest.mark.parametrize("loss, draw", LOSSES.items(), ids=map(str, LOSSES))


@each_loss
def test_the_gradient_is_the_derivative(loss, draw):
    rng, e = np.random.default_rng(0), 1e-6
    z, y = rng.normal(size=(4, 3)), draw(rng)
    measured = np.zeros_like(z)
    for i in np.ndindex(z.shape):
        d = np.zeros_like(z)
        d[i] = e
        measured[i] = (loss(z + d, y) - loss(z - d, y)) / (2 * e)
    np.testing.assert_allclose(loss.grad(z, y), measured, atol=1e-8)


@each_loss
def test_the_mean_does_not_depend_on_how_often_the_rows_come(loss, draw):
    rng = np.random.default_rng(1)
    z, y = rng.normal(size=(4, 3)), draw(rng)
    z3, y3 = np.tile(z, (3, 1)), np.tile(y, (3, 1))
    assert loss(z3, y3) == pytest.approx(loss(z, y))
    np.testing.assert_allclose(loss.grad(z3, y3)[:4], loss.grad(z, y) / 3)


@each_loss
def test_precision_is_kept(loss, draw):
    y = draw(np.random.default_rng(1)).astype(np.float32)
    assert loss.grad(y * 2, y).dtype == loss.rows(y * 2, y).dtype == np.float32


@each_loss
def test_nothing_overflows_at_logits_of_10_000(loss, draw):
    y = draw(np.random.default_rng(2)).astype(np.float32)
    z = np.float32([[1e4, -1e4, 0], [-1e4, 1e4, 1e4], [0, 0, -1e4], [1e4] * 3])
    with np.errstate(all="raise", under="ignore"):
        assert math.isfinite(loss(z, y)) and np.isfinite(loss.grad(z, y)).all()


@pytest.mark.parametrize(
    "loss, z, y, value",
    [
        (BinaryCrossEntropy(), [[1e4]], [[1.0]], 0),
        (BinaryCrossEntropy(), [[1e4]], [[0.0]], 1e4),
        (BinaryCrossEntropy(), [[-1e4]], [[1.0]], 1e4),
        (SoftmaxCrossEntropy(), [[1e4, 0]], [[1.0, 0]], 0),
        (SoftmaxCrossEntropy(), [[1e4, 0]], [[0, 1.0]], 1e4),
        (SoftmaxCrossEntropy(), [[-1e4, -1e4]], [[0, 1.0]], LN(2)),
    ],
)
def test_exact_at_logits_of_10_000(loss, z, y, value):
    assert loss(np.array(z), np.array(y)) == pytest.approx(value, rel=1e-12)


def test_each_loss_has_its_link():
    links = [loss.link for loss in LOSSES]
    assert links == [linear, sigmoid, softmax, linear]


@pytest.mark.parametrize(
    "loss, y, fits",
    [
        (SquaredError(), column(-7, 3), True),
        (BinaryCrossEntropy(), column(0, 0.5, 1), True),
        (BinaryCrossEntropy(), column(0, 1.1), False),
        (BinaryCrossEntropy(), column(-1, 1), False),
        (SoftmaxCrossEntropy(), np.array([[0.2, 0.8]]), True),
        (SoftmaxCrossEntropy(), np.array([[1.0, 1.0]]), False),
        (SoftmaxCrossEntropy(), np.array([[-1.0, 2.0]]), False),
        (SoftmaxCrossEntropy(), np.zeros((1, 2)), False),
        (Hinge(), column(-1, 1), True),
        (Hinge(), column(0, 1), False),
    ],
)
def test_targets_that_fit(loss, y, fits):
    assert loss.accepts(y) is fits


@pytest.mark.parametrize(
    "loss, z, y, right",
    [
        (SoftmaxCrossEntropy(), [[1, 2, 0], [3, 1, 0]], [[0, 1, 0], [0, 0, 1]], [1, 0]),
        (BinaryCrossEntropy(), [[0.1], [-0.1], [-1]], [[1], [0], [1]], [1, 1, 0]),
        (SquaredError(), [[0.6], [0.4], [0.4]], [[1], [0], [1]], [1, 1, 0]),
        (Hinge(), [[0.1], [-0.1], [0.1]], [[1], [-1], [-1]], [1, 1, 0]),
    ],
)
def test_which_rows_are_right(loss, z, y, right):
    assert loss.right(np.array(z), np.array(y)).tolist() == right


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("call", ["__call__", "grad"])
def test_targets_of_another_shape_are_not_spread_out(loss, call):
    """(3, 1) against (3,) would broadcast to (3, 3), a wrong number without a word."""
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(3,\)"):
        getattr(loss, call)(np.zeros((3, 1)), np.ones(3))


# -- the two formulas of the course ---------------------------------------------------


@pytest.mark.parametrize(
    "p, y, value",
    [
        ([0.3, 0.4, 0.3], 1, -LN(0.4)),
        ([0.3, 0.4, 0.3], [0, 1, 0], -LN(0.4)),
        ([[0.5, 0.5], [0.25, 0.75]], [0, 1], (LN(2) + LN(4 / 3)) / 2),
        ([[0.5, 0.5], [0.25, 0.75]], [[1, 0], [0, 1]], (LN(2) + LN(4 / 3)) / 2),
        ([0, 1.0], [0, 1.0], 0),  # 0 ln 0 counts as 0
        ([0, 1.0], 0, math.inf),
        ([0.5, 0.5], [0.5, 0.5], LN(2)),
    ],
)
def test_cross_entropy(p, y, value):
    assert cross_entropy(p, y) == pytest.approx(value)


@pytest.mark.parametrize("labels", [[1, 0], [[0, 1, 0], [1, 0, 0]]])
def test_softmax_cross_entropy_takes_numbers_and_one_hot_rows(labels):
    z = np.log([[1, 2, 5], [4, 2, 2]])
    assert softmax_cross_entropy(z, labels) == pytest.approx((LN(4) + LN(2)) / 2)


@quick
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=5), st.floats(-1e3, 1e3))
def test_softmax_cross_entropy_is_cross_entropy_of_softmax(z, c):
    z = np.array(z)
    value = cross_entropy(softmax(z), 0)
    assert softmax_cross_entropy(z, 0) == pytest.approx(value, abs=1e-9)
    assert softmax_cross_entropy(z + c, 0) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: cross_entropy([0.5, 0.6], 0), r"sum 1.*softmax\(z\)"),
        (lambda: cross_entropy([1.5, -0.5], 0), r"none negative"),
        (lambda: cross_entropy([2.0, 1.0, 0.1], 0), r"got \[2\.0, 1\.0, 0\.1\]"),
        (lambda: cross_entropy([math.nan, 1], 0), r"probabilities"),
        (lambda: cross_entropy([], 0), r"probabilities"),
        (lambda: cross_entropy([0.5, 0.5], 2), r"0 to 1 .*got 2"),
        (lambda: cross_entropy([0.5, 0.5], -1), r"0 to 1 .*got -1"),
        (lambda: cross_entropy([0.5, 0.5], [1, 0, 0]), r"shape \(2,\).*got \[1, 0"),
        (lambda: cross_entropy([[0.5, 0.5]], 0.5), r"whole class numbers"),
        (lambda: softmax_cross_entropy([1.0, 2.0], 2), r"0 to 1 .*got 2"),
        (lambda: softmax_cross_entropy([[1.0, 2.0]], [0, 1]), r"of shape \(1,\)"),
    ],
)
def test_what_the_formulas_refuse(call, words):
    with pytest.raises(ValueError, match=words):
        call()
