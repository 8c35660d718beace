"""A ball on a curve: crawl, land, zigzag or fly off, as rate times curvature says."""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from dlbook.labs import curves
from dlbook.labs.curves import CURVES, NEAR, RATES, SADDLE, descend, steps_needed
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import rates

LEAST = 1e-3  # the foot of the axis of gaps
COMPARED = {0.01: "crawls", 0.4: "lands", 1.05: "flies off"}  # on the bowl


class GradientDescentLab(Lab):
    """Notebook 08: what the learning rate does, and the line where it turns over."""

    title = "A ball on a curve: too small, right, too large"
    size = (8.4, 4.0)
    horizon, pace, keep = 3000, 0.15, 4000
    scenes = (
        Scene(
            "Crawling",
            {"rate": 0.001, "step": 2850},
            "at rate {rate:g} it takes {landed:,} steps to come within 0.01",
        ),
        Scene(
            "Ten times faster",
            {"rate": 0.01, "step": 283},
            "at rate {rate:g} {landed} steps are enough",
            on_sheet=False,
        ),
        Scene(
            "A good rate",
            {"rate": 0.1, "step": 26},
            "at rate {rate:g} it lands after {landed} steps, from one side",
        ),
        Scene(
            "Faster still",
            {"rate": 0.4, "step": 4},
            "at rate {rate:g} {landed} steps",
            on_sheet=False,
        ),
        Scene(
            "One step",
            {"rate": 0.5, "step": 1},
            "rate {rate:g} is 1 / curvature: {landed} step",
        ),
        Scene(
            "Over the minimum",
            {"rate": 0.6, "step": 4},
            "at rate {rate:g} it overshoots and lands after {landed} steps, as at 0.4",
            on_sheet=False,
        ),
        Scene(
            "Zigzag",
            {"rate": 0.9, "step": 26},
            "at rate {rate:g} it changes side every step and needs {landed}, as at 0.1",
        ),
        Scene(
            "The stability line",
            {"rate": 1.0, "step": 3},
            "at rate {rate:g} = 2 / curvature it bounces {bounce} for ever",
        ),
        Scene(
            "Flying off",
            {"rate": 1.1, "step": 10},
            "at rate {rate:g} it is at w = {at:.2f} after {step} steps",
        ),
        Scene(
            "Three rates, one bowl",
            {"rate": 0.4, "step": 10, "compare": True},
            "after {step} steps: 0.01 crawls (gap {gap_small:.2f}), 0.4 has landed, "
            "1.05 flies off (gap {gap_large:.2f})",
        ),
        Scene(
            "Left of the hilltop",
            {"curve": "double well", "rate": 0.05, "start": 0.126, "step": 200},
            "start {start:g} ends at {at:.4f}, the deeper well",
        ),
        Scene(
            "Right of the hilltop",
            {"curve": "double well", "rate": 0.05, "start": 0.13, "step": 200},
            "start {start:g} ends at {at:.4f}, in the shallow well",
        ),
        Scene(
            "Stuck on a saddle",
            {"curve": "saddle", "rate": 0.1, "start": 0.0, "step": 200},
            "from y = 0 it ends on the saddle, with loss {loss:.2f}",
            on_sheet=False,
        ),
        Scene(
            "A push of a millionth",
            {"curve": "saddle", "rate": 0.1, "start": 1e-6, "step": 163},
            "from y = 0.000001 it leaves, and lands after {landed} steps",
        ),
    )

    def make_controls(self):
        return {
            "curve": widgets.Dropdown(options=list(CURVES), description="curve"),
            "rate": rates(0.1, 0.001, 1.2, "rate α", more=(1.05, 1.1)),
            "start": widgets.FloatSlider(
                value=0.0,
                min=-2,
                max=4,
                step=0.001,
                readout_format=".3g",
                description="start",
            ),
            "compare": widgets.Checkbox(
                value=False, indent=False, description="compare 0.01, 0.4, 1.05"
            ),
        }

    def steps(self, s):
        return descend(CURVES[s.curve], s.start, s.rate)

    def numbers(self, s):
        curve = CURVES[s.curve]
        path = np.array(s.trail)  # (step + 1, d)
        gaps = curve.distance(path.T)
        near = np.flatnonzero(gaps < NEAR)
        ends_at = int(np.argmin([math.dist(path[-1], m) for m in curve.minima]))
        curvature = curve.curvature[ends_at]
        others = {
            rate: np.array([p for p, _ in zip(descend(curve, s.start, rate),
                                              range(s.step + 1), strict=False)])
            for rate in COMPARED
        }  # fmt: skip
        last = {rate: float(curve.distance(p[-1])) for rate, p in others.items()}
        return {
            "path": path,
            "gaps": gaps,
            "at": float(path[-1][-1]),
            "point": tuple(map(float, path[-1])),
            "loss": float(curve.loss(path[-1])),
            "slope": float(math.hypot(*curve.slope(path[-1]))),
            "landed": int(near[0]) if len(near) else -1,
            "curvature": curvature,
            "stable": 2 / curvature,
            "predicted": 1 - s.rate * curvature,
            "measured": float(gaps[-1] / gaps[-2])
            if len(gaps) > 1 and gaps[-2] > 1e-5
            else None,
            "bounce": " - ".join(f"{p:g}" for p in path[:3, 0]),
            "needed": steps_needed(s.curve, s.start, self.horizon),
            "others": others,
            "gap_small": last[0.01],
            "gap_large": last[1.05],
        }

    def draw(self, figure):
        left = (0.075, 0.14, 0.41, 0.82)
        self.line_axes, self.map_axes = figure.add_axes(left), figure.add_axes(left)
        self.gap_axes = figure.add_axes((0.6, 0.64, 0.385, 0.32))
        self.rate_axes = figure.add_axes((0.6, 0.14, 0.385, 0.31))
        self.line_axes.set(xlabel="w", ylabel="loss")
        self.line_axes.locator_params(nbins=6)
        (self.shape,) = self.line_axes.plot([], [], color=GREY, lw=2)
        x, y = np.meshgrid(np.linspace(-1.6, 1.6, 80), np.linspace(-2, 2, 80))
        self.map_axes.contourf(x, y, SADDLE.loss((x, y)), 14, cmap="Greys_r", alpha=0.4)
        self.map_axes.set(xlabel="x", ylabel="y", xlim=(-1.6, 1.6), ylim=(-2, 2))
        self.map_axes.plot([0, 0], [-1, 1], "x", color=INK, ms=9, mew=2)
        self.paths = [_path(axes) for axes in (self.line_axes, self.map_axes)]
        self.gap_axes.set(xlabel="step", ylabel="gap", yscale="log", ylim=(LEAST, 10))
        self.gap_axes.axhline(NEAR, color=GREY, lw=1, ls=":")
        (self.gap_line,) = self.gap_axes.plot([], [], "-o", color=BLUE, ms=3, lw=1.2)
        self.others = [
            (
                self.line_axes.plot([], [], mark, color=colour, ms=5, lw=1)[0],
                self.gap_axes.plot([], [], mark, color=colour, ms=3, lw=1)[0],
                self.gap_axes.text(
                    0, 1, f" {rate:g} {verb}", color=colour, va="center"
                ),
            )
            for (rate, verb), mark, colour in zip(
                COMPARED.items(),
                ("-^", "-s", "-v"),
                (GREEN, ORANGE, PURPLE),
                strict=True,
            )
        ]
        self.rate_axes.set(xlabel="rate α", ylabel="steps to land")
        self.rate_axes.set(
            xscale="log", yscale="log", xlim=(8e-4, 1.5), ylim=(0.7, 5e3)
        )
        for axis in (self.rate_axes.xaxis, self.rate_axes.yaxis):
            axis.set_major_formatter("{x:g}")
        (self.need,) = self.rate_axes.plot([], [], color=GREY, lw=2)
        self.edge = self.rate_axes.axvline(1, color=INK, lw=2, ls="--")
        self.edge_name = self.rate_axes.text(1, 1500, "", ha="right")
        (self.here,) = self.rate_axes.plot([], [], "o", color=BLUE, ms=9)
        self.now = self.rate_axes.axvline(1, color=BLUE, lw=1, ls="-")

    def update(self, n):
        curve = CURVES[n.curve]
        flat = curve is not SADDLE
        self.line_axes.set_visible(flat)
        self.map_axes.set_visible(not flat)
        if flat:
            paths = n.others.values() if n.compare else [n.path]
            self._frame(curve, np.vstack(list(paths)))
        own = n.path[:0] if n.compare else n.path
        for (trail, ball), shown in zip(self.paths, (flat, not flat), strict=True):
            p = own if shown else own[:0]
            x, y = p[:, 0], curve.loss(p.T) if flat else p[:, -1]
            trail.set_data(x, y)
            ball.set_data(x[-1:], y[-1:])
        gaps = n.gaps[: len(own)]
        self.gap_line.set_data(np.arange(len(gaps)), np.maximum(gaps, LEAST))
        for (path, gap, name), p in zip(self.others, n.others.values(), strict=True):
            p = p if n.compare else p[:0]
            path.set_data(p[:, 0], curve.loss(p.T) if flat else p[:, 0] * np.nan)
            gaps = np.maximum(curve.distance(p.T), LEAST)
            gap.set_data(np.arange(len(p)), gaps)
            name.set_visible(n.compare and n.step > 3)  # apart from one another
            name.set_position((len(p) - 1, max([*gaps[-1:], 2.5 * LEAST])))
        self._frame_gaps(n)
        self.need.set_data(RATES, n.needed)
        self.edge.set_xdata([n.stable, n.stable])
        self.edge_name.set_text(f"2 / curvature = {n.stable:.3g} ")
        self.edge_name.set_x(n.stable)
        self.now.set_xdata([n.rate, n.rate])
        height = np.interp(math.log(n.rate), np.log(RATES), n.needed.filled(np.nan))
        self.here.set_data([n.rate], [height])
        moved = [*self.paths[0], *self.paths[1], *sum(self.others, ())]
        moved += [self.gap_line, self.need, self.edge, self.edge_name]
        return [*moved, self.now, self.here]

    def _frame(self, curve, path):
        """Zoom out in powers of two, so that the axes seldom change."""
        middle, half = curve.centre
        reach = np.abs(path[:, 0] - middle).max()
        half *= 2 ** math.ceil(math.log2(max(1, reach / half)))
        if self.line_axes.get_xlim() != (middle - half, middle + half):
            w = np.linspace(middle - half, middle + half, 400)
            loss = curve.loss((w,))
            self.shape.set_data(w, loss)
            low, high = loss.min(), loss.max()
            margin = 0.06 * (high - low)
            self.line_axes.set_xlim(middle - half, middle + half)
            self.line_axes.set_ylim(low - margin, high)

    def _frame_gaps(self, n):
        steps = max(10, 2 ** math.ceil(math.log2(n.step + 1)))
        limits = (-0.03 * steps, (1.5 if n.compare else 1.03) * steps)
        if self.gap_axes.get_xlim() != limits:
            self.gap_axes.set_xlim(limits)
        limits = (LEAST, 1e3 if n.gaps.max() > 10 else 10)
        if self.gap_axes.get_ylim() != limits:
            self.gap_axes.set_ylim(limits)

    def describe(self, n):
        name = "(x, y)" if n.curve == "saddle" else "w"
        text = f"Rate {n.rate:.4g} on the {n.curve}, from {n.start:g}: "
        text += f"{name} = {curves.point_words(n.point)}, loss = {n.loss:.4f}"
        text += f" after {n.step} steps. "
        if n.ended:
            text += "It flew off. "
        elif n.landed >= 0:
            text += f"It came within 0.01 of a minimum at step {n.landed}. "
        elif n.slope < 1e-6:
            text += "The slope is zero here, so it stays, though this is no minimum. "
        measured = "" if n.measured is None else f", measured {n.measured:.2f}"
        text += f"Gap per step: predicted {abs(n.predicted):.2f}{measured}"
        text += f" ({curves.verdict(n.predicted)}); stable below {n.stable:.3g}."
        return text

    def program(self, n):
        curve = CURVES[n.curve]
        if curve is SADDLE:
            return (
                f"x, y = 1.0, {n.start!r}\n"
                f"for _ in range({n.step}):\n"
                f"    dx, dy = {curve.slope_text}\n"
                f"    x, y = x - {n.rate!r} * dx, y - {n.rate!r} * dy\n"
                f"loss = {curve.loss_text}\n"
                'print(f"(x, y) = ({x:.4f}, {y:.4f}), loss = {loss:.4f}",\n'
                f'      "after {n.step} steps")'
            )
        return (
            f"w = {n.start!r}\n"
            f"for _ in range({n.step}):\n"
            f"    w = w - {n.rate!r} * ({curve.slope_text})\n"
            f"loss = {curve.loss_text}\n"
            f'print(f"w = {{w:.4f}}, loss = {{loss:.4f}} after {n.step} steps")'
        )


def _path(axes):
    (trail,) = axes.plot([], [], "-o", color=BLUE, ms=4, lw=1.2)
    (ball,) = axes.plot([], [], "o", color=BLUE, ms=13, mec="white", mew=1.5)
    return trail, ball
