"""Artificial intelligence, machine learning, neural networks, deep learning: rings."""

from __future__ import annotations

import ipywidgets as widgets
from matplotlib.patches import FancyBboxPatch

from dlbook.figures.colours import BLUE, GREEN, INK, PAPER, darker
from dlbook.labs.lab import Lab, Scene

RINGS = ("AI only", "machine learning", "neural network", "deep learning")
NAMES = ("artificial intelligence", *RINGS[1:])
SYSTEMS = {  # name: the innermost ring it belongs to, and why
    "chess by search": (0, "people wrote how it searches and what it counts"),
    "route planner": (0, "it searches a map by a rule"),
    "decision tree": (1, "its questions are chosen from data; it has no neurons"),
    "nearest neighbour": (1, "it answers as the most similar example does"),
    "perceptron, 1958": (2, "one neuron, and it learns"),
    "one hidden layer": (2, "a network, but a shallow one"),
    "AlexNet, 2012": (3, "eight layers with weights"),
    "chatbot, 2020s": (3, "dozens of layers and more"),
}
KEY = tuple(ring for ring, _ in SYSTEMS.values())
OPEN, WIDE, WRONG = "not placed", 2.0, "#A03000"


def places(rings) -> dict[str, str]:
    """The eight menus, set to these rings (numbers from 0)."""
    return {f"s{k}": RINGS[ring] for k, ring in enumerate(rings, 1)}


class RingsLab(Lab):
    """Notebook 01: put eight systems into the innermost ring that holds them."""

    title = "Which ring? Eight systems to place"
    size = (8.4, 4.1)
    scenes = (
        Scene("Four rings", {}, "each ring lies within the next: {placed} of 8 placed"),
        Scene(
            "Everything that thinks is deep",
            places([3] * 8) | {"compare": True},
            "{right} of 8: most of artificial intelligence is not deep learning",
            on_sheet=False,
        ),
        Scene(
            "One ring too wide",
            places([0, 0, 1, 1, 1, 1, 3, 3]) | {"compare": True},
            "{right} of 8: perceptron and shallow net are networks, too",
            on_sheet=False,
        ),
        Scene("The key", places(KEY) | {"compare": True}, "{right} of 8"),
    )

    def make_controls(self):
        controls = {
            f"s{k}": widgets.Dropdown(options=[OPEN, *RINGS], description=f"{k} {name}")
            for k, name in enumerate(SYSTEMS, 1)
        }
        return controls | {"compare": widgets.ToggleButton(False, description="check")}

    def numbers(self, s):
        said = [getattr(s, f"s{k}") for k in range(1, 9)]
        rings = [RINGS.index(word) if word in RINGS else None for word in said]
        right = [ring == key for ring, key in zip(rings, KEY, strict=True)]
        return {
            "rings": rings,
            "placed": sum(ring is not None for ring in rings),
            "hits": right,
            "right": sum(right),
        }

    def draw(self, figure):
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        axes.set(xlim=(0, 8.4), ylim=(0, 4.1))
        for k, name in enumerate(NAMES):
            left, top = 0.1 + WIDE * k, 4.0 - 0.45 * k
            shade = (0.97 - 0.07 * k, 0.98 - 0.045 * k, 1 - 0.015 * k)
            ring = FancyBboxPatch(
                (left + 0.1, 0.15 + 0.08 * k),
                8.12 - left - 0.1 * k,
                top - 0.25 - 0.08 * k,
                "round,pad=0.1",
                fc=shade,
            )
            ring.set(ec=BLUE, lw=1.5)
            axes.add_patch(ring)
            axes.text(left + 0.1, top - 0.22, name, va="center", fontsize=13)
        box = {"boxstyle": "round,pad=0.14", "fc": PAPER, "ec": INK}
        self.names = [axes.text(0, 0, "", fontsize=11, bbox=dict(box)) for _ in SYSTEMS]

    def update(self, n):
        for k, (words, name) in enumerate(zip(self.names, SYSTEMS, strict=True)):
            sign, colour = "", INK
            if n.compare:
                sign = " \N{CHECK MARK}" if n.hits[k] else " \N{BALLOT X}"
                colour = darker(GREEN) if n.hits[k] else WRONG
            words.set(text=f"{k + 1} {name}{sign}", color=colour)
            words.get_bbox_patch().set_edgecolor(colour)
            words.set_visible(n.rings[k] is not None)
            ring = n.rings[k] or 0
            row = n.rings[:k].count(ring)  # below the others in the same ring
            words.set_position((0.2 + WIDE * ring, 3.4 - 0.45 * ring - 0.235 * row))
        return self.names

    def describe(self, n):
        text = f"{n.placed} of 8 systems are placed. "
        if not n.compare:
            return text + "Choose the innermost ring for each, then press check."
        text += f"{n.right} of 8 in the right ring."
        wrong = [k for k, hit in enumerate(n.hits) if not hit]
        if wrong and n.placed == 8:
            name = list(SYSTEMS)[wrong[0]]
            text += f" Look again at {wrong[0] + 1}, {name}: {SYSTEMS[name][1]}."
        return text

    def program(self, n):
        if not n.compare:
            return f"print('{n.placed} of 8 systems are placed.')"
        return f"""
from dlbook.labs.rings import KEY

placed = {n.rings}
print(sum(a == b for a, b in zip(placed, KEY)), "of 8 in the right ring.")
"""
