"""A rule for pictures, and what one pixel does to it."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.activations import Array
from dlbook.figures.colours import BLUE, GREEN, INK, darker
from dlbook.images import shift
from dlbook.labs.lab import Lab, Scene
from dlbook.losses import BinaryCrossEntropy
from dlbook.network import LogisticRegression
from dlbook.optimizers import GradientDescent
from dlbook.training import descent

DRAWN = """
..#.. ..#.. .##.. .##.. .###. .###. .#.#. .#.#.
..#.. ..#.. ..#.. ..#.. .#.#. .#.#. .#.#. .#.#.
..#.. ..#.. ..#.. ..#.. .#.#. .###. .#.#. .###.
..#.. ..#.. ..#.. ..#.. .#.#. .#.#. .#.#. .#.#.
..#.. .###. ..#.. .###. .###. .###. .###. .#.#.
"""
GLYPHS = np.array(
    [
        [[c == "#" for c in word] for word in line.split()]
        for line in DRAWN.split("\n")[1:-1]
    ]
).swapaxes(0, 1)  # (8, 5, 5): four ones, then 0, 8, U and H
IS_ONE = np.array([1, 1, 1, 1, 0, 0, 0, 0])
SHIFTS = range(-2, 3)
TAUGHT = {"learned, unshifted": (0,), "learned, all shifts": tuple(SHIFTS)}


def moved(by: int) -> Array:
    """All eight glyphs, `by` pixels to the right. Shape (8, 5, 5), 0 or 1."""
    return shift(GLYPHS.astype(np.float32), right=by)


def rule(images: Array) -> Array:
    """The hand-made rule: it is a 1 when all of the middle column is bright."""
    return images[:, :, 2].all(axis=1)


@lru_cache(maxsize=4)
def taught(shifts: tuple[int, ...]) -> LogisticRegression:
    """One neuron on 25 pixels, from zero, trained on the glyphs at these shifts."""
    x = np.concatenate([moved(by).reshape(8, 25) for by in shifts])
    y = np.tile(IS_ONE, len(shifts))[:, None].astype(float)
    neuron = LogisticRegression(25)
    neuron.theta = np.zeros(26)
    for _step in descent(
        neuron,
        BinaryCrossEntropy(),
        x,
        y,
        GradientDescent(1.0),
        epochs=2000,
        batch=None,
    ):
        pass
    return neuron


class GlyphsLab(Lab):
    """Notebook 01: a rule that is always right, until the picture moves."""

    title = "Is it a 1? A rule on 25 pixels"
    size = (8.4, 2.7)
    scenes = (
        Scene("Where it was made", {"shift": 0}, "the rule has {right} of 8 right"),
        Scene(
            "One pixel to the right",
            {"shift": 1},
            "{right} of 8: every answer is wrong",
        ),
        Scene(
            "One pixel to the left", {"shift": -1}, "{right} of 8 again", on_sheet=False
        ),
        Scene("Two pixels", {"shift": 2}, "{right} of 8: it calls nothing a 1"),
        Scene(
            "A neuron that saw no shift",
            {"shift": 1, "who": "learned, unshifted"},
            "{right} of 8: learning alone is no cure",
        ),
        Scene(
            "A neuron that saw every shift",
            {"shift": 1, "who": "learned, all shifts"},
            "{right} of 8: it was shown pictures like these",
        ),
    )

    def make_controls(self):
        return {
            "shift": widgets.IntSlider(0, min=-2, max=2, description="shift (pixels)"),
            "who": widgets.Dropdown(
                options=["the rule", *TAUGHT], description="who decides"
            ),
        }

    def numbers(self, s):
        images = moved(s.shift)
        if s.who == "the rule":
            said = rule(images).astype(int)
        else:
            said = taught(TAUGHT[s.who]).predict(images.reshape(8, 25))
        return {"images": images, "said": said, "right": int((said == IS_ONE).sum())}

    def draw(self, figure):
        self.pictures, self.words = [], []
        for k in range(8):
            axes = figure.add_axes((0.01 + 0.124 * k, 0.3, 0.112, 0.56))
            axes.set(xticks=(), yticks=())
            for spine in axes.spines.values():
                spine.set_visible(True)
            self.pictures.append(
                axes.imshow(np.zeros((5, 5)), "Greys", vmin=0, vmax=1.3)
            )
            axes.set_title("1" if IS_ONE[k] else "not 1", loc="center", fontsize=13)
            for edge in (1.5, 2.5):
                axes.axvline(edge, color=BLUE, lw=1.5, ls="--")
            self.words.append(
                axes.text(2, 5.6, "", ha="center", va="center", fontsize=13)
            )
        self.score = figure.text(0.5, 0.08, "", ha="center", va="center", fontsize=15)

    def update(self, n):
        for k in range(8):
            self.pictures[k].set_data(n.images[k])
            good = n.said[k] == IS_ONE[k]
            sign = "\N{CHECK MARK}" if good else "\N{BALLOT X}"
            self.words[k].set_text(f"{'1' if n.said[k] else 'not 1'} {sign}")
            self.words[k].set_color(darker(GREEN) if good else "#A03000")
        self.score.set_text(f"{n.right} of 8 right, {n.right / 8:.0%}")
        self.score.set_color(INK)
        return [*self.pictures, *self.words, self.score]

    def describe(self, n):
        way = "to the right" if n.shift > 0 else "to the left"
        pixels = "1 pixel" if abs(n.shift) == 1 else f"{abs(n.shift)} pixels"
        where = f"Shifted {pixels} {way}" if n.shift else "Not shifted"
        who = "the rule has" if n.who == "the rule" else f"a neuron ({n.who}) has"
        ones = int(n.said.sum())
        return (
            f"{where}: {who} {n.right} of 8 right. Of the four ones it finds "
            f"{int(n.said[:4].sum())}, and it calls {ones} of 8 pictures a 1."
        )

    def program(self, n):
        said = "rule(images)"
        if n.who != "the rule":
            said = f"taught({TAUGHT[n.who]}).predict(images.reshape(8, 25))"
        return f"""
from dlbook.labs.glyphs import IS_ONE, moved, {said.split("(")[0]}

images = moved({n.shift})
said = {said}
print(f"{{(said == IS_ONE).sum()}} of 8 right")
"""
