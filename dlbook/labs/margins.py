"""One neuron, one optimiser, four losses: what each makes of a margin."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from dlbook import data
from dlbook.figures.colours import CLASS_COLOURS, CLASS_MARKERS, GREY, INK, LINE_STYLES
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches
from dlbook.losses import BinaryCrossEntropy, Hinge, Loss, SquaredError
from dlbook.network import LogisticRegression
from dlbook.optimizers import GradientDescent
from dlbook.training import descent

Array = np.ndarray


class Corrector(Loss):
    """max(0, -y z), y = -1 or +1: the perceptron's loss. Right answers cost nothing."""

    def rows(self, z: Array, y: Array) -> Array:
        return np.maximum(0, -y * z).sum(axis=-1)

    def grad(self, z: Array, y: Array) -> Array:
        return -y * (y * z < 0) / len(z)


LOSSES = {  # name: loss, and the target of class 0
    "perceptron": (Corrector(), -1),
    "hinge": (Hinge(), -1),
    "logistic": (BinaryCrossEntropy(), 0),
    "squared": (SquaredError(), -1),
}
STEPS, RATE, L2 = 3000, 0.02, 0.001
SPAN = np.linspace(-2.5, 3.5, 241)
NEAR = 40


def far_points(far: float) -> tuple[Array, Array]:
    """Two clouds of 20 points, and eight more of class 1 around (far, far)."""
    x, y = data.blobs(NEAR, 0.8, seed=2)
    away = far + np.random.default_rng(3).normal(0, 0.3, (8, 2))
    return np.vstack([x, away]).astype(np.float32), np.r_[y, np.ones(8, int)]


@lru_cache(maxsize=64)
def divided(far: float) -> dict[str, tuple[Array, int]]:
    """For each loss: weights and bias after STEPS, and errors in the two clouds."""
    x, y = far_points(far)
    lines = {}
    for name, (loss, low) in LOSSES.items():
        net, target = LogisticRegression(2), np.where(y, 1.0, low)[:, None]
        for _ in descent(net, loss, x, target, GradientDescent(RATE), STEPS, None,
                         l2=L2):  # fmt: skip
            pass
        wrong = int((net.predict(x) != y)[:NEAR].sum())
        lines[name] = (net.theta.copy(), wrong)
    return lines


class MarginLab(Lab):
    """Notebook 12: four losses as functions of the margin, and the lines they draw."""

    title = "One neuron, four losses"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "Wrong by one",
            {"margin": -1.0},
            "at margin -1: {words}",
        ),
        Scene(
            "Right, but close",
            {"margin": 0.5},
            "at margin 0.5 the perceptron is content, the others are not: {words}",
            on_sheet=False,
        ),
        Scene(
            "Right by far",
            {"margin": 3.0},
            "at margin 3 the hinge is flat; the squared loss has grown to {squared:g}",
            on_sheet=False,
        ),
        Scene(
            "Eight easy points, far away",
            {"margin": 3.0, "far": 12.0},
            "the squared loss is drawn towards them: {wrong_squared} wrong in the two "
            "clouds, where the hinge has {wrong_hinge}",
        ),
    )

    def make_controls(self):
        margins = [round(-2 + 0.25 * k, 2) for k in range(21)]
        return {
            "margin": Notches(margins, -1.0, "margin m"),
            "far": Notches([2.0, 4.0, 6.0, 8.0, 10.0, 12.0], 2.0, "far points at"),
        }

    def numbers(self, s):
        z, one = np.array([[s.margin]]), np.ones((1, 1))
        costs = {name: loss(z, one) for name, (loss, _) in LOSSES.items()}
        slopes = {
            name: float(loss.grad(z, one)[0, 0]) + 0.0
            for name, (loss, _) in LOSSES.items()
        }
        lines = divided(s.far)
        return {
            "costs": costs,
            "slopes": slopes,
            "squared": costs["squared"],
            "words": ", ".join(f"{name} {cost:.4g}" for name, cost in costs.items()),
            "thetas": {name: theta for name, (theta, _) in lines.items()},
            "wrong": {name: wrong for name, (_, wrong) in lines.items()},
            "wrong_squared": lines["squared"][1],
            "wrong_hinge": lines["hinge"][1],
        }

    def draw(self, figure):
        left = figure.add_axes((0.078, 0.14, 0.39, 0.82))
        left.set(xlim=(-2.5, 3.5), ylim=(-0.15, 4.3))
        left.set(xlabel="margin m = s z", ylabel="loss")
        left.plot([-2.5, 0, 0, 3.5], [1, 1, 0, 0], color=GREY, lw=1.2)
        left.text(-2.4, 1.08, "errors", color=INK)
        self.now = left.axvline(0, color=GREY, lw=1)
        right = figure.add_axes((0.545, 0.14, 0.44, 0.82))
        right.set(xlim=(-4, 20), ylim=(-4, 13.5), xlabel="$x_1$", ylabel="$x_2$")
        self.dots, self.lines, self.points = [], [], []
        for mark, colour in zip(CLASS_MARKERS[:2], CLASS_COLOURS[:2], strict=True):
            look = {"color": colour, "ms": 5.5, "mec": "white", "mew": 0.6}
            self.points += right.plot([], [], mark, **look)
        ones = np.ones((len(SPAN), 1))
        named = zip(LOSSES.items(), LINE_STYLES, strict=True)
        for (name, (loss, _)), (colour, style) in named:
            look = {"color": colour, "ls": style, "lw": 2.2, "label": name}
            left.plot(SPAN, loss.rows(SPAN[:, None], ones), **look)
            self.dots += left.plot([], [], "o", color=colour, ms=9, mec="white")
            self.lines += right.plot([], [], **look)
        self.counts = right.legend(loc="lower right", handlelength=2.6)

    def update(self, n):
        self.now.set_xdata([n.margin, n.margin])
        x, y = far_points(n.far)
        for k, mark in enumerate(self.points):
            mark.set_data(*x[y == k].T)
        words = self.counts.get_texts()
        for dot, line, word, name in zip(
            self.dots, self.lines, words, LOSSES, strict=True
        ):
            dot.set_data([n.margin], [n.costs[name]])
            w1, w2, b = n.thetas[name]
            w2 = w2 if abs(w2) > 1e-6 else 1e-6
            ends = np.array([-4, 20])
            line.set_data(ends, -(w1 * ends + b) / w2)
            word.set_text(f"{name}: {n.wrong[name]} wrong")
        return [self.now, *self.points, *self.dots, *self.lines, self.counts]

    def describe(self, n):
        slopes = ", ".join(f"{name} {slope:.4g}" for name, slope in n.slopes.items())
        wrong = ", ".join(f"{name} {count}" for name, count in n.wrong.items())
        return (
            f"Margin {n.margin:g}. Loss: {n.words}. Slope: {slopes}. "
            f"Far points at {n.far:g}; wrong in the two clouds: {wrong}."
        )

    def program(self, n):
        return f"""
import numpy as np

m = {n.margin!r}
loss = [max(0, -m), max(0, 1 - m), np.log1p(np.exp(-m)), (1 - m) ** 2 / 2]
names = "perceptron", "hinge", "logistic", "squared"
print(", ".join(f"{{name}} {{cost:.4g}}" for name, cost in zip(names, loss)))
"""
