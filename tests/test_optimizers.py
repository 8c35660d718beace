"""Optimizers: the first steps by hand, and what every step must keep."""

import math

import numpy as np
import pytest

from dlbook import Adam, GradientDescent, Momentum

ALL = [GradientDescent, Momentum, Adam]
each = pytest.mark.parametrize("kind", ALL)


def path(optimizer, *grads, start=1.0):
    p = np.array([start])
    return [optimizer.step([p], [np.array([g])]) or p[0] for g in grads]


def kingma_and_ba(rate, grads, beta1=0.9, beta2=0.999, eps=1e-7, p=1.0):
    """Algorithm 1 of arXiv 1412.6980, line by line."""
    m = v = 0.0
    for t, g in enumerate(grads, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        p = p - rate * m_hat / (math.sqrt(v_hat) + eps)
        yield p


GRADS = (1.0, -3.0, 0.5, 0.0, 2.0, 1e-6)


@pytest.mark.parametrize(
    "optimizer, grads, want",
    [
        (GradientDescent(0.1), (2, -3), (0.8, 1.1)),
        (Momentum(0.1, 0.5), (2, -3), (0.8, 1.0)),  # v = 2, then 1 - 3 = -2
        (Momentum(0.1, 0), (2, -3), (0.8, 1.1)),
        (Momentum(0.1), (2, 0, 0), (0.8, 0.62, 0.458)),  # v = 2, 1.8, 1.62
        (Adam(0.1, eps=1e-30), (2, 2), (0.9, 0.8)),  # by rate, whatever the gradient
        (Adam(0.1, eps=1e-30), (-1e-9, -1e-9), (1.1, 1.2)),
        (Adam(0.1, eps=1), (1,), (0.95,)),  # .1 * 1 / (1 + 1)
        (Adam(0.01), GRADS, tuple(kingma_and_ba(0.01, GRADS))),
        (Adam(0.5, 0.5, 0.9, 1e-2), GRADS,
         tuple(kingma_and_ba(0.5, GRADS, 0.5, 0.9, 1e-2))),
        (Adam(0.1, 0, 0, 1e-30), (3, -5), (0.9, 1.0)),
    ],
)
def test_steps_by_hand(optimizer, grads, want):
    assert path(optimizer, *grads) == pytest.approx(want, rel=1e-12)


def test_defaults_are_those_of_keras():
    adam = Adam()
    assert (adam.rate, adam.beta1, adam.beta2, adam.eps) == (0.001, 0.9, 0.999, 1e-7)
    assert Momentum(1).beta == 0.9


@each
def test_a_constant_gradient_of_zero_moves_nothing(kind):
    assert path(kind(0.1), 0, 0, 0) == [1, 1, 1]


@each
def test_the_rate_may_change_between_steps(kind):
    a, b = kind(0.1), kind(0.1)
    first = path(a, 1.0)[0], path(b, 1.0)[0]
    assert first[0] == first[1]
    b.rate = 0.2
    assert (1 - path(b, 1.0)[0]) == pytest.approx(2 * (1 - path(a, 1.0)[0]))


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_place_in_its_precision_and_the_gradient_untouched(kind, dtype):
    params = [np.ones((2, 3), dtype), np.ones(3, dtype)]
    grads = [np.full((2, 3), 2, dtype), np.full(3, -1, dtype)]
    same, optimizer = list(params), kind(np.float64(0.1))
    optimizer.rate = np.float64(0.2)
    for _ in range(3):
        optimizer.step(params, grads)
    assert all(p is q and p.dtype == dtype for p, q in zip(params, same, strict=True))
    assert (params[0] < 1).all() and (params[1] > 1).all()
    assert (grads[0] == 2).all() and (grads[1] == -1).all()
    assert all(m.dtype == dtype for memory in optimizer.memories for m in memory)


@each
def test_every_array_has_memories_of_its_own(kind):
    p, q, both = np.ones(2), np.ones(3), kind(0.1)
    alone = kind(0.1), kind(0.1)
    a, b = np.ones(2), np.ones(3)
    for k in (1.0, -2, 3):
        both.step([p, q], [np.full(2, k), np.full(3, -k)])
        alone[0].step([a], [np.full(2, k)])
        alone[1].step([b], [np.full(3, -k)])
    np.testing.assert_array_equal(p, a)
    np.testing.assert_array_equal(q, b)


@each
def test_downhill(kind):
    p, optimizer = np.array([3.0, -2.0]), kind(0.05)
    for _ in range(500):
        optimizer.step([p], [p * (1, 10)])
    assert np.abs(p).max() < 1e-2


@each
@pytest.mark.parametrize("rate", [0, -0.1, math.nan, math.inf, -math.inf, "0.1", None])
def test_rates_that_make_no_step(kind, rate):
    with pytest.raises(ValueError, match=r"rate must be a number above 0.*got"):
        kind(rate)
    optimizer = kind(0.1)
    with pytest.raises(ValueError, match=f"got {rate!r}"):
        optimizer.rate = rate
    assert optimizer.rate == 0.1


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Momentum(0.1, 1), r"beta must be .*below 1; got 1"),
        (lambda: Momentum(0.1, -0.1), r"beta must be a number from 0"),
        (lambda: Momentum(0.1, math.nan), r"beta .*got nan"),
        (lambda: Adam(beta1=1.0), r"beta1 must be .*got 1\.0"),
        (lambda: Adam(beta2=1.5), r"beta2 must be .*got 1\.5"),
        (lambda: Adam(eps=0), r"eps must be a number above 0.*got 0"),
        (lambda: Adam(eps=math.nan), r"eps .*got nan"),
    ],
)
def test_constants_out_of_range(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize("kind", [Momentum, Adam])
def test_an_optimizer_belongs_to_one_network(kind):
    optimizer = kind(0.1)
    optimizer.step([np.ones(3)], [np.ones(3)])
    with pytest.raises(ValueError, match=r"\(3,\).*\(4,\).*optimizer of its own"):
        optimizer.step([np.ones(4)], [np.ones(4)])


@each
def test_parameters_and_gradients_come_in_pairs(kind):
    with pytest.raises(ValueError):
        kind(0.1).step([np.ones(2), np.ones(2)], [np.ones(2)])


@each
def test_it_says_its_rate(kind):
    assert repr(kind(0.01)) == f"{kind.__name__}(rate=0.01)"
