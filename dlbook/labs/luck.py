"""Is it luck? The same settings from many seeds, trained in one batched run."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from matplotlib.ticker import MaxNLocator

from dlbook import data
from dlbook.activations import relu
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches, rates
from dlbook.losses import BinaryCrossEntropy, Loss
from dlbook.network import MLP
from dlbook.optimizers import Adam, GradientDescent, Momentum, Optimizer

Array = np.ndarray
SEEDS, EPOCHS = 16, 20
OPTIMIZERS = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "Adam": Adam,
}
AGAINST = ("twice the units", "half the units", "twice the rate", "half the rate")


class Fan:
    """Several networks of one shape, from different seeds, with a leading seed axis.

    Weights (S, n_out, n_in), biases (S, 1, n_out); network s of the fan is, number by
    number, what MLP(*sizes, seed=s) becomes in `descent` with seed=s. float64."""

    def __init__(self, *sizes: int, activation=relu, seeds=range(SEEDS)):
        nets = [MLP(*sizes, activation=activation, seed=s) for s in seeds]
        nets = [net.astype(np.float64) for net in nets]
        self.seeds = list(seeds)
        self.activations = [layer.activation for layer in nets[0].layers]
        layers = range(len(self.activations))
        self.W = [np.stack([net.layers[k].W for net in nets]) for k in layers]
        self.b = [np.stack([net.layers[k].b for net in nets])[:, None] for k in layers]

    def forward(self, x: Array) -> list[Array]:
        """The tape, for x (B, n) or (S, B, n): arrays (S, B, n_k)."""
        h = [x]
        for W, b, activation in zip(self.W, self.b, self.activations, strict=True):
            h.append(activation(h[-1] @ W.swapaxes(1, 2) + b))
        return h

    def backward(self, h: list[Array], dh: Array) -> list[Array]:
        """Gradients in the order of W + b: the rules of Dense, seed by seed."""
        dW, db = [], []
        for k in reversed(range(len(self.W))):
            dz = self.activations[k].backward(h[k + 1], dh)
            dW.insert(0, dz.swapaxes(1, 2) @ h[k])
            db.insert(0, dz.sum(axis=1, keepdims=True))
            dh = dz @ self.W[k]
        return dW + db

    def descent(
        self, loss: Loss, x: Array, y: Array, optimizer: Optimizer, epochs, batch
    ):
        """Train all at once, each with its own shuffle; yields losses (S,)."""
        x, y = x.astype(float), y.astype(float)
        shuffles = [np.random.default_rng(seed) for seed in self.seeds]
        for _ in range(epochs):
            order = np.stack([rng.permutation(len(x)) for rng in shuffles])
            yield from self.epoch(loss, x, y, optimizer, batch, order)

    def epoch(
        self, loss: Loss, x: Array, y: Array, optimizer: Optimizer, batch, order, l2=0.0
    ):
        """One pass in the order (S, n) of each; yields losses (S,)."""
        for start in range(0, len(x), batch):
            rows = order[:, start : start + batch]  # (S, B)
            h, target = self.forward(x[rows]), y[rows]
            z, flat = h[-1], (-1, y.shape[1])
            dz = loss.grad(z.reshape(flat), target.reshape(flat)) * len(z)
            grads = self.backward(h, dz.reshape(z.shape))
            for W, dW in zip(self.W, grads, strict=False):
                dW += l2 * W
            optimizer.step(self.W + self.b, grads)
            yield loss.rows(z, target).mean(axis=1)


@lru_cache(maxsize=64)
def fan(units: int, batch: int, rate: float, optimizer: str) -> tuple[Array, Array]:
    """Epoch means of the loss (EPOCHS, S) and accuracies on 1,000 new points (S,)."""
    x, labels = data.moons(100, 0.25, seed=0)
    nets, y = Fan(2, units, 1), labels[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        losses = np.array(
            list(
                nets.descent(
                    BinaryCrossEntropy(),
                    x,
                    y,
                    OPTIMIZERS[optimizer](rate),
                    EPOCHS,
                    batch,
                )
            )
        )
        new, labels = data.moons(1000, 0.25, seed=1)
        z = nets.forward(new.astype(float))[-1][..., 0]  # (S, 1000)
    means = np.nan_to_num(losses, nan=1e3, posinf=1e3).clip(max=1e3)
    means = means.reshape(EPOCHS, -1, SEEDS).mean(axis=1)
    return means, np.mean((z > 0) == labels, axis=1)


class LuckLab(Lab):
    """Notebook 10: sixteen seeds, two settings, and how often luck decides."""

    title = "Is it luck? Sixteen seeds, trained together"
    size = (8.4, 3.9)
    scenes = (
        Scene(
            "One run",
            {"shown": 1},
            "seed 0 has {first:.1%} right on new points: is that the setting, or luck?",
            on_sheet=False,
        ),
        Scene(
            "Sixteen runs",
            {},
            "the same settings give {low:.1%} to {high:.1%}, mean {mean:.1%}",
        ),
        Scene(
            "Twice the units",
            {"against": "twice the units"},
            "mean {mean:.1%} with 4 units, {other_mean:.1%} with 8; but of two single "
            "runs the 4 wins in {upsets:.0%} of the pairs",
        ),
        Scene(
            "A fragile setting",
            {"units": 3, "rate": 0.2},
            "3 units at rate 0.2: from {low:.0%} to {high:.0%}, by seed alone",
        ),
        Scene(
            "Wide enough",
            {"units": 16},
            "16 units: {low:.1%} to {high:.1%}, a spread of {spread:.1f} points",
        ),
        Scene(
            "Half the rate",
            {"units": 16, "against": "half the rate"},
            "means {mean:.1%} and {other_mean:.1%}: the lower one wins {upsets:.0%} of "
            "the pairs",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "units": Notches((2, 3, 4, 8, 16, 32), 4, "hidden units"),
            "rate": rates(0.5, 0.01, 2),
            "batch": Notches((5, 10, 20, 50, 100), 10, "batch size"),
            "optimizer": widgets.Dropdown(
                options=list(OPTIMIZERS), description="optimizer"
            ),
            "against": widgets.Dropdown(
                options=["nothing", *AGAINST], description="against"
            ),
            "shown": widgets.IntSlider(
                SEEDS, min=1, max=SEEDS, description="seeds shown"
            ),
        }

    def numbers(self, s):
        losses, right = fan(s.units, s.batch, s.rate, s.optimizer)
        other = np.zeros(0)
        if s.against in AGAINST:
            times = 2 if s.against.startswith("twice") else 0.5
            which = s.against.split()[-1]
            units = max(1, int(s.units * times)) if which == "units" else s.units
            rate = s.rate * times if which == "rate" else s.rate
            _, other = fan(units, s.batch, rate, s.optimizer)
        shown, other = right[: s.shown], other[: s.shown]
        better = other.mean() >= shown.mean() if len(other) else True
        gap = (shown[:, None] - other) * (1 if better else -1)
        return {
            "curves": losses[:, : s.shown],
            "accuracies": shown,
            "other": other,
            "first": float(right[0]),
            "low": float(shown.min()),
            "high": float(shown.max()),
            "mean": float(shown.mean()),
            "spread": 100 * float(np.ptp(shown)),
            "deviation": 100 * float(shown.std(ddof=1)) if s.shown > 1 else 0.0,
            "other_mean": float(other.mean()) if len(other) else 0.0,
            "upsets": float((gap > 0).mean()) if len(other) else 0.0,
        }

    def draw(self, figure):
        left = figure.add_axes((0.08, 0.15, 0.40, 0.75))
        left.set(xlabel="epoch", ylabel="training loss", ylim=(0, 0.8))
        left.set(xlim=(0.5, EPOCHS + 0.5), xticks=(1, 5, 10, 15, 20))
        left.set_title("every seed, and the mean")
        self.fan = [
            left.plot([], [], color=GREY, lw=1, ls="-")[0] for _ in range(SEEDS)
        ]
        (self.middle,) = left.plot([], [], color=BLUE, lw=3, ls="-")
        right = figure.add_axes((0.58, 0.15, 0.40, 0.75))
        self.ends = right
        right.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        right.set(ylim=(-0.5, 1.5), yticks=(0, 1))
        right.set_yticklabels(["other", "yours"], rotation=90, va="center")
        right.set_xlabel("right on 1,000 new points (%)")
        right.set_title("where each seed ended")
        look = {"ls": "", "alpha": 0.75, "ms": 9}
        (self.dots,) = right.plot([], [], "o", color=BLUE, **look)
        (self.others,) = right.plot([], [], "s", color=ORANGE, **look)
        self.bars = [right.plot([], [], "|", color=INK, ms=42, mew=3)[0] for _ in "ab"]
        across = right.get_yaxis_transform()
        self.words = [
            right.text(0.02, y, "", va="center", transform=across) for y in (1.38, 0.38)
        ]

    def update(self, n):
        epochs = np.arange(1, EPOCHS + 1)
        edge = 44 if min(*n.accuracies, *n.other, 1) < 0.8 else 80
        if self.ends.get_xlim()[0] != edge:
            self.ends.set_xlim(edge, 100)
        for k, line in enumerate(self.fan):
            shown = k < n.shown
            line.set_data(epochs if shown else [], n.curves[:, k] if shown else [])
        self.middle.set_data(epochs, n.curves.mean(axis=1))
        rows = zip(
            (self.dots, self.others),
            self.bars,
            self.words,
            (n.accuracies, n.other),
            (1, 0),
            strict=True,
        )
        for dots, bar, words, values, height in rows:
            values = 100 * values
            rise = (np.arange(len(values)) % 5 - 2) * 0.06  # so that none hides another
            dots.set_data(values.clip(44.5), height + rise)
            bar.set_data(
                [values.mean()] if len(values) else [], [height][: len(values)]
            )
            words.set_text(f"mean {values.mean():.1f} %" if len(values) else "")
        return [*self.fan, self.middle, self.dots, self.others, *self.bars, *self.words]

    def describe(self, n):
        text = f"{n.units} hidden units, {n.optimizer} at rate {n.rate:g}, batch "
        text += (
            f"{n.batch}. Of {n.shown} seeds the worst has {n.low:.1%} right, the best "
        )
        text += f"{n.high:.1%}; mean {n.mean:.1%}, standard deviation "
        text += f"{n.deviation:.1f} points. "
        if len(n.other):
            text += (
                f"With {n.against} the mean is {n.other_mean:.1%}. In {n.upsets:.0%} "
            )
            text += "of the pairs of single runs the setting with the lower mean wins."
        return text.strip()

    def program(self, n):
        return f"""
from dlbook.labs.luck import fan

losses, right = fan(units={n.units}, batch={n.batch}, rate={n.rate!r},
                    optimizer={n.optimizer!r})
right = right[:{n.shown}]
print(f"the worst has {{right.min():.1%}} right, the best {{right.max():.1%}}; "
      f"mean {{right.mean():.1%}}")
"""
