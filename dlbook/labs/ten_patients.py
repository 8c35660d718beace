"""Ten patients to label by eye; then a neuron does it, and both are scored."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.figures.colours import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    class_colour,
    class_marker,
)
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.rules import KNOWN, right, share, trained

SEEN = 20  # patients with known labels: all the experience there is
TEN, TRUTH = data.patients(10, seed=114)
WORDS = "healthy", "sick"


def labels(sick) -> dict[str, bool]:
    """The ten buttons, pressed where `sick` is true."""
    return {f"p{k}": bool(v) for k, v in enumerate(sick, 1)}


class TenPatientsLab(Lab):
    """Notebook 01: generalise from twenty patients to ten, by eye and by training."""

    title = "Ten patients: you and a neuron"
    size = (8.4, 4.1)
    scenes = (
        Scene(
            "Your turn",
            labels([False] * 10),
            "20 patients are known, ten are not: press the numbers of the sick",
        ),
        Scene(
            "By temperature, 38 and above",
            labels(TEN[:, 2] >= 38) | {"learn": True},
            "{mine} of 10 right, and {copy:.3f} of the 2,000; "
            "the neuron {neuron} and {new:.3f}",
        ),
        Scene(
            "By temperature, 37.5 and above",
            labels(TEN[:, 2] >= 37.5) | {"learn": True},
            "{mine} of 10 right, and {copy:.3f} of the 2,000",
            on_sheet=False,
        ),
        Scene(
            "With the truth about these ten",
            labels(TRUTH) | {"learn": True},
            "{mine} of 10; a neuron taught by these ten answers reaches {copy:.3f}",
        ),
    )

    def make_controls(self):
        controls = {
            f"p{k}": widgets.ToggleButton(
                False, description=f"{k} is sick", layout={"width": "112px"}
            )
            for k in range(1, 11)
        }
        learn = widgets.ToggleButton(False, description="learn", icon="graduation-cap")
        return controls | {"learn": learn}

    def numbers(self, s):
        mine = tuple(int(getattr(s, f"p{k}")) for k in range(1, 11))
        neuron, new = _taught(SEEN)
        return {
            "labels": mine,
            "answers": neuron,
            "mine": int((np.array(mine) == TRUTH).sum()),
            "neuron": int((neuron == TRUTH).sum()),
            "new": new,
            "copy": _copied(mine) if s.learn else 0.0,
        }

    def draw(self, figure):
        axes = figure.add_axes((0.088, 0.14, 0.35, 0.76))
        axes.set(xlim=(36, 39.2), ylim=(44, 100), xticks=(36, 37, 38, 39))
        axes.set(xlabel="temperature (°C)", ylabel="weight (kg)")
        x, y = KNOWN[0][:SEEN], KNOWN[1][:SEEN]
        dots = {"ls": "", "ms": 8, "mec": "white", "alpha": 0.8}
        known = [
            axes.plot(
                x[y == k, 2],
                x[y == k, 1],
                class_marker(k),
                color=class_colour(k),
                **dots,
            )[0]
            for k in (0, 1)
        ]
        axes.legend(
            known,
            WORDS,
            loc="lower left",
            bbox_to_anchor=(-0.05, 0.98),
            ncols=2,
            handletextpad=0.1,
            columnspacing=0.8,
        )
        self.marks = []
        for k, (_, weight, heat) in enumerate(TEN, 1):
            (mark,) = axes.plot([heat], [weight], ms=16, mec=INK, mew=1.5, zorder=3)
            name = axes.text(
                heat, weight, k, ha="center", va="center_baseline", zorder=4
            )
            self.marks.append((mark, name))
        page = figure.add_axes((0.47, 0.02, 0.53, 0.96))
        page.axis("off")
        page.set(xlim=(0, 1), ylim=(11.6, -0.6))
        columns = (0.04, 0.15, 0.27, 0.41, 0.49, 0.75)
        for at, name in zip(
            columns, ("", "cm", "kg", "°C", "you", "neuron"), strict=True
        ):
            page.text(
                at,
                0,
                name,
                color=GREY,
                va="center",
                ha="left" if at > 0.45 else "right",
            )
        self.rows = []
        for k, patient in enumerate(TEN, 1):
            for at, words in zip(columns, (k, *_rounded(patient)), strict=False):
                page.text(at, k, words, va="center", ha="right")
            self.rows.append([page.text(at, k, "", va="center") for at in columns[4:]])
        self.score = [
            page.text(at, 11.1, "", va="center", weight="bold") for at in columns[4:]
        ]

    def update(self, n):
        moved = list(self.score)
        for k, (mark, name) in enumerate(self.marks):
            sick = int(n.labels[k])
            mark.set(
                marker="os"[sick],
                mfc=BLUE if sick else PAPER,
                mec=BLUE if sick else ORANGE,
            )
            name.set_color(PAPER if sick else INK)
            moved += [mark, name, *self.rows[k]]
            for cell, answer in zip(self.rows[k], (sick, n.answers[k]), strict=True):
                sign = "\N{CHECK MARK}" if answer == TRUTH[k] else "\N{BALLOT X}"
                cell.set_text(f"{WORDS[answer]} {sign if n.learn else ''}")
            if not n.learn:
                self.rows[k][1].set_text("?")
        for cell, score in zip(self.score, (n.mine, n.neuron), strict=True):
            cell.set_text(f"{score} of 10" if n.learn else "")
        return moved

    def describe(self, n):
        text = f"You call sick: {_sick(n)}. "
        if not n.learn:
            return text + "Press learn when you have decided about all ten."
        return text + (
            f"Of these ten you have {n.mine} right, and the neuron, trained on the "
            f"{SEEN} known ones, {n.neuron}. On 2,000 new patients the neuron reaches "
            f"{n.new:.3f}; a neuron that learns from your ten answers instead reaches "
            f"{n.copy:.3f}."
        )

    def program(self, n):
        if not n.learn:
            return f"sick = {_sick(n)!r}\nprint(f'You call sick: {{sick}}.')"
        return f"""
import numpy as np
from dlbook import data
from dlbook.labs.rules import right, share, trained

ten, truth = data.patients(10, seed=114)
mine = {list(n.labels)}
print(f"Of these ten you have {{(mine == truth).sum()}} right")

x, y = data.patients(400, seed=0)
neuron = trained(x[None, :{SEEN}], y[None, :{SEEN}])
print(f"the neuron reaches {{share(right(*neuron)[0]):.3f}}")
copy = trained(ten[None], np.array([mine]))
print(f"from your ten answers instead reaches {{share(right(*copy)[0]):.3f}}")
"""


@lru_cache(maxsize=1)
def _taught(seen: int) -> tuple[np.ndarray, float]:
    """A neuron taught by the first known patients: its ten answers, its new score."""
    w, b = trained(KNOWN[0][None, :seen], KNOWN[1][None, :seen])
    return (TEN @ w[0] + b[0] > 0).astype(int), share(right(w, b)[0])


@lru_cache(maxsize=1024)
def _copied(labels: tuple[int, ...]) -> float:
    """The score on new patients of a neuron taught by these answers about the ten."""
    return share(right(*trained(TEN[None], np.array([labels])))[0])


def _sick(n) -> str:
    return ", ".join(str(k) for k, v in enumerate(n.labels, 1) if v) or "nobody"


def _rounded(patient) -> tuple[str, str, str]:
    height, weight, heat = patient
    return f"{height:.0f}", f"{weight:.0f}", f"{heat:.1f}"
