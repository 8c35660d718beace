"""The perceptron learns a gate: one sample at a time, and the line moves."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.figures.colours import BLUE, CLASS_COLOURS, GREY, INK
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import rates
from dlbook.perceptron import Perceptron

PASSES = 20
CORNERS = np.array([(-0.5, -0.5), (1.5, -0.5), (1.5, 1.5), (-0.5, 1.5)])
SPOTS = np.array([(0.5, 0.5), *(0.5 + 0.79 * (CORNERS - 0.5))])  # beside the points
COLUMNS = {"x1": 0.02, "x2": 0.14, "target": 0.26, "z": 0.45, "output": 0.66}


class PerceptronLab(Lab):
    """Notebook 03: a step-through trainer for AND, OR, NAND and XOR."""

    title = "The perceptron learns from its mistakes"
    size = (8.4, 3.9)
    horizon, pace = 4 * PASSES, 0.6
    scenes = (
        Scene(
            "The first mistake",
            {"gate": "and", "step": 1},
            "from zero it fires at z = 0; 00 should be 0, so b becomes {b:g}",
        ),
        Scene(
            "AND is learned",
            {"gate": "and", "step": 24},
            "it stops after {passes} passes and {updates} updates: "
            "w = ({w[0]:g}, {w[1]:g}), b = {b:g}",
        ),
        Scene(
            "OR is learned sooner",
            {"gate": "or", "step": 16},
            "it stops after {passes} passes and {updates} updates: "
            "w = ({w[0]:g}, {w[1]:g}), b = {b:g}",
        ),
        Scene(
            "NAND is AND turned round",
            {"gate": "nand", "step": 24},
            "it stops after {passes} passes and {updates} updates: "
            "w = ({w[0]:g}, {w[1]:g}), b = {b:g}",
        ),
        Scene(
            "XOR is never learned",
            {"gate": "xor", "step": 80},
            "every pass ends at w = ({w[0]:g}, {w[1]:g}), b = {b:g} with "
            "{last_errors} mistakes, for ever",
        ),
        Scene(
            "A larger rate",
            {"gate": "and", "rate": 7.0, "step": 24},
            "rate 7 only rescales: w = ({w[0]:g}, {w[1]:g}), b = {b:g}, "
            "{updates} updates as before",
        ),
        Scene(
            "A rate that cannot be stored exactly",
            {"gate": "and", "rate": 0.1, "step": 16},
            "rate 0.1 should rescale too, but rounding decides ties at z = 0: "
            "{passes} passes, {updates} updates",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "gate": widgets.Dropdown(
                options=[(g.upper(), g) for g in ("and", "or", "nand", "xor")],
                description="gate",
            ),
            "rate": rates(1.0, 0.1, 10, "learning rate"),
        }

    def steps(self, s):
        x, y = data.gates(s.gate)
        unit = Perceptron(2)
        yield unit.w, unit.b, 0  # update makes new arrays, so nothing need be copied
        for lesson in unit.lessons(x, y, PASSES, s.rate):
            yield unit.w, unit.b, int(lesson.loss)

    def numbers(self, s):
        x, y = data.gates(s.gate)
        w, b, _ = s.record
        wrong = np.array([mistake for _, _, mistake in s.trail[1:]], int)
        z = x @ w + b
        per_pass = [int(wrong[i : i + 4].sum()) for i in range(0, len(wrong), 4)]
        ends = [(*w, b) for w, b, _ in s.trail[4::4]]
        return {
            "w": w,
            "b": b,
            "x": x,
            "y": y,
            "z": z,
            "output": (z >= 0).astype(int),
            "sample": (s.step - 1) % 4 if s.step else -1,
            "passes": s.step // 4,
            "updates": int(wrong.sum()),
            "per_pass": per_pass,
            "last_errors": per_pass[-1] if per_pass else 0,
            "learned": len(wrong) % 4 == 0 and per_pass[-1:] == [0],
            "repeats": len(ends) > 1 and ends[-1] == ends[-2] and per_pass[-1] > 0,
        }

    def draw(self, figure):
        plane = figure.add_axes((0.07, 0.14, 0.4, 0.76))
        plane.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xlabel="x1", ylabel="x2")
        plane.set(xticks=(0, 1), yticks=(0, 1))
        (self.fires,) = plane.fill([], [], color=BLUE, alpha=0.13, lw=0)
        (self.line,) = plane.plot([], [], color=INK, lw=2.5)
        (self.ring,) = plane.plot([], [], "o", ms=30, mfc="none", mec=INK, mew=2)
        self.dots = [
            plane.plot([], [], mark, color=colour, ms=15, ls="", label=f"target {k}")[0]
            for k, (mark, colour) in enumerate(zip("os", CLASS_COLOURS, strict=False))
        ]
        self.side = plane.text(0.5, 0.5, "", color=BLUE, ha="center", va="center")
        plane.legend(loc="upper center", ncols=2, bbox_to_anchor=(0.5, 1.16))

        table = figure.add_axes((0.53, 0.5, 0.46, 0.46))
        table.axis("off")
        table.set(xlim=(0, 1), ylim=(0, 5))
        for name, x in COLUMNS.items():
            table.text(x, 4.5, name, color=GREY, va="center")
        self.mark = table.axhspan(0, 1, color="#EEEEEE")
        columns = (*COLUMNS.values(), 0.84)
        self.cells = [
            [table.text(at, 3.5 - row, "", va="center") for at in columns]
            for row in range(4)
        ]
        errors = figure.add_axes((0.575, 0.14, 0.4, 0.26))
        errors.set(xlim=(0.4, PASSES + 0.6), ylim=(-0.2, 4.4), yticks=(0, 2, 4))
        errors.set(xlabel="pass", ylabel="mistakes", xticks=(1, 5, 10, 15, 20))
        (self.count,) = errors.plot([], [], "-o", color=BLUE)
        (self.so_far,) = errors.plot([], [], "o", mfc="none", mec=BLUE, mew=2)

    def update(self, n):
        self.line.set_data(*_line(n.w, n.b))
        half = _firing_side(n.w, n.b)
        self.fires.set_xy(half)
        self.side.set_text("fires" if len(half) > 2 else "")
        self.side.set_position(SPOTS[(SPOTS @ n.w).argmax()])
        for k, dots in enumerate(self.dots):
            dots.set_data(*n.x[n.y == k].T)
        shown = n.x[n.sample : n.sample + 1] if n.sample >= 0 else n.x[:0]
        self.ring.set_data(shown[:, 0], shown[:, 1])
        for row, (x, y, z, output) in enumerate(
            zip(n.x, n.y, n.z, n.output, strict=True)
        ):
            right = "right" if output == y else "wrong"
            texts = (
                f"{x[0]:g}",
                f"{x[1]:g}",
                f"{y}",
                f"{z:.4g}" if z == 0 or abs(z) > 1e-9 else f"{z:.0e}",
                f"{output}",
                right,
            )
            for cell, text in zip(self.cells[row], texts, strict=True):
                cell.set_text(text)
                cell.set_weight("bold" if right == "wrong" else "normal")
        self.mark.set_y(3 - n.sample)
        self.mark.set_visible(n.sample >= 0)
        self.count.set_data(np.arange(n.passes) + 1, n.per_pass[: n.passes])
        now = n.per_pass[n.passes :]  # a pass that is not over yet, drawn hollow
        self.so_far.set_data([n.passes + 1] * len(now), now)
        cells = [cell for row in self.cells for cell in row]
        moved = [self.fires, self.line, self.ring, *self.dots, self.side, self.mark]
        return [*moved, *cells, self.count, self.so_far]

    def describe(self, n):
        right = int((n.output == n.y).sum())
        text = f"{n.gate.upper()}, rate {n.rate:.3g}, step {n.step}: "
        text += f"w = ({n.w[0]:g}, {n.w[1]:g}), b = {n.b:g}; updates: {n.updates}. "
        text += f"{right} of 4 rows are right"
        if n.learned:
            return f"{text}; pass {n.passes} had no mistake, so it has learned."
        if n.repeats and n.step % 4 == 0:
            text += f"; pass {n.passes} ended where pass {n.passes - 1} did"
        so_far = " so far" if n.step % 4 else ""
        return f"{text}. Mistakes in this pass{so_far}: {n.last_errors}."

    def program(self, n):
        return f"""
from itertools import islice
from dlbook import Perceptron, data

x, y = data.gates({n.gate!r})
unit, updates = Perceptron(2), 0
lessons = unit.lessons(x, y, epochs={PASSES}, rate={n.rate!r})
for step in islice(lessons, {n.step}):
    updates += int(step.loss)
w, b = unit.w, unit.b
print(f"w = ({{w[0]:g}}, {{w[1]:g}}), b = {{b:g}}; updates: {{updates}}")
"""


def _line(w, b):
    """The points of the square where w x + b = 0, as two lists."""
    if not w.any():
        return [], []
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.hypot(*w)
    return np.transpose([foot - 4 * along, foot + 4 * along])


def _firing_side(w, b):
    """The corners of the part of the square where w x + b >= 0. Shape (n, 2)."""
    corners = []
    for p, q in zip(CORNERS, np.roll(CORNERS, -1, axis=0), strict=True):
        at, to = p @ w + b, q @ w + b
        if at >= 0:
            corners.append(p)
        if at * to < 0:
            corners.append(p + (q - p) * at / (at - to))
    return np.array(corners) if len(corners) > 2 else np.zeros((1, 2)) - 9
