"""A recurrent cell stepped through time: it fades, grows, or counts odd and even."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.activations import linear, relu, tanh
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE, PAPER, number
from dlbook.labs.lab import Lab, Scene
from dlbook.layers import Dense
from dlbook.network import Network
from dlbook.recurrent import Recurrent

PARITY = "parity: the XOR net"
CELLS = {"tanh": tanh, "linear": linear, PARITY: None}
SEQUENCES = {
    "1 0 0": (1, 0, 0),
    "1, then twenty 0": (1, *20 * [0]),
    "1 0 1 1": (1, 0, 1, 1),
    "1 1": (1, 1),
    "seven 1": 7 * (1,),
    "1 1 0 1 0 0 1 1": (1, 1, 0, 1, 0, 0, 1, 1),
}
FORMULAS = {"tanh": "tanh({x} + {w}\N{MIDDLE DOT}{h})", "linear": "{x} + {w}"
            "\N{MIDDLE DOT}{h}", PARITY: "XOR({x}, {h})"}  # fmt: skip
LONG = 8  # beyond it the circles are small, with no room for their numbers
MOST = max(map(len, SEQUENCES.values()))


def xor_net() -> Network:
    """The 2-2-1 network of notebook 05: relu(a + b) - 2 relu(a + b - 1)."""
    hidden, out = Dense(2, 2, relu), Dense(2, 1)
    net = Network(hidden, out).astype(np.float64)
    net.theta = [1, 1, 1, 1, 0, -1, 1, -2, 0]
    return net


@lru_cache(maxsize=256)
def states(cell: str, w_h: float, sequence: tuple[int, ...]) -> tuple[float, ...]:
    """h_0 = 0, then h after each element: the same weights at every step."""
    if cell == PARITY:
        net, h = xor_net(), [0.0]
        for x in sequence:
            h.append(float(net(np.array([[x, h[-1]]]))[0, 0]))
        return tuple(h)
    net = Network(Recurrent(1, 1, CELLS[cell])).astype(np.float64)
    net.theta = [1, w_h, 0]
    h = net(np.array(sequence, float).reshape(1, -1, 1))
    return (0.0, *h[0, :, 0].tolist())


class RecurrentLab(Lab):
    """Notebook 15: one cell, one memory, any length."""

    title = "A cell with a memory, step by step"
    size = (8.4, 4.0)
    pace = 0.5
    scenes = (
        Scene("One input", {"step": 1}, "after the 1, h = {h:.4f}"),
        Scene(
            "It remembers",
            {"step": 3},
            "the input is gone, a trace stays: {words}",
        ),
        Scene(
            "Forgotten",
            {"cell": "linear", "sequence": "1, then twenty 0", "step": 21},
            "factor {w_h:g}, twenty steps on: {h:.2g} of the 1 is left",
        ),
        Scene(
            "Blown up",
            {"cell": "linear", "w_h": 1.5, "sequence": "1, then twenty 0", "step": 21},
            "factor {w_h:g}, twenty steps on: the 1 has become {h:,.0f}",
        ),
        Scene(
            "Kept",
            {"cell": "linear", "w_h": 1.0, "sequence": "1, then twenty 0", "step": 21},
            "factor {w_h:g}, twenty steps on: still {h:g}",
            on_sheet=False,
        ),
        Scene(
            "A ceiling",
            {"cell": "tanh", "w_h": 1.5, "sequence": "1, then twenty 0", "step": 21},
            "with tanh and {w_h:g} it cannot blow up: h settles at {h:.3f}",
            on_sheet=False,
        ),
        Scene(
            "Three ones are odd",
            {"cell": PARITY, "sequence": "1 0 1 1", "step": 4},
            "the XOR net, used four times: parity {h:g}",
        ),
        Scene(
            "Seven ones",
            {"cell": PARITY, "sequence": "seven 1", "step": 7},
            "the same nine parameters, seven times: parity {h:g}",
            on_sheet=False,
        ),
        Scene(
            "Two ones are even",
            {"cell": PARITY, "sequence": "1 1", "step": 2},
            "and twice: parity {h:g}",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "cell": widgets.Dropdown(options=list(CELLS), description="cell"),
            "w_h": widgets.FloatSlider(
                value=0.5, min=0, max=1.5, step=0.05, description="memory w_h"
            ),
            "sequence": widgets.Dropdown(options=list(SEQUENCES), description="inputs"),
        }

    @property
    def horizon(self):
        return len(SEQUENCES[self.controls["sequence"].value])

    def steps(self, s):
        yield from states(s.cell, s.w_h, SEQUENCES[s.sequence])

    def numbers(self, s):
        inputs = np.array(SEQUENCES[s.sequence])
        h = np.array(states(s.cell, s.w_h, SEQUENCES[s.sequence])[: s.step + 1])
        formula = "h_0 = 0: nothing has been read yet"
        if s.step:
            words = [number(v) for v in (inputs[s.step - 1], s.w_h, h[-2])]
            right = FORMULAS[s.cell].format(**dict(zip("xwh", words, strict=True)))
            formula = f"h_{s.step} = {right} = {number(h[-1])}"
        return {
            "inputs": inputs,
            "states": h,
            "h": float(h[-1]),
            "words": ", ".join(f"{v:.4f}" for v in h[1:]),
            "formula": formula,
        }

    def draw(self, figure):
        top = figure.add_axes((0.09, 0.59, 0.89, 0.34))
        top.axis("off")
        top.set(xlim=(-0.6, 8), ylim=(-0.45, 1.5))
        self.top = top
        (self.down,) = top.plot([], [], "-", color=ORANGE, lw=2.5, zorder=1)
        (self.along,) = top.plot([], [], "-", color=BLUE, lw=2.5, zorder=1)
        (self.heads,) = top.plot([], [], ">", color=BLUE, ms=9, zorder=1)
        look = {"ls": "none", "mec": INK, "mfc": PAPER, "zorder": 2}
        (self.cells,) = top.plot([], [], "o", ms=38, **look)
        (self.reads,) = top.plot([], [], "s", ms=20, **look)
        middle = {"ha": "center", "va": "center", "size": 11.5, "zorder": 3}
        self.values = [top.text(k, 1, "", **middle) for k in range(LONG + 1)]
        self.given = [top.text(k, 0, "", **middle) for k in range(1, MOST + 1)]
        (self.here,) = top.plot([], [], "o", mec=BLUE, mfc="none", mew=3, zorder=4)
        side = figure.add_axes((0.09, 0.14, 0.89, 0.355))
        side.set(xlabel="step t", ylabel="h")
        self.side = side
        self.one = side.axhline(1, color=GREY, ls=":", lw=1.5)
        (self.line,) = side.plot([], [], "-o", color=BLUE, ms=6)
        side.xaxis.get_major_locator().set_params(integer=True)
        words = "the same weights at every step: memory along, input upwards"
        figure.text(0.09, 0.945, words, size=12)
        self.formula = figure.text(0.09, 0.53, "", size=13, weight="bold")

    def update(self, n):
        total, t = len(n.inputs), n.step
        self._frame(n.cell, total)
        gap, read = np.full(total, np.nan), np.arange(1, total + 1)
        ends = _pieces(0 * read, 0 * read + 1, gap)
        self.down.set_data(_pieces(read, read, gap), ends)
        self.along.set_data([0, total], [1, 1])
        self.heads.set_data(read - 0.45, np.ones(total))
        self.cells.set_data(range(total + 1), np.ones(total + 1))
        self.reads.set_data(read, np.zeros(total))
        short = total <= LONG
        self.cells.set_markersize(38 if short else 15)
        self.reads.set_markersize(22 if short else 12)
        self.here.set_data([t], [1])
        self.here.set_markersize(38 if short else 15)
        for k, text in enumerate(self.values):
            text.set_text(f"{n.states[k]:.3g}" if short and k <= t else "")
        for k, text in enumerate(self.given):
            text.set_text(str(n.inputs[k]) if k < total else "")
            text.set_size(11.5 if short else 8)
        first = int(n.cell == "linear")  # h_0 = 0 has no place on a log axis
        self.one.set_visible(n.cell == "linear")  # above it grows, below it fades
        self.line.set_data(range(first, t + 1), n.states[first:])
        self.formula.set_text(n.formula)
        moved = [self.down, self.along, self.heads, self.cells, self.reads, self.here]
        moved += [self.one, self.line, self.formula]
        return [*moved, *self.values, *self.given]

    def _frame(self, cell, total):
        """Axes that change only with the cell and the sequence."""
        limits = (-0.6, max(total, 4) + 0.6)
        if self.top.get_xlim() != limits:
            self.top.set_xlim(limits)
            self.side.set_xlim(limits)
        scale, low, high = ("linear", -0.15, 1.2)
        if cell == "linear":
            scale, low, high = "log", 1e-7, 2e4
        if self.side.get_ylim() != (low, high):
            self.side.set_yscale(scale)
            self.side.set_ylim(low, high)
            if scale == "log":
                self.side.set_yticks((1e-6, 1e-3, 1, 1e3))

    def describe(self, n):
        memory = "" if n.cell == PARITY else f", memory {n.w_h:g}"
        text = f"Cell {n.cell}{memory}, inputs {n.sequence}: {n.formula}. "
        text += f"After {n.step} of {len(n.inputs)} steps h = {n.h:.4g}."
        if n.cell == PARITY and n.step:
            odd = "odd" if n.h else "even"
            text += f" So far the number of ones is {odd}."
        return text

    def program(self, n):
        inputs = n.inputs[: n.step].tolist()
        rule = {
            "tanh": f"np.tanh(x + {n.w_h!r} * h)",
            "linear": f"x + {n.w_h!r} * h",
            PARITY: "max(x + h, 0) - 2 * max(x + h - 1, 0)",
        }[n.cell]
        return f"""
import numpy as np

h = 0
for x in {inputs}:
    h = {rule}
print(f"After {n.step} of {len(n.inputs)} steps h = {{h:.4g}}.")
"""


def _pieces(start, end, gap):
    """Separate strokes as one line: start, end, nothing, start, end, ..."""
    return np.column_stack([start, end, gap]).ravel()
