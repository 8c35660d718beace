"""Shallow or deep? Fold a line once a layer, and bend it once a unit."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.activations import relu
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.layers import Dense
from dlbook.network import MLP, Network

FOLDS = np.arange(1, 9)
X = np.linspace(0, 1, 2**12 + 1)  # holds every corner of 8 folds
DENSE = np.linspace(0, 1, 2**14 + 1)
SPARSE = slice(None, None, 16)  # of DENSE, enough for a picture
PIECES = np.arange(4, 65)


def folded_line(folds: int) -> Network:
    """The tent 2 relu(x) - 4 relu(x - 1/2), composed with itself: two units a layer.

    On [0, 1] the tent goes up to 1 and down again, so each layer folds what comes in.
    """
    layers = [Dense(1, 2, relu)] + [Dense(2, 2, relu) for _ in range(folds - 1)]
    net = Network(*layers, Dense(2, 1)).astype(np.float64)
    net.layers[0].W, net.layers[0].b = [[1], [1]], [0, -0.5]
    for layer in net.layers[1:]:
        layer.W = [[2, -4]] * layer.n_out
        layer.b = [0, -0.5][: layer.n_out]
    return net


def sine(x):
    return np.sin(2 * np.pi * x)


def saw(x):
    return folded_line(5)(x[:, None])[:, 0]


TARGETS = {"sine": sine, "five folds": saw}


def chords(target: str, pieces: int) -> Network:
    """One hidden layer with a unit a piece: it meets the target at equally spaced x,
    and runs straight in between."""
    x = np.linspace(0, 1, pieces + 1)
    y = TARGETS[target](x)
    net = MLP(1, pieces, 1).astype(np.float64)
    hidden, output = net.layers
    hidden.W, hidden.b = np.ones((pieces, 1)), -x[:-1]
    slopes = np.diff(y) * pieces
    output.W, output.b = [np.diff(slopes, prepend=0)], [y[0]]
    return net


@lru_cache(maxsize=256)
def chord_fit(target: str, pieces: int) -> tuple[np.ndarray, float]:
    """The fit on the sparse grid, and its largest error on the dense one."""
    y = chords(target, pieces)(DENSE[:, None])[:, 0]
    return y[SPARSE], float(np.abs(y - TARGETS[target](DENSE)).max())


class DepthLab(Lab):
    """Notebook 06: each layer folds the line once more, and doubles its pieces."""

    title = "Fold the line"
    size = (8.4, 3.9)
    scenes = (
        Scene(
            "One fold",
            {"folds": 1},
            "{pieces} pieces, from {units} units in one layer",
        ),
        Scene(
            "Fold what is folded",
            {"folds": 2},
            "{pieces} pieces from {units} units, with {corners} corners in between",
        ),
        Scene(
            "Three folds",
            {"folds": 3},
            "{pieces} pieces from {units} units: one hidden layer needs at least "
            "{shallow} units for that",
        ),
        Scene(
            "Five folds",
            {"folds": 5},
            "{pieces} pieces from {units} units; one hidden layer: at least {shallow}",
        ),
        Scene(
            "Eight folds",
            {"folds": 8},
            "{pieces} pieces from {units} units; one hidden layer: at least {shallow}",
        ),
        Scene(
            "Follow a point",
            {"folds": 4, "x": 0.2},
            "{way}: the same two units again in every layer",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "folds": widgets.IntSlider(1, 1, 8, description="folds K"),
            "x": widgets.FloatSlider(0.2, min=0, max=1, step=0.01, description="x"),
        }

    def numbers(self, s):
        net = folded_line(s.folds)
        y = net(X[:, None])[:, 0]
        rises = np.diff(y) > 0
        pieces = 1 + int((rises[1:] != rises[:-1]).sum())
        way = [s.x]
        for _ in range(s.folds):
            way.append(float(folded_line(1)([[way[-1]]])[0, 0]))
        return {
            "y": y,
            "rises": rises,
            "pieces": pieces,
            "corners": pieces - 1,
            "units": sum(layer.n_out for layer in net.layers[:-1]),
            "shallow": pieces - 1,  # a unit of one hidden layer bends the line once
            "path": way,
            "way": " → ".join(f"{round(v, 6):.4g}" for v in way),
        }

    def draw(self, figure):
        self.axes = figure.add_axes((0.075, 0.15, 0.51, 0.72))
        self.axes.set(xlabel="x", ylabel="output", xlim=(0, 1), ylim=(-0.03, 1.06))
        (self.up,) = self.axes.plot([], [], color=BLUE, lw=2.2)
        (self.down,) = self.axes.plot([], [], color=ORANGE, lw=2.2, ls="-")
        (self.foot,) = self.axes.plot([], [], color=GREY, lw=1.2, ls="--")
        (self.dot,) = self.axes.plot([], [], "o", color=INK, ms=9)
        self.words = self.axes.text(0, 1.04, "", transform=self.axes.transAxes)
        self.words.set(weight="bold", size=13)
        self.side = figure.add_axes((0.69, 0.15, 0.295, 0.72))
        self.side.set(xlabel="folds K", ylabel="hidden units", yscale="log")
        self.side.set(xlim=(0.5, 8.5), ylim=(0.8, 500), xticks=FOLDS)
        self.side.yaxis.set_major_formatter("{x:g}")
        shallow, deep = 2**FOLDS - 1, 2 * FOLDS
        self.side.plot(FOLDS, shallow, "-s", color=ORANGE, ms=5, label="shallow")
        self.side.plot(FOLDS, deep, "-o", color=BLUE, ms=5, label="deep")
        self.side.legend(loc="upper left")
        style = {"ls": "", "mfc": "none", "mew": 2, "ms": 13, "mec": INK}
        (self.here,) = self.side.plot([], [], "o", **style)

    def update(self, n):
        up = np.append(n.rises, n.rises[-1])
        edge = np.append(False, up[1:] != up[:-1])
        self.up.set_data(X, np.where(up | edge, n.y, np.nan))
        self.down.set_data(X, np.where(~up | edge, n.y, np.nan))
        for line in (self.up, self.down):  # many pieces need thin lines
            line.set_linewidth(2.2 if n.folds < 5 else 1.4 if n.folds < 7 else 0.6)
        self.foot.set_data([n.x, n.x, 0], [0, n.path[-1], n.path[-1]])
        self.dot.set_data([n.x], [n.path[-1]])
        self.words.set_text(f"{n.pieces} pieces from {n.units} units")
        self.here.set_data([n.folds, n.folds], [n.units, n.shallow])
        return [self.up, self.down, self.foot, self.dot, self.words, self.here]

    def describe(self, n):
        return (
            f"Layers of two units: {n.folds}. Pieces: {n.pieces}. Hidden units: "
            f"{n.units}, where one hidden layer needs at least {n.shallow}. "
            f"The point goes {n.way}."
        )

    def program(self, n):
        return f"""
from dlbook import relu

x = {n.x!r}
way = [x]
for _ in range({n.folds}):
    x = 2 * relu(x) - 4 * relu(x - 0.5)
    way.append(x)
print(" → ".join(f"{{round(v, 6):.4g}}" for v in way))
"""


class SineLab(Lab):
    """Notebook 06: one hidden layer with enough units comes as near as you like."""

    title = "Fit a curve with D pieces"
    size = (8.4, 3.9)
    scenes = tuple(
        Scene(
            name,
            {"pieces": pieces},
            "largest error {error:.4f}" + more,
            on_sheet=pieces in (6, 12, 48),
        )
        for name, pieces, more in (
            ("Six pieces", 6, ""),
            ("Twelve", 12, ", about a quarter"),
            ("Twenty-four", 24, ": twice the units, a quarter of the error"),
            ("Forty-eight", 48, ", from {parameters} parameters"),
        )
    ) + (
        Scene(
            "The folded line, too few",
            {"target": "five folds", "pieces": 16},
            "{pieces} pieces see nothing of five folds: largest error {error:g}",
        ),
        Scene(
            "The folded line, a unit a piece",
            {"target": "five folds", "pieces": 32},
            "{pieces} units fit it exactly, error {error:g}; ten were enough in depth",
        ),
    )

    def make_controls(self):
        return {
            "target": widgets.Dropdown(options=list(TARGETS), description="target"),
            "pieces": widgets.IntSlider(6, 4, 64, description="units D"),
        }

    def numbers(self, s):
        fit, error = chord_fit(s.target, s.pieces)
        x = np.linspace(0, 1, s.pieces + 1)
        return {
            "fit": fit,
            "error": round(error, 12) + 0.0,
            "meets": (x, TARGETS[s.target](x)),
            "errors": [chord_fit(s.target, int(d))[1] for d in PIECES],
            "parameters": 3 * s.pieces + 1,
        }

    def draw(self, figure):
        self.axes = figure.add_axes((0.085, 0.15, 0.5, 0.74))
        self.axes.set(xlabel="x", ylabel="y", xlim=(0, 1), ylim=(-1.15, 1.15))
        (self.aim,) = self.axes.plot([], [], color=GREY, lw=5, alpha=0.5)
        (self.line,) = self.axes.plot([], [], color=BLUE, lw=2, ls="-")
        (self.dots,) = self.axes.plot([], [], "o", color=BLUE, ms=5)
        self.words = self.axes.text(0, 1.04, "", transform=self.axes.transAxes)
        self.words.set(weight="bold", size=13)
        self.side = figure.add_axes((0.7, 0.15, 0.285, 0.74))
        self.side.set(xlabel="units D", ylabel="largest error", xscale="log")
        self.side.set(yscale="log", xlim=(3.5, 74), ylim=(7e-4, 1.6))
        self.side.set_xticks((4, 8, 16, 32, 64))
        self.side.set_xticks((), minor=True)
        for axis in (self.side.xaxis, self.side.yaxis):
            axis.set_major_formatter("{x:g}")
        (self.all,) = self.side.plot([], [], color=GREY, lw=2)
        (self.here,) = self.side.plot([], [], "o", color=ORANGE, ms=9)

    def update(self, n):
        x = DENSE[SPARSE]
        self.aim.set_data(x, TARGETS[n.target](x))
        self.line.set_data(x, n.fit)
        self.dots.set_data(*n.meets)
        self.words.set_text(f"{n.pieces} units: largest error {n.error:.4f}")
        self.all.set_data(PIECES, np.maximum(n.errors, 1e-9))
        self.here.set_data([n.pieces], [max(n.error, 8e-4)])
        return [self.aim, self.line, self.dots, self.words, self.all, self.here]

    def describe(self, n):
        return (
            f"One hidden layer of {n.pieces} units, {n.parameters} parameters, meets "
            f"the target ({n.target}) at {n.pieces + 1} places. "
            f"Its largest error is {n.error:.4f}."
        )

    def program(self, n):
        return f"""
import numpy as np
from dlbook.labs.depth import DENSE, TARGETS, chords

target, net = TARGETS[{n.target!r}], chords({n.target!r}, {n.pieces})
error = np.abs(net(DENSE[:, None])[:, 0] - target(DENSE)).max()
print(f"largest error is {{error:.4f}}")
"""
