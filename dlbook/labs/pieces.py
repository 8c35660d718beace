"""How many straight pieces? Random networks, and equal budgets in other shapes."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches
from dlbook.losses import SquaredError
from dlbook.network import MLP, Network
from dlbook.optimizers import Adam
from dlbook.training import descent

SEEDS = 20
SHALLOW, DEEP = (1, 40, 1), (1, 10, 10, 10, 10, 1)
BUDGET = {k: (1, *[w] * k, 1) for k, w in ((1, 100), (2, 15), (3, 11), (4, 9), (6, 7))}
MARKS = dict(zip(BUDGET, "os^Dv", strict=True))
STARTS, STEPS = 5, 1000
X = np.linspace(-1, 1, 129)
AIM = np.sin(8 * np.pi * ((X + 1) / 2) ** 2)


def random_net(sizes: tuple[int, ...], seed: int) -> Network:
    """He weights N(0, 2 / n_in) and biases N(0, 0.5^2), layer by layer."""
    rng = np.random.default_rng(seed)
    net = MLP(*sizes).astype(np.float64)
    for layer in net.layers:
        layer.W = rng.normal(0, np.sqrt(2 / layer.n_in), layer.W.shape)
        layer.b = rng.normal(0, 0.5, layer.b.shape)
    return net


def corners(net: Network, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Both ends and every corner of a ReLU network with one input: x (n,), y (n,).

    Between neighbouring points everything so far is straight, so a net sum that
    changes its sign there does so at one place, which becomes a new point. Exact up
    to rounding: nothing is sampled."""
    x = np.array([low, high], float)
    h = x[:, None]
    for layer in net.layers[:-1]:
        z = layer.z(h)
        left, unit = np.nonzero(z[:-1] * z[1:] < 0)
        a, b = z[left, unit], z[left + 1, unit]
        part = a / (a - b)
        between = z[left] + part[:, None] * (z[left + 1] - z[left])
        between[np.arange(len(left)), unit] = 0
        x = np.concatenate([x, x[left] + part * (x[left + 1] - x[left])])
        z = np.concatenate([z, between])
        order = np.argsort(x, kind="stable")
        order = order[np.diff(x[order], prepend=-np.inf) > 1e-12]
        x, h = x[order], layer.activation(z[order])
    y = net.layers[-1].z(h)[:, 0]
    slope = np.diff(y) / np.diff(x)
    bent = np.abs(np.diff(slope)) > 1e-9 * max(1, np.abs(slope).max())
    kept = np.concatenate([[True], bent, [True]])  # a piece may go straight on
    return x[kept], y[kept]


@lru_cache(maxsize=256)
def random_pieces(sizes: tuple[int, ...], seed: int) -> int:
    return len(corners(random_net(sizes, seed), -3, 3)[0]) - 1


def settled(theta: np.ndarray) -> np.ndarray:
    """Rounded to 2^-20: processors differ in the last digits of a matrix product, and
    in a thousand steps that little would grow into another network."""
    return np.round(theta * 2**20) / 2**20


@lru_cache(maxsize=256)
def trained(hidden: int, seed: int, steps: int = STEPS) -> tuple[Network, float]:
    """A network of the budget after Adam on the whole curve, and its fit: the root of
    the mean squared error."""
    net = random_net(BUDGET[hidden], seed)
    x, y = X[:, None], AIM[:, None]
    for _ in descent(net, SquaredError(), x, y, Adam(0.01), steps, batch=None):
        net.theta = settled(net.theta)
    return net, float(np.sqrt(np.mean((net(x) - y) ** 2)))


class RandomNetsLab(Lab):
    """Notebook 06: forty random units, in one layer or in four."""

    title = "Forty random units, wide or deep"
    size = (8.4, 4.0)
    scenes = (
        Scene("The first draw", {"draw": 0}, "wide {wide} pieces, deep {deep}"),
        Scene("Depth loses", {"draw": 2}, "wide {wide} pieces, deep {deep}"),
        Scene(
            "Twenty draws",
            {"draw": 19},
            "wide {least_wide} to {most_wide} pieces, deep {least_deep} to "
            "{most_deep}; four layers of 10 could have 14,641",
        ),
    )

    def make_controls(self):
        return {"draw": widgets.IntSlider(0, 0, SEEDS - 1, description="draw")}

    def numbers(self, s):
        wide = [random_pieces(SHALLOW, k) for k in range(SEEDS)]
        deep = [random_pieces(DEEP, k) for k in range(SEEDS)]
        return {
            "lines": [corners(random_net(k, s.draw), -3, 3) for k in (SHALLOW, DEEP)],
            "all": (wide, deep),
            "wide": wide[s.draw],
            "deep": deep[s.draw],
            "least_wide": min(wide),
            "most_wide": max(wide),
            "least_deep": min(deep),
            "most_deep": max(deep),
        }

    def draw(self, figure):
        self.lines, self.words, self.axes = [], [], []
        for bottom, colour, mark in ((0.595, ORANGE, "s"), (0.1, BLUE, "o")):
            ax = figure.add_axes((0.06, bottom, 0.56, 0.325))
            ax.set(xlim=(-3, 3), yticks=())
            self.lines += ax.plot([], [], f"-{mark}", color=colour, ms=4.5, lw=1.8)
            self.words.append(ax.text(0, 1.05, "", transform=ax.transAxes))
            self.axes.append(ax)
        self.side = figure.add_axes((0.72, 0.15, 0.265, 0.77))
        self.side.set(xlabel="draw", ylabel="pieces", xlim=(-1, SEEDS), ylim=(0, 66))
        (wide,) = self.side.plot([], [], "s", color=ORANGE, ms=6, label="40 wide")
        (deep,) = self.side.plot([], [], "o", color=BLUE, ms=6, label="4 × 10 deep")
        self.side.legend(loc="lower left")
        self.marks = [wide, deep]
        self.now = self.side.axvline(0, color=GREY, lw=1.5, ls="--")

    def update(self, n):
        names = f"one layer of 40: {n.wide} pieces", f"four of 10: {n.deep} pieces"
        for k, (x, y) in enumerate(n.lines):
            self.lines[k].set_data(x, y)
            self.words[k].set_text(names[k])
            room = 0.08 * max(np.ptp(y), 1e-9)
            self.axes[k].set_ylim(y.min() - room, y.max() + room)
            self.marks[k].set_data(range(SEEDS), n.all[k])
        self.now.set_xdata([n.draw, n.draw])
        return [*self.lines, *self.words, *self.marks, self.now]

    def describe(self, n):
        return (
            f"Draw {n.draw}, on the line from -3 to 3: {n.wide} pieces from one layer "
            f"of 40 units, {n.deep} pieces from four layers of 10. Over {SEEDS} draws: "
            f"{n.least_wide} to {n.most_wide}, and {n.least_deep} to {n.most_deep}."
        )

    def program(self, n):
        return f"""
from dlbook.labs.pieces import corners, random_net

for sizes in ({SHALLOW}, {DEEP}):
    x, y = corners(random_net(sizes, {n.draw}), -3, 3)
    print(f"{{len(x) - 1}} pieces from")
"""


class BudgetLab(Lab):
    """Notebook 06: about 300 parameters, spent on width or on depth."""

    title = "Three hundred parameters, wide or deep"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "All in width",
            {"hidden": 1},
            "{n_params} parameters, {pieces} pieces, error {error:.2f}: pieces enough, "
            "but in the wrong places",
        ),
        Scene(
            "Two layers",
            {"hidden": 2},
            "{n_params} parameters, {pieces} pieces, error {error:.2f}: no better",
            on_sheet=False,
        ),
        Scene(
            "Four layers",
            {"hidden": 4, "seed": 2},
            "{n_params} parameters, {pieces} pieces, error {error:.2f}",
        ),
        Scene(
            "Six layers",
            {"hidden": 6, "seed": 2},
            "{n_params} parameters, {pieces} pieces, error {error:.2f}",
        ),
        Scene(
            "Six layers, an unlucky start",
            {"hidden": 6, "seed": 3},
            "the same six layers from another start: error {error:.2f}",
        ),
        Scene(
            "Before training",
            {"hidden": 6, "seed": 2, "training": False},
            "six random layers have {pieces} pieces; the wide net had {before_wide}",
        ),
    )

    def make_controls(self):
        return {
            "hidden": Notches(BUDGET, 1, "hidden layers"),
            "seed": widgets.IntSlider(0, 0, STARTS - 1, description="start"),
            "training": widgets.Checkbox(True, indent=False, description="trained"),
        }

    def numbers(self, s):
        net, error = trained(s.hidden, s.seed, STEPS if s.training else 0)
        runs = {
            k: [trained(k, seed, STEPS if s.training else 0) for seed in range(STARTS)]
            for k in BUDGET
        }
        clouds = {
            k: np.array([(len(corners(a, -1, 1)[0]) - 1, e) for a, e in pairs])
            for k, pairs in runs.items()
        }
        wide = random_net(BUDGET[1], s.seed)
        return {
            "line": corners(net, -1, 1),
            "n_params": net.n_params,
            "width": BUDGET[s.hidden][1],
            "pieces": int(clouds[s.hidden][s.seed, 0]),
            "error": error,
            "clouds": clouds,
            "middle": {k: float(np.median(c[:, 1])) for k, c in clouds.items()},
            "before_wide": len(corners(wide, -1, 1)[0]) - 1,
        }

    def draw(self, figure):
        self.axes = figure.add_axes((0.08, 0.15, 0.5, 0.74))
        self.axes.set(xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2.2, 2.2))
        self.axes.set(xticks=(-1, -0.5, 0, 0.5, 1), yticks=(-2, -1, 0, 1, 2))
        self.axes.plot(X, AIM, color=GREY, lw=5, alpha=0.5)
        (self.line,) = self.axes.plot([], [], "-o", color=BLUE, ms=4, lw=1.8)
        self.words = self.axes.text(0, 1.04, "", transform=self.axes.transAxes)
        self.words.set(weight="bold", size=13)
        self.side = figure.add_axes((0.675, 0.15, 0.31, 0.74))
        self.side.set(xlabel="pieces", ylabel="error", xlim=(5, 95), yscale="log")
        self.side.set(ylim=(0.02, 60), xticks=(20, 40, 60, 80))
        self.side.set_yticks((0.03, 0.1, 0.3, 1, 3))
        self.side.set_yticks((), minor=True)
        self.side.yaxis.set_major_formatter("{x:g}")
        colours = (ORANGE, GREY, GREY, BLUE, INK)
        self.clouds = [
            self.side.plot([], [], MARKS[k], color=c, ms=7, ls="", label=f"{k}")[0]
            for k, c in zip(BUDGET, colours, strict=True)
        ]
        self.side.legend(title="hidden layers", ncols=3, loc="upper right")
        style = {"ls": "", "mfc": "none", "mew": 2, "ms": 14, "mec": INK}
        (self.here,) = self.side.plot([], [], "o", **style)

    def update(self, n):
        self.line.set_data(*n.line)
        self.words.set_text(
            f"{n.hidden} × {n.width} units: {n.pieces} pieces, error {n.error:.2f}"
        )
        for mark, cloud in zip(self.clouds, n.clouds.values(), strict=True):
            mark.set_data(*cloud.T)
        self.here.set_data([n.pieces], [n.error])
        return [self.line, self.words, *self.clouds, self.here]

    def describe(self, n):
        middle = ", ".join(f"{k}: {e:.2f}" for k, e in n.middle.items())
        return (
            f"Hidden layers: {n.hidden} of {n.width} units, {n.n_params} parameters, "
            f"start {n.seed}, {STEPS if n.training else 0} steps. "
            f"It has {n.pieces} pieces and error {n.error:.2f}. "
            f"Middle error of {STARTS} starts by hidden layers: {middle}."
        )

    def program(self, n):
        return f"""
from dlbook.labs.pieces import corners, trained

net, error = trained({n.hidden}, seed={n.seed}, steps={STEPS if n.training else 0})
x, y = corners(net, -1, 1)
print(f"{{len(x) - 1}} pieces and error {{error:.2f}}")
"""
