"""Is it deep? Five introductory texts and this course give their verdicts."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches

COUNTS = {"columns of nodes": 2, "layers of weights": 1, "hidden layers": 0}
HIDDEN = (0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 20, 50, 100, 150)
MOST = 24  # columns that are drawn
YES, NO, OPEN = "deep", "not deep", "does not say"


def blog_post(hidden: int, counted: int) -> str:
    """Deep learning "is all about neural networks": no number is given."""
    return OPEN


def lecture_notes(hidden: int, counted: int) -> str:
    """Three or more layers, without a word on what is counted."""
    return YES if counted >= 3 else NO


def post(hidden: int, counted: int) -> str:
    """Ten to thousands of layers."""
    return YES if counted >= 10 else NO


def gentle_notebook(hidden: int, counted: int) -> str:
    """Huge, perhaps hundreds; a drawing with three hidden layers is not so deep."""
    if hidden <= 3:
        return NO
    return YES if counted >= 100 else OPEN


def course_page(hidden: int, counted: int) -> str:
    """One hidden layer is shallow, several are deep."""
    return YES if hidden >= 2 else NO


JUDGES = {
    "2022 blog post": (blog_post, "gives no number"),
    "lecture notes": (lecture_notes, "3 layers or more"),
    "2023 post": (post, "10 layers to thousands"),
    "gentle notebook": (gentle_notebook, "huge; 3 hidden is not so deep"),
    "2024 course page": (course_page, "several hidden layers"),
    "this course": (course_page, "2 hidden layers or more"),
}
LOOKS = {YES: ("o", BLUE), NO: ("s", ORANGE), OPEN: ("D", GREY)}


def verdicts(hidden: int, counting: str = "columns of nodes") -> dict[str, str]:
    """What each text calls a network with so many hidden layers."""
    counted = hidden + COUNTS[counting]
    return {name: judge(hidden, counted) for name, (judge, _) in JUDGES.items()}


class JudgeLab(Lab):
    """Notebook 06: the same network is deep in one text, and shallow in another."""

    title = "Who calls it deep"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "2-4-4-4-1",
            {"hidden": 3},
            "{yes} call it deep; {no} do not",
        ),
        Scene(
            "One hidden layer",
            {"hidden": 1},
            "deep for {yes}, if its three columns are its layers",
        ),
        Scene(
            "The same network, counted otherwise",
            {"hidden": 1, "counting": "layers of weights"},
            "now it has {counted} layers: {n_yes} of six call it deep",
        ),
        Scene(
            "Eight hidden layers",
            {"hidden": 8},
            "{counted} columns of nodes: {n_yes} of six call it deep, {n_open} do not "
            "say",
            on_sheet=False,
        ),
        Scene(
            "The same, counted otherwise",
            {"hidden": 8, "counting": "layers of weights"},
            "{counted} layers of weights, and it is deep for {n_yes} of six",
            on_sheet=False,
        ),
        Scene(
            "A hundred and fifty",
            {"hidden": 150},
            "{n_yes} of six agree; the blog post gives no number",
        ),
    )

    def make_controls(self):
        return {
            "hidden": Notches(HIDDEN, 3, "hidden layers"),
            "counting": widgets.Dropdown(options=list(COUNTS), description="count"),
        }

    def numbers(self, s):
        said = verdicts(s.hidden, s.counting)
        names = {word: [k for k, v in said.items() if v == word] for word in LOOKS}
        return {
            "said": said,
            "counted": s.hidden + COUNTS[s.counting],
            "yes": ", ".join(names[YES]) or "nobody",
            "no": ", ".join(names[NO]) or "nobody",
            "n_yes": len(names[YES]),
            "n_open": len(names[OPEN]),
        }

    def draw(self, figure):
        self.axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        self.axes.axis("off")
        (self.outer,) = self.axes.plot([], [], "|", color=GREY, ms=24, mew=6)
        (self.inner,) = self.axes.plot([], [], "|", color=BLUE, ms=44, mew=6)
        self.words = self.axes.text(0.01, 0.95, "", weight="bold", size=14, va="center")
        legend = "short: input and output, tall: hidden"
        self.axes.text(0.99, 0.95, legend, ha="right", va="center", size=12)
        heights = np.linspace(0.63, 0.05, len(JUDGES))
        self.rows = []
        for y, (name, (_, says)) in zip(heights, JUDGES.items(), strict=True):
            self.axes.text(0.01, y, name, va="center", size=13, weight="bold")
            self.axes.text(0.29, y, says, va="center", size=13)
            (mark,) = self.axes.plot([0.735], [y], "o", ms=15, mec=INK)
            self.rows.append((mark, self.axes.text(0.77, y, "", va="center", size=13)))

    def update(self, n):
        columns = min(n.hidden + 2, MOST)
        x = 0.02 + 0.04 * np.arange(columns)
        self.outer.set_data(x[[0, -1]], [0.81, 0.81])
        self.inner.set_data(x[1:-1], np.full(columns - 2, 0.81))
        more = f", {MOST} drawn" if n.hidden + 2 > MOST else ""
        self.words.set_text(f"{n.counted} {n.counting}{more}")
        for (mark, text), word in zip(self.rows, n.said.values(), strict=True):
            shape, colour = LOOKS[word]
            mark.set_marker(shape)
            mark.set_color(colour)
            text.set_text(word)
        marks = [a for row in self.rows for a in row]
        return [self.outer, self.inner, self.words, *marks]

    def describe(self, n):
        said = "; ".join(f"{name}: {word}" for name, word in n.said.items())
        return f"Hidden layers: {n.hidden}, that is {n.counted} {n.counting}. {said}."

    def program(self, n):
        return f"""
from dlbook.labs.judge import verdicts

for name, word in verdicts({n.hidden!r}, {n.counting!r}).items():
    print(f"{{name}}: {{word}}")
"""
