"""Every layer, every activation, every loss: backward against central differences."""

from itertools import product

import numpy as np
import pytest

from dlbook import (
    MLP,
    BinaryCrossEntropy,
    Convolution,
    Dense,
    Flatten,
    GradientDescent,
    Hinge,
    Last,
    MaxPool,
    Network,
    Recurrent,
    Rescale,
    SoftmaxCrossEntropy,
    SquaredError,
    gradient_error,
    linear,
    numerical_gradient,
    relu,
    sigmoid,
    softmax,
    tanh,
)

N, K = 5, 3  # rows, outputs
LOSSES = {
    SquaredError(): lambda rng: rng.normal(size=(N, K)),
    BinaryCrossEntropy(): lambda rng: rng.uniform(size=(N, K)),
    SoftmaxCrossEntropy(): lambda rng: np.eye(K)[rng.integers(0, K, N)],
    Hinge(): lambda rng: rng.choice([-1.0, 1.0], size=(N, K)),
}
ACTIVATIONS = [linear, sigmoid, tanh, relu, softmax]


def dense(a):
    return (4,), (Dense(4, 6, a), Dense(6, 5, a), Dense(5, K))


def squashed_output(a):
    return (4,), (Dense(4, 5, tanh), Dense(5, K, a))


def convolution(a):
    return (6, 5, 2), (Convolution(2, 3, 3, a), Flatten(), Dense(36, K))


def strided_and_padded(a):
    stride_of_2 = Convolution(2, 3, 3, a, 2, 1)
    return (6, 5, 2), (Convolution(2, 2, 2, a), stride_of_2, Flatten(), Dense(18, K))


def pooled(a):
    return (7, 6, 1), (Convolution(1, 2, 2, a), MaxPool(2), Flatten(), Dense(12, K))


def pool_first(a):
    return (5, 4, 1), (Rescale(3.0), MaxPool(2), Flatten(), Dense(4, 3, a), Dense(3, K))


def recurrent(a):
    return (4, 2), (Recurrent(2, 5, a), Recurrent(5, 4, a), Last(), Dense(4, K))


def every_step(a):
    return (3, 2), (Recurrent(2, 3, a), Flatten(), Rescale(0.5), Dense(9, K))


WIRINGS = [dense, squashed_output, convolution, strided_and_padded, pooled, pool_first,
           recurrent, every_step]  # fmt: skip


@pytest.mark.parametrize("loss, draw", LOSSES.items(), ids=map(str, LOSSES))
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=str)
@pytest.mark.parametrize("wiring", WIRINGS)
def test_backward_is_right(wiring, activation, loss, draw):
    shape, layers = wiring(activation)
    net, rng = Network(*layers, seed=1), np.random.default_rng(2)
    for p in net.params:  # biases too, so that none is 0
        p += rng.normal(0, 0.3, p.shape)
    x, y = rng.normal(size=(N, *shape)), draw(rng)
    assert gradient_error(net, loss, x, y) < 1e-6
    net.backward(net.forward(x), loss.grad(net(x), y.astype(np.float32)))
    assert all(dp.any() for dp in net.grads)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=str)
@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_gradient_of_the_input_is_right(wiring, activation):
    """dL/dx of each layer, which the check above skips for the lowest."""
    shape, layers = wiring(activation)
    net, rng = Network(*layers, seed=1).astype(np.float64), np.random.default_rng(3)
    x, dy, e = rng.normal(size=(2, *shape)), rng.normal(size=(2, K)), 1e-5
    h, dx = net.forward(x), dy
    for layer, a, b in zip(net.layers[::-1], h[-2::-1], h[:0:-1], strict=True):
        dx = layer.backward(a, b, dx)
    assert dx.shape == x.shape
    for _ in range(10):
        d = rng.normal(size=x.shape)
        measured = ((net(x + e * d) - net(x - e * d)) * dy).sum() / (2 * e)
        assert (dx * d).sum() == pytest.approx(measured, rel=1e-6, abs=1e-7)


def test_two_outputs_of_a_column():
    x, y = np.random.default_rng(0).normal(size=(6, 2)), np.array([[0.0], [1]] * 3)
    for loss, target in product((BinaryCrossEntropy(), SquaredError()), (y, 1 - y)):
        assert gradient_error(MLP(2, 4, 1, activation=tanh), loss, x, target) < 1e-6
    assert gradient_error(MLP(2, 1), Hinge(), x, 2 * y - 1) < 1e-6


def test_numerical_gradient_by_hand():
    """L = (w - 1)^2 / 2 at w = 3, where x = 1: dL/dw = dL/db = 2."""
    net = MLP(1, 1)
    net.theta = [3, 0]
    np.testing.assert_allclose(
        numerical_gradient(net, SquaredError(), [[1.0]], [[1.0]]), [2, 2], rtol=1e-9
    )


class Wrong(Dense):
    """A backward pass with one fault, named when it is made."""

    fault = staticmethod(lambda layer: None)

    def backward(self, x, y, dy):
        dx = super().backward(x, y, dy)
        return dx if self.fault(self) is None else -dx

    def gradients(self, x, y, dy):
        dz = super().gradients(x, y, dy)
        self.fault(self)
        return dz


def faulty(fault):
    layer = Wrong(2, 2, tanh)
    layer.fault = fault
    return Network(layer, Dense(2, 1), seed=0)


@pytest.mark.parametrize(
    "fault",
    [
        lambda la: la.dW.__imul__(-1),
        lambda la: la.dW.__imul__(2),
        lambda la: la.dW.__imul__(1.001),
        lambda la: la.db.fill(0),
        lambda la: la.dW.__setitem__(..., la.dW.T.copy()),
        lambda la: la.dW.__setitem__((1, 1), la.dW[1, 1] + 1e-3),
    ],
)
def test_a_fault_is_found(fault):
    x, y = np.random.default_rng(0).normal(size=(4, 2)), np.ones((4, 1))
    assert gradient_error(faulty(lambda layer: None), SquaredError(), x, y) < 1e-6
    assert gradient_error(faulty(fault), SquaredError(), x, y) > 1e-4


@pytest.mark.parametrize("factor, error", [(2, 1 / 2), (-1, 2), (0, 1), (1.1, 1 / 11)])
def test_the_error_is_that_of_the_worst_parameter(factor, error):
    """|a - n| / max(|a|, |n|) where only W of the first layer is wrong by a factor."""
    x, y = np.random.default_rng(0).normal(size=(4, 2)), np.ones((4, 1))
    net = faulty(lambda layer: layer.dW.__imul__(factor))
    assert gradient_error(net, SquaredError(), x, y) == pytest.approx(error, rel=1e-5)


def test_the_network_is_left_as_it_was():
    net, rng = MLP(3, 4, 2), np.random.default_rng(0)
    before, x, y = net.theta.copy(), rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    net.backward(net.forward(x), np.ones((5, 2), np.float32))
    grads = net.dtheta.copy()
    gradient_error(net, SquaredError(), x, y)
    np.testing.assert_array_equal(net.theta, before)
    np.testing.assert_array_equal(net.dtheta, grads)
    GradientDescent(0.1).step([net.theta], [net.dtheta])
    assert not np.array_equal(net.theta, before)
