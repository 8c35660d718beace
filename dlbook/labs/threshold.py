"""All or nothing: a neuron that fires when its inputs reach a threshold."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.activations import sigmoid, step
from dlbook.figures.colours import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from dlbook.labs.lab import Lab, Scene

OUTPUTS = {"step": step, "sigmoid": sigmoid}
LOOKS = ((BLUE, ""), (GREEN, "//"), (PURPLE, ".."))  # of the inputs: colour, hatching


class ThresholdLab(Lab):
    """Notebook 03: three signals, one threshold, and what the output tells of them."""

    title = "A neuron and its threshold"
    size = (8.4, 3.3)
    scenes = (
        Scene(
            "Not enough",
            {"b": 0.5},
            "{total:g} stays below the threshold {threshold:g}, so the output is {h:g}",
        ),
        Scene(
            "One of them a little stronger",
            {"b": 0.8},
            "{total:g} reaches the threshold, so the output is {h:g}",
        ),
        Scene(
            "Twice as much, and no louder",
            {"a": 1.0, "b": 1.0, "c": 1.0},
            "the sum is {total:g} and the output is still {h:g}: all or nothing",
        ),
        Scene(
            "The same with a soft output",
            {"b": 0.5, "output": "sigmoid"},
            "at z = {z:g} the sigmoid gives {h:.3f}, and its slope is {slope:.3f}",
        ),
        Scene(
            "Soft, at the threshold",
            {"b": 0.8, "output": "sigmoid"},
            "the slope is largest at z = {z:g}: {slope:g}",
            on_sheet=False,
        ),
        Scene(
            "The step has no slope",
            {"b": 0.5, "threshold": 1.3},
            "just below the threshold the output is {h:g} and the slope is {slope:g}: "
            "nothing tells how near it was",
        ),
    )

    def make_controls(self):
        start = {"a": 0.4, "b": 0.5, "c": 0.3}
        controls = {
            name: widgets.FloatSlider(
                v, min=0, max=1, step=0.1, description=f"input {k}"
            )
            for k, (name, v) in enumerate(start.items(), 1)
        }
        controls["threshold"] = widgets.FloatSlider(
            1.5, min=0, max=3, step=0.1, description="threshold"
        )
        controls["output"] = widgets.Dropdown(
            options=list(OUTPUTS), description="output"
        )
        return controls

    def numbers(self, s):
        inputs = np.array([s.a, s.b, s.c])
        total = round(inputs.sum(), 6)
        z = round(total - s.threshold, 6) + 0.0
        h = OUTPUTS[s.output](np.array(z))
        slope = OUTPUTS[s.output].slope(h)
        return {
            "inputs": inputs,
            "total": total,
            "z": z,
            "h": float(h),
            "slope": float(slope),
        }

    def draw(self, figure):
        sums = figure.add_axes((0.06, 0.2, 0.43, 0.42))
        sums.set(xlim=(0, 3), ylim=(-0.5, 1.1), yticks=(), xlabel="sum of the inputs")
        self.bars = [
            sums.barh(0, 0, height=0.7, fc=colour, ec=PAPER, hatch=hatch)[0]
            for colour, hatch in LOOKS
        ]
        (self.limit,) = sums.plot([], [], color=INK, lw=2.5, ls="--")
        self.limit_name = sums.text(0, 0.85, "threshold", ha="center", va="center")
        self.limit_name.set_bbox({"fc": PAPER, "ec": "none", "pad": 2})
        lamp = figure.add_axes((0.06, 0.72, 0.43, 0.26))
        lamp.axis("off")
        lamp.set(xlim=(0, 3), ylim=(0, 1))
        (self.lamp,) = lamp.plot([0.35], [0.5], "o", ms=34, mec=INK, mew=2)
        self.said = lamp.text(0.75, 0.5, "", va="center", fontsize=15)
        curve = figure.add_axes((0.61, 0.2, 0.36, 0.7))
        curve.set(xlim=(-3, 3), ylim=(-0.15, 1.15), xlabel="z = sum - threshold")
        curve.set(ylabel="output", yticks=(0, 0.5, 1))
        curve.axvline(0, color=GREY, lw=1, ls=":")
        (self.curve,) = curve.plot([], [], color=BLUE, lw=2.5)
        (self.tangent,) = curve.plot([], [], color=ORANGE, lw=3, ls="--", label="slope")
        (self.dot,) = curve.plot([], [], "o", color=INK, ms=11)
        self.slope_name = curve.text(-2.85, 0.98, "", color="#8A4B00")

    def update(self, n):
        left = 0.0
        for bar, strength in zip(self.bars, n.inputs, strict=True):
            bar.set(x=left, width=strength)
            left += strength
        self.limit.set_data([n.threshold] * 2, [-0.5, 0.7])
        self.limit_name.set_x(min(max(n.threshold, 0.4), 2.6))
        self.lamp.set_markerfacecolor(_glow(n.h))
        words = "fires" if n.h == 1 else "is silent" if n.h == 0 else "glows"
        self.said.set_text(f"{words}: output {n.h:.3g}")
        z = np.linspace(-3, 3, 601)
        self.curve.set_data(z, OUTPUTS[n.output](z))
        near = np.array([-0.8, 0.8])
        self.tangent.set_data(n.z + near, n.h + n.slope * near)
        self.dot.set_data([n.z], [n.h])
        self.slope_name.set_text(f"slope {n.slope:.3g}")
        moved = [*self.bars, self.limit, self.limit_name, self.lamp, self.said]
        return [*moved, self.curve, self.tangent, self.dot, self.slope_name]

    def describe(self, n):
        a, b, c = n.inputs
        return (
            f"Inputs {a:g}, {b:g} and {c:g} add up to {n.total:g}; "
            f"minus the threshold {n.threshold:g} that is z = {n.z:g}. "
            f"The {n.output} gives {n.h:.4g}, with slope {n.slope:.4g}."
        )

    def program(self, n):
        a, b, c = n.inputs
        return f"""
from dlbook import {n.output}

z = round({a:g} + {b:g} + {c:g} - {n.threshold:g}, 6)
h = {n.output}(z)
print(f"z = {{z + 0:g}}")
print(f"The {n.output} gives {{h:.4g}}, with slope {{{n.output}.slope(h):.4g}}")
"""


def _glow(h: float) -> tuple:
    """From paper to yellow: the lamp says the output, and so do the words beside it."""
    return tuple((1 - h) * np.ones(3) + h * np.array([1.0, 0.8, 0.1]))
