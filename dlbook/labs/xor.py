"""Two hidden units, two lines: XOR, built by hand."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
from matplotlib.patheffects import withTickedStroke

from dlbook import data
from dlbook.activations import linear, relu, sigmoid, step
from dlbook.figures.colours import GREEN, GREY, PAPER, PURPLE, number
from dlbook.figures.networks import draw_network
from dlbook.figures.regions import decision_map
from dlbook.labs.lab import Lab, Scene
from dlbook.layers import Dense
from dlbook.network import MLP, Network

UNITS = {  # the choice: hidden and output activation
    "relu, linear": (relu, linear),
    "step, step": (step, step),
    "sigmoid, sigmoid": (sigmoid, sigmoid),
}
NUMBERS = {  # control: what the slider is called, where it starts
    "w11": ("unit 1: w1", 1.0),
    "w12": ("unit 1: w2", 1.0),
    "b1": ("unit 1: b", 0.0),
    "w21": ("unit 2: w1", 1.0),
    "w22": ("unit 2: w2", 0.0),
    "b2": ("unit 2: b", -0.5),
    "v1": ("output: v1", 1.0),
    "v2": ("output: v2", 0.0),
    "c": ("output: b", 0.0),
}
RELU_XOR = {"w22": 1.0, "b2": -1.0, "v2": -2.0}
GATES_XOR = dict(zip(NUMBERS, (1, 1, -0.5, -1, -1, 1.5, 1, 1, -1.5), strict=True))
COLUMNS = {"x1": 0.02, "x2": 0.13, "h1": 0.27, "h2": 0.44, "out": 0.62, "XOR": 0.81}


class XorLab(Lab):
    """Notebook 05: two hidden units, two lines, and an output unit that joins them."""

    title = "Build XOR from two lines"
    size = (8.4, 3.8)
    scenes = (
        Scene(
            "One line",
            {},
            "unit 1 alone answers {out[0]:g}, {out[1]:g}, {out[2]:g}, {out[3]:g}: "
            "{right} of 4 rows are right",
        ),
        Scene(
            "Two units alike",
            {**RELU_XOR, "b2": 0.0},
            "two units with the same numbers draw the same line: {right} of 4",
        ),
        Scene(
            "The second unit takes 11 back",
            RELU_XOR,
            "hidden weights 1, 1 and 1, 1, biases 0 and -1, output 1 and -2: "
            "{out[0]:g}, {out[1]:g}, {out[2]:g}, {out[3]:g}, {right} of 4",
        ),
        Scene(
            "Another way",
            {**RELU_XOR, "w12": -1.0, "w21": -1.0, "b2": 0.0, "v2": 1.0},
            "one unit for each side: {out[0]:g}, {out[1]:g}, {out[2]:g}, {out[3]:g}",
        ),
        Scene(
            "OR and NAND",
            {**GATES_XOR, "units": "step, step"},
            "step units: unit 1 is OR, unit 2 NAND, the output their AND: {right} of 4",
        ),
        Scene(
            "Soft units",
            {**GATES_XOR, "units": "sigmoid, sigmoid"},
            "the same numbers with sigmoids give {out[0]:.2f} and {out[1]:.2f}: "
            "{right} of 4",
        ),
        Scene(
            "Soft units, twenty times",
            {**GATES_XOR, "units": "sigmoid, sigmoid", "times": 20},
            "with all numbers times 20: {out[0]:.6f} and {out[1]:.6f}",
        ),
    )

    def make_controls(self):
        return {
            **{
                name: widgets.FloatSlider(
                    value, min=-3, max=3, step=0.25, description=words
                )
                for name, (words, value) in NUMBERS.items()
            },
            "units": widgets.Dropdown(
                options=list(UNITS), description="hidden, output unit"
            ),
            "times": widgets.IntSlider(1, 1, 20, description="all numbers times"),
        }

    def numbers(self, s):
        x, y = data.gates("xor")
        net = _xor_network(s)
        _, h, out = net.forward(x)
        out = out[:, 0]
        said = out >= 0.5  # what it answers
        right = int((said == y).sum())
        return dict(x=x, y=y, net=net, h=h, out=out, said=said, right=right)

    def draw(self, figure):
        net = MLP(2, 2, 1)  # a first one to draw
        plane = figure.add_axes((0.07, 0.13, 0.4, 0.84))
        extent = (-0.5, 1.5, -0.5, 1.5)
        x, y = data.gates("xor")
        self.region = decision_map(plane, _says_one(net), x, y, extent, resolution=61)
        plane.set(xticks=(0, 1), yticks=(0, 1))
        plane.set_xlabel("$x_1$      (ticks: the side where a unit fires)")
        for mark in plane.lines:
            mark.set(markersize=15)
        look = {
            "lw": 2.5,
            "zorder": 3,
            "path_effects": [withTickedStroke(angle=90, length=0.7, spacing=9)],
        }
        self.lines = [
            plane.plot([], [], ls=style, color=colour, **look)[0]
            for style, colour in (("-", GREEN), ("--", PURPLE))
        ]
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5, "alpha": 0.8}
        self.names = [
            plane.text(0, 0, f"unit {k}", color=line.get_color(), weight="bold",
                       ha="center", va="center", bbox=box, zorder=5)
            for k, line in enumerate(self.lines, 1)
        ]  # fmt: skip
        sheet = figure.add_axes((0.53, 0.47, 0.43, 0.52))
        self.wiring = draw_network(sheet, net, numbers=True)
        for shapes in sheet.collections:
            shapes.set_clip_on(False)
        table = figure.add_axes((0.54, 0.02, 0.45, 0.42))
        table.axis("off")
        table.set(xlim=(0, 1), ylim=(0, 5))
        for name, at in COLUMNS.items():
            table.text(at, 4.5, name, color=GREY, va="center")
        self.cells = [
            [table.text(at, 3.5 - row, "", va="center") for at in COLUMNS.values()]
            for row in range(4)
        ]

    def update(self, n):
        moved = [*self.region(_says_one(n.net)), *self.wiring(n.net)]
        hidden = n.net.layers[0]
        for line, name, w, b, place in zip(
            self.lines, self.names, hidden.W, hidden.b, (1, 5), strict=True
        ):
            ends = _line(w, b)
            line.set_data(*ends.T)
            inside = ends[(np.abs(ends - 0.5) <= 1).all(axis=1)]
            inside = inside[np.argsort(inside @ (1, -0.01))]  # from the left
            name.set_visible(len(inside) > 0)
            if len(inside):
                name.set_position(np.clip(inside[place * len(inside) // 6], -0.3, 1.3))
        for row, cells in enumerate(self.cells):
            sign = "right" if n.said[row] == n.y[row] else "wrong"
            values = (*n.x[row], *n.h[row], n.out[row])
            texts = [number(round(float(v), 3), 3) for v in values]
            texts.append(f"{n.y[row]} {sign}")
            for cell, text in zip(cells, texts, strict=True):
                cell.set_text(text)
                cell.set_weight("bold" if sign == "wrong" else "normal")
        cells = [cell for row in self.cells for cell in row]
        return [*moved, *self.lines, *self.names, *cells]

    def describe(self, n):
        first, last = UNITS[n.units]
        w, b = n.net.layers[0].W, n.net.layers[0].b
        units = "; ".join(
            f"unit {k}: {_formula(w[k - 1], b[k - 1], first)}" for k in (1, 2)
        )
        v, c = n.net.layers[1].W[0], n.net.layers[1].b[0]
        text = f"{units}; output: {_formula(v, c, last, 'h')}. On 00, 01, 10, 11: "
        return f"{text}outputs {_outputs(n.out)}; {n.right} of 4 right."

    def program(self, n):
        first, last = UNITS[n.units]
        w, v = n.net.layers
        names = ", ".join(sorted({first.name, last.name}))
        return f"""
from dlbook import Dense, Network, data, {names}

x, y = data.gates("xor")
net = Network(Dense(2, 2, {first}), Dense(2, 1, {last}))
hidden, output = net.layers
hidden.W, hidden.b = {w.W.tolist()}, {w.b.tolist()}
output.W, output.b = {v.W.tolist()}, {v.b.tolist()}
out = net(x)[:, 0].tolist()
print("outputs", ", ".join(f"{{round(v, 6) + 0:g}}" for v in out))
"""


def _xor_network(s) -> Network:
    first, last = UNITS[s.units]
    hidden, output = Dense(2, 2, first), Dense(2, 1, last)
    net = Network(hidden, output)  # before the numbers: all zeros are a fine choice
    hidden.W = np.array([[s.w11, s.w12], [s.w21, s.w22]]) * s.times
    hidden.b = np.array([s.b1, s.b2]) * s.times
    output.W, output.b = np.array([[s.v1, s.v2]]) * s.times, [s.c * s.times]
    return net


def _says_one(net: Network):
    """How sure the network is of a 1, for a map: its output, cut to 0 to 1."""

    def chance(points):
        return net(points).clip(0, 1)

    return chance


def _line(w, b):
    """Points along w x + b = 0, the firing side on the left. Shape (n, 2) or (0, 2)."""
    length = np.hypot(*w)
    if length == 0:
        return np.zeros((0, 2))
    foot, along = -b * w / length**2, np.array([w[1], -w[0]]) / length
    return foot + np.linspace(-4, 4, 161)[:, None] * along


def _formula(w, b, activation, x: str = "x") -> str:
    """Such as relu(1 x1 + 1 x2 - 1)."""
    inside = f"{w[0]:g} {x}1 {_signed(w[1])} {x}2 {_signed(b)}"
    return inside if activation is linear else f"{activation}({inside})"


def _signed(value: float) -> str:
    return f"{'-' if value < 0 else '+'} {abs(value):g}"


def _outputs(out) -> str:
    return ", ".join(f"{round(v, 6) + 0:g}" for v in out.tolist())
