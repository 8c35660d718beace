"""Fifty spoiled digits to label by eye; a reader of pixels does it too."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.images import shift
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches

MANY = 50
WIDE, HIGH = 43, 37  # a digit with its labels beside it, in pixels
NOISE = (0, 50, 100, 150, 200, 300)


@lru_cache(maxsize=1)
def digits() -> tuple[np.ndarray, np.ndarray]:
    """The first fifty test digits, and what they are."""
    x, labels = data.mnist()[1]
    return x[:MANY], labels[:MANY]


@lru_cache(maxsize=1)
def mean_digits() -> np.ndarray:
    """The mean image of each class, over 60,000 training digits: (10, 28, 28)."""
    x, labels = data.mnist()[0]
    return np.stack([x[labels == k].mean(axis=0) for k in range(10)])


@lru_cache(maxsize=64)
def spoiled(noise: int, right: int) -> np.ndarray:
    """The fifty, moved to the right, with noise, cut off at 0 and 255, uint8."""
    noisy = shift(digits()[0], right=right).astype(float)
    noisy += np.random.default_rng(0).normal(0, noise, noisy.shape)
    return np.clip(noisy, 0, 255).round().astype(np.uint8)


def nearest_mean(images: np.ndarray) -> np.ndarray:
    """The class whose mean image differs least, in the sum of squares."""
    rows, means = images.reshape(len(images), -1), mean_digits().reshape(10, -1)
    return ((rows[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)


class NoisyLab(Lab):
    """Notebook 13: a learner labels noisy digits, and is scored like the machine."""

    title = "Fifty digits: you and the mean digits"
    size = (8.4, 4.1)
    scenes = (
        Scene(
            "Your turn",
            {"noise": 150},
            "type what you read, from left to right, row by row, as far as you like",
        ),
        Scene(
            "Clean",
            {"noise": 0},
            "ten mean images read {machine} of 50 right",
            on_sheet=False,
        ),
        Scene(
            "The machine in the noise",
            {"noise": 150, "show": True},
            "with noise of 150 the means still read {machine} of 50 right",
        ),
        Scene(
            "Five pixels to the right",
            {"noise": 0, "right": 5, "show": True},
            "nothing is hard to read here, for you: the means read {machine} of 50",
        ),
    )

    def make_controls(self):
        return {
            "labels": widgets.Text(
                value="", description="you read", placeholder="digits, such as 4 1 9"
            ),
            "noise": Notches(NOISE, 150, "noise"),
            "right": widgets.IntSlider(
                value=0, min=0, max=5, description="shift right"
            ),
            "show": widgets.Checkbox(
                value=False, indent=False, description="show the truth and the means"
            ),
        }

    def _setting(self, scene):
        """What the learner has typed stays when the story goes on."""
        self._start = {**self._start, "labels": self.state["labels"]}
        return super()._setting(scene)

    def numbers(self, s):
        images, truth = spoiled(s.noise, s.right), digits()[1]
        mine = [int(c) for c in s.labels if c in "0123456789"][:MANY]
        read = nearest_mean(images)
        return {
            "images": images,
            "truth": truth,
            "mine": mine,
            "read": read,
            "machine": int((read == truth).sum()),
            "same": int((read == truth)[: len(mine)].sum()),
            "score": int((mine == truth[: len(mine)]).sum()),
        }

    def draw(self, figure):
        axes = figure.add_axes((0.012, 0.01, 0.98, 0.885))
        axes.axis("off")
        page = figure.add_axes((0, 0.9, 1, 0.1))
        page.set(xlim=(0, 1), ylim=(0, 1))
        page.axis("off")
        self.words = page.text(0.012, 0.45, "", va="center", weight="bold", size=13)
        self.key = page.text(0.985, 0.45, "", va="center", ha="right")
        places = [(k % 10 * WIDE, k // 10 * HIGH) for k in range(MANY)]
        look = {"cmap": "gray", "vmin": 0, "vmax": 255, "interpolation": "nearest"}
        self.pictures = [
            axes.imshow(np.zeros((28, 28)), extent=(x, x + 28, y + 28, y), **look)
            for x, y in places
        ]
        self.labels = [
            axes.text(x + 29, y + 14, "", va="center", size=11) for x, y in places
        ]
        axes.set(xlim=(0, 10 * WIDE), ylim=(5 * HIGH, 0), aspect="equal")

    def update(self, n):
        for k, (picture, label) in enumerate(
            zip(self.pictures, self.labels, strict=True)
        ):
            picture.set_data(n.images[k])
            words = ["·"]
            if k < len(n.mine):
                wrong = n.show and n.mine[k] != n.truth[k]
                words = [f"{n.mine[k]}×" if wrong else f"{n.mine[k]}"]
            if n.show:
                wrong = n.read[k] != n.truth[k]
                words += [f"{n.truth[k]}", f"{n.read[k]}×" if wrong else f"{n.read[k]}"]
            label.set_text("\n".join(words))
        all_fifty = f" Of all 50 the means read {n.machine}." if n.show else ""
        self.words.set_text(self.score(n) + all_fifty)
        self.key.set_text("beside: you, truth, means" if n.show else "")
        return [*self.pictures, *self.labels, self.words, self.key]

    def score(self, n):
        if not n.mine:
            return "You: nothing typed yet."
        return f"You: {n.score} of {len(n.mine)}; the means: {n.same}."

    def describe(self, n):
        text = f"Fifty digits with noise {n.noise:g}, moved {n.right} to the right. "
        return text + f"{self.score(n)} The mean digits read {n.machine} of 50 right."

    def program(self, n):
        return f"""
from dlbook.labs.noisy import digits, nearest_mean, spoiled

read = nearest_mean(spoiled({n.noise!r}, {n.right!r}))
right = (read == digits()[1]).sum()
print(f"The mean digits read {{right}} of 50 right.")
"""
