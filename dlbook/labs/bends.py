"""Depth without bends: the curve of a network with one input, and its slope."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.activations import ACTIVATIONS
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.network import MLP, Network

UNITS = 8
X = np.linspace(-3, 3, 601)
NAMES = ("linear", "relu", "tanh", "sigmoid", "step")


def random_net(sizes: tuple[int, ...], activation: str, seed: int) -> Network:
    """Weights of the usual size, and biases N(0, 1), which spread the kinks."""
    rng = np.random.default_rng(100 + seed)  # another stream than that of the weights
    net = MLP(*sizes, activation=ACTIVATIONS[activation], seed=seed).astype(np.float64)
    for layer in net.layers:
        layer.b = rng.normal(0, 1, layer.n_out)
    return net


@lru_cache(maxsize=256)
def curve(activation: str, layers: int, seed: int) -> tuple:
    """y(x) of a net with one input, and its slope, layer by layer. Shapes: as X."""
    net = random_net((1, *[UNITS] * layers, 1), activation, seed)
    tape, slope = net.forward(X[:, None]), np.ones((len(X), 1))
    for layer, h in zip(net.layers, tape[1:], strict=True):
        slope = slope @ layer.W.T * layer.activation.slope(h)
    return tape[-1][:, 0], slope[:, 0]


class BendsLab(Lab):
    """Notebook 04: a straight line stays one at every depth, unless something bends."""

    title = "Depth without bends"
    size = (8.4, 3.9)
    scenes = (
        Scene(
            "One layer without a bend",
            {"activation": "linear", "layers": 1},
            "layers: {layers}, no activation: a straight line, {kinks} bends",
        ),
        Scene(
            "Six layers without a bend",
            {"activation": "linear", "layers": 6},
            "layers: {layers}, {parameters} parameters, and still a straight line",
        ),
        Scene(
            "One layer of ReLU",
            {"activation": "relu", "layers": 1},
            "one layer of {units} ReLU units bends the line {kinks} times",
        ),
        Scene(
            "Five layers of ReLU",
            {"activation": "relu", "layers": 5},
            "after {layers} layers it has {kinks} bends",
        ),
        Scene(
            "The smooth bend of tanh",
            {"activation": "tanh", "layers": 2},
            "tanh has no kink: it bends everywhere, by up to {gap:.2f} from straight",
        ),
        Scene(
            "Six layers of sigmoid",
            {"activation": "sigmoid", "layers": 6},
            "the curve is nearly flat: its largest slope is {steepest:.0e}",
        ),
        Scene(
            "Steps",
            {"activation": "step", "layers": 1},
            "{jumps} jumps, and between them slope {steepest:g}: nothing to follow",
        ),
    )

    def make_controls(self):
        return {
            "activation": widgets.Dropdown(options=NAMES, description="activation"),
            "layers": widgets.IntSlider(1, 1, 6, description="layers"),
            "weights": widgets.IntSlider(2, 0, 20, description="new weights"),
        }

    def numbers(self, s):
        y, slope = curve(s.activation, s.layers, s.weights)
        straight = np.polyval(np.polyfit(X, y, 1), X)
        turned = np.abs(np.diff(slope)) > 1e-9 * max(1, np.abs(slope).max())
        smooth = s.activation in ("tanh", "sigmoid")
        return {
            "y": y,
            "slopes": slope,
            "straight": straight,
            "units": UNITS,
            "gap": float(np.abs(y - straight).max()),
            "places": np.flatnonzero(turned) if not smooth else np.zeros(0, int),
            "kinks": 0 if smooth else int(_runs(turned)),
            "jumps": int((np.abs(np.diff(y)) > 1e-9).sum())
            if s.activation == "step"
            else 0,
            "steepest": float(np.abs(slope).max()),
            "parameters": 3 * UNITS + 1 + (s.layers - 1) * UNITS * (UNITS + 1),
        }

    def draw(self, figure):
        self.axes = figure.add_axes((0.105, 0.15, 0.5, 0.74))
        self.axes.set(xlabel="x", ylabel="y", xlim=(-3, 3), xticks=range(-3, 4))
        (self.line,) = self.axes.plot([], [], color=GREY, lw=1.5, ls="--")
        (self.road,) = self.axes.plot([], [], color=BLUE, lw=2.8)
        (self.dots,) = self.axes.plot([], [], "o", color=ORANGE, ms=7, mec=INK)
        self.words = self.axes.text(0, 1.05, "", transform=self.axes.transAxes)
        self.words.set(weight="bold", size=13)
        self.side = figure.add_axes((0.715, 0.15, 0.27, 0.74))
        self.side.set(xlabel="x", ylabel="slope", xlim=(-3, 3), xticks=range(-3, 4, 3))
        self.side.axhline(0, color=GREY, lw=1, ls="-")
        (self.steps,) = self.side.plot([], [], color=ORANGE, lw=2.2)

    def update(self, n):
        drawn = np.where(np.append(np.abs(np.diff(n.y)) > 1e-9, False), np.nan, n.y)
        self.road.set_data(X, drawn if n.jumps else n.y)
        self.line.set_data(X, n.straight)
        self.dots.set_data(X[n.places], n.y[n.places])
        self.steps.set_data(X, n.slopes)
        self.words.set_text(f"{n.activation}: {_bends(n)}")
        for ax, values, least in ((self.axes, n.y, 0.5), (self.side, n.slopes, 0.2)):
            _frame(ax, values, least)
        return [self.road, self.line, self.dots, self.steps, self.words]

    def describe(self, n):
        return (
            f"Layers of {UNITS} units: {n.layers}, activation {n.activation}, weights "
            f"number {n.weights}: {_bends(n)}. The curve leaves its best straight line "
            f"by at most {n.gap:.3f}; its slope is at most {n.steepest:.3g} in size."
        )

    def program(self, n):
        sizes = ", ".join(map(str, (1, *[UNITS] * n.layers, 1)))
        return f"""
import numpy as np
from dlbook import MLP, linear, relu, sigmoid, step, tanh

net = MLP({sizes}, activation={n.activation}, seed={n.weights})
net = net.astype(np.float64)
rng = np.random.default_rng({100 + n.weights})
for layer in net.layers:
    layer.b = rng.normal(0, 1, layer.n_out)
x = np.linspace(-3, 3, 601)
y = net(x[:, None])[:, 0]
straight = np.polyval(np.polyfit(x, y, 1), x)
print(f"at most {{np.abs(y - straight).max():.3f}}")
"""


def _runs(flags) -> int:
    """How many groups of neighbours are set: a kink inside a cell of the grid may
    change the slope on both of its sides."""
    return int(flags[0]) + int((flags[1:] & ~flags[:-1]).sum())


def _bends(n) -> str:
    if n.activation == "step":
        return f"jumps: {n.jumps}"
    if n.activation in ("tanh", "sigmoid"):
        return "smooth"
    return f"bends: {n.kinks}" if n.kinks else "a straight line"


def _frame(ax, values, least) -> None:
    """Limits on a coarse grid around the values, so that they seldom change."""
    low, high = float(values.min()), float(values.max())
    half = 2.0 ** (np.ceil(2 * np.log2(max(least, 0.55 * (high - low)))) / 2)
    middle = round((low + high) / half * 4) * half / 8
    limits = (middle - 1.1 * half, middle + 1.1 * half)
    if ax.get_ylim() != limits:
        ax.set_ylim(limits)
