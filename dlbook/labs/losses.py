"""From three scores to one loss: softmax, the triangle of probabilities, the gauge."""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from dlbook.activations import softmax
from dlbook.figures.colours import BLUE, GREEN, GREY, INK, ORANGE, PAPER, number
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches
from dlbook.losses import SoftmaxCrossEntropy

NAMES = "ABC"
TOP = 4.0  # of the gauge
MILD = LinearSegmentedColormap.from_list("loss", [PAPER, "#F2BD72", ORANGE])
CORNERS = np.array([[0, 0], [0.5, math.sqrt(3) / 2], [1, 0]])  # of A, B and C
COOLING = np.geomspace(0.05, 50, 200)
SIDE = 160


class LossGaugeLab(Lab):
    """Notebook 07: logits, probabilities and the loss they cost, for a true class."""

    title = "From scores to a loss"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "Knowing nothing",
            {"a": 0.0, "b": 0.0, "c": 0.0},
            "equal scores, a third for each class: the loss is ln 3 = {loss:.4f}",
        ),
        Scene(
            "Right, and still it costs",
            {"a": 0.0, "b": 0.2877, "c": 0.0},
            "probabilities {shown}: the class is right, and the loss is {loss:.4f}",
        ),
        Scene(
            "The same output, another truth",
            {"a": 0.0, "b": 0.2877, "c": 0.0, "true": "A"},
            "nothing moved but the truth: the loss is {loss:.3f}",
            on_sheet=False,
        ),
        Scene(
            "Nine tenths sure",
            {"a": -1.45, "b": 1.44, "c": -1.45},
            "p = {p_true:.2f} for the true class costs {loss:.3f}",
            on_sheet=False,
        ),
        Scene(
            "Ninety-nine hundredths",
            {"a": -2.65, "b": 2.64, "c": -2.65},
            "p = {p_true:.2f} costs {loss:.3f}: small, and never 0",
        ),
        Scene(
            "Sure and wrong",
            {"a": -3.0, "b": 3.0, "c": -3.0, "true": "A"},
            "p = {p_true:.4f} for the true class costs {loss:.2f}",
        ),
        Scene(
            "Hot",
            {"a": 0.0, "b": 2.0, "c": 1.0, "temperature": 5.0},
            "divided by 5 the scores hardly differ: {shown}",
            on_sheet=False,
        ),
        Scene(
            "Cold",
            {"a": 0.0, "b": 2.0, "c": 1.0, "temperature": 0.25},
            "divided by 0.25 the largest takes nearly all: {shown}",
        ),
        Scene(
            "A thousand more for each, stable",
            {"a": 0.0, "b": 0.2877, "c": 0.0, "shift": 1000},
            "the loss is {loss:.4f}, as before: only differences of scores count",
            on_sheet=False,
        ),
        Scene(
            "A thousand more for each, naive",
            {"a": 0.0, "b": 0.2877, "c": 0.0, "shift": 1000, "form": "naive"},
            "exp(1000) is too large for the computer: every probability is {shown}",
        ),
    )

    def make_controls(self):
        tenths = [round(0.1 * k, 1) for k in range(-30, 31)]
        return {
            **{k: Notches(tenths, 0.0, f"logit {k.upper()}") for k in "abc"},
            "true": widgets.Dropdown(
                options=list(NAMES), value="B", description="true class"
            ),
            "temperature": Notches([0.25, 0.5, 1, 2, 5, 10], 1.0, "temperature"),
            "shift": widgets.Dropdown(
                options=[0, 100, 1000, -1000], value=0, description="add to all"
            ),
            "form": widgets.Dropdown(options=["stable", "naive"], description="form"),
        }

    def numbers(self, s):
        z = np.array([s.a, s.b, s.c]) + s.shift
        z = z / s.temperature
        true = NAMES.index(s.true)
        y = np.eye(3)[true]
        p = softmax(z) if s.form == "stable" else naive_softmax(z)
        fine = bool(np.isfinite(p).all())
        p = p if fine else np.zeros(3)
        return {
            "p": p,
            "y": y,
            "gradient": p - y,
            "fine": fine,
            "index": true,
            "p_true": float(p[true]),
            "loss": SoftmaxCrossEntropy()(z[None], y[None]) if fine else 0.0,
            "right": fine and bool(p[true] > np.delete(p, true).max()),
            "tied": fine and bool(p[true] == np.delete(p, true).max()),
            "shown": f"[{', '.join(f'{v:.3f}' for v in p)}]" if fine else "nan",
            "path": softmax((z - z.max()) * s.temperature / COOLING[:, None]),
        }

    def draw(self, figure):
        self._draw_triangle(figure.add_axes((0.0, 0.07, 0.36, 0.86)))
        bars = figure.add_axes((0.42, 0.14, 0.245, 0.7))
        bars.set(ylim=(0, 1.12), xticks=range(3), yticks=(0, 0.5, 1), xlim=(-0.6, 2.6))
        bars.set_xticklabels(list(NAMES))
        bars.set(ylabel="probability")
        self.wanted = bars.bar(range(3), np.zeros(3), 0.8, fill=False, ec=INK, lw=1.5)
        for box in self.wanted:
            box.set_linestyle("--")
        self.bars = bars.bar(range(3), np.zeros(3), 0.6, color=BLUE)
        self.labels = [
            figure.text(0.42 + 0.245 * (k + 0.6) / 3.2, 0.9, "", ha="center")
            for k in range(3)
        ]
        figure.text(0.405, 0.9, "p \u2212 y", ha="right", weight="bold")
        curve = figure.add_axes((0.755, 0.14, 0.19, 0.8))
        curve.set(xlim=(0, 1), ylim=(-0.1, TOP + 0.2), xlabel="p of the true class")
        curve.set(ylabel="loss", xticks=(0, 0.5, 1))
        p = np.linspace(math.exp(-TOP), 1, 200)
        curve.plot(p, -np.log(p), color=GREY, lw=2)
        curve.axhline(math.log(3), color=INK, lw=1.2, ls="--")
        curve.text(0.97, math.log(3) + 0.08, "ln 3", ha="right")
        (self.dot,) = curve.plot([], [], "o", color=BLUE, ms=12, mec="white")
        self.verdict = curve.text(0.97, 0.93 * TOP, "", ha="right", weight="bold")
        gauge = figure.add_axes((0.955, 0.14, 0.03, 0.8))
        gauge.imshow(
            np.linspace(0, 1, 64)[:, None], cmap=MILD, origin="lower",
            extent=(0, 1, 0, TOP), aspect="auto",
        )  # fmt: skip
        gauge.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(-0.1, TOP + 0.2))
        (self.needle,) = gauge.plot([], [], ">", color=INK, ms=13)

    def _draw_triangle(self, axes):
        axes.set(xlim=(-0.17, 1.17), ylim=(-0.14, 1.04), aspect="equal")
        axes.set_axis_off()
        x, y = np.meshgrid(np.linspace(0, 1, SIDE), np.linspace(0, CORNERS[1, 1], SIDE))
        b = y / CORNERS[1, 1]
        c = x - b / 2
        shares = np.stack([1 - b - c, b, c])  # (3, SIDE, SIDE)
        inside = shares.min(axis=0) >= -1e-9
        costs = -np.log(np.maximum(shares, 1e-9))
        self.tints = [np.ma.array(np.minimum(v, TOP), mask=~inside) for v in costs]
        self.tint = axes.imshow(
            self.tints[0], cmap=MILD, vmin=0, vmax=TOP, origin="lower",
            extent=(0, 1, 0, CORNERS[1, 1]), zorder=0,
        )  # fmt: skip
        axes.plot(*CORNERS[[0, 1, 2, 0]].T, color=INK, lw=1.5, ls="-")
        for k in range(3):  # where the largest probability changes
            middle = CORNERS[[j for j in range(3) if j != k]].mean(axis=0)
            axes.plot(*np.array([CORNERS.mean(axis=0), middle]).T, ":", color=GREY)
        places = ((0.02, -0.08), (0.5, 0.95), (0.98, -0.08))
        self.corners = [
            axes.text(*place, name, ha="center", va="center", size=13)
            for place, name in zip(places, NAMES, strict=True)
        ]
        (self.way,) = axes.plot([], [], "-", color=GREEN, lw=1.5)
        (self.point,) = axes.plot([], [], "o", color=BLUE, ms=13, mec="white", mew=1.5)

    def update(self, n):
        self.tint.set_data(self.tints[n.index])
        self.way.set_data(*(n.path @ CORNERS).T)
        self.point.set_data(*([[v] for v in n.p @ CORNERS] if n.fine else [[], []]))
        for k, corner in enumerate(self.corners):
            corner.set_weight("bold" if k == n.index else "normal")
            corner.set_text(f"{NAMES[k]} (true)" if k == n.index else NAMES[k])
            self.wanted[k].set_height(n.y[k])
            self.bars[k].set_height(n.p[k])
            text = number(round(n.gradient[k], 3), 3) if n.fine else "nan"
            self.labels[k].set_text(text)
        low = min(n.loss, TOP)
        self.dot.set_data([n.p_true] if n.fine else [], [low] if n.fine else [])
        self.needle.set_data([0.4] if n.fine else [], [low] if n.fine else [])
        word = said(n) if n.fine else "no answer"
        cost = f"{n.loss:.4f}" if n.fine else "nan"
        self.verdict.set_text(f"{word}\n{cost}")
        self.verdict.set_verticalalignment("top")
        moved = [self.tint, self.way, self.point, *self.corners, *self.wanted]
        return [*moved, *self.bars, *self.labels, self.dot, self.needle, self.verdict]

    def describe(self, n):
        scores = ", ".join(f"{v:g}" for v in (n.a, n.b, n.c))
        text = f"Scores ({scores})"
        text += f", {n.shift:+d} each" if n.shift else ""
        text += f", temperature {n.temperature:g}" if n.temperature != 1 else ""
        if not n.fine:
            return f"{text}, naive form: p = nan, and so is the loss."
        slopes = ", ".join(f"{v:+.3f}" for v in n.gradient)
        return (
            f"{text}: p = {n.shown}. True class {n.true}: loss = {cost(n.loss)}, "
            f"class {said(n)}. Gradient p - y = [{slopes}]."
        )

    def program(self, n):
        head = f"z = (np.array([{n.a!r}, {n.b!r}, {n.c!r}]) + {n.shift}) "
        head += f"/ {n.temperature!r}\n"
        shown = 'print("p = [" + ", ".join(f"{v:.3f}" for v in p) + "]")\n'
        if not n.fine:
            return (
                "import numpy as np\n\n"
                f"{head}"
                'with np.errstate(all="ignore"):\n'
                "    p = np.exp(z) / np.exp(z).sum()\n"
                'print(f"p = {p.sum()}")\n'
            )
        style = ".4f" if n.loss >= 0.001 else ".2e"
        return (
            "import numpy as np\nfrom dlbook import softmax, softmax_cross_entropy\n\n"
            f"{head}p = softmax(z)\n{shown}"
            f"loss = softmax_cross_entropy(z, {n.index})\n"
            f'print(f"loss = {{loss:{style}}}")\n'
        )


def naive_softmax(z):
    """The formula as it stands on the board: it overflows above 709."""
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return e / e.sum()


def said(n) -> str:
    return "right" if n.right else "tied" if n.tied else "wrong"


def cost(loss: float) -> str:
    return f"{loss:.4f}" if loss >= 0.001 else f"{loss:.2e}"
