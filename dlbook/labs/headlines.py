"""How to read a headline number: is 97.35 % really less than 97.53 %?"""

from __future__ import annotations

import math

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches

SIZES = (200, 500, 1000, 2000, 3000, 6000, 10000, 20000, 50000, 60000, 100000, 200000)
LINE = 1.96  # a |z| beyond it comes from luck alone in 5 % of comparisons


def z_score(first: float, second: float, n: int) -> float:
    """(second - first) in standard errors, for two accuracies (shares between 0 and 1)
    on n trials each, with the pooled variance of the usual two-sample test."""
    p = (first + second) / 2
    return (second - first) / math.sqrt(2 * p * (1 - p) / n)


def chances(n: int, p: float, most: int) -> np.ndarray:
    """The binomial chance of 0, 1, ..., most errors in n trials, each with chance p."""
    k = np.arange(1, most + 1)
    steps = np.log((n - k + 1) / k * p / (1 - p))
    return np.exp(n * math.log1p(-p) + np.append(0, np.cumsum(steps)))


class HeadlinesLab(Lab):
    """Notebook 11: two accuracies, a number of trials, and what luck alone can do."""

    title = "A headline number, and luck"
    size = (8.4, 3.9)
    scenes = (
        Scene(
            "The published figures",
            {},
            "{errors:.1f} and {other_errors:.1f} errors in {pairs:,} pairs: "
            "z = {z:.2f}",
        ),
        Scene(
            "The figure of the press",
            {"system": 97.25},
            "with 97.25 %, {errors:.1f} errors and z = {z:.2f}: still below 1.96",
        ),
        Scene(
            "Luck in another test",
            {"pairs": 1000},
            "on {pairs:,} pairs the worse one wins {upset:.0f} tests of 100",
        ),
        Scene(
            "Ten times the pairs",
            {"pairs": 60000},
            "on {pairs:,} pairs the same gap has z = {z:.2f}",
        ),
        Scene(
            "The next system",
            {"system": 98.52},
            "98.52 % against 97.53 %: z = {z:.2f}, beyond luck on {pairs:,} pairs",
        ),
        Scene(
            "No difference at all",
            {"system": 97.53},
            "two equal ones: the first scores higher in {upset:.0f} tests of 100",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        def accuracy(value, name):
            return widgets.FloatSlider(
                value=value, min=95, max=99.5, step=0.01, description=name
            )

        return {
            "system": accuracy(97.35, "system %"),
            "people": accuracy(97.53, "people %"),
            "pairs": Notches(SIZES, 6000, "pairs"),
        }

    def numbers(self, s):
        first, second, n = s.system / 100, s.people / 100, int(s.pairs)
        errors = n * (1 - first), n * (1 - second)
        spread = 5 * max(math.sqrt(e) for e in errors)
        grid = 2.0 ** math.floor(math.log2(spread))  # so that the axes seldom change
        most = min(n, math.ceil(max(errors) + 2 * spread))
        a, b = chances(n, 1 - first, most), chances(n, 1 - second, most)
        z = z_score(first, second, n)
        fewer = np.append(0, np.cumsum(a)[:-1])  # the system makes fewer errors than k
        more = 1 - np.cumsum(a)
        worse = fewer if z >= 0 else more
        return {
            "errors": errors[0],
            "other_errors": errors[1],
            "window": (
                max(0, math.floor((min(errors) - 0.7 * spread) / grid) * grid),
                math.ceil((max(errors) + 0.7 * spread) / grid) * grid,
            ),
            "chances": a,
            "other_chances": b,
            "z": z,
            "zs": np.array([abs(z_score(first, second, size)) for size in SIZES]),
            "upset": 100 * float(worse @ b),
            "needed": math.ceil(n * (LINE / z) ** 2) if abs(z) > 1e-9 else 0,
        }

    def draw(self, figure):
        left = figure.add_axes((0.075, 0.15, 0.5, 0.76))
        left.set(xlabel="errors in one test", xlim=(0, 1), ylim=(0, 1), yticks=[])
        left.set_ylabel("how likely")
        self.left = left
        self.hills = [
            left.plot([], [], style, color=colour, lw=2.5, label=name)[0]
            for name, style, colour in (
                ("system", "--", ORANGE),
                ("people", "-", BLUE),
            )
        ]
        left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderpad=0.1)
        right = figure.add_axes((0.66, 0.15, 0.325, 0.76))
        right.set(xscale="log", xlim=(150, 3e5), ylim=(0, 6), xlabel="pairs")
        right.set(ylabel="gap in standard errors, |z|")
        right.xaxis.set_major_formatter("{x:,.0f}")
        right.axhspan(0, LINE, color=GREY, alpha=0.2, lw=0)
        right.axhline(LINE, color=INK, lw=1.5, ls="--")
        right.text(170, LINE + 0.1, "1.96", va="bottom")
        right.text(2.7e5, 0.1, "may be luck", ha="right", va="bottom")
        (self.curve,) = right.plot([], [], color=BLUE, lw=2.5)
        (self.here,) = right.plot([], [], "o", color=INK, ms=10)

    def update(self, n):
        low, high = n.window
        k = np.arange(len(n.chances))
        shown = (k >= low) & (k <= high)
        for hill, values in zip(self.hills, (n.chances, n.other_chances), strict=True):
            hill.set_data(k[shown], values[shown])
        top = max(n.chances.max(), n.other_chances.max())
        top = 2.0 ** (math.ceil(4 * math.log2(1.05 * top)) / 4)
        if (self.left.get_xlim(), self.left.get_ylim()) != (n.window, (0, top)):
            self.left.set(xlim=n.window, ylim=(0, top))
        self.curve.set_data(SIZES, n.zs.clip(0, 9))
        self.here.set_data([n.pairs], [min(abs(n.z), 5.9)])
        return [*self.hills, self.curve, self.here]

    def describe(self, n):
        text = (
            f"{n.system:.2f} % against {n.people:.2f} % on {n.pairs:,} pairs each: "
            f"{n.errors:.1f} against {n.other_errors:.1f} errors, z = {n.z:.3f}, "
        )
        text += "beyond 1.96. " if abs(n.z) > LINE else "within what luck does. "
        if n.needed:
            text += f"This gap needs {n.needed:,} pairs to stand out. "
        else:
            return text + "There is no gap."
        return text + (
            f"The truly worse one scores higher in {n.upset:.1f} % of such tests."
        )

    def program(self, n):
        return f"""
from math import sqrt

system, people, n = {n.system!r} / 100, {n.people!r} / 100, {int(n.pairs)}
p = (system + people) / 2
z = (people - system) / sqrt(2 * p * (1 - p) / n)
print(f"{{n * (1 - system):.1f}} against {{n * (1 - people):.1f}} errors, "
      f"z = {{z:.3f}}")
"""
