"""Training is an iterator: every step is one update; watch it, or stop, at will.

    for step in descent(net, loss, x, y, Adam(), epochs=10):
        print(step.index, step.loss)

`fit` runs the same updates to their end and keeps a history."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from dlbook.activations import Array
from dlbook.io import checks
from dlbook.io.progress import watcher
from dlbook.losses import Loss
from dlbook.network import Network
from dlbook.optimizers import Optimizer


@dataclass(slots=True)
class Step:
    """One update. `loss` is that of its batch, before the update; `index` counts
    updates and `epoch` passes over the data, both from 0."""

    net: object
    epoch: int
    index: int
    loss: float


@dataclass
class History:
    """What `fit` saw: lists with one number an epoch. `loss` and `accuracy` are means
    over the batches of the epoch; `val_loss` and `val_accuracy` stand at its end."""

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)

    def __repr__(self) -> str:
        last = ", ".join(f"{k} {v[-1]:.3g}" for k, v in vars(self).items() if v)
        return f"History({len(self.loss)} epochs: {last})"


@dataclass(eq=False)
class Diverged(ArithmeticError):
    """The loss became infinite or not a number, at update `index` of `epoch`. The
    parameters are still those before it: infinite, if the last one overflowed."""

    epoch: int
    index: int
    loss: float
    rate: float

    def __str__(self) -> str:
        end = f"the loss became {self.loss} at update {self.index} (epoch {self.epoch})"
        mend = f"a smaller rate, such as {self.rate / 10:g} instead of {self.rate:g}"
        return f"{end}: the steps are too large. Try {mend}, on a fresh network."


def descent(
    net: Network, loss: Loss, x: Array, y: Array, optimizer: Optimizer,
    epochs: int = 10, batch: int | None = 32, seed: int = 0, shuffle: bool = True,
    l2: float = 0.0,
) -> Iterator[Step]:  # fmt: skip
    """Yield a Step after every update of `net`.

    `batch=None` is full-batch gradient descent, `batch=1` the per-sample rule; the
    last batch of an epoch may be smaller. Every epoch shuffles the rows anew, from
    `seed`. `l2` adds l2/2 sum w^2 to what is minimised, over weights, not biases.
    Shapes: x (n, ...), y as the logits (n, K), float.
    Raises ValueError for data that do not fit, Diverged when the loss is not finite."""
    updates = _updates(net, loss, x, y, optimizer, epochs, batch, seed, shuffle, l2)
    return (step for step, _, _ in updates)


def _updates(net, loss, x, y, optimizer, epochs, batch, seed, shuffle=True, l2=0.0):
    """As `descent`; each Step comes with the logits and the targets of its batch."""
    x, y = checks.data_for(net, loss, x, y)
    size = len(x) if batch is None else checks.whole("batch", batch)
    rng, l2 = np.random.default_rng(seed), checks.number("l2", l2)
    epochs = checks.whole("epochs", epochs, least=0)

    def updates():
        starts, mix = range(0, len(x), size), shuffle and size < len(x)
        for epoch in range(epochs):
            order = rng.permutation(len(x)) if mix else None
            for index, start in enumerate(starts, epoch * len(starts)):
                rows = slice(start, start + size)
                rows = order[rows] if mix else rows
                target = y[rows]
                value, z = _update(net, loss, x[rows], target, optimizer, l2)
                if not math.isfinite(value):
                    raise Diverged(epoch, index, value, optimizer.rate)
                yield Step(net, epoch, index, value), z, target

    return updates()


def _update(net, loss, x, y, optimizer, l2) -> tuple[float, Array]:
    """Forward, loss, backward, step: the four lines of all training."""
    with np.errstate(over="ignore", invalid="ignore"):  # Diverged speaks instead
        h = net.forward(x)
        value = loss(h[-1], y)
        if math.isfinite(value):
            net.backward(h, loss.grad(h[-1], y))
            for p, dp in zip(net.params, net.grads, strict=True) if l2 else ():
                dp += l2 * p * (p.ndim > 1)
            optimizer.step([net.theta], [net.dtheta])  # one vector, one step
    return value, h[-1]


def fit(
    net: Network, loss: Loss, x: Array, y: Array, optimizer: Optimizer,
    epochs: int = 10, batch: int | None = 32, seed: int = 0,
    validation: float | tuple[Array, Array] | None = None,
    callbacks: Sequence[Callable[[Step, History], object]] = (),
    progress: bool | None = None,
) -> History:  # fmt: skip
    """Train to the end and return the History.

    `validation` is a pair (x, y), or a fraction: that share of the LAST rows is held
    out before any shuffling, as Keras does, so shuffle sorted data first. Each
    callback is called as callback(step, history) after every epoch; one that returns
    True ends the training. Progress shows in a notebook and in a terminal, unless
    `progress=False`. Errors: as `descent`."""
    x, y = checks.data_for(net, loss, x, y)
    if isinstance(validation, (int, float)):
        n = checks.train_rows(len(x), validation)
        x, y, validation = x[:n], y[:n], (x[n:], y[n:])
    elif validation is not None:
        validation = checks.data_for(net, loss, *validation)
    history, watch = History(), watcher(progress)
    sums = np.zeros(3)  # of one epoch: rows, losses, right answers
    for step, z, target in _updates(net, loss, x, y, optimizer, epochs, batch, seed):
        sums += len(z), step.loss * len(z), loss.right(z, target).sum()
        if sums[0] < len(x):
            continue
        scores = (sums[1:] / sums[0]).tolist()
        if validation is not None:
            scores += _evaluate(net, loss, *validation)
        for values, score in zip(vars(history).values(), scores, strict=False):
            values.append(score)
        sums[:] = 0
        ended = any([callback(step, history) for callback in callbacks])
        watch(step, history, epochs, ended)
        if ended:
            break
    return history


def evaluate(net: Network, loss: Loss, x: Array, y: Array) -> tuple[float, float]:
    """Mean loss and accuracy over all rows, parameters untouched. Accuracy, the share
    of rows with the right class, says something for class targets only."""
    return _evaluate(net, loss, *checks.data_for(net, loss, x, y))


def _evaluate(net: Network, loss: Loss, x: Array, y: Array) -> tuple[float, float]:
    z = net(x)
    return loss(z, y), float(loss.right(z, y).mean())
