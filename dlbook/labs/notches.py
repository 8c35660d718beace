"""A slider of chosen values: 0.9 is 0.9, and an arrow key goes to the next one."""

from __future__ import annotations

import math
from collections.abc import Iterable

import ipywidgets as widgets

# 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9 in every power of ten from 0.0001 to 10
STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)
RATES = [round(a * 10.0**p, 6) for p in range(-4, 1) for a in STEPS] + [10.0]


class Notches(widgets.SelectionSlider):
    """A slider over `values`, in their order; another number is put in its place.

    Sliders of the other kinds round what Python sets to their own grid as soon as a
    browser shows them, and their log scale turns 0.9 into 0.891."""

    def __init__(self, values: Iterable[float], value: float, description: str):
        options = [(f"{v:g}", v) for v in sorted({*values, value})]
        super().__init__(options=options, value=value, description=description)

    def place(self, value: float) -> None:
        """Move to `value`, which may be any number between the ends."""
        known = [v for _, v in self.options]
        if value not in known:
            if not known[0] <= value <= known[-1]:
                raise ValueError(
                    f"{self.description} must lie between {known[0]:g} and "
                    f"{known[-1]:g}; got {value!r}"
                )
            self.options = [(f"{v:g}", v) for v in sorted([*known, value])]
        self.value = value


def rates(
    value: float, low: float, high: float, description: str = "rate", more=()
) -> Notches:
    """A slider of learning rates from `low` to `high`, and `more` of your own."""
    inside = [rate for rate in RATES if low <= rate <= high]
    return Notches([low, *inside, high, *more], value, description)


def rounded(control: widgets.Widget, placed) -> bool:
    """Whether a slider stands where the browser's rounding of `placed` puts it.

    A browser sends every value back rounded to the slider's grid: 1e-6 comes back as
    0, and 0 as -2.2e-16. That is no move of the learner's."""
    if type(placed) is not float or not hasattr(control, "step"):
        return control.value == placed
    if isinstance(control, widgets.FloatLogSlider):
        ratio = math.log(control.value / placed, control.base)
        return abs(ratio) <= 0.501 * control.step
    return abs(control.value - placed) <= 0.501 * control.step


def exact(value):
    """A float without the noise of a slider's grid (0.30000000000000004)."""
    return round(float(f"{value:.10g}"), 12) + 0.0 if type(value) is float else value
