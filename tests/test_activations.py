"""Activations: values worked out by hand, slopes measured, and what never changes."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook.activations import linear, relu, sigmoid, softmax, step, tanh

SLOPED = [linear, sigmoid, tanh, relu]
ALL = [step, *SLOPED, softmax]
quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)
scores = st.lists(st.floats(-50, 50), min_size=2, max_size=6).map(np.array)


@pytest.mark.parametrize(
    "activation, z, h, slope",
    [  # sigmoid and tanh from exp alone; the slopes from their formulas
        (step, [-1e-9, 0, 2], [0, 1, 1], [0, 0, 0]),
        (linear, [-3, 0, 2], [-3, 0, 2], [1, 1, 1]),
        (relu, [-3, 0, 2], [0, 0, 2], [0, 0, 1]),
        (sigmoid, [0, math.log(3)], [1 / 2, 3 / 4], [1 / 4, 3 / 16]),
        (sigmoid, [-math.log(3)], [1 / 4], [3 / 16]),
        (tanh, [0, math.log(2)], [0, 3 / 5], [1, 16 / 25]),
    ],
)
def test_values_and_slopes_by_hand(activation, z, h, slope):
    z = np.array(z, dtype=float)
    np.testing.assert_allclose(activation(z), h, rtol=1e-14)
    np.testing.assert_allclose(activation.slope(activation(z)), slope, rtol=1e-14)


def test_softmax_by_hand():
    np.testing.assert_allclose(softmax(np.log([1, 2, 5])), [1 / 8, 2 / 8, 5 / 8])
    rows = softmax(np.log([[1.0, 1], [1, 3]]))
    np.testing.assert_allclose(rows, [[1 / 2, 1 / 2], [1 / 4, 3 / 4]])


@pytest.mark.parametrize("activation", [*SLOPED, softmax])
def test_backward_is_the_derivative(activation):
    """d(sum c h)/dz by central differences, for a row of c."""
    rng = np.random.default_rng(0)
    z, c, e = rng.normal(size=(1, 5)), rng.normal(size=(1, 5)), 1e-6
    sides = [[(c * activation(z + s * d)).sum() for s in (e, -e)] for d in np.eye(5)]
    measured = [(up - down) / (2 * e) for up, down in sides]
    np.testing.assert_allclose(activation.backward(activation(z), c)[0], measured, 1e-7)


def test_step_passes_nothing_back():
    assert not step.backward(np.ones((2, 2)), np.ones((2, 2))).any()


def test_softmax_has_no_slope_of_its_own():
    with pytest.raises(TypeError, match="softmax.backward"):
        softmax.slope(np.ones(3))


@quick
@given(scores, st.floats(-1000, 1000))
def test_softmax_ignores_a_constant(z, c):
    np.testing.assert_allclose(softmax(z + c), softmax(z), rtol=1e-9, atol=1e-12)


@quick
@given(scores)
def test_softmax_is_a_distribution_in_the_order_of_the_scores(z):
    p = softmax(z)
    assert p.min() > 0 and p.sum() == pytest.approx(1)
    assert (np.diff(p[np.argsort(z)]) >= 0).all()


@quick
@given(scores)
def test_mirror_images(z):
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), atol=1e-15)
    np.testing.assert_allclose(tanh(-z), -tanh(z))
    np.testing.assert_allclose(relu(z) - relu(-z), z)


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_finite_and_silent_at_any_size(activation):
    z = np.array([[-1e4, -100, 0, 100, 1e4]], dtype=np.float32)
    with np.errstate(all="raise", under="ignore"):
        h = activation(z)
        assert np.isfinite(h).all() and np.isfinite(activation.backward(h, h)).all()


@pytest.mark.parametrize("activation", ALL, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(activation, dtype):
    h = activation(np.linspace(-2, 2, 6, dtype=dtype).reshape(2, 3))
    assert h.dtype == activation.backward(h, h).dtype == dtype
    assert activation is softmax or activation.slope(h).dtype == dtype


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_the_input_is_left_alone(activation):
    z = np.linspace(-2, 2, 6).reshape(2, 3)
    before = z.copy()
    activation.backward(activation(z), z)
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("activation", ALL, ids=str)
def test_one_object_each_through_copies_and_pickles(activation):
    assert copy.deepcopy(activation) is activation
    assert pickle.loads(pickle.dumps(activation)) is activation
    assert repr(activation) == activation.name
