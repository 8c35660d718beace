"""A rule that a person writes against three weights that data write."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.figures.colours import (
    GREEN,
    GREY,
    INK,
    PALE,
    class_colour,
    class_marker,
)
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches
from dlbook.losses import BinaryCrossEntropy

KNOWN, NEW = data.patients(400, seed=0), data.patients(2000, seed=1)
SIZES = (5, 6, 7, 8, 10, 12, 15, 20, 30, 50, 100, 200, 400)
DRAWS = 20


@lru_cache(maxsize=32)
def learners(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Train one neuron on each of 20 draws of n known patients, side by side.

    Draw k is default_rng(k).choice(400, n, replace=False), standardised by itself;
    1,000 steps of full-batch descent at rate 0.5 from zero. Fewer than all 400 get l2
    = 0.01, a brake on weights that few examples would send to infinity.
    Shapes: w (20, 3) and b (20,), for patients as they are, in cm, kg and degrees C."""
    rows = [np.random.default_rng(k).choice(400, n, False) for k in range(DRAWS)]
    return trained(KNOWN[0][rows], KNOWN[1][rows], l2=0.01 if n < 400 else 0.0)


def trained(x: np.ndarray, y: np.ndarray, l2: float = 0.01):
    """One neuron for each set of patients, side by side: x (sets, n, 3), y (sets, n).

    Each set is standardised by itself; w (sets, 3) and b (sets,) are for patients as
    they are. The same updates as `descent` with one network a set, only faster."""
    x, y, loss = x.astype(float), y.T.astype(float), BinaryCrossEntropy()
    mean, spread = x.mean(1, keepdims=True), x.std(1, keepdims=True)
    x = (x - mean) / spread
    x_turned = np.ascontiguousarray(x.swapaxes(1, 2))
    w, b = np.zeros((len(x), 3, 1)), np.zeros(len(x))
    for _ in range(1000):
        dz = loss.grad((x @ w)[..., 0].T + b, y)  # (n, sets)
        w -= 0.5 * (x_turned @ dz.T[..., None] + l2 * w)
        b -= 0.5 * dz.sum(axis=0)
    w = w[..., 0] / spread[:, 0]
    return w, b - (w * mean[:, 0]).sum(axis=1)


def guesses() -> tuple[np.ndarray, np.ndarray]:
    """The same 20 neurons before training: random weights on standardised inputs."""
    mean, spread = KNOWN[0].mean(0), KNOWN[0].std(0)
    theta = np.random.default_rng(0).normal(size=(DRAWS, 4))
    w = theta[:, :3] / spread
    return w, theta[:, 3] - w @ mean


def right(w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The share of 2,000 new patients for which each neuron is right. Shape (sets,)."""
    x, y = NEW
    return ((x @ w.T + b > 0) == y[:, None]).mean(axis=0)


@lru_cache(maxsize=1)
def curve() -> np.ndarray:
    """Mean, lowest and highest share right for each of SIZES. Shape (3, sizes)."""
    scores = np.array([right(*learners(n)) for n in SIZES])
    return np.array([scores.mean(1), scores.min(1), scores.max(1)])


def share(value: float) -> float:
    """Three decimals, a half upwards: 0.6855 is 0.686."""
    return round(float(value) + 1e-9, 3)


def best_there_is() -> float:
    """Share right of the recipe by which the patients were made sick, noise aside."""
    h, w, t = NEW[0].astype(float).T
    score = -0.8 * (h - 170) / 10 + 1.2 * (w - 70) / 12 + 3 * (t - 37.4) / 0.7
    return float(((score > 0) == NEW[1]).mean())


class RulesLab(Lab):
    """Notebook 01: move a doctor's threshold, and give a learner more examples."""

    title = "Doctor's rule versus learner"
    size = (8.4, 4.1)
    scenes = (
        Scene(
            "The habit",
            {"threshold": 38.0},
            "from {threshold:g} degrees on 'sick': {rule:.3f} of new patients right; "
            "random weights, untrained: {learner:.3f}",
        ),
        Scene(
            "The rule, tuned",
            {"threshold": 37.5},
            "{threshold:g} is best on the known patients, and right for {rule:.3f} "
            "of the new ones",
        ),
        Scene(
            "Five examples",
            {"threshold": 38.0, "n": 5, "learn": True},
            "shown {n}, the learner reaches {learner:.3f} and loses to {threshold:g}",
        ),
        Scene(
            "Eight examples",
            {"threshold": 38.0, "n": 8, "learn": True},
            "shown {n}, it reaches {learner:.3f} and passes {threshold:g}",
            on_sheet=False,
        ),
        Scene(
            "Fifteen examples",
            {"threshold": 37.5, "n": 15, "learn": True},
            "shown {n}, it reaches {learner:.3f}, as good as the tuned rule",
        ),
        Scene(
            "Twenty examples",
            {"threshold": 37.5, "n": 20, "learn": True},
            "shown {n}, {learner:.3f}: ahead by a hair",
            on_sheet=False,
        ),
        Scene(
            "All 400",
            {"threshold": 37.5, "n": 400, "learn": True},
            "three learned weights reach {learner:.3f}; the best there is has "
            "{ceiling:.3f}",
        ),
    )

    def make_controls(self):
        return {
            "threshold": widgets.FloatSlider(
                38.0, min=36, max=39.5, step=0.05, description="rule: sick from °C"
            ),
            "n": Notches(SIZES, 5, "examples n"),
            "learn": widgets.ToggleButton(
                False, description="learn", icon="graduation-cap"
            ),
        }

    def numbers(self, s):
        (x, y), (x_new, y_new) = KNOWN, NEW
        n = int(s.n)
        w, b = learners(n) if s.learn else guesses()
        scores = right(w, b)
        seen = np.random.default_rng(0).choice(400, n, False)
        known = int(((x[:, 2] >= s.threshold) == y).sum())
        return {
            "known": known,
            "rule": share(((x_new[:, 2] >= s.threshold) == y_new).mean()),
            "learner": share(scores.mean()),
            "low": share(scores.min()),
            "high": share(scores.max()),
            "ceiling": share(best_there_is()),
            "seen": seen,
            "w": w[0],
            "b": float(b[0]),
            "curve": curve() if s.learn else np.zeros((3, 0)),
        }

    def draw(self, figure):
        x, y = KNOWN
        self.map = figure.add_axes((0.085, 0.14, 0.4, 0.76))
        self.map.set(xlim=(35.2, 39.6), ylim=(30, 110))
        self.map.set(xlabel="temperature (°C)", ylabel="weight (kg)")
        (self.line,) = self.map.plot([], [], color=GREEN, lw=3, ls="--", zorder=3)
        (self.rule,) = self.map.plot([], [], color=INK, lw=3, ls="-", zorder=3)
        self.seen = []
        dots = {"ls": "", "mec": "white", "mew": 0.6}
        for k in (0, 1):
            mark, own = class_marker(k), x[y == k]
            self.map.plot(
                own[:, 2], own[:, 1], mark, color=PALE, ms=5, zorder=1, **dots
            )
            self.seen += self.map.plot(
                [], [], mark, color=class_colour(k), ms=7, zorder=2, **dots
            )
        self.map.legend(
            self.seen,
            ("healthy", "sick"),
            loc="lower right",
            bbox_to_anchor=(1.02, 0.98),
            ncols=2,
            handletextpad=0.1,
            columnspacing=0.8,
        )
        race = figure.add_axes((0.575, 0.14, 0.41, 0.76))
        race.set(xscale="log", xlim=(4.5, 440), ylim=(0.28, 0.9))
        race.set(xlabel="examples shown to the learner")
        race.set(xticks=(5, 10, 20, 50, 100, 400))
        race.xaxis.set_major_formatter("{x:g}")
        race.minorticks_off()
        race.text(4.7, 0.92, "share of 2,000 new patients right", va="bottom")
        top = best_there_is()
        race.axhline(top, color=GREY, lw=1.2, ls=":")
        race.text(4.7, top + 0.005, "best there is", color=GREY, va="bottom")
        edge = {"color": GREEN, "lw": 1, "ls": "-", "alpha": 0.5}
        self.span = [race.plot([], [], **edge)[0] for _ in (0, 1)]
        (self.mean,) = race.plot([], [], "-", color=GREEN, lw=2.5)
        (self.flat,) = race.plot([], [], color=INK, lw=2.5, ls="-")
        (self.here,) = race.plot([], [], "D", color=GREEN, ms=10, mec="white")
        names = {"transform": race.transAxes, "ha": "right", "fontsize": 14}
        self.flat_name = race.text(0.99, 0.16, "", **names)
        self.here_name = race.text(0.99, 0.05, "", color="#004E3A", **names)

    def update(self, n):
        x, y = KNOWN[0][n.seen], KNOWN[1][n.seen]
        for k, dots in enumerate(self.seen):
            dots.set_data(x[y == k, 2], x[y == k, 1])
        self.rule.set_data([n.threshold] * 2, [30, 110])
        kilos = np.array([0.0, 200.0])  # where the score is 0, at a height of 170 cm
        self.line.set_data(-(n.b + n.w[0] * 170 + n.w[1] * kilos) / n.w[2], kilos)
        sizes = SIZES[: n.curve.shape[1]]
        self.mean.set_data(sizes, n.curve[0])
        for edge, values in zip(self.span, n.curve[1:], strict=True):
            edge.set_data(sizes, values)
        self.flat.set_data([4.5, 440], [n.rule, n.rule])
        self.flat_name.set_text(f"\N{EM DASH} rule {n.threshold:g}: {n.rule:.3f}")
        self.here.set_data([n.n], [n.learner])
        word = "learner" if n.learn else "untrained"
        self.here_name.set_text(f"\N{BLACK DIAMOND} {word}: {n.learner:.3f}")
        moved = [*self.seen, self.rule, self.line, self.mean, *self.span]
        return [*moved, self.flat, self.flat_name, self.here, self.here_name]

    def describe(self, n):
        text = (
            f"Rule: sick from {n.threshold:.2f} degrees on. Right for {n.known} of 400 "
            f"known patients and for {n.rule:.3f} of 2,000 new ones. "
        )
        if not n.learn:
            return text + (
                f"Untrained, with random weights, the neuron is right for "
                f"{n.learner:.3f}, the mean of {DRAWS} starts from {n.low:.3f} to "
                f"{n.high:.3f}."
            )
        ahead = n.learner - n.rule
        verdict = "It beats the rule." if ahead > 0.0005 else "The rule beats it."
        verdict = "They are level." if abs(ahead) <= 0.0005 else verdict
        drawn = "" if n.n == 400 else f", the mean of {DRAWS} draws"
        spread = "" if n.n == 400 else f" from {n.low:.3f} to {n.high:.3f}"
        return text + (
            f"The learner, shown {n.n:g} of the known ones, is right for "
            f"{n.learner:.3f}{drawn}{spread}. {verdict}"
        )

    def program(self, n):
        make, start = ("learners", int(n.n)) if n.learn else ("guesses", "")
        return f"""
from dlbook import data
from dlbook.labs.rules import {make}, right, share

(x, y), (x_new, y_new) = data.patients(400, seed=0), data.patients(2000, seed=1)
known = ((x[:, 2] >= {n.threshold}) == y).sum()
rule = share(((x_new[:, 2] >= {n.threshold}) == y_new).mean())
print(f"Right for {{known}} of 400 known patients and", end=" ")
print(f"for {{rule:.3f}} of 2,000 new ones.")

w, b = {make}({start})  # a neuron says sick where w[0] h + w[1] kg + w[2] T + b > 0
print(f"right for {{share(right(w, b).mean()):.3f}}")
"""
