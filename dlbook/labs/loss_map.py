"""The loss as a landscape over two parameters, and the place where it is lowest."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import AMOUNT, BLUE, GREEN, GREY, INK, ORANGE, SIGNS
from dlbook.labs.lab import Lab, Scene

FOUR = ((0.0, 1.0), (1.0, 3.0), (2.0, 3.0), (3.0, 7.0))
DATA = {
    "four points": FOUR,
    "last point lower": (*FOUR[:3], (3.0, 5.0)),
    "one point": FOUR[1:2],
}
MEASURES = {"squared": np.square, "absolute": np.abs, "signed": np.positive}
WRITTEN = {"squared": "e ** 2", "absolute": "np.abs(e)", "signed": "e"}
FIRST = np.round(np.arange(-20, 61) / 10, 1)  # theta0
SECOND = np.round(np.arange(-10, 51) / 10, 1)  # theta1
GRID = np.stack(np.meshgrid(FIRST, SECOND), axis=-1)  # (61, 81, 2)
NEAR = 1e-9


def total(theta, pairs, measure):
    """L[theta, f[x, theta], data], summed: theta (..., 2) gives (...)."""
    x, y = np.array(pairs).T
    error = theta[..., :1] + theta[..., 1:] * x - y
    return MEASURES[measure](error).sum(axis=-1)


class LossMapLab(Lab):
    """Notebook 07: every place of the map is a line; its colour is that line's loss."""

    title = "A map of the loss"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "All zero",
            {"theta0": 0.0, "theta1": 0.0},
            "the line y = 0 has loss {loss:g}",
        ),
        Scene(
            "A guess",
            {"theta0": 1.0, "theta1": 2.0},
            "the line 1 + 2x meets three of four points: loss {loss:g}",
            on_sheet=False,
        ),
        Scene(
            "The lowest place",
            {"theta0": 0.8, "theta1": 1.8},
            "argmin = ({best[0]:g}, {best[1]:g}), and the loss there is {loss:.1f}, "
            "not 0: in the mean {mean:.2f}",
        ),
        Scene(
            "The same line, other data",
            {"theta0": 0.8, "theta1": 1.8, "data": "last point lower"},
            "the landscape has moved under it: loss {loss:.1f}, and the argmin is "
            "({best[0]:g}, {best[1]:g})",
        ),
        Scene(
            "One point is not enough",
            {"theta0": 1.0, "theta1": 2.0, "data": "one point"},
            "{places} lines of this grid go through it: a valley, not a place",
        ),
        Scene(
            "Signed errors cancel",
            {"theta0": 3.5, "theta1": 0.0, "measure": "signed"},
            "a flat line has sum {loss:g}, and {below:,} lines of this grid have less",
        ),
        Scene(
            "Squared, it is what it looks like",
            {"theta0": 3.5, "theta1": 0.0, "measure": "squared"},
            "the same flat line has loss {loss:g}",
            on_sheet=False,
        ),
        Scene(
            "Absolute errors",
            {"theta0": 1.0, "theta1": 2.0, "measure": "absolute"},
            "another loss, another argmin: ({best[0]:g}, {best[1]:g}), through three "
            "points, with {least:g}",
        ),
    )

    def make_controls(self):
        look = {"step": 0.1, "readout_format": ".1f"}
        return {
            "theta0": widgets.FloatSlider(
                0.0, min=-2, max=6, description="θ0 (height)", **look
            ),
            "theta1": widgets.FloatSlider(
                0.0, min=-1, max=5, description="θ1 (slope)", **look
            ),
            "measure": widgets.Dropdown(options=list(MEASURES), description="errors"),
            "data": widgets.Dropdown(options=list(DATA), description="data"),
        }

    def numbers(self, s):
        pairs = DATA[s.data]
        heights = total(GRID, pairs, s.measure)
        least = float(heights.min())
        lowest = GRID[heights < least + NEAR]
        theta = np.array([s.theta0, s.theta1])
        loss = round(float(total(theta, pairs, s.measure)), 9) + 0.0
        return {
            "pairs": np.array(pairs),
            "heights": heights,
            "least": round(least, 9),
            "lowest": lowest,
            "places": len(lowest),
            "best": tuple(map(float, lowest[0])),
            "loss": loss,
            "mean": loss / len(pairs),
            "below": int((heights < loss - NEAR).sum()),
        }

    def draw(self, figure):
        ground = figure.add_axes((0.075, 0.14, 0.43, 0.78))
        half = 0.05
        self.image = ground.imshow(
            np.zeros(GRID.shape[:2]), origin="lower", aspect="auto", cmap=AMOUNT,
            extent=(-2 - half, 6 + half, -1 - half, 5 + half), vmin=0, vmax=1,
        )  # fmt: skip
        ground.set(xlabel="θ0", ylabel="θ1")
        (self.valley,) = ground.plot([], [], "x", color=ORANGE, ms=9, mew=2.5)
        (self.here,) = ground.plot([], [], "o", color=INK, ms=12, mec="white", mew=1.5)
        self.words = ground.set_title("")
        line = figure.add_axes((0.59, 0.14, 0.395, 0.78))
        line.set(xlim=(-0.5, 3.5), ylim=(-3, 11), xlabel="x", ylabel="y")
        self.gaps = [line.plot([], [], "--", color=ORANGE, lw=2)[0] for _ in FOUR]
        (self.fit,) = line.plot([], [], "-", color=INK, lw=2, label="f[x, θ]")
        (self.best,) = line.plot([], [], "-.", color=GREEN, lw=1.5, label="argmin")
        (self.points,) = line.plot([], [], "o", color=BLUE, ms=10, label="data")
        line.axhline(0, color=GREY, lw=0.8, ls="-")
        line.legend(loc="upper left")

    def update(self, n):
        signed = n.measure == "signed"
        high = np.abs(n.heights).max()
        scale = np.sign(n.heights) * np.sqrt(np.abs(n.heights) / high)
        self.image.set_data(scale)
        self.image.set_cmap(SIGNS if signed else AMOUNT)
        self.image.set_clim(-1 if signed else 0, 1)
        self.valley.set_data(*n.lowest.T)
        self.here.set_data([n.theta0], [n.theta1])
        self.words.set_text(f"sum of {n.measure} errors: {n.loss:.4g}")
        ends = np.array([-0.5, 3.5])
        self.fit.set_data(ends, n.theta0 + n.theta1 * ends)
        self.best.set_data(ends, n.best[0] + n.best[1] * ends)
        self.best.set_visible(n.places == 1 and not signed)
        self.points.set_data(*n.pairs.T)
        for k, gap in enumerate(self.gaps):
            pair = n.pairs[k : k + 1]
            x, y = pair.T
            gap.set_data([x, x], [y, n.theta0 + n.theta1 * x])
        moved = [self.image, self.valley, self.here, self.words, self.fit, self.best]
        return [*moved, self.points, *self.gaps]

    def describe(self, n):
        text = (
            f"Line {n.theta0:g} + {n.theta1:g} x ({n.data}), {n.measure} errors: "
            f"L = {n.loss:.4f}, mean {n.mean:.4f}. "
        )
        if n.measure == "signed":
            return text + (
                "Errors of opposite sign cancel, so nothing is lowest: the crosses "
                "stand on the border of the map."
            )
        if n.places > 1:
            return text + f"The lowest, {n.least:.4g}, is shared by {n.places} lines."
        return text + f"Lowest at ({n.best[0]:g}, {n.best[1]:g}), with {n.least:.4g}."

    def program(self, n):
        x, y = n.pairs.T.tolist()
        return (
            "import numpy as np\n\n"
            f"x, y = np.array({x}), np.array({y})\n"
            f"e = {n.theta0!r} + {n.theta1!r} * x - y\n"
            f"each = {WRITTEN[n.measure]}\n"
            'print(f"L = {each.sum() + 0.0:.4f}, mean {each.mean() + 0.0:.4f}")\n'
        )
