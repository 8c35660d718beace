"""Real digits, and a network of your sizes that learns them while you watch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from itertools import tee
from typing import NamedTuple

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from dlbook import data
from dlbook.figures.colours import BLUE, GREY, ORANGE, PAPER
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import rates
from dlbook.losses import SoftmaxCrossEntropy
from dlbook.network import MLP, Network
from dlbook.optimizers import Adam
from dlbook.training import descent, evaluate

Array = np.ndarray
TRAINED_ON, WATCHED = 48_000, 2_000  # as Keras holds out; rows of each curve
ROWS = 3_200  # training rows between two records: 25 batches of 128
SHORT = 20  # runs of at most so many records are remembered
UNITS, SHOWN = (3, 6), 6  # hidden units and held-out digits in the picture
SIDE = 28
WEIGHTS = LinearSegmentedColormap.from_list("weights", [ORANGE, PAPER, BLUE])


@lru_cache(maxsize=2)
def digits(which: str = "training") -> tuple[Array, Array]:
    """Digits as rows of 784 numbers 0 to 1, and their labels: 60,000 or 10,000."""
    x, y = data.mnist()[which == "test"]
    return x.reshape(-1, SIDE**2) / np.float32(255), y


class Record(NamedTuple):
    """What is known after so many updates."""

    updates: int
    training: tuple[float, float]  # loss and accuracy
    held_out: tuple[float, float]
    theta: Array


def train(
    width: int, depth: int, rate: float, batch: int, epochs: int, examples: int
) -> Iterator[Record]:
    """Train with Adam; a Record at the start, every `stride` updates, at the end."""
    (x, labels), loss = digits(), SoftmaxCrossEntropy()
    y = data.one_hot(labels, 10)
    net = network(width, depth)
    known = slice(min(examples, WATCHED))
    held_out = slice(TRAINED_ON, TRAINED_ON + WATCHED)

    def look(updates):
        seen = [evaluate(net, loss, x[rows], y[rows]) for rows in (known, held_out)]
        return Record(updates, *seen, net.theta.copy())

    yield look(0)
    every, total = stride(batch, examples), epochs * math.ceil(examples / batch)
    steps = descent(net, loss, x[:examples], y[:examples], Adam(rate), epochs, batch)
    for step in steps:
        if (step.index + 1) % every == 0 or step.index + 1 == total:
            yield look(step.index + 1)


def network(width: int, depth: int) -> Network:
    """784 pixels, `depth` hidden layers, 10 classes. Depth 0 is softmax regression."""
    return MLP(SIDE**2, *depth * [width], 10)


def stride(batch: int, examples: int) -> int:
    """Updates between two records."""
    return max(1, min(ROWS, examples) // batch)


@lru_cache(maxsize=8)
def _remembered(*settings) -> Iterator[Record]:
    return tee(train(*settings), 1)[0]  # copies of it share what was computed


@lru_cache(maxsize=1)
def practised() -> Network:
    """784-64-64-10 as notebook 14 trains it, for labs that are given no network."""
    (x, labels), net = digits(), network(64, 2)
    x, y = x[:TRAINED_ON], data.one_hot(labels[:TRAINED_ON], 10)
    for _ in descent(net, SoftmaxCrossEntropy(), x, y, Adam(), epochs=10, batch=128):
        pass
    return net


class DigitsLab(Lab):
    """Notebook 14: a network of your sizes learns MNIST while you watch."""

    title = "Watch a network learn the digits"
    size = (8.4, 4.2)
    keep = 160
    scenes = (
        Scene(
            "Before the first update",
            {"step": 0},
            "the loss is {held_loss:.2f}, near ln 10 = 2.30: it guesses, and "
            "{held_accuracy:.2f} is right",
        ),
        Scene(
            "25 updates",
            {"step": 1},
            "after a fifteenth of an epoch {held_accuracy:.2f} is right",
        ),
        Scene(
            "One epoch",
            {"step": 15},
            "after {updates} updates {held_accuracy:.2f} is right",
        ),
        Scene(
            "No hidden layer",
            {"depth": 0, "step": 15},
            "softmax regression, {n_params:,} parameters: {held_accuracy:.2f} is right",
        ),
        Scene(
            "A rate too large",
            {"rate": 0.3, "step": 15},
            "rate {rate:g}: {held_accuracy:.2f} after one epoch, as good as guessing",
        ),
        Scene(
            "A thousand digits",
            {"examples": 1000, "batch": 32, "epochs": 10, "step": 11},
            "it knows its own ({known_accuracy:.2f}), not the others "
            "({held_accuracy:.2f})",
        ),
    )

    def make_controls(self):
        return {
            "width": widgets.SelectionSlider(
                options=(8, 16, 32, 64, 128), value=64, description="units a layer"
            ),
            "depth": widgets.IntSlider(2, min=0, max=3, description="hidden layers"),
            "rate": rates(0.001, 0.0001, 1.0, "learning rate"),
            "batch": widgets.SelectionSlider(
                options=(32, 64, 128, 256, 512), value=128, description="batch"
            ),
            "epochs": widgets.IntSlider(1, min=1, max=10, description="epochs"),
            "examples": widgets.SelectionSlider(
                options=[
                    (f"{n:,}", n)
                    for n in (50, 100, 200, 500, 1000, 5000, 20_000, TRAINED_ON)
                ],
                value=TRAINED_ON,
                description="training digits",
            ),
        }

    @property
    def horizon(self):
        settings = {name: c.value for name, c in self.controls.items()}
        batch, examples = settings["batch"], settings["examples"]
        total = settings["epochs"] * math.ceil(examples / batch)
        return math.ceil(total / stride(batch, examples))

    @property
    def net(self) -> Network:
        """A copy of the network as it is at the scrubber's step."""
        net = network(self.n.width, self.n.depth)
        net.theta = self.n.record.theta
        return net

    def steps(self, s):
        settings = s.width, s.depth, s.rate, s.batch, s.epochs, s.examples
        short = s.epochs * s.examples <= SHORT * ROWS
        return copy(_remembered(*settings)) if short else train(*settings)

    def numbers(self, s):
        net = network(s.width, s.depth)
        net.theta = s.record.theta
        x, y = digits()
        rows = slice(TRAINED_ON, TRAINED_ON + SHOWN)
        an_epoch = math.ceil(s.examples / s.batch)
        units = min(math.prod(UNITS), len(net.layers[0].b))
        size = units * SIDE**2  # theta begins with the weights of the first layer
        learned = s.record.theta[:size] - s.trail[0].theta[:size]
        known = np.array([r.training for r in s.trail]).T  # (2, records)
        held = np.array([r.held_out for r in s.trail]).T
        return {
            "updates": s.record.updates,
            "of": s.epochs * an_epoch,
            "epoch": np.array([r.updates for r in s.trail]) / an_epoch,
            "known": known,
            "held": held,
            "known_accuracy": known[1, -1],
            "held_loss": held[0, -1],
            "held_accuracy": held[1, -1],
            "learned": learned.reshape(units, SIDE, SIDE),
            "said": net.predict(x[rows]),
            "truth": y[rows],
            "n_params": net.n_params,
            "sizes": "-".join(map(str, net.sizes)),
        }

    def draw(self, figure):
        self.curves = {}
        for k, (name, bottom) in enumerate((("loss", 0.57), ("accuracy", 0.125))):
            axes = figure.add_axes((0.085, bottom, 0.36, 0.37))
            axes.set(ylabel=name, ylim=((0, 2.6), (0, 1.02))[k], xlim=(0, 1))
            axes.tick_params(labelbottom=k == 1)
            axes.axhline((math.log(10), 0.1)[k], color=GREY, lw=1, ls=":")
            (known,) = axes.plot([], [], color=BLUE, label="its training digits")
            (held,) = axes.plot([], [], color=ORANGE, ls="--", label="held-out digits")
            (dot,) = axes.plot([], [], "o", color=ORANGE, ms=8)
            self.curves[name] = axes, known, held, dot
        axes.set_xlabel("epoch")
        axes.legend(loc="center right", bbox_to_anchor=(1, 0.4))
        where = figure.add_axes((0.49, 0.345, 0.5, 0.58))
        where.set_title("what learning wrote into the first units", fontsize=12)
        self.weights = where.imshow(mosaic([], *UNITS), cmap=WEIGHTS, vmin=-1, vmax=1)
        where.set_axis_off()
        self.nothing = where.text(0, 20, "nothing yet", color=GREY)
        below = figure.add_axes((0.49, 0.085, 0.5, 0.2))
        x, _ = digits()
        held = x[TRAINED_ON : TRAINED_ON + SHOWN].reshape(-1, SIDE, SIDE)
        below.imshow(mosaic(held, 1, SHOWN, fill=1), cmap="gray", vmin=0, vmax=1)
        below.set_title("held-out digits, and what it says", fontsize=12)
        below.set_axis_off()
        self.words = [
            below.text(SIDE / 2 + k * (SIDE + 2), SIDE + 3, "", ha="center", va="top")
            for k in range(SHOWN)
        ]

    def update(self, n):
        moved = [self.weights, self.nothing, *self.words]
        self.nothing.set_visible(n.updates == 0)
        for k, (axes, known, held, dot) in enumerate(self.curves.values()):
            top = axes.get_ylim()[1]
            if axes.get_xlim() != (0, n.epochs):
                axes.set_xlim(0, n.epochs)
            known.set_data(n.epoch, np.minimum(n.known[k], top))
            held.set_data(n.epoch, np.minimum(n.held[k], top))
            dot.set_data(n.epoch[-1:], np.minimum(n.held[k, -1:], top))
            moved += [known, held, dot]
        largest = np.abs(n.learned).max(axis=(1, 2), keepdims=True) + 1e-9
        self.weights.set_data(mosaic(n.learned / largest, *UNITS))
        for word, said, truth in zip(self.words, n.said, n.truth, strict=True):
            word.set_text(f"{said} {'✓' if said == truth else '✗'}")
            word.set_weight("normal" if said == truth else "bold")
        return moved

    def describe(self, n):
        return (
            f"{n.sizes} with {n.n_params:,} parameters learns from {n.examples:,} "
            f"digits, rate {n.rate:.3g}, batch {n.batch}. After {n.updates:,} of "
            f"{n.of:,} updates: accuracy {n.known_accuracy:.3f} on its own digits; "
            f"loss {n.held_loss:.3f}, accuracy {n.held_accuracy:.3f} on {WATCHED:,} "
            "held-out digits, where guessing has 0.1."
        )

    def program(self, n):
        hidden = "".join(f"{n.width}, " for _ in range(n.depth))
        return f"""
from itertools import islice
from dlbook import MLP, Adam, SoftmaxCrossEntropy, data
from dlbook import descent, evaluate, one_hot

(x, y), _ = data.mnist()
x, y = x.reshape(-1, 784).astype("float32") / 255, one_hot(y, 10)
net, loss = MLP(784, {hidden}10), SoftmaxCrossEntropy()
lessons = descent(net, loss, x[:{n.examples}], y[:{n.examples}],
                  Adam({n.rate!r}), epochs={n.epochs}, batch={n.batch})
for step in islice(lessons, {n.updates}):
    pass
held, accuracy = evaluate(net, loss, x[48000:50000], y[48000:50000])
print(f"loss {{held:.3f}}, accuracy {{accuracy:.3f}}")
"""


def mosaic(images: Array, rows: int, columns: int, fill: float = 0) -> Array:
    """Images (n, 28, 28) in rows, two pixels apart; `fill` between and for the rest."""
    page = np.full((rows * (SIDE + 2) - 2, columns * (SIDE + 2) - 2), fill, np.float32)
    for k, image in enumerate(images):
        i, j = np.array(divmod(k, columns)) * (SIDE + 2)
        page[i : i + SIDE, j : j + SIDE] = image
    return page
