"""A patient, a neuron with weights chosen by hand, and what becomes of other units."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.activations import sigmoid
from dlbook.figures.colours import (
    BLUE,
    GREY,
    INK,
    class_colour,
    class_marker,
    darker,
    number,
)
from dlbook.figures.neuron import draw_neuron
from dlbook.labs.lab import Lab, Scene

WEIGHTS, BIAS = np.array([-0.02, 0.03, 2.0]), -74.7  # per cm, per kg, per degree C
RANGE = np.linspace(35, 42, 281)  # degrees C
NAMES = ("height", "body weight", "temperature")


def rescaled(length: str, degrees: str) -> tuple[np.ndarray, float]:
    """The same neuron for other units: its weights (3,) and its bias.

    z stays what it is: -.02 h[cm] = -2 h[m], and 2 T[C] = 2 (T[F] - 32) / 1.8."""
    w, b = WEIGHTS.copy(), BIAS
    if length == "m":
        w[0] *= 100
    if degrees == "°F":
        w[2] /= 1.8
        b -= 32 * w[2]
    return w, b


def measured(cm: float, kg: float, celsius, length: str, degrees: str) -> np.ndarray:
    """The patient in the units asked for. Shape (..., 3), as `celsius` is (...)."""
    t = celsius * 1.8 + 32 if degrees == "°F" else celsius
    height = cm / 100 if length == "m" else cm
    return np.stack(np.broadcast_arrays(height, kg, t), axis=-1)


class PatientLab(Lab):
    """Notebook 02: from height, body weight and temperature to a confidence."""

    title = "A patient, three numbers, one confidence"
    size = (8.4, 4.2)
    scenes = (
        Scene("At 37.0", {}, "the score is {z:g}, the confidence {percent:.1f} %"),
        Scene(
            "At 38.0",
            {"celsius": 38.0},
            "the score is {z:g}, the confidence exactly {percent:.1f} %",
        ),
        Scene(
            "At 39.0",
            {"celsius": 39.0},
            "the score is {z:g}, the confidence {percent:.1f} %",
        ),
        Scene(
            "At 40.0",
            {"celsius": 40.0},
            "one degree more adds 2 to the score as before, "
            "but the confidence only rises to {percent:.1f} %",
            on_sheet=False,
        ),
        Scene(
            "Taller",
            {"celsius": 38.0, "cm": 190},
            "20 cm more take the score to {z:g}, the confidence to {percent:.1f} %",
            on_sheet=False,
        ),
        Scene(
            "A careful doctor",
            {"celsius": 37.4, "cut": 0.2},
            "a confidence of {percent:.1f} % is enough for '{says}' "
            "when the cut-off is {cut:g}",
        ),
        Scene(
            "In Fahrenheit, weights as they were",
            {"celsius": 39.0, "degrees": "°F", "follow": False},
            "weight 2 now meets {x[2]:.1f}: score {z:.1f}, and everybody is sick",
        ),
        Scene(
            "In Fahrenheit, weights follow",
            {"celsius": 39.0, "degrees": "°F"},
            "weight {w[2]:.4f} per °F and bias {b:.4f}: "
            "score {z:.4g} and confidence {percent:.1f} % as before",
        ),
        Scene(
            "In metres",
            {"celsius": 39.0, "length": "m"},
            "the weight of the height is {w[0]:g} per metre, a hundred times as large, "
            "and the confidence is {percent:.1f} % as before",
        ),
    )

    def make_controls(self):
        def slider(kind, value, low, high, step, name):
            return kind(value=value, min=low, max=high, step=step, description=name)

        whole, real = widgets.IntSlider, widgets.FloatSlider
        controls = {
            "cm": slider(whole, 170, 140, 200, 1, "height, cm"),
            "kg": slider(whole, 70, 40, 130, 1, "body weight, kg"),
            "celsius": slider(real, 37.0, 35, 42, 0.1, "temperature, °C"),
            "length": widgets.ToggleButtons(options=("cm", "m"), description="height"),
            "degrees": widgets.ToggleButtons(
                options=("°C", "°F"), description="temperature"
            ),
            "follow": widgets.Checkbox(
                value=True, indent=False, description="weights follow the units"
            ),
            "cut": slider(real, 0.5, 0.05, 0.95, 0.05, "cut-off"),
        }
        controls["cut"].readout_format = ".2f"
        for name in ("length", "degrees"):
            controls[name].style.button_width = "52px"
            controls[name].layout.width = "150px"  # four in the second row
        controls["follow"].layout.width = "215px"
        return controls

    def numbers(self, s):
        w, b = rescaled(s.length, s.degrees) if s.follow else (WEIGHTS, BIAS)
        x = measured(s.cm, s.kg, s.celsius, s.length, s.degrees)
        every = measured(s.cm, s.kg, RANGE, s.length, s.degrees)
        z = round(float(w @ x) + b, 9) + 0.0
        h = float(sigmoid(z))
        return {
            "w": w,
            "b": b,
            "x": x,
            "z": z,
            "h": h,
            "percent": 100 * h,
            "sick": h >= s.cut,
            "says": "sick" if h >= s.cut else "healthy",
            "curve": sigmoid(every @ w + b),
        }

    def draw(self, figure):
        top = figure.add_axes((0.01, 0.43, 0.98, 0.56))
        self.neuron = draw_neuron(top, (1, 1, 1), (1, 1, 1), 1, sigmoid, NAMES)
        for text in top.texts:
            if text.get_fontsize() == 12:
                text.set_fontsize(11)  # so that 102.2 fits into its circle
        axes = figure.add_axes((0.085, 0.13, 0.56, 0.29))
        axes.set(xlim=(35, 42), ylim=(-0.06, 1.08), ylabel="confidence")
        axes.set_xlabel("temperature, °C", labelpad=1)
        axes.set_yticks((0, 0.5, 1), ("0 %", "50 %", "100 %"))
        (self.curve,) = axes.plot(RANGE, RANGE, color=BLUE)
        (self.limit,) = axes.plot([35, 42], [0, 0], color=GREY, lw=1.5, ls="--")
        self.cut_name = axes.text(35.1, 0, "cut-off", color=GREY, va="bottom")
        self.dots = [
            axes.plot([], [], class_marker(k), color=class_colour(k), mec=INK, ms=12)[0]
            for k in (0, 1)
        ]
        for dot in self.dots:
            dot.set_clip_on(False)  # whole at 35 and at 42 degrees, too
        words = figure.add_axes((0.68, 0.02, 0.31, 0.4))
        words.set_axis_off()
        self.score = words.text(0, 0.84, "", fontsize=14)
        self.sure = words.text(0, 0.52, "", fontsize=14)
        self.verdict = words.text(0, 0.18, "", fontsize=17, weight="bold")

    def update(self, n):
        moved = self.neuron(n.x.round(9), n.w, n.b, sigmoid)
        self.curve.set_ydata(n.curve)
        self.limit.set_ydata([n.cut, n.cut])
        self.cut_name.set_y(n.cut + 0.01 if n.cut < 0.8 else n.cut - 0.2)
        for k, dot in enumerate(self.dots):
            shown = n.sick == bool(k)
            dot.set_data(*([n.celsius], [n.h]) if shown else ([], []))
        self.score.set_text(f"score z = {number(n.z)}")
        self.sure.set_text(f"confidence {n.percent:.1f} %")
        self.verdict.set_text(f"it says: {n.says}")
        self.verdict.set_color(darker(class_colour(int(n.sick))))
        moved += [self.curve, self.limit, self.cut_name, *self.dots]
        return [*moved, self.score, self.sure, self.verdict]

    def describe(self, n):
        h, kg, t = n.x
        return (
            f"{h:g} {n.length}, {kg:g} kg, {t:.4g} {n.degrees}; weights "
            f"{n.w[0]:.4g}, {n.w[1]:.4g}, {n.w[2]:.4g}, bias {n.b:.6g}: "
            f"score z = {n.z:.4g}, confidence {n.percent:.1f} %. "
            f"At the cut-off {n.cut:g} it says {n.says}."
        )

    def program(self, n):
        h, kg, t = n.x
        return f"""
import numpy as np
from dlbook import sigmoid

x = np.array([{h:.10g}, {kg:g}, {t:.10g}])
w = np.array([{", ".join(f"{v:.12g}" for v in n.w)}])
z = round(w @ x + {n.b:.14g}, 9) + 0.0
print(f"z = {{z:.4g}}")
print(f"confidence {{100 * sigmoid(z):.1f}} %")
"""
