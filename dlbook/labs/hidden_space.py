"""The data as each layer sees them, from the plane of the inputs to the last cut."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.activations import tanh
from dlbook.figures.colours import GREY
from dlbook.figures.regions import data_points, decision_map
from dlbook.labs.lab import Lab, Scene
from dlbook.losses import BinaryCrossEntropy
from dlbook.network import MLP, Network
from dlbook.optimizers import Adam
from dlbook.training import descent

WIDTH, POINTS, STEPS = 8, 200, 1000
SETS = {"circles": data.circles, "spirals": data.spirals}
EDGE, LINES, FINE = 1.3, 14, 60  # of the grid that is drawn over the input plane


@lru_cache(maxsize=64)
def trained(name: str, hidden: int, seed: int, steps: int = STEPS) -> Network:
    """A tanh network with so many hidden layers of eight, after Adam on all points."""
    x, y = SETS[name](POINTS)
    net = MLP(2, *[WIDTH] * hidden, 1, activation=tanh, seed=seed).astype(np.float64)
    y = y[:, None].astype(float)
    for _ in descent(net, BinaryCrossEntropy(), x, y, Adam(0.02), steps, batch=None):
        pass
    return net


def one_cut(h: np.ndarray, y: np.ndarray) -> float:
    """The share of the points on the right side of one straight cut through all the
    units: the least-squares plane for classes -1 and 1. Shapes: h (n, d), y (n,)."""
    rows = np.hstack([h, np.ones((len(h), 1))])
    w, *_ = np.linalg.lstsq(rows, 2.0 * y - 1, rcond=None)
    return float(np.mean((rows @ w > 0) == y))


def flat(h: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The two directions in which h (n, d) spreads most, as columns; its middle; and
    the share of the whole spread that they show."""
    middle = h.mean(axis=0)
    _, size, rows = np.linalg.svd(h - middle, full_matrices=False)
    two = rows[:2]
    largest = two[[0, 1], np.abs(two).argmax(axis=1)]
    two = two * np.sign(largest)[:, None]  # svd leaves the sign open
    return two.T, middle, float((size[:2] ** 2).sum() / (size**2).sum())


@lru_cache(maxsize=1)
def _grid() -> np.ndarray:
    """Points along the lines of a grid, one line after another: (2 LINES, FINE, 2)."""
    along, at = np.linspace(-EDGE, EDGE, FINE), np.linspace(-EDGE, EDGE, LINES)
    lines = [np.stack([along, np.full(FINE, a)], axis=1) for a in at]
    return np.array(lines + [line[:, ::-1] for line in lines])


class HiddenSpaceLab(Lab):
    """Notebook 06: what each layer makes of circles and spirals."""

    title = "The data as each layer sees them"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "Circles, as they come",
            {"name": "circles", "hidden": 1, "layer": 0},
            "one straight cut gets {cut:.1%} right: hardly better than a coin",
            on_sheet=False,
        ),
        Scene(
            "Circles after one layer",
            {"name": "circles", "hidden": 1, "layer": 1},
            "one straight cut gets {cut:.0%} right",
        ),
        Scene(
            "The same layer before training",
            {"name": "circles", "hidden": 1, "layer": 1, "trained": False},
            "these random weights do not help: one straight cut gets {cut:.1%} right",
            on_sheet=False,
        ),
        Scene(
            "Spirals, as they come",
            {"name": "spirals", "hidden": 1, "layer": 0},
            "one straight cut gets {cut:.0%} right",
            on_sheet=False,
        ),
        Scene(
            "Spirals, one hidden layer",
            {"name": "spirals", "hidden": 1, "layer": 1},
            "the network gets {accuracy:.1%} right",
        ),
        Scene(
            "Spirals, the first of two",
            {"name": "spirals", "hidden": 2, "layer": 1},
            "one straight cut gets {cut:.1%} right: no use yet",
        ),
        Scene(
            "Spirals, the second of two",
            {"name": "spirals", "hidden": 2, "layer": 2},
            "one straight cut gets {cut:.0%} right, the network {accuracy:.1%}",
        ),
        Scene(
            "Three hidden layers",
            {"name": "spirals", "hidden": 3, "layer": 3},
            "the network gets {accuracy:.1%} right: the third layer adds nothing here",
            on_sheet=False,
        ),
        Scene(
            "Three, from another start",
            {"name": "spirals", "hidden": 3, "layer": 3, "seed": 1},
            "the network gets {accuracy:.1%} right",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "name": widgets.Dropdown(options=list(SETS), description="data"),
            "hidden": widgets.IntSlider(1, 1, 3, description="hidden layers"),
            "layer": widgets.IntSlider(0, 0, 3, description="seen after layer"),
            "seed": widgets.IntSlider(0, 0, 4, description="start"),
            "trained": widgets.Checkbox(True, indent=False, description="trained"),
        }

    def numbers(self, s):
        steps = STEPS if s.trained else 0
        net = trained(s.name, s.hidden, s.seed, steps)
        x, y = SETS[s.name](POINTS)
        at = min(s.layer, s.hidden)  # past the last hidden layer there is none to see
        tape = net.forward(x)
        h, warped = tape[at], net.forward(_grid().reshape(-1, 2))[at]
        axes, middle, share = flat(h) if at else (np.eye(2), np.zeros(2), 1.0)
        return {
            "net": net,
            "x": x,
            "y": y,
            "at": at,
            "steps": steps,
            "seen": (h - middle) @ axes,
            "warped": ((warped - middle) @ axes).reshape(2 * LINES, FINE, 2),
            "share": share,
            "cut": one_cut(h, y),
            "cuts": [one_cut(v, y) for v in tape[:-1]],
            "accuracy": float(np.mean(net.predict(x) == y)),
        }

    def draw(self, figure):
        self.plane = figure.add_axes((0.105, 0.155, 0.39, 0.745))
        self.space = figure.add_axes((0.555, 0.155, 0.43, 0.745))
        extent = (-EDGE, EDGE, -EDGE, EDGE)
        x, y = SETS["circles"](POINTS)
        blank = MLP(2, 1)
        self.move_map = decision_map(self.plane, blank, x, y, extent, resolution=80)
        (self.lines,) = self.space.plot([], [], color=GREY, lw=0.8, alpha=0.6)
        self.move_points = data_points(self.space, x, y)
        self.space.set(xticks=(), yticks=())
        style = {"size": 12.5, "weight": "bold"}
        self.words = [
            ax.text(0, 1.03, "", transform=ax.transAxes, **style)
            for ax in (self.plane, self.space)
        ]

    def update(self, n):
        gap = np.full((2 * LINES, 1, 2), np.nan)
        paths = np.concatenate([n.warped, gap], axis=1).reshape(-1, 2)
        self.lines.set_data(*paths.T)
        self.words[0].set_text(f"the network: {n.accuracy:.1%} right")
        where = f"after layer {n.at}" if n.at else "as they come in"
        self.words[1].set_text(f"{where}: one cut {n.cut:.1%}")
        low, high = n.seen.min(axis=0), n.seen.max(axis=0)
        room = 0.12 * (high - low) + 1e-9
        self.space.set_xlim(low[0] - room[0], high[0] + room[0])
        self.space.set_ylim(low[1] - room[1], high[1] + room[1])
        moved = [*self.move_map(n.net, n.x, n.y), *self.move_points(n.seen, n.y)]
        return [*moved, self.lines, *self.words]

    def describe(self, n):
        cuts = ", ".join(f"{c:.1%}" for c in n.cuts)
        where = f"after hidden layer {n.at}" if n.at else "as they come in"
        text = f"The {n.name} {where}; hidden layers: {n.hidden} of {WIDTH} units, "
        text += f"start {n.seed}, {n.steps} steps. The network gets {n.accuracy:.1%} "
        text += f"right. One straight cut, layer by layer: {cuts}."
        if n.at:
            text += f" The flat picture shows {n.share:.0%} of the layer's spread."
        return text

    def program(self, n):
        return f"""
from dlbook.labs.hidden_space import POINTS, SETS, one_cut, trained

x, y = SETS[{n.name!r}](POINTS)
net = trained({n.name!r}, hidden={n.hidden}, seed={n.seed}, steps={n.steps})
print(", ".join(f"{{one_cut(h, y):.1%}}" for h in net.forward(x)[:-1]))
"""
