"""Layers: rows by hand, arrays that are filled and never replaced, refusals."""

import numpy as np
import pytest

from dlbook import (
    MLP,
    Convolution,
    Dense,
    Flatten,
    Last,
    Layer,
    MaxPool,
    Network,
    Recurrent,
    Rescale,
)
from dlbook.activations import relu, sigmoid, tanh


def dense(activation=relu):
    """W = [[1, 2], [3, -4], [0, 1]], b = (0, 1, -1)."""
    layer = Dense(2, 3, activation)
    layer.W, layer.b = [[1, 2], [3, -4], [0, 1]], [0, 1, -1]
    return layer


X = np.array([[1, 1], [2, 0]], dtype=np.float32)


def test_dense_by_hand():
    layer = dense()
    np.testing.assert_array_equal(layer.z(X), [[3, 0, 0], [2, 7, -1]])
    np.testing.assert_array_equal(layer.forward(X), [[3, 0, 0], [2, 7, 0]])


def test_dense_backward_by_hand():
    layer, y = dense(), dense().forward(X)
    dx = layer.backward(X, y, np.ones((2, 3), dtype=np.float32))
    # the ReLUs let [[1, 0, 0], [1, 1, 0]] pass
    np.testing.assert_array_equal(layer.dW, [[3, 1], [2, 0], [0, 0]])
    np.testing.assert_array_equal(layer.db, [2, 1, 0])
    np.testing.assert_array_equal(dx, [[1, 2], [4, -2]])


def test_flatten_and_back():
    x = np.arange(24).reshape(2, 3, 4)
    y = Flatten().forward(x)
    np.testing.assert_array_equal(y, [range(12), range(12, 24)])
    np.testing.assert_array_equal(Flatten().backward(x, y, y), x)


def test_rescale():
    np.testing.assert_array_equal(Rescale(0.5).forward(X), X / 2)
    np.testing.assert_array_equal(Rescale(0.5).backward(X, X / 2, X), X / 2)
    pixels = Rescale().forward(np.arange(256, dtype=np.uint8))
    assert pixels.dtype == np.float32 and pixels.min() == 0 and pixels.max() == 1


@pytest.mark.parametrize("name", ["W", "b", "dW", "db"])
def test_assigning_fills_the_same_array(name):
    layer = dense()
    array = getattr(layer, name)
    setattr(layer, name, np.full(array.shape, 7.0).tolist())
    assert getattr(layer, name) is array and (array == 7).all()
    assert array.dtype == np.float32


def test_augmented_assignment():
    layer = dense()
    layer.W *= 2
    layer.b -= 1
    np.testing.assert_array_equal(layer.W, [[2, 4], [6, -8], [0, 2]])
    np.testing.assert_array_equal(layer.b, [-1, 0, -2])


@pytest.mark.parametrize(
    "wrong", [np.ones((2, 3)), [1.0, 2], 5.0, np.ones((3, 1)), np.ones((1, 2))]
)
def test_a_wrong_shape_is_refused_and_changes_nothing(wrong):
    layer = dense()
    with pytest.raises(ValueError, match=r"W of Dense\(2, 3, relu\).*\(3, 2\); got"):
        layer.W = wrong
    np.testing.assert_array_equal(layer.W, dense().W)


@pytest.mark.parametrize(
    "activation, n_in, n_out, deviation",
    [
        (relu, 400, 100, (2 / 400) ** 0.5),  # He et al. 2015, eq. 10
        (tanh, 400, 100, (2 / 500) ** 0.5),  # Glorot and Bengio 2010, eq. 12
        (sigmoid, 100, 400, (2 / 500) ** 0.5),
    ],
)
def test_starting_weights(activation, n_in, n_out, deviation):
    layer = Dense(n_in, n_out, activation)
    layer.reset(np.random.default_rng(0))
    assert layer.W.std() == pytest.approx(deviation, rel=0.02)
    assert abs(layer.W.mean()) < deviation / 50 and not layer.b.any()


def test_convolution_starts_by_the_inputs_that_it_sees():
    layer = Convolution(16, 64, 5, relu)
    layer.reset(np.random.default_rng(0))
    assert layer.W.std() == pytest.approx((2 / (16 * 25)) ** 0.5, rel=0.02)


def test_he_keeps_the_size_of_signals():
    """Through 20 layers; without the 2 it would shrink a thousandfold."""
    x = np.random.default_rng(1).normal(size=(50, 200))
    h = MLP(200, *20 * [200], 1).forward(x)
    assert 0.3 < (h[-2] ** 2).mean() / (h[1] ** 2).mean() < 3


@pytest.mark.parametrize(
    "layer, words",
    [
        (Dense(2, 3), "Dense(2, 3, linear)"),
        (Dense(64, 10, relu), "Dense(64, 10, relu)"),
        (Flatten(), "Flatten()"),
        (MaxPool(2), "MaxPool(2)"),
        (Last(), "Last()"),
        (Recurrent(2, 3), "Recurrent(2, 3, tanh)"),
    ],
)
def test_a_layer_says_what_it_is(layer, words):
    assert repr(layer) == words


@pytest.mark.parametrize(
    "make, error, words",
    [
        (lambda: Dense(0, 3), ValueError, r"n_in must be a whole number >= 1; got 0"),
        (lambda: Dense(3, 0), ValueError, r"n_out must be a whole number >= 1; got 0"),
        (lambda: Dense(3, -1), ValueError, r"n_out .* got -1"),
        (lambda: Dense(2.5, 1), ValueError, r"n_in .* got 2\.5"),
        (lambda: Dense("2", 1), ValueError, r"n_in .* got '2'"),
        (lambda: Dense(2, 1, "relu"), TypeError, r"object.*relu; got 'relu'"),
        (lambda: Convolution(0, 3), ValueError, r"n_in .* got 0"),
        (lambda: Convolution(1, 3, kernel=0), ValueError, r"kernel"),
        (lambda: Convolution(1, 3, stride=0), ValueError, r"stride 0"),
        (lambda: Convolution(1, 3, padding=-1), ValueError, r"padding -1"),
        (lambda: Recurrent(0, 3), ValueError, r"n_in .*>= 1; got 0"),
        (lambda: Recurrent(3, 0), ValueError, r"n_hidden .*>= 1; got 0"),
        (lambda: Recurrent(3, 2.5), ValueError, r"n_hidden .*got 2\.5"),
        (lambda: MaxPool(0), ValueError, r"size .*>= 1; got 0"),
    ],
)
def test_sizes_that_make_no_layer(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.parametrize("size", [1, np.int64(1)])
def test_sizes_of_one_are_fine(size):
    assert Network(Dense(size, size))([[2.0]]).shape == (1, 1)


class Double(Layer):
    """A learner's own layer: y = s x, without any reset."""

    learned = ("s",)

    def __init__(self):
        self.learn(s=(1,))
        self.s = [2]

    def forward(self, x):
        return self.s * x

    def backward(self, x, y, dy):
        self.ds = (dy * x).sum(axis=(0, 1))[None]
        return dy * self.s


def test_a_layer_of_your_own_takes_part():
    net = Network(Double(), Dense(2, 1))
    h = net.forward([[1, 2]])
    net.backward(h, np.ones((1, 1), np.float32))
    np.testing.assert_array_equal(h[1], [[2, 4]])
    np.testing.assert_allclose(net.dtheta[0], net.layers[1].W[0] @ (1, 2), rtol=1e-6)
