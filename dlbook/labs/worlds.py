"""Small worlds to train in, the runs of the cockpit, and the noise of a batch."""

from __future__ import annotations

import math
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from dlbook import data
from dlbook.labs.player import Trace
from dlbook.layers import Dense
from dlbook.losses import Loss, SoftmaxCrossEntropy, SquaredError
from dlbook.network import MLP, Network
from dlbook.optimizers import Adam, GradientDescent, Momentum
from dlbook.training import descent

Array = np.ndarray
EPOCHS, HIDDEN, SIDE, EACH = 20, 16, 7, 20
FOUR, LINE, DIGITS = "four points", "noisy line", "200 digits, in order"
OPTIMIZERS = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "Adam": Adam,
}
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 200)
DRAWN = 4096  # examples drawn to measure the noise of one batch size
NAMES = ("data", "batch", "rate", "decay", "shuffle", "start", "optimizer")


class Slope(Dense):
    """A Dense layer whose bias is not learned and stays 0: y = W x."""

    learned = ("W",)


class Record(NamedTuple):
    """Where a run is: parameters, loss of the last batch, rate of the last update."""

    theta: Array
    loss: float
    rate: float


@lru_cache
def world(name: str) -> tuple[Array, Array, Loss]:
    """x, targets and loss: y = 2x on 1 to 4, a noisy line, or digits sorted by class,
    20 of each, every fourth pixel of every fourth row."""
    if name == FOUR:
        x = np.arange(1.0, 5)[:, None]
        return x, 2 * x, SquaredError()
    if name == LINE:
        rng = np.random.default_rng(0)
        x = rng.uniform(-1, 1, (200, 1))
        return x, 2 * x + 1 + rng.normal(0, 0.5, x.shape), SquaredError()
    (images, labels), _ = data.mnist()
    rows = np.concatenate([np.flatnonzero(labels == k)[:EACH] for k in range(10)])
    x = images[rows, 2::4, 2::4].reshape(len(rows), -1) / np.float32(255)
    return x, data.one_hot(labels[rows], 10), SoftmaxCrossEntropy()


def network(name: str, start: str, seed: int = 0) -> Network:
    """The untrained network for a world: weights zero, small, or He's."""
    if name == DIGITS:
        net = MLP(SIDE**2, HIDDEN, 10, seed=seed)
    else:
        net = Network({FOUR: Slope, LINE: Dense}[name](1, 1), seed=seed)
    if start != "He":
        small = np.random.default_rng(seed).normal(0, 0.01, net.n_params)
        net.theta = 0 * small if start == "zero" else small
    return net


def run(s: SimpleNamespace):
    """The records of one run; `s.rate` is read anew before every update."""
    x, y, loss = world(s.data)
    net, optimizer = network(s.data, s.start), OPTIMIZERS[s.optimizer](s.rate)
    half = EPOCHS // 2 * math.ceil(len(x) / s.batch)
    yield Record(net.theta.copy(), 0.0, s.rate)
    optimizer.rate = s.rate
    for step in descent(net, loss, x, y, optimizer, EPOCHS, s.batch, 0, s.shuffle):
        yield Record(net.theta.copy(), step.loss, optimizer.rate)
        if step.loss > 1e6:
            return "the steps are too large: it flies off"
        optimizer.rate = s.rate / 10 if s.decay and step.index + 1 >= half else s.rate
    return "finished"


@lru_cache(maxsize=8)
def trace(*values) -> Trace:
    """A run to compare with, remembered and continued where it was left."""
    return Trace(run, dict(zip(NAMES, values, strict=True)), keep=5000)


def noise(net: Network, name: str) -> dict[int, float]:
    """By batch size: how far, root mean square, the gradient of a batch lies from that
    of all examples. Batches are drawn with replacement. Of one example it is exact."""
    x, y, loss = world(name)
    each = np.empty((len(x), net.n_params))
    for i in range(len(x)):
        h = net.forward(x[i : i + 1])
        net.backward(h, loss.grad(h[-1], y[i : i + 1]))
        each[i] = net.dtheta
    each -= each.mean(axis=0)
    drawn = DRAWN if net.n_params < 10 else DRAWN // 8
    rows = each[np.random.default_rng(0).integers(len(x), size=drawn)]
    found = {1: math.sqrt(np.square(each).sum(axis=1).mean())}
    for size in SIZES[1:]:
        if size <= len(x):
            batches = rows[: drawn // size * size].reshape(-1, size, net.n_params)
            off = batches.mean(axis=1)  # (batches, P)
            found[size] = math.sqrt(np.square(off).sum(axis=1).mean())
    return found


def epoch_means(records: list[Record], per: int, batch: int, n: int) -> Array:
    """The loss of every whole epoch: the mean over its examples."""
    losses = np.array([r.loss for r in records[1:]])
    losses = losses[: len(losses) // per * per].reshape(-1, per)
    return losses @ np.diff([*range(0, n, batch), n]) / n


def heights(name: str, p: Array) -> Array:
    """The loss of a line's world at every place of a map, w or (w, b).

    Shapes: p (m,), (m, 1) or (m, 2), result (m,)."""
    x, y, loss = world(name)
    p = p[:, None] if p.ndim == 1 else p
    guess = p[:, :1] * x.T + (p[:, 1:] if p.shape[1] > 1 else 0)  # (m, n)
    return loss.rows(guess, y.T) / len(x)


def tiled(weights: Array) -> Array:
    """The weights of the 16 units as one picture, largest size 1. Shape (31, 31)."""
    scaled = weights / max(float(np.abs(weights).max()), 1e-2)
    sheet = np.zeros((4, SIDE + 1, 4, SIDE + 1))
    sheet[:, :-1, :, :-1] = scaled.reshape(4, 4, SIDE, SIDE).swapaxes(1, 2)
    return sheet.reshape(4 * SIDE + 4, -1)[:-1, :-1]
