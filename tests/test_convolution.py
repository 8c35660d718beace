"""Convolution: sizes, an edge by hand, every place against plain loops, shifts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook import Convolution, MaxPool, Network, correlate, linear, relu
from dlbook.convolution import output_size
from dlbook.images import shift

quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)


@pytest.mark.parametrize(
    "n, kernel, stride, padding, size",
    [(5, 3, 1, 0, 3), (28, 3, 1, 0, 26), (28, 5, 1, 2, 28), (28, 3, 2, 0, 13),
     (7, 3, 2, 1, 4), (3, 3, 5, 0, 1), (1, 1, 1, 0, 1), (1, 3, 1, 1, 1)],
)
def test_output_size(n, kernel, stride, padding, size):
    assert output_size(n, kernel, stride, padding) == size


KERNEL = np.array([[-1, 0, 1]] * 3)
EDGE = np.array([[0, 0, 1, 1, 1]] * 5)


def test_an_edge_by_hand():
    assert correlate(EDGE, KERNEL).tolist() == [[3, 3, 0]] * 3


def test_true_convolution_flips_the_kernel():
    assert correlate(EDGE, KERNEL[::-1, ::-1]).tolist() == [[-3, -3, 0]] * 3


def test_correlate_is_not_symmetric_in_rows_and_columns():
    image = np.arange(12).reshape(3, 4)
    assert correlate(image, [[1, 10]]).tolist() == [[10, 21, 32], [54, 65, 76],
                                                    [98, 109, 120]]
    assert correlate(image, [[1], [10]]).shape == (2, 4)


def by_loops(layer, x):
    s, p, k = layer.stride, layer.padding, layer.kernel
    x = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    rows, columns = ((n - k) // s + 1 for n in x.shape[1:3])
    z = np.empty((len(x), rows, columns, len(layer.W)))
    for b, i, j, o in np.ndindex(z.shape):
        patch = x[b, i * s : i * s + k, j * s : j * s + k]
        z[b, i, j, o] = (patch * layer.W[o]).sum() + layer.b[o]
    return layer.activation(z)


@pytest.mark.parametrize("kernel", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_forward_is_the_sum_over_every_patch(kernel, stride, padding):
    rng = np.random.default_rng(0)
    layer = Convolution(2, 3, kernel, relu, stride, padding)
    layer.W, layer.b = rng.normal(size=layer.W.shape), rng.normal(size=3)
    x = rng.normal(size=(2, 6, 5, 2)).astype(np.float32)
    y = layer.forward(x)
    assert y.dtype == np.float32
    sizes = tuple(output_size(n, kernel, stride, padding) for n in (6, 5))
    assert y.shape == (2, *sizes, 3)
    np.testing.assert_allclose(y, by_loops(layer, x), rtol=1e-4, atol=1e-5)


@quick
@given(st.integers(-2, 2), st.integers(-2, 2))
def test_what_is_shifted_before_is_shifted_after(down, right):
    """Exactly, away from the borders; a dense layer has no such property."""
    image = np.zeros((12, 12), np.float32)
    image[4:8, 4:8] = np.random.default_rng(0).normal(size=(4, 4))
    layer = Convolution(1, 2, 3)
    layer.reset(np.random.default_rng(1))

    def maps(image):
        return layer.forward(image[None, :, :, None])[0].transpose(2, 0, 1)

    moved = maps(shift(image, down, right))
    np.testing.assert_array_equal(moved, shift(maps(image), down, right))


def test_max_pool_by_hand():
    x = np.array([[1, 2, 0, 0, 9], [4, 3, 0, 0, 9], [9, 9, 9, 9, 9]])[None, :, :, None]
    y = MaxPool(2).forward(x)
    assert y[0, :, :, 0].tolist() == [[4, 0]]
    dx = MaxPool(2).backward(x.astype(float), y, np.array([[[[8.0], [4.0]]]]))
    assert dx[0, :, :, 0].tolist() == [[0, 0, 1, 1, 0], [8, 0, 1, 1, 0], [0] * 5]


def test_parameters_are_shared_by_all_places():
    net = Network(Convolution(1, 8, 3))
    assert net.n_params == 80
    assert net(np.ones((1, 28, 28, 1))).shape == (1, 26, 26, 8)
    assert net(np.ones((1, 5, 9, 1))).shape == (1, 3, 7, 8)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: output_size(2, 3), r"kernel of 3 does not fit into 2 pixels"),
        (lambda: output_size(5, 3, 0), r"stride 0"),
        (lambda: output_size(5, 3, 1, -1), r"padding -1"),
        (lambda: Convolution(1, 2, 3).forward(np.ones((1, 2, 5, 1))), r"fit into 2"),
        (lambda: Convolution(1, 2).forward(np.ones((4, 28, 28))),
         r"\(B, rows, columns, 1\); got \(4, 28, 28\).*x\[\.\.\., None\]"),
        (lambda: Convolution(3, 2).forward(np.ones((1, 9, 9, 1))), r"columns, 3\)"),
        (lambda: MaxPool(4).forward(np.ones((1, 3, 9, 1))), r"4 does not fit into 3"),
        (lambda: correlate(np.ones((2, 2)), np.ones((3, 3))), r"larger|fit"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_linear_is_the_default():
    assert Convolution(1, 1).activation is linear
