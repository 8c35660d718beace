"""Five activations read at one z, and what their slopes do in a chain of layers."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.activations import linear, relu, sigmoid, step, tanh
from dlbook.figures.colours import BLUE, GREEN, GREY, INK, ORANGE, PAPER, number
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches

SHOWN = (step, linear, sigmoid, tanh, relu)
AXIS = np.linspace(-5, 5, 501)
STEEP = (1, 2, 3, 5, 10, 20, 50)
CHAINED = {sigmoid: (BLUE, "-o"), tanh: (ORANGE, "--s"), relu: (GREEN, "-.^")}
LONGEST = 10
FLOOR, CEILING = 1e-13, 1e4  # of the picture


def readings(z, k=1.0) -> dict:
    """h and dh/dz of the five at z; the sigmoid reads k z, so its slope has a k too."""
    found = {}
    for a in SHOWN:
        inner = k if a is sigmoid else 1.0
        h = a(np.asarray(z, float) * inner)
        found[a.name] = h, inner * a.slope(h)
    return found


class ActivationsLab(Lab):
    """Notebook 04: step, linear, sigmoid, tanh and ReLU above their slopes."""

    title = "One z, five activations and their slopes"
    size = (8.4, 4.1)
    scenes = (
        Scene(
            "Nothing to say",
            {"z": 0.0},
            "at z = 0 the slopes are: sigmoid {slope[sigmoid]:g}, its largest; "
            "tanh {slope[tanh]:g}; ReLU {slope[relu]:g}, by agreement at the kink",
        ),
        Scene(
            "A clear yes",
            {"z": 3.0},
            "at z = 3 the sigmoid gives {h[sigmoid]:.6f} with slope "
            "{slope[sigmoid]:.6f}, tanh {h[tanh]:.6f} with slope {slope[tanh]:.6f}",
        ),
        Scene(
            "Saturated",
            {"z": 5.0},
            "at z = 5 the slope of the sigmoid has sunk to {slope[sigmoid]:.6f}; "
            "that of ReLU is still {slope[relu]:g}",
        ),
        Scene(
            "A clear no",
            {"z": -3.0},
            "at z = -3 ReLU gives {h[relu]:g} with slope {slope[relu]:g}: it is off",
        ),
        Scene(
            "As soft as it gets",
            {"z": 0.5, "k": 1},
            "steepness {k}: sigmoid(0.5 k) = {h[sigmoid]:.4f}",
            on_sheet=False,
        ),
        Scene(
            "Five times as steep",
            {"z": 0.5, "k": 5},
            "steepness {k}: sigmoid(0.5 k) = {h[sigmoid]:.4f}, largest slope {most:g}",
        ),
        Scene(
            "Nearly a step",
            {"z": 0.5, "k": 20},
            "steepness {k}: sigmoid(0.5 k) = {h[sigmoid]:.5f}, largest slope {most:g}",
        ),
    )

    def make_controls(self):
        return {
            "z": widgets.FloatSlider(
                1.5, min=-5, max=5, step=0.1, readout_format=".1f", description="z"
            ),
            "k": Notches(STEEP, 1, "steepness k"),
        }

    def numbers(self, s):
        read = readings(s.z, s.k)
        return {
            "h": {name: float(h) for name, (h, _) in read.items()},
            "slope": {name: float(slope) for name, (_, slope) in read.items()},
            "curve": readings(AXIS, s.k)["sigmoid"],
            "most": s.k / 4,
        }

    def draw(self, figure):
        grid = figure.subplots(2, 5, sharex=True)
        figure.subplots_adjust(0.075, 0.12, 0.99, 0.83, wspace=0.46, hspace=0.42)
        self.above, self.below = grid
        self.tops, self.feet, self.marks, self.drops = {}, {}, [], []
        looks = ((BLUE, "-", "o"), (ORANGE, "--", "s"))
        for a, upper, lower in zip(SHOWN, *grid, strict=True):
            for ax, y, (colour, line, mark) in zip(
                (upper, lower), readings(AXIS)[a.name], looks, strict=True
            ):
                ax.axhline(0, color=GREY, lw=0.8, ls="-")
                self.drops.append(ax.axvline(0, color=GREY, lw=1, ls=":"))
                shown = self.broken(y)
                curve = ax.plot(AXIS, shown, color=colour, ls=line)[0]
                (self.tops if ax is upper else self.feet)[a.name] = curve
                look = {"color": colour, "ms": 9, "mec": "white"}
                self.marks += ax.plot([], [], mark, **look)
            tall = 5.5 if a in (linear, relu) else 1.25
            ticks = (-5, 0, 5) if tall > 2 else (-1, 0, 1)
            upper.set(ylim=(-tall, tall), yticks=ticks, xlim=(-5.4, 5.4))
            lower.set(ylim=(-0.12, 1.25), yticks=(0, 1), xticks=(-5, 0, 5), xlabel="z")
        self.names = [
            ax.text(0, 1.28, a.name, transform=ax.transAxes, weight="bold", size=13)
            for a, ax in zip(SHOWN, self.above, strict=True)
        ]
        self.words = [
            ax.text(0, 1.06, "", transform=ax.transAxes, size=11.5) for ax in grid.flat
        ]
        self.above[0].set_ylabel("h")
        self.below[0].set_ylabel("slope")

    @staticmethod
    def broken(y):
        """Jumps as two pieces: no line joins them, for there is no value between."""
        jump = np.append(np.abs(np.diff(y)) > 0.9, False)
        return np.where(jump, np.nan, y)

    def update(self, n):
        values = [*n.h.values(), *n.slope.values()]
        order = [self.marks[2 * i + j] for j in range(2) for i in range(5)]
        names = ["h"] * 5 + ["slope"] * 5
        for mark, text, name, v in zip(order, self.words, names, values, strict=True):
            mark.set_data([n.z], [v])
            text.set_text(f"{name} {number(v, 5 if name == 'h' else 3)}")
        for drop in self.drops:
            drop.set_xdata([n.z, n.z])
        self.tops["sigmoid"].set_ydata(n.curve[0])
        self.feet["sigmoid"].set_ydata(n.curve[1])
        self.names[2].set_text("sigmoid" if n.k == 1 else f"sigmoid({n.k:g}z)")
        high = max(1.25, 1.25 * n.most)
        if self.below[2].get_ylim()[1] != high:  # a whole drawing, once a notch
            self.below[2].set_ylim(-0.1 * high, high)
            top = max(1, n.most)
            self.below[2].set_yticks((0, top), ("0", f"{top:g}"))
        curves = [self.tops["sigmoid"], self.feet["sigmoid"], self.names[2]]
        return [*self.marks, *self.words, *self.drops, *curves]

    def describe(self, n):
        def pair(name):
            return f"{name} {n.h[name]:.6f} (slope {n.slope[name]:.6f})"

        soft = f"sigmoid({n.k:g} z)" if n.k != 1 else "sigmoid"
        return (
            f"At z = {n.z:g}: {', '.join(pair(a.name) for a in SHOWN)}. "
            f"The largest slope of {soft} is {n.most:g}."
        )

    def program(self, n):
        return f"""
import numpy as np
from dlbook import linear, relu, sigmoid, step, tanh

z = np.array({n.z!r})
for a in (step, linear, sigmoid, tanh, relu):
    k = {n.k} if a is sigmoid else 1
    h = a(k * z)
    print(f"{{a.name}} {{h:.6f}} (slope {{k * a.slope(h):.6f}})")
"""


class VanishingLab(Lab):
    """Notebook 04: the product of slopes and weights along a chain of layers."""

    title = "A push through many layers"
    size = (8.4, 3.6)
    scenes = (
        Scene(
            "The best case of the sigmoid",
            {"layers": 5},
            "after {layers} layers of slope 1/4, {left[sigmoid]:.1e} of a push is left",
        ),
        Scene(
            "Ten layers",
            {"layers": 10},
            "after {layers} layers {left[sigmoid]:.1e} is left: a millionth",
        ),
        Scene(
            "Off the best case",
            {"layers": 10, "z": 1.0},
            "at z = 1 it is {left[sigmoid]:.1e} for the sigmoid, {left[tanh]:.1e} for "
            "tanh, and {left[relu]:g} for ReLU, whose slope is 1 wherever it is on",
        ),
        Scene(
            "Off is off",
            {"layers": 10, "z": -1.0},
            "at z = -1 ReLU lets nothing through: {left[relu]:g}",
            on_sheet=False,
        ),
        Scene(
            "Weights count too",
            {"layers": 10, "z": 0.0, "weight": 4.0},
            "with every weight 4 the sigmoid keeps {left[sigmoid]:g}, and tanh grows "
            "to {left[tanh]:,.0f}: a product can explode as well",
        ),
    )

    def make_controls(self):
        return {
            "layers": widgets.IntSlider(5, 1, LONGEST, description="layers"),
            "z": widgets.FloatSlider(
                0.0,
                min=-5,
                max=5,
                step=0.1,
                readout_format=".1f",
                description="every z",
            ),
            "weight": Notches((0.5, 1, 1.5, 2, 3, 4, 5), 1.0, "every weight"),
        }

    def numbers(self, s):
        factor = {a.name: s.weight * readings(s.z)[a.name][1] for a in CHAINED}
        return {
            "factor": {name: float(f) for name, f in factor.items()},
            "left": {name: float(f) ** s.layers for name, f in factor.items()},
            "trail": {
                name: float(f) ** np.arange(s.layers + 1) for name, f in factor.items()
            },
        }

    def draw(self, figure):
        axes = figure.add_axes((0.115, 0.17, 0.875, 0.78))
        axes.set(xlim=(-0.3, LONGEST + 3.4), ylim=(FLOOR, CEILING), yscale="log")
        axes.set(xlabel="layers passed", ylabel="left of a push of 1")
        axes.set(xticks=range(LONGEST + 1), yticks=(1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3))
        axes.plot([0, LONGEST], [1, 1], color=INK, lw=0.8, ls="-")
        self.lines, self.labels = {}, {}
        for a, (colour, look) in CHAINED.items():
            (self.lines[a.name],) = axes.plot([], [], look, color=colour, ms=7)
            clear = {"fc": PAPER, "ec": "none", "pad": 1.5}
            self.labels[a.name] = axes.text(0, 1, "", va="center", bbox=clear)

    def update(self, n):
        placed = []
        for name in sorted(n.left, key=n.left.get):  # from below, apart from each other
            left = n.trail[name]
            seen = np.where((left >= FLOOR) & (left <= CEILING), left, np.nan)
            self.lines[name].set_data(np.arange(len(seen)), seen)
            height = np.log10(np.clip(n.left[name], FLOOR * 4, CEILING / 4))
            height = max([height, *(y + 1.2 for y in placed[-1:])])
            placed.append(height)
        over = max(0, placed[-1] - np.log10(CEILING / 4))
        for name, height in zip(sorted(n.left, key=n.left.get), placed, strict=True):
            self.labels[name].set_position((n.layers + 0.25, 10 ** (height - over)))
            self.labels[name].set_text(f"{name} {_amount(n.left[name])}")
        return [*self.lines.values(), *self.labels.values()]

    def describe(self, n):
        parts = [
            f"{name} {n.left[name]:.2e} (factor {n.factor[name]:.6f} a layer)"
            for name in n.left
        ]
        return (
            f"Layers: {n.layers}, every weight {n.weight:g}, every z {n.z:g}. "
            f"Of a push of 1 this is left: {', '.join(parts)}."
        )

    def program(self, n):
        return f"""
import numpy as np
from dlbook import relu, sigmoid, tanh

for a in (sigmoid, tanh, relu):
    slope = a.slope(a(np.array({n.z!r})))
    factor = {n.weight!r} * slope
    left = factor ** {n.layers}
    print(f"{{a.name}} {{left:.2e}} (factor {{factor:.6f}} a layer)")
"""


def _amount(value: float) -> str:
    return f"{value:.1e}" if 0 < value < 0.01 else number(value, 3)
