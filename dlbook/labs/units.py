"""Which ReLU unit is on where, and the formula that holds between their lines."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import (
    AMOUNT,
    GREY,
    INK,
    NEGATIVE,
    ORANGE,
    PAPER,
    POSITIVE,
    number,
)
from dlbook.labs.bends import UNITS, random_net
from dlbook.labs.lab import Lab, Scene

SIDE = np.linspace(-3, 3, 121)
GRID = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)


@lru_cache(maxsize=128)
def plane(seed: int, lowered: float) -> tuple:
    """The net of the plane, how many units are on over GRID, the number of different
    sets of units on, and the number of units that are on nowhere."""
    net = random_net((2, UNITS, 1), "relu", seed)
    net.layers[0].b = net.layers[0].b - lowered
    on = net.layers[0].z(GRID) > 0  # (n, 8)
    sets = np.unique(np.packbits(on, axis=1))
    return net, on.sum(axis=1), len(sets), int((~on.any(axis=0)).sum())


class UnitsLab(Lab):
    """Notebook 04: eight ReLU units on a plane; between their lines all is affine."""

    title = "Which unit is on where"
    size = (8.4, 3.8)
    scenes = (
        Scene(
            "A point and its formula",
            {"x1": 0.8, "x2": 0.3},
            "{count} units are on, and around this point y = {formula}",
        ),
        Scene(
            "The same side of every line",
            {"x1": 1.0, "x2": 0.3},
            "no line was crossed: y = {formula}, as before",
            on_sheet=False,
        ),
        Scene(
            "Across one line",
            {"x1": 1.0, "x2": 0.8},
            "unit 1 has come on as well, {count} are on now: y = {formula}",
            on_sheet=False,
        ),
        Scene(
            "Across several",
            {"x1": -1.0, "x2": 0.5},
            "{count} units are on, and the formula is quite another: y = {formula}",
        ),
        Scene(
            "How many pieces",
            {"x1": 0.0, "x2": -2.0},
            "{units} lines cut this square into {pieces} pieces, each with a formula "
            "of its own",
        ),
        Scene(
            "Lower biases",
            {"lowered": 3.0},
            "with every bias lower by {lowered:g}, {dead} units are on nowhere here",
        ),
        Scene(
            "All of them dead",
            {"lowered": 6.0},
            "{dead} of {units} units are off everywhere: y = {formula}, a constant",
        ),
    )

    def make_controls(self):
        place = {"min": -3, "max": 3, "step": 0.1, "readout_format": ".1f"}
        return {
            "x1": widgets.FloatSlider(0.8, description="x1", **place),
            "x2": widgets.FloatSlider(0.3, description="x2", **place),
            "weights": widgets.IntSlider(1, 0, 20, description="new weights"),
            "lowered": widgets.FloatSlider(
                0.0, min=0, max=8, step=0.5, description="lower biases"
            ),
        }

    def numbers(self, s):
        net, on, pieces, dead = plane(s.weights, s.lowered)
        hidden, out = net.layers
        x = np.array([[s.x1, s.x2]])
        z = hidden.z(x)[0]
        w = out.W[0] * (z > 0) @ hidden.W  # (2,): only the units that are on count
        b = float(out.W[0] * (z > 0) @ hidden.b + out.b[0])
        return {
            "z": z,
            "on": on,
            "lines": np.column_stack([hidden.W, hidden.b]),  # (8, 3)
            "count": int((z > 0).sum()),
            "w": w,
            "b": b,
            "y": float(net(x)[0, 0]),
            "formula": _formula(w, b),
            "pieces": pieces,
            "dead": dead,
            "units": UNITS,
        }

    def draw(self, figure):
        ax = figure.add_axes((0.085, 0.14, 0.4, 0.75))
        ax.set(xlim=(-3, 3), ylim=(-3, 3), xlabel="x1", ylabel="x2")
        ax.set_title("how many units are on")
        self.map = ax.imshow(
            np.zeros((len(SIDE), len(SIDE))), extent=(-3, 3, -3, 3), origin="lower",
            cmap=AMOUNT, vmin=0, vmax=UNITS + 2, aspect="auto", zorder=0,
        )  # fmt: skip
        thin = {"color": INK, "lw": 1.2, "ls": "-"}
        self.edges = [ax.plot([], [], **thin)[0] for _ in range(UNITS)]
        look = {"ha": "center", "va": "center", "size": 11, "weight": "bold"}
        box = {"boxstyle": "circle,pad=0.15", "fc": PAPER, "ec": GREY, "lw": 0.8}
        self.tags = [ax.text(9, 9, f"{k + 1}", bbox=box, **look) for k in range(UNITS)]
        point = {"color": ORANGE, "ms": 12, "mec": INK, "mew": 1.5}
        (self.point,) = ax.plot([], [], "D", clip_on=False, zorder=5, **point)
        side = figure.add_axes((0.58, 0.14, 0.4, 0.66))
        side.set(xlim=(-6, 6), ylim=(UNITS + 0.6, 0.4), yticks=range(1, UNITS + 1))
        side.set(xlabel="z of each unit at the point", ylabel="unit")
        side.axvline(0, color=INK, lw=1, ls="-")
        self.bars = side.barh(range(1, UNITS + 1), np.zeros(UNITS), 0.7, edgecolor=INK)
        self.states = [side.text(0, k + 1, "", va="center") for k in range(UNITS)]
        self.words = figure.text(0.58, 0.865, "", weight="bold", size=13)

    def update(self, n):
        self.map.set_data(n.on.reshape(len(SIDE), len(SIDE)))
        placed = [np.zeros(2)]  # the numbers keep off the middle
        for edge, tag, line in zip(self.edges, self.tags, n.lines, strict=True):
            ends = _across(*line)
            edge.set_data(*ends.T)
            tag.set_visible(len(ends) > 0)
            if len(ends):
                tag.set_position(_free_spot(ends, placed))
        self.point.set_data([n.x1], [n.x2])
        for bar, text, z in zip(self.bars, self.states, n.z, strict=True):
            bar.set_width(np.clip(z, -5.9, 5.9))
            bar.set(facecolor=POSITIVE if z > 0 else NEGATIVE)
            bar.set_hatch("" if z > 0 else "//")
            text.set_text("on" if z > 0 else "off")
            text.set_x(-0.2 if z > 0 else 0.2)
            text.set_horizontalalignment("right" if z > 0 else "left")
        self.words.set_text(f"y = {n.formula}")
        bars = [*self.bars, *self.states]
        return [self.map, *self.edges, *self.tags, self.point, *bars, self.words]

    def describe(self, n):
        which = ", ".join(f"{k + 1}" for k in np.flatnonzero(n.z > 0)) or "none"
        return (
            f"At ({n.x1:g}, {n.x2:g}) these units are on: {which}. Around it "
            f"y = {n.formula}, here y = {n.y:.3f}. Pieces in the square: {n.pieces}; "
            f"units on nowhere in it: {n.dead}."
        )

    def program(self, n):
        return f"""
import numpy as np
from dlbook import MLP

net = MLP(2, {UNITS}, 1, seed={n.weights}).astype(np.float64)
rng = np.random.default_rng({100 + n.weights})
for layer in net.layers:
    layer.b = rng.normal(0, 1, layer.n_out)
hidden, out = net.layers
hidden.b = hidden.b - {n.lowered!r}

x = np.array([{n.x1!r}, {n.x2!r}])
v = out.W[0] * (hidden.W @ x + hidden.b > 0)
w, b = v @ hidden.W, v @ hidden.b + out.b[0]
print(f"y = {{w @ x + b:.3f}}")
"""


def _formula(w, b) -> str:
    def term(value):
        return f"{'-' if value < -5e-4 else '+'} {abs(value):.3f}"

    text = f"{term(w[0])} x1 {term(w[1])} x2 {term(b)}".removeprefix("+ ")
    text = "-" + text[2:] if text[0] == "-" else text
    return text if np.any(w) else number(b, 3).replace("\N{MINUS SIGN}", "-")


def _across(a, b, c):
    """Where the line a x1 + b x2 + c = 0 enters and leaves the square. Shape (n, 2)."""
    found = [(x, -(a * x + c) / b) for x in (-3.0, 3.0)]
    found += [(-(b * y + c) / a, y) for y in (-3.0, 3.0)]
    inside = [p for p in found if max(map(abs, p)) <= 3 + 1e-9]
    return np.array(inside[:1] + inside[-1:]) if len(inside) > 1 else np.zeros((0, 2))


def _free_spot(ends, placed):
    """A place on the line, away from the other numbers; it joins `placed`."""
    spots = [ends[0] + t * (ends[1] - ends[0]) for t in np.linspace(0.06, 0.94, 12)]
    best = max(spots, key=lambda p: min(np.hypot(*(p - q).T) for q in placed))
    placed.append(best)
    return best
