"""Drives a lab without a browser, and the faults that driving must find."""

import itertools
import random
from numbers import Number

import ipywidgets as widgets
import numpy as np

from dlbook.labs import Lab
from dlbook.labs.notches import Notches

CORNERS = 12


def drive(lab: Lab) -> None:
    """Every control to both ends and every option, then random corners."""
    rng = random.Random(1)
    start = lab.state
    count = artists(lab)
    ways = {name: choices(c, rng) for name, c in lab.controls.items()}
    for name, values in ways.items():
        for value in values:
            lab.set(**{name: value})
            check(lab, count)
        lab.set(**start)
    if "step" in ways:  # a run to its end in every corner would take minutes
        ways["step"] = [0, 1, min(90, lab.controls["step"].max)]
    for _ in range(CORNERS):
        lab.set(**{name: rng.choice(values) for name, values in ways.items()})
        check(lab, count)
    lab.set(**start)
    check(lab, count)
    assert lab.state == start


def check(lab: Lab, count: int) -> None:
    assert lab.error == "", f"{lab.error} at {lab.state}"
    assert lab.summary.strip() and "nan" not in lab.summary.split(), lab.state
    assert finite(vars(lab.n)), f"a number is not finite at {lab.state}"
    assert artists(lab) == count, f"artists were added or lost at {lab.state}"
    assert lab.picture.startswith(b"\x89PNG")
    assert lab.code().strip()
    compile(lab.code(), "code()", "exec")


def choices(control: widgets.Widget, rng: random.Random) -> list:
    """Both ends, or every option, and one value between."""
    if isinstance(control, widgets.FloatLogSlider):
        powers = control.min, control.max, rng.uniform(control.min, control.max)
        return [control.base**power for power in powers]
    if hasattr(control, "options"):
        values = [value for _, value in control._options_full]
        if isinstance(control, Notches):  # a slider, of up to a hundred places
            return [values[0], values[-1], rng.choice(values)]
        return values
    if isinstance(control, widgets.Checkbox | widgets.ToggleButton):
        return [True, False]
    if hasattr(control, "min"):
        whole = isinstance(control.value, int)
        pick = rng.randint if whole else rng.uniform
        return [control.min, control.max, pick(control.min, control.max)]
    return [control.value]


def artists(lab: Lab) -> int:
    return sum(len(axes.get_children()) for axes in lab.figure.axes) + len(
        lab.figure.get_children()
    )


def finite(value) -> bool:
    """No infinity and no NaN anywhere inside, unless a mask says it is meant."""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(finite, value))
    if isinstance(value, np.ma.MaskedArray):
        return finite(value.compressed())
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return bool(np.isfinite(value).all())
    return bool(np.isfinite(value)) if isinstance(value, Number) else True


class Faulty(Lab):
    """A lab that goes wrong in one way, near the right end of its slider."""

    title = "Faulty"
    FAULTS = ("raises", "not finite", "silent", "adds artists", "bad code")

    def __init__(self, fault):
        self.fault, self.calls = fault, itertools.count()
        super().__init__()

    def wrong(self, n, fault):
        return self.fault == fault and n.a > 8

    def make_controls(self):
        return {"a": widgets.FloatSlider(2, min=0, max=9, description="a")}

    def numbers(self, s):
        if self.wrong(s, "raises"):
            raise ValueError("seeded")
        return {"b": [np.array([np.nan if self.wrong(s, "not finite") else s.a])]}

    def draw(self, figure):
        self.axes = figure.subplots()
        (self.line,) = self.axes.plot([0, 1], [0, 1])

    def update(self, n):
        self.line.set_ydata([0, n.a])
        if self.wrong(n, "adds artists"):
            self.axes.plot([0], [0])
        return [self.line]

    def describe(self, n):
        return "" if self.wrong(n, "silent") else f"a is {n.a:g}"

    def program(self, n):
        return "print('a is" if self.wrong(n, "bad code") else f"print('a is {n.a:g}')"
