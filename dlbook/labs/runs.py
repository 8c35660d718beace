"""The runs of the playground: one network epoch by epoch, and sixteen seeds of it."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from dlbook.activations import ACTIVATIONS
from dlbook.labs.grounds import FEATURES, ground
from dlbook.labs.luck import SEEDS, Fan
from dlbook.labs.worlds import OPTIMIZERS
from dlbook.network import MLP, Network
from dlbook.optimizers import Optimizer
from dlbook.training import descent

Array = np.ndarray
FAR = 1e6  # a loss beyond it ends a run
KNOBS = ("rate", "batch", "l1", "l2")  # what may change during a run


class Record(NamedTuple):
    """The end of an epoch: where the parameters are, and what they are worth.

    `train` and `test` are (loss, share of right answers); `slopes` the size of dL/dW
    of every layer, over all training points; `seeds` the test loss and share right of
    sixteen networks, (SEEDS, 2), or None. `turns` are pairs (epoch, values of KNOBS),
    one for each setting so far. `resume(knobs)` goes on from here."""

    epoch: int
    theta: Array
    train: tuple[float, float]
    test: tuple[float, float]
    slopes: Array
    seeds: Array | None
    turns: tuple
    resume: object


class Run:
    """What stays the same while it trains: the ground, the shape, the seed."""

    def __init__(self, s: SimpleNamespace):
        self.features = tuple(f for f in FEATURES if getattr(s, f)) or ("x1",)
        self.ground = ground(s.data, s.noise, s.sample, s.share, self.features, s.loss)
        hidden = [getattr(s, f"units{k}") for k in range(1, s.layers + 1)]
        self.sizes = len(self.features), *hidden, 1
        self.activation, self.seed = ACTIVATIONS[s.activation], s.seed
        self.optimizer = OPTIMIZERS[s.optimizer]

    def network(self, theta: Array | None = None) -> Network:
        """A new network, at its start or at `theta`."""
        net = MLP(*self.sizes, activation=self.activation, seed=self.seed)
        if theta is not None:
            net.theta = theta
        return net

    def start(self, knobs: SimpleNamespace, seeds: Iterator) -> Iterator[Record]:
        """Every record from epoch 0 on; returns why it ended, if it does."""
        optimizer = self.optimizer(knobs.rate)
        first = self._record(0, self.network(), optimizer, seeds, ())
        yield first
        return (yield from self._go_on(0, first.theta, optimizer, seeds, (), knobs))

    def _go_on(self, epoch, theta, optimizer, seeds, turns, knobs) -> Iterator[Record]:
        """The records after `epoch`; the knobs are read anew before every epoch."""
        net, optimizer = self.network(theta), copy.deepcopy(optimizer)
        loss, (x, y) = self.ground.loss, self.ground.train
        while True:
            now = tuple(getattr(knobs, name) for name in KNOBS)
            if not turns or turns[-1][1] != now:
                turns = (*turns, (epoch, now))
            optimizer.rate, batch, l1, l2 = now
            pull, seed = optimizer.rate * l1, [self.seed, epoch]
            for _ in descent(net, loss, x, y, optimizer, 1, batch, seed, l2=l2):
                shrink(net.params[::2], pull)
            epoch += 1
            record = self._record(epoch, net, optimizer, seeds, turns)
            if not max(record.train[0], record.test[0]) < FAR:
                return "the steps are too large: the loss passes a million"
            yield record

    def _record(self, epoch, net, optimizer: Optimizer, seeds, turns) -> Record:
        loss, theta = self.ground.loss, net.theta.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            (train, h), (test, _) = map(partial(self._judged, net), self.ground.parts)
            net.backward(h, loss.grad(h[-1], self.ground.train[1]))
        slopes = np.array([np.linalg.norm(dW) for dW in net.grads[::2]])
        others, resume = next(seeds), None
        if others is None:  # sixteen networks are not kept: a fork trains them anew
            past = epoch, theta, copy.deepcopy(optimizer), seeds, turns
            resume = partial(self._go_on, *past)
        return Record(epoch, theta, train, test, slopes, others, turns, resume)

    def _judged(self, net, part) -> tuple[tuple[float, float], list[Array]]:
        (x, y), loss = part, self.ground.loss
        h = net.forward(x)
        return (loss(h[-1], y), float(loss.right(h[-1], y).mean())), h

    def seeds(self, knobs: SimpleNamespace) -> Iterator[Array]:
        """Test loss and share right of sixteen seeds, (SEEDS, 2), epoch by epoch.

        All are trained at once; the first is this run's own, in float64."""
        seeds = range(self.seed, self.seed + SEEDS)
        fan = Fan(*self.sizes, activation=self.activation, seeds=seeds)
        optimizer, loss = self.optimizer(knobs.rate), self.ground.loss
        (x, y), (x_test, y_test) = self.ground.parts
        for epoch in itertools.count():
            with np.errstate(over="ignore", invalid="ignore"):
                z = fan.forward(x_test.astype(float))[-1]  # (SEEDS, n, 1)
                losses = np.nan_to_num(loss.rows(z, y_test).mean(axis=1), nan=FAR)
                right = [loss.right(each, y_test).mean() for each in z]
            yield np.stack([losses.clip(max=FAR), right], axis=1)
            optimizer.rate = knobs.rate
            shuffles = (np.random.default_rng([seed, epoch]) for seed in seeds)
            order = np.stack([rng.permutation(len(x)) for rng in shuffles])
            steps = fan.epoch(loss, x, y, optimizer, knobs.batch, order, knobs.l2)
            with np.errstate(over="ignore", invalid="ignore"):
                for _ in steps:
                    shrink(fan.W, knobs.rate * knobs.l1)


def run(s: SimpleNamespace) -> Iterator[Record]:
    """The records of these settings; `s.luck` trains sixteen seeds beside them."""
    own = Run(s)
    return own.start(s, own.seeds(s) if s.luck else itertools.repeat(None))


def shrink(weights: list[Array], by: float) -> None:
    """L1: every weight moves towards 0 by this much, and stays there once it is 0."""
    for W in weights if by else ():
        W[...] = np.sign(W) * np.maximum(np.abs(W) - by, 0)
