"""One neuron under the microscope, and what its bias does to the curve of a sigmoid."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.activations import linear, relu, sigmoid, tanh
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE, darker, number
from dlbook.figures.neuron import contribution_bars, draw_neuron
from dlbook.labs.lab import Lab, Scene

OUTPUTS = {"none: h = z": linear, "ReLU": relu, "sigmoid": sigmoid, "tanh": tanh}
REACHES = (1, 2, 5, 10, 20, 50, 100, 200)  # half-widths of the axis of contributions
EVERY_ONE = {"x1": 1.0, "x2": 1.0, "x3": 1.0}


class NeuronLab(Lab):
    """Notebook 02: a number on every edge, and what each adds to the sum."""

    title = "One neuron under the microscope"
    size = (8.4, 4.2)
    scenes = (
        Scene(
            "All inputs 0",
            {"x1": 0.0, "x2": 0.0, "x3": 0.0},
            "every product is 0, so the bias alone gives {z:g}",
        ),
        Scene(
            "All inputs 1",
            EVERY_ONE,
            "{wx[0]:g} + {wx[1]:g} + {wx[2]:g} + {bias:g} = {z:g}; "
            "with the bias added three times it would be {spread:g}",
        ),
        Scene(
            "One of them doubled",
            {"x1": 1.0, "x2": 1.0, "x3": 2.0},
            "{wx[0]:g} + {wx[1]:g} + {wx[2]:g} + {bias:g} = {z:g}: x3 adds most, "
            "though its weight is not the largest",
        ),
        Scene(
            "A negative input",
            {"x1": 1.0, "x2": -1.0, "x3": 2.0},
            "a positive weight times a negative input: {wx[1]:g}. The sum is {z:g}",
            on_sheet=False,
        ),
        Scene(
            "Nothing left",
            {"x1": -0.9, "x2": 0.0, "x3": 0.0},
            "x1 = {x1:g} takes away what the bias gives: the sum is {z:g}",
        ),
        Scene(
            "A sign turned round",
            {**EVERY_ONE, "w2": -5.0},
            "weight -5 in place of 5 takes the sum from 30 to {z:g}, "
            "by twice the product",
        ),
        Scene(
            "A weight of zero",
            {"x1": 1.0, "x2": 1.0, "x3": 3.0, "w3": 0.0},
            "x3 = {x3:g} adds {wx[2]:g} here, whatever it is",
            on_sheet=False,
        ),
        Scene(
            "Through a ReLU",
            {"x1": -2.0, "x2": 0.0, "x3": 0.0, "output": "ReLU"},
            "the sum is {z:g}, and the ReLU passes on {h:g}",
        ),
        Scene(
            "Through a sigmoid",
            {"x1": -0.9, "x2": 0.0, "x3": 0.0, "output": "sigmoid"},
            "the sum is {z:g}, and the sigmoid makes {h:g} of it",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        def slider(value, end, step, name):
            return widgets.FloatSlider(
                value=value, min=-end, max=end, step=step, description=name
            )

        controls = {f"x{k}": slider(1.0, 3, 0.1, f"input x{k}") for k in (1, 2, 3)}
        for k, w in enumerate((10.0, 5.0, 6.0), 1):
            controls[f"w{k}"] = slider(w, 10, 0.5, f"weight w{k}")
        controls["bias"] = slider(9.0, 20, 0.5, "bias b")
        controls["output"] = widgets.Dropdown(
            options=list(OUTPUTS), description="activation"
        )
        return controls

    def numbers(self, s):
        x, w = np.array([s.x1, s.x2, s.x3]), np.array([s.w1, s.w2, s.w3])
        wx = (w * x).round(9) + 0.0
        z = round(wx.sum() + s.bias, 9) + 0.0
        return {
            "x": x,
            "w": w,
            "wx": wx,
            "z": z,
            "h": float(OUTPUTS[s.output](z)),
            "spread": wx.sum() + len(x) * s.bias,
        }

    def draw(self, figure):
        x, w = np.ones(3), np.ones(3)
        self.neuron = draw_neuron(figure.add_axes((0, 0.42, 1, 0.57)), x, w, 1)
        self.bar_axes = figure.add_axes((0.11, 0.12, 0.85, 0.29))
        self.bars = contribution_bars(self.bar_axes, x, w, 1, limits=(-50, 50))
        self.bar_axes.set_xlabel("sum so far", labelpad=0)
        self.bar_axes.locator_params(axis="x", integer=True)

    def update(self, n):
        moved = self.neuron(n.x, n.w, n.bias, OUTPUTS[n.output])
        ends = np.append(n.wx, n.bias).cumsum()
        limits = _limits(min(0, ends.min()), max(0, ends.max()))
        if self.bar_axes.get_xlim() != limits:
            self.bar_axes.set_xlim(limits)
        return moved + self.bars(n.x, n.w, n.bias)

    def describe(self, n):
        terms = "".join(
            f"{_signed(w)} × {_signed(x)} + " for w, x in zip(n.w, n.x, strict=True)
        )
        text = f"z = {terms}{_signed(n.bias)} = {n.z:g}. "
        name = OUTPUTS[n.output].name
        way = "Passed on as it is" if name == "linear" else f"Through the {name}"
        return text + f"{way}, the output is {n.h:.4g}."

    def program(self, n):
        name = OUTPUTS[n.output].name
        return f"""
import numpy as np
from dlbook import {name}

x = np.array([{n.x1:g}, {n.x2:g}, {n.x3:g}])
w = np.array([{n.w1:g}, {n.w2:g}, {n.w3:g}])
z = round(w @ x + {n.bias:g}, 9) + 0.0
print(f"= {{z:g}}.")
print(f"the output is {{{name}(z):.4g}}.")
"""


class BiasLab(Lab):
    """Notebook 02: the bias moves the curve sideways, the weight sets how steep."""

    title = "The bias shifts the sigmoid"
    size = (8.4, 3.2)
    scenes = (
        Scene("No bias", {"bias": 0.0}, "the curve crosses one half at x = {middle:g}"),
        Scene(
            "To the left",
            {"bias": 2.0},
            "bias {bias:g}: one half is now at x = {middle:g}, which is -b / w",
        ),
        Scene(
            "To the right",
            {"bias": -4.0},
            "bias {bias:g}: one half at x = {middle:g}",
        ),
        Scene(
            "Steeper",
            {"bias": -4.0, "weight": 8.0},
            "weight {weight:g}: steeper, and one half is at x = {middle:g}; "
            "the same bias shifts it less",
        ),
        Scene(
            "Falling",
            {"bias": -4.0, "weight": -2.0},
            "a negative weight: the curve falls, one half at x = {middle:g}",
            on_sheet=False,
        ),
        Scene(
            "No weight",
            {"bias": 2.0, "weight": 0.0},
            "without a weight x no longer counts: {left:.3f} everywhere",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "weight": widgets.FloatSlider(
                value=2.0, min=-8, max=8, step=0.5, description="weight w"
            ),
            "bias": widgets.FloatSlider(
                value=0.0, min=-8, max=8, step=0.5, description="bias b"
            ),
        }

    def numbers(self, s):
        return {
            "middle": -s.bias / s.weight + 0.0 if s.weight else None,
            "left": float(sigmoid(-s.weight + s.bias)),
            "right": float(sigmoid(s.weight + s.bias)),
        }

    def draw(self, figure):
        axes = figure.add_axes((0.075, 0.18, 0.9, 0.7))
        axes.set(xlabel="x", ylabel="σ(w x + b)", xlim=(-4, 4), ylim=(-0.05, 1.08))
        axes.set_yticks((0, 0.5, 1))
        x = np.linspace(-4, 4, 401)
        axes.axhline(0.5, color=GREY, lw=1, ls=":")
        axes.plot(x, sigmoid(2 * x), color=GREY, lw=1.5, ls="--", label="w = 2, b = 0")
        (self.curve,) = axes.plot(x, x, color=BLUE, lw=3, label="yours")
        (self.stem,) = axes.plot([], [], color=ORANGE, lw=1.5, ls="-")
        (self.dot,) = axes.plot([], [], "s", color=ORANGE, mec=INK, ms=11)
        self.name = axes.text(0, 0.5, "", color=darker(ORANGE), weight="bold")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 0.98), ncols=2)

    def update(self, n):
        x = self.curve.get_xdata()
        self.curve.set_ydata(sigmoid(n.weight * x + n.bias))
        seen = n.middle is not None and abs(n.middle) <= 4
        self.dot.set_data(*([n.middle], [0.5]) if seen else ([], []))
        self.stem.set_data(*([n.middle] * 2, [-0.05, 0.5]) if seen else ([], []))
        self.name.set_text(f"x = {number(n.middle, 3)}" if seen else "")
        side = -0.25 if seen and n.middle > 2.5 else 0.25  # where the curve is not
        self.name.set_x((n.middle if seen else 0) + side)
        self.name.set_y(0.6 if (n.weight > 0) == (side < 0) else 0.35)
        self.name.set_ha("right" if side < 0 else "left")
        return [self.curve, self.stem, self.dot, self.name]

    def describe(self, n):
        sign = "-" if n.bias < 0 else "+"
        text = f"σ({n.weight:g} x {sign} {abs(n.bias):g}) is {n.left:.4g} at x = -1 "
        text += f"and {n.right:.4g} at x = 1. "
        if n.middle is None:
            return text + "With weight 0 it is the same everywhere."
        return text + f"It crosses one half at x = -b / w = {n.middle:.4g}."

    def program(self, n):
        middle = "" if n.middle is None else "print(f'= {-b / w + 0.0:.4g}.')"
        return f"""
from dlbook import sigmoid

w, b = {n.weight:g}, {n.bias:g}
print(f"is {{sigmoid(-w + b):.4g}} at x = -1")
print(f"and {{sigmoid(w + b):.4g}} at x = 1.")
{middle}"""


def _limits(low: float, high: float) -> tuple[float, float]:
    """Round limits around the bars, with room for a number on the right."""
    left = next(r for r in (0, *REACHES) if r >= -low)
    right = next(r for r in REACHES if r >= high)
    room = 0.12 * (left + right)
    return -left - 0.02 * room, right + room


def _signed(value: float) -> str:
    """A number inside a sum: 3, (-0.9)."""
    return f"{value:g}" if value >= 0 else f"({value:g})"
