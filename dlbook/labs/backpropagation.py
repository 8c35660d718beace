"""The two-way graph: numbers go forward, local products come back, then a step."""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREY, INK, PURPLE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import rates
from dlbook.labs.two_way import (
    BACKWARD,
    EVENTS,
    FORWARD,
    PARAMETERS,
    check,
    filled,
    loss_after,
    parameters,
    short,
    sweep,
    verdict,
    worked,
)
from dlbook.labs.two_way_graph import TwoWayGraph
from dlbook.labs.view import button, row

START = {  # in the order of the boxes: first unit 1, then unit 2
    **{"x1": 1.0, "w11": 1.0, "w12": -1.0, "b1": 0.0, "v1": 2.0, "c": 0.5},
    **{"x2": 2.0, "w21": 0.5, "w22": 1.0, "b2": -1.0, "v2": -1.0, "y": 1.0},
}
ROUND = len(EVENTS) + 1  # all numbers forward and back, then one step
SEEN = len(FORWARD)
TRIED = np.linspace(0.01, 0.5, 50)


class BackpropagationLab(Lab):
    """Notebook 09: one network, every number in sight, one local product at a time."""

    title = "The two-way graph: forward, backward, step"
    size = (8.4, 4.2)
    horizon, pace = 3 * ROUND + SEEN, 0.8
    scenes = (
        Scene(
            "Forward",
            {"step": SEEN},
            "the output is {v[out]:g}, the loss {v[loss]:g}; unit 1 is off",
        ),
        Scene("One local product", {"step": SEEN + 3}, "{told}", on_sheet=False),
        Scene(
            "Backward",
            {"step": ROUND - 1},
            "row 2 of dW is ({v[dw21]:g}, {v[dw22]:g}), dV is ({v[dv1]:g}, "
            "{v[dv2]:g}); unit 1 is off, so its gradients are {v[dw11]:g}",
        ),
        Scene(
            "Step",
            {"step": ROUND},
            "only now the parameters move: v2 from -1 to {v[v2]:g}",
        ),
        Scene(
            "Forward again",
            {"step": ROUND + SEEN},
            "after a step of rate {rate:g} the output is {v[out]:.2f}, "
            "the loss {v[loss]:.5f}",
            on_sheet=False,
        ),
        *(
            Scene(
                f"With rate {rate:g}",
                {"rate": rate, "step": ROUND + SEEN},
                "rate {rate:g} leaves a loss of {v[loss]:.3f}" + words,
                on_sheet=rate == 0.5,
            )
            for rate, words in (
                (0.01, ""),
                (0.05, ""),
                (0.2, ""),
                (0.5, ": too far, and now unit 2 is off as well"),
            )
        ),
        Scene(
            "Update too early",
            {"early": True, "step": ROUND - 1},
            "row 2 of dW is ({v[dw21]:.1f}, {v[dw22]:.1f}), and the check fails: "
            "worst error {worst:.2f}",
        ),
        Scene(
            "A small error",
            {"y": -0.9, "step": ROUND - 1},
            "the loss is only {v[loss]:.3f}, and still v2 has a gradient of "
            "{v[dv2]:.2f}",
            on_sheet=False,
        ),
        Scene(
            "Unit 1 switched on",
            {"b1": 3.0, "step": ROUND - 1},
            "with b1 = 3 unit 1 fires, and its weights have gradients: "
            "({v[dw11]:g}, {v[dw12]:g})",
            on_sheet=False,
        ),
    )

    def __init__(self, **values):
        super().__init__(**values)
        phases = [
            button("forward", "long-arrow-right", lambda: self._go(SEEN), FORTH),
            button("backward", "long-arrow-left", lambda: self._go(ROUND - 1), BACK),
            button("optimizer step", "level-down", lambda: self._go(ROUND), MOVE),
        ]
        for each in phases:
            each.layout.width = "150px"
        *above, image, words, code, listing = self._view.box.children
        self._view.box.children = [*above, row(phases), image, words, code, listing]

    def _go(self, place: int):
        """To the end of a phase of this round; the scrubber is observed."""
        self.player.pause()
        place += self.controls["step"].value // ROUND * ROUND
        self.controls["step"].value = min(place, self.horizon)

    def make_controls(self):
        return {
            **{
                name: widgets.BoundedFloatText(
                    value,
                    min=-5,
                    max=5,
                    step=0.01,
                    description=name,
                    layout={"width": "136px"},
                )
                for name, value in START.items()
            },
            "rate": rates(0.1, 0.01, 0.5, "rate α"),
            "early": widgets.Checkbox(
                False, indent=False, description="update too early (a bug)"
            ),
            "answer": widgets.Text("", description="your next number"),
        }

    def steps(self, s):
        x, y = _example(s)
        theta = np.array([getattr(s, name) for name in PARAMETERS])
        while True:
            for _ in range(ROUND):
                yield theta.copy()
            values = sweep(theta, x, y, s.rate, s.early)
            if values["loss"] > 1e9:
                return "it flew off"
            theta = values["next"]

    def numbers(self, s):
        x, y = _example(s)
        case = s.record, x, y
        v = sweep(*case, s.rate, s.early)
        measured, worst = check(*case, s.rate, s.early)
        at = s.step % ROUND
        ahead = np.array([loss_after(*case, a, s.early) for a in TRIED])
        return {
            "v": v,
            "at": at,
            "turn": s.step // ROUND + 1,
            "told": worked(v, at - 1) if at else "",
            "measured": measured,
            "worst": worst,
            "ahead": ahead,
            "landed": loss_after(*case, s.rate, s.early),
            "verdict": verdict(s.answer, v, at),
        }

    def draw(self, figure):
        self.graph = TwoWayGraph(figure.add_axes((0, 0, 590 / 840, 1)))
        self._draw_check(figure)
        self.plane = figure.add_axes((0.755, 0.125, 0.23, 0.26))
        self.plane.set(xlabel="rate α", xlim=(0, 0.51))
        self.plane.set_title("L after one step", fontsize=11)
        self.plane.yaxis.set_major_formatter("{x:g}")
        (self.curve,) = self.plane.plot([], [], color=GREY)
        (self.here,) = self.plane.plot([], [], "o", color=BLUE, ms=9)

    def _draw_check(self, figure):
        table = figure.add_axes((0.72, 0.47, 0.27, 0.52))
        table.set(xlim=(0, 10), ylim=(0, 11))
        table.axis("off")
        look = {"fontsize": 11, "va": "center", "ha": "right"}
        heads = ((5.9, "backward", PURPLE), (9.9, "measured", INK))
        for x, word, colour in heads:
            table.text(x, 10.4, word, color=colour, **look)
        self.rows = {}
        for k, name in enumerate(PARAMETERS):
            y = 9.4 - k
            table.text(0.2, y, name, color=GREY, fontsize=11, va="center")
            self.rows[name] = [
                table.text(x, y, "", color=colour, **look) for x, _, colour in heads
            ]
        self.worst = table.text(0.2, 0.2, "", fontsize=11, va="center", weight="bold")

    def update(self, n):
        shown = {name for name, *_ in EVENTS[: n.at]}
        now = n.v
        if n.early and "dc" in shown:  # the bug: this layer has moved already
            now = n.v | dict(zip(PARAMETERS[-3:], n.v["next"][-3:], strict=True))
        moved = self.graph.update(
            now,
            shown,
            newest=EVENTS[n.at - 1][0] if n.at else "",
            banner=_banner(n),
            rule=n.told or f"next: {EVENTS[0][1]} = ?",
        )
        done = n.at == ROUND - 1
        for name, (ours, theirs) in self.rows.items():
            ours.set_text(short(n.v["d" + name]) if "d" + name in shown else "")
            apart = abs(n.v["d" + name] - n.measured[name]) > 1e-4
            sign = "≠ " if apart else ""
            theirs.set_text(sign + short(round(n.measured[name], 6)) if done else "")
            theirs.set_weight("bold" if apart else "normal")
        self.worst.set_text(_checked(n) if done else "")
        self.curve.set_data(TRIED, n.ahead)
        self.here.set_data([n.rate], [n.landed])
        highest = max(n.ahead.max(), n.v["loss"], 1e-3)
        top = 2.0 ** math.ceil(math.log2(highest))
        if self.plane.get_ylim() != (-0.05 * top, top):
            self.plane.set_ylim(-0.05 * top, top)
            self.plane.set_yticks([0, top])
        cells = [cell for pair in self.rows.values() for cell in pair]
        return [*moved, *cells, self.worst, self.curve, self.here]

    def describe(self, n):
        text = f"{_banner(n)}. {n.told}{'. ' if n.told else ''}"
        text += f"Parameters: {parameters(n.v)}. "
        if n.at >= SEEN:
            text += f"Output {n.v['out']:.4g}, loss {n.v['loss']:.4g}. "
        if n.at == ROUND - 1:
            text += f"Gradients: {parameters(n.v, 'd')}. {_checked(n)}. "
            text += f"A step of rate {n.rate:g} would leave a loss of {n.landed:.4g}."
        else:
            _, rule, numbers = EVENTS[n.at]
            text += f"Next: {rule} = {filled(n.v, numbers)} = ?"
        return text + n.verdict + (" It flew off." if n.ended else "")

    def program(self, n):
        theta = [getattr(n, name) for name in PARAMETERS]
        kind = "UpdatesTooEarly" if n.early else "Network"
        home, left = ("dlbook.labs.two_way", "[:2]") if n.early else ("dlbook", "")
        lines = f"""
import numpy as np
from dlbook import Dense, GradientDescent, SquaredError, relu
from {home} import {kind}

x, y = np.array([[{n.x1!r}, {n.x2!r}]]), np.array([[{n.y!r}]])
net = {kind}(Dense(2, 2, relu), Dense(2, 1)).astype(np.float64)
net.theta = {theta}
{f"net.rate = {n.rate!r}" if n.early else ""}
loss, optimizer = SquaredError(), GradientDescent({n.rate!r})
for _ in range({n.turn - 1}):
    h = net.forward(x)
    net.backward(h, loss.grad(h[-1], y))
    optimizer.step(net.params{left}, net.grads{left})
print(", ".join(f"{{k}} = {{(p.round(4) + 0.0).tolist()}}"
                for k, p in zip(("W", "b", "V", "c"), net.params)))
"""
        if n.at >= SEEN:
            lines += """h = net.forward(x)
print(f"Output {h[-1].item():.4g}, loss {loss(h[-1], y):.4g}")
"""
        if n.at == ROUND - 1:
            lines += """net.backward(h, loss.grad(h[-1], y))
print(", ".join(f"d{k} = {(g.round(4) + 0.0).tolist()}"
                for k, g in zip(("W", "b", "V", "c"), net.grads)))
"""
        return lines.replace("\n\n\n", "\n\n").replace("]\n\nloss", "]\nloss")


FORTH = "Compute all values and the loss"
BACK = "Compute all gradients; no parameter changes"
MOVE = "Change all parameters, by the gradients"


def _example(s):
    return np.array([[s.x1, s.x2]]), np.array([[s.y]])


def _banner(n) -> str:
    if n.at == 0:
        did = "after the optimizer step" if n.turn > 1 else "the parameters as given"
    elif n.at <= SEEN:
        did = f"forward, number {n.at} of {SEEN}"
    else:
        did = f"backward, number {n.at - SEEN} of {len(BACKWARD)}"
    return f"Round {n.turn}: {did}"


def _checked(n) -> str:
    if n.worst < 1e-4:
        return "Gradient check passes"
    return f"Check fails, error {n.worst:.2g}"
