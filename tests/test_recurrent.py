"""Recurrence: a cell by hand, step by step, and attention as a weighted look-up."""

import numpy as np
import pytest

from dlbook import Dense, Last, Network, Recurrent, attention, linear, relu, tanh


def cell(activation=tanh):
    """W = (1, 2)^T over one input, U = [[0, 1], [1, 0]], b = (0, 1)."""
    net = Network(Recurrent(1, 2, activation)).astype(np.float64)
    net.theta = [1, 2, 0, 1, 1, 0, 0, 1]
    return net


def test_linear_steps_by_hand():
    """h1 = (1, 3), h2 = (2 + 3, 4 + 1 + 1), h3 = (0 + 6, 0 + 5 + 1)."""
    y = cell(linear)(np.array([[[1], [2], [0]]]))
    assert y.tolist() == [[[1, 3], [5, 6], [6, 6]]]


def test_tanh_steps_by_the_formula():
    h, x = np.zeros(2), [0.5, -1, 2]
    for h_t, x_t in zip(cell()(np.array(x)[None, :, None])[0], x, strict=True):
        h = np.tanh(np.array([1, 2]) * x_t + h[::-1] + (0, 1))
        np.testing.assert_allclose(h_t, h, rtol=1e-12)


def test_each_sequence_and_each_moment_stands_alone():
    net, x = cell(relu), np.random.default_rng(0).normal(size=(4, 6, 1))
    y = net(x)
    np.testing.assert_allclose(net(x[2:3])[0], y[2])
    np.testing.assert_allclose(net(x[:, :3]), y[:, :3])  # the future changes nothing


def test_any_length():
    net = Network(Recurrent(3, 4), Last(), Dense(4, 2))
    assert [net(np.ones((5, t, 3))).shape for t in (1, 2, 9)] == [(5, 2)] * 3
    assert net.n_params == 4 * (4 + 3 + 1) + 10


def test_last():
    x = np.arange(12.0).reshape(2, 3, 2)
    y = Last().forward(x)
    assert y.tolist() == [[4, 5], [10, 11]]
    assert Last().backward(x, y, y).tolist() == [[[0, 0], [0, 0], [4, 5]],
                                                 [[0, 0], [0, 0], [10, 11]]]


def test_the_start_neither_grows_nor_shrinks():
    layer = Recurrent(2, 8)
    layer.reset(np.random.default_rng(0))
    np.testing.assert_allclose(layer.U @ layer.U.T, np.eye(8), atol=1e-6)
    assert layer.W.all() and not layer.b.any()


def test_float32_along_the_tape():
    net = Network(Recurrent(1, 3), Recurrent(3, 2), Last())
    h = net.forward(np.ones((2, 4, 1)))
    net.backward(h, np.ones((2, 2), np.float32))
    assert {a.dtype for a in [*h, *net.grads]} == {np.dtype(np.float32)}


def test_attention_by_hand():
    """Scores (0, ln 3) after the division by sqrt(4): weights 1/4 and 3/4."""
    k = np.array([[0, 0, 0, 0], [2 * np.log(3), 0, 0, 0]])
    output, weights = attention([[1, 0, 0, 0]], k, [[4, 0], [0, 8]])
    np.testing.assert_allclose(weights, [[1 / 4, 3 / 4]])
    np.testing.assert_allclose(output, [[1, 6]])


def test_attention_gives_each_query_a_distribution():
    rng = np.random.default_rng(0)
    output, weights = attention(
        rng.normal(size=(3, 2)), rng.normal(size=(5, 2)), rng.normal(size=(5, 4))
    )
    assert output.shape == (3, 4) and weights.shape == (3, 5)
    np.testing.assert_allclose(weights.sum(axis=1), 1)


@pytest.mark.parametrize("x", [np.ones((2, 3)), np.ones((2, 3, 4)), np.ones(3)])
def test_sequences_of_another_shape(x):
    with pytest.raises(ValueError, match=r"x must have shape \(B, T, 1\); got \("):
        Network(Recurrent(1, 2))(x)
