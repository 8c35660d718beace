"""Two ways to answers: rules and data give answers, or data and answers give rules."""

from __future__ import annotations

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from dlbook.figures.colours import BLUE, GREY, INK, PALE, PAPER
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.rules import KNOWN, NEW, learners, right, share

BEST = 37.5  # the threshold with the most right answers on the known patients
PLACES = {  # box: (left, bottom, width, height)
    "rule": (0.1, 3.25, 2.35, 0.72),
    "data": (0.1, 2.3, 2.35, 0.72),
    "program": (3.15, 2.77, 1.85, 0.72),
    "answers": (5.7, 2.77, 2.6, 0.72),
    "known": (0.1, 1.15, 2.35, 0.72),
    "labels": (0.1, 0.2, 2.35, 0.72),
    "training": (3.15, 0.67, 1.85, 0.72),
    "learned": (5.7, 0.5, 2.6, 1.06),
}
ARROWS = {  # from box to box: the step at which it lights up
    ("rule", "program"): 1,
    ("data", "program"): 2,
    ("program", "answers"): 3,
    ("known", "training"): 4,
    ("labels", "training"): 5,
    ("training", "learned"): 6,
    ("learned", "program"): 7,
}
SAID = (
    "nothing has run yet",
    "a person writes a rule",
    "patients go in",
    "rules and data give answers",
    "the same patients go in",
    "with their answers, instead of a rule",
    "data and answers give a rule",
    "the learned rule takes the place of the written one",
)


class PipelinesLab(Lab):
    """Notebook 01: who writes the rule? The same 400 patients, both ways."""

    title = "Rules to answers, data to rules"
    size = (8.4, 4.1)
    horizon, pace = 7, 1.2
    scenes = (
        Scene(
            "A person writes the rule", {"step": 3}, "{said}: {old:,} of 2,000 right"
        ),
        Scene("Data write the rule", {"step": 6}, "{said}: three weights and a bias"),
        Scene("Put to use", {"step": 7}, "{said}: {new:,} of 2,000 right"),
    )

    def make_controls(self):
        return {}

    def steps(self, s):
        yield from range(self.horizon + 1)

    def numbers(self, s):
        w, b = learners(400)
        by_rule = ((NEW[0][:, 2] >= BEST) == NEW[1]).sum()
        return {
            "said": SAID[s.step],
            "old": int(by_rule),
            "new": round(2000 * right(w[:1], b[:1])[0]),
            "share": share(right(w[:1], b[:1])[0]),
            "w": w[0],
            "b": float(b[0]),
            "sick": int(KNOWN[1].sum()),
        }

    def draw(self, figure):
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        axes.set(xlim=(0, 8.4), ylim=(0, 4.1))
        axes.plot([0.1, 8.3], [2.08, 2.08], color=PALE, lw=1.5, ls=":")
        self.boxes, self.words = {}, {}
        for name, (left, bottom, wide, high) in PLACES.items():
            box = FancyBboxPatch(
                (left + 0.06, bottom + 0.06), wide - 0.12, high - 0.12, "round,pad=0.06"
            )
            self.boxes[name] = axes.add_patch(box)
            middle = left + wide / 2, bottom + high / 2
            self.words[name] = axes.text(
                *middle, "", ha="center", va="center", fontsize=12
            )
        self.arrows = {}
        for start, end in ARROWS:
            a, b = PLACES[start], PLACES[end]
            tail = a[0] + a[2], a[1] + a[3] / 2
            head = b[0], b[1] + b[3] / 2
            if start == "learned":
                tail, head = (a[0] + 0.3, a[1] + a[3]), (b[0] + 1.0, b[1])
            arrow = FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=22)
            self.arrows[start, end] = axes.add_patch(arrow)

    def update(self, n):
        lit = {pair for pair, step in ARROWS.items() if n.step >= step}
        if n.step == 7:
            lit.remove(("rule", "program"))
        touched = {name for pair in lit for name in pair}
        for name, words in _words(n).items():
            on = name in touched
            self.boxes[name].set(
                fc="#E4F0FA" if on else PAPER,
                ec=BLUE if on else GREY,
                lw=2 if on else 1,
            )
            self.words[name].set(text=words, color=INK if on else GREY)
        for pair, arrow in self.arrows.items():
            arrow.set(color=BLUE if pair in lit else PALE, lw=4 if pair in lit else 2)
        return [*self.arrows.values(), *self.boxes.values(), *self.words.values()]

    def describe(self, n):
        text = f"Step {n.step} of 7: {n.said}."
        if n.step >= 3:
            text += f" The written rule has {n.old:,} of 2,000 new patients right."
        if n.step >= 6:
            text += f" The learned rule: sick where {_formula(n)}."
        if n.step == 7:
            text += f" It has {n.new:,} of 2,000 right."
        return text

    def program(self, n):
        if n.step < 3:
            return f"print('Step {n.step} of 7: {n.said}.')"
        code = f"""
from dlbook import data

x, y = data.patients(2000, seed=1)
written = ((x[:, 2] >= {BEST}) == y).sum()
print(f"The written rule has {{written:,}} of 2,000 new patients right.")
"""
        if n.step < 7:
            return code
        return (
            code
            + """
from dlbook.labs.rules import learners

w, b = learners(400)
learned = ((x @ w[0] + b[0] > 0) == y).sum()
print(f"It has {learned:,} of 2,000 right.")
"""
        )


def _formula(n, parts: str = "{} cm {} kg {} °C > {}") -> str:
    numbers = (f"{n.w[0]:+.3f}", f"{n.w[1]:+.3f}", f"{n.w[2]:+.2f}", f"{-n.b:.1f}")
    return parts.format(*numbers).replace("-", "\N{MINUS SIGN}")


def _words(n) -> dict[str, str]:
    """What stands in the boxes: what has not happened yet has no numbers."""
    lines = "RULE, learned: sick where\n{} cm {} kg\n{} °C > {}"
    count = n.new if n.step == 7 else n.old
    answers = "?" if n.step < 3 else f"{count:,} of 2,000 right"
    return {
        "rule": f"RULE, by a person\nsick from {BEST} °C",
        "data": "DATA\n2,000 new patients",
        "program": "program\n(inference)",
        "answers": f"ANSWERS\n{answers}",
        "known": "DATA\n400 known patients",
        "labels": f"ANSWERS\n{n.sick} sick, {400 - n.sick} healthy",
        "training": "training",
        "learned": _formula(n, lines) if n.step >= 6 else "RULE\n?",
    }
