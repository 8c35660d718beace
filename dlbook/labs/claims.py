"""Two claims to take apart: 15 % better than what, and more accurate when?"""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREEN, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene

COOLING_CUT = 40  # per cent of the cooling energy, "up to" (DeepMind, July 2016)


def saving(pue, cut: float):
    """Per cent of the whole site's energy, when the overhead pue - 1 shrinks by `cut`
    per cent. Computers use 1, everything else pue - 1."""
    return (pue - 1) * cut / pue


class PueLab(Lab):
    """Notebook 11: 15 % of the overhead is not 15 % of the energy."""

    title = "Fifteen per cent of the overhead"
    size = (8.4, 3.6)
    scenes = (
        Scene(
            "A very good centre",
            {},
            "PUE {pue:g} with {cut} % less overhead: {after:.3f}, and {saved:.3f} % "
            "less energy in all",
        ),
        Scene(
            "An ordinary machine room",
            {"pue": 1.6},
            "at PUE {pue:g} the same {cut} % save {saved:.1f} %",
        ),
        Scene(
            "Half the energy is overhead",
            {"pue": 2.0},
            "at PUE {pue:g} they save {saved:.1f} %: more overhead, more to gain",
        ),
        Scene(
            "Nothing left to cut",
            {"cut": 100},
            "even with no overhead at all PUE {pue:g} saves {saved:.1f} %",
        ),
    )

    def make_controls(self):
        return {
            "pue": widgets.FloatSlider(
                value=1.12, min=1.02, max=2.5, step=0.01, description="PUE"
            ),
            "cut": widgets.IntSlider(15, 5, 100, step=5, description="% overhead cut"),
        }

    def numbers(self, s):
        overhead = s.pue - 1
        return {
            "overhead": overhead,
            "after": 1 + overhead * (1 - s.cut / 100),
            "saved": saving(s.pue, s.cut),
            "misread": s.pue * (1 - s.cut / 100),
            "share": 100 * s.cut / COOLING_CUT,
        }

    def draw(self, figure):
        left = figure.add_axes((0.1, 0.17, 0.5, 0.68))
        left.set(xlim=(0, 2.95), ylim=(-0.6, 1.6), xlabel="energy, computers = 1")
        left.set_yticks([1, 0], ["before", "after"])
        left.barh([1, 0], [1, 1], 0.6, color=BLUE)
        left.text(0.5, 1, "computers", color="white", ha="center", va="center")
        left.text(0.5, 0, "computers", color="white", ha="center", va="center")
        self.bars = left.barh([1, 0], [0, 0], 0.6, left=1, color=ORANGE, hatch="//")
        self.words = [left.text(1, y, "", va="center") for y in (1, 0)]
        figure.text(0.1, 0.9, "hatched: overhead (cooling, conversion, light)")
        self.pues = np.linspace(1.02, 2.5, 149)
        right = figure.add_axes((0.71, 0.17, 0.275, 0.75))
        right.set(
            xlim=(0.95, 2.55), ylim=(0, 80), xlabel="PUE", ylabel="% of all energy"
        )
        (self.curve,) = right.plot([], [], color=GREEN, lw=2.5, label="saved")
        (self.here,) = right.plot([], [], "o", color=INK, ms=10)
        (self.claim,) = right.plot([], [], "--", color=GREY, label="claimed")
        right.legend(loc="upper left", borderpad=0.1)

    def update(self, n):
        for bar, word, pue in zip(self.bars, self.words, (n.pue, n.after), strict=True):
            bar.set_width(pue - 1)
            word.set_position((pue + 0.03, word.get_position()[1]))
            word.set_text(f"{pue:.3f}")
        self.curve.set_data(self.pues, saving(self.pues, n.cut))
        self.claim.set_data([1, 2.5], [n.cut, n.cut])
        self.here.set_data([n.pue], [n.saved])
        return [*self.bars, *self.words, self.curve, self.claim, self.here]

    def describe(self, n):
        text = f"PUE {n.pue:.2f} with {n.cut} % less overhead becomes {n.after:.3f}; "
        text += f"all energy: -{n.saved:.3f} %. "
        text += f"Read as {n.cut} % off the PUE itself it would be {n.misread:.3f}"
        text += ", which nothing can reach" if n.misread < 1 else ""
        if n.cut > COOLING_CUT:
            return f"{text}. More than 40 % less cooling can explain."
        return (
            f"{text}. If 40 % less cooling did it, cooling was {n.share:.1f} % of the "
            "overhead."
        )

    def program(self, n):
        return f"""
pue, cut = {n.pue!r}, {n.cut} / 100
after = 1 + (pue - 1) * (1 - cut)
print(f"{{after:.3f}}; all energy: -{{100 * (pue - after) / pue:.3f}} %")
"""


SPEED = {"English": (153, 52), "Mandarin": (123, 43)}  # words a minute
ERRORS = {  # per cent, for both languages, as the abstract of the study gives them
    "corrected on the way": (5.30, 11.22),
    "left in the final text": (1.30, 0.79),
}


class SpeechLab(Lab):
    """Notebook 11: a claim card; who is more accurate depends on when one counts."""

    title = "A claim card: speech against keyboard"
    size = (8.4, 3.2)
    scenes = (
        Scene(
            "Faster",
            {},
            "{spoken} against {typed} words a minute: {times:.2f} times as fast",
        ),
        Scene(
            "Faster in Mandarin too",
            {"language": "Mandarin"},
            "{spoken} against {typed}: {times:.2f} times",
            on_sheet=False,
        ),
        Scene(
            "Errors on the way",
            {"count": "corrected on the way"},
            "{speech:.2f} against {keyboard:.2f} %: speech makes fewer",
        ),
        Scene(
            "Errors that stay",
            {"count": "left in the final text"},
            "{speech:.2f} against {keyboard:.2f} %: speech leaves more",
        ),
    )

    def make_controls(self):
        return {
            "language": widgets.Dropdown(options=list(SPEED), description="language"),
            "count": widgets.Dropdown(options=list(ERRORS), description="errors"),
        }

    def numbers(self, s):
        spoken, typed = SPEED[s.language]
        speech, keyboard = ERRORS[s.count]
        return {
            "spoken": spoken,
            "typed": typed,
            "times": spoken / typed,
            "speech": speech,
            "keyboard": keyboard,
            "ratio": speech / keyboard,
        }

    def draw(self, figure):
        self.bars, self.words = [], []
        for left, most, name in (
            (0.125, 190, "words a minute"),
            (0.625, 14, ""),
        ):
            ax = figure.add_axes((left, 0.2, 0.36, 0.7))
            ax.set(xlim=(0, most), ylim=(-0.6, 1.6), xlabel=name)
            ax.set_yticks([1, 0], ["speech", "keyboard"])
            self.bars += [
                *ax.barh([1], [0], 0.6, color=BLUE),
                *ax.barh([0], [0], 0.6, color=ORANGE, hatch="//"),
            ]
            self.words += [ax.text(0, y, "", va="center") for y in (1, 0)]
        self.name = figure.text(0.805, 0.05, "", ha="center")
        self.spoken = figure.text(0.125, 0.93, "", weight="bold")
        figure.text(0.625, 0.93, "both languages", weight="bold")

    def update(self, n):
        values = (n.spoken, n.typed, n.speech, n.keyboard)
        for bar, word, value, gap in zip(
            self.bars, self.words, values, (3, 3, 0.2, 0.2), strict=True
        ):
            bar.set_width(value)
            word.set_position((value + gap, word.get_position()[1]))
            word.set_text(f"{value:.2f}" if type(value) is float else f"{value}")
        self.name.set_text(f"% errors {n.count}")
        self.spoken.set_text(n.language)
        return [*self.bars, *self.words, self.name, self.spoken]

    def describe(self, n):
        return (
            f"{n.language}: {n.spoken} words a minute by speech, {n.typed} by "
            f"keyboard, {n.times:.2f} times as fast. Errors {n.count}, both languages: "
            f"{n.speech:.2f} % against {n.keyboard:.2f} %, {n.ratio:.2f} times as many."
        )

    def program(self, n):
        return f"""
spoken, typed = {n.spoken}, {n.typed}
speech, keyboard = {n.speech!r}, {n.keyboard!r}
print(f"{{spoken / typed:.2f}} times as fast")
print(f"{{speech / keyboard:.2f}} times as many")
"""
