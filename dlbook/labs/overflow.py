"""One loss, three ways to compute it, and where each of them breaks."""

from __future__ import annotations

import math
from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.activations import softmax
from dlbook.figures.colours import BLUE, GREEN, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.losses import naive_softmax
from dlbook.labs.notches import Notches
from dlbook.losses import SoftmaxCrossEntropy

KINDS = ("float16", "float32", "float64")
SIZES = np.arange(1, 1001)
FORMS = {  # name: colour, style, marker
    "naive": (ORANGE, "--", "s"),
    "two steps": (BLUE, "-.", "^"),
    "from logits": (GREEN, "-", "o"),
}


@lru_cache(maxsize=8)
def losses(kind: str) -> dict:
    """For scores (z, 0) and truth class 1, at every z of SIZES: the loss by form."""
    z = np.zeros((len(SIZES), 2), kind)
    z[:, 0] = SIZES
    y = np.tile(np.array([0, 1], kind), (len(SIZES), 1))
    with np.errstate(all="ignore"):
        naive = np.array([naive_softmax(row)[1] for row in z])
        return {
            "naive": -np.log(naive),
            "two steps": -np.log(softmax(z)[:, 1]),
            "from logits": SoftmaxCrossEntropy().rows(z, y),
        }


class OverflowLab(Lab):
    """Notebook 07: the loss of a sure and wrong answer, in three kinds of number."""

    title = "The overflow lab"
    size = (8.4, 3.9)
    scenes = (
        Scene(
            "Small scores",
            {"z": 5},
            "at z = {z} the three agree: {exact:.3f}",
        ),
        Scene(
            "float16",
            {"kind": "float16", "z": 12},
            "the naive form holds up to z = {last[0]} and gives {shown[0]} here",
        ),
        Scene(
            "float32",
            {"kind": "float32", "z": 89},
            "four bytes: up to z = {last[0]}",
        ),
        Scene(
            "float64",
            {"kind": "float64", "z": 710},
            "eight bytes: up to z = {last[0]}",
        ),
        Scene(
            "Stable softmax, then the logarithm",
            {"kind": "float32", "z": 105},
            "p is rounded to 0 above z = {last[1]}, and -ln 0 is {shown[1]}",
        ),
        Scene(
            "From logits",
            {"kind": "float16", "z": 1000},
            "never leaves the logarithm: {shown[2]}, even in two bytes",
        ),
    )

    def make_controls(self):
        sizes = [1, 2, 5, 8, 10, 11, 12, 15, 20, 30, 50, 80, 88, 89, 100, 105]
        return {
            "z": Notches(
                [*sizes, 200, 500, 700, 709, 710, 745, 750, 1000], 5, "score z"
            ),
            "kind": widgets.Dropdown(
                options=list(KINDS), value="float32", description="numbers"
            ),
        }

    def numbers(self, s):
        values = losses(s.kind)
        fine = {form: np.isfinite(v) for form, v in values.items()}
        at = int(s.z) - 1
        here = [float(v[at]) for v in values.values()]
        return {
            "z": int(s.z),
            "curves": {f: (SIZES[fine[f]], v[fine[f]]) for f, v in values.items()},
            "last": [int(SIZES[ok][-1]) for ok in fine.values()],
            "shown": [f"{v:.4g}" for v in here],
            "exact": max(s.z, 0) + math.log1p(math.exp(-s.z)),
            "limit": float(np.log(np.finfo(s.kind).max.astype(float))),
        }

    def draw(self, figure):
        axes = figure.add_axes((0.1, 0.15, 0.5, 0.8))
        axes.set(xscale="log", yscale="log", xlim=(0.9, 1300), ylim=(0.9, 1300))
        axes.set(xlabel="score z of the wrong class", ylabel="loss")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:g}")
        self.lines, self.ends, self.words = [], [], []
        for k, (form, (colour, style, mark)) in enumerate(FORMS.items()):
            (line,) = axes.plot([], [], ls=style, color=colour, lw=7 - 2 * k)
            line.set_zorder(2 + k)
            (end,) = axes.plot([], [], mark, color=colour, ms=13, mec=INK, zorder=6)
            self.lines.append(line)
            self.ends.append(end)
            left = 0.645
            figure.text(left, 0.74 - 0.25 * k, form, weight="bold", size=14)
            sample = figure.add_axes((left + 0.2, 0.73 - 0.25 * k, 0.1, 0.06))
            sample.set_axis_off()
            sample.plot([0, 1], [0, 0], ls=style, color=colour, lw=4)
            sample.plot([0.5], [0], mark, color=colour, ms=10, mec=INK)
            self.words.append(figure.text(left, 0.655 - 0.25 * k, "", size=13))
        self.now = axes.axvline(1, color=INK, lw=1.2, ls=":")
        self.head = figure.text(0.645, 0.87, "", size=13)

    def update(self, n):
        for k, (x, y) in enumerate(n.curves.values()):
            self.lines[k].set_data(x, y)
            self.ends[k].set_data(x[-1:], y[-1:])
            end = "" if n.last[k] == SIZES[-1] else f"   (good up to z = {n.last[k]})"
            self.words[k].set_text(f"{n.shown[k]}{end}")
        self.now.set_xdata([n.z, n.z])
        self.head.set_text(f"{n.kind}, z = {n.z}: the loss")
        return [*self.lines, *self.ends, *self.words, self.now, self.head]

    def describe(self, n):
        each = "; ".join(
            f"{form} = {value}" for form, value in zip(FORMS, n.shown, strict=True)
        )
        return (
            f"Scores ({n.z}, 0), truth the second class, {n.kind}: {each}. The naive "
            f"form is good up to z = {n.last[0]}, the logarithm of a stable softmax up "
            f"to {n.last[1]}. The largest exponent of {n.kind} is {n.limit:.2f}."
        )

    def program(self, n):
        return (
            "import numpy as np\n"
            "from dlbook import softmax\n"
            "from dlbook.losses import SoftmaxCrossEntropy\n\n"
            f"z = np.array([{n.z}, 0], {n.kind!r})\n"
            "y = np.array([0, 1], z.dtype)\n"
            'with np.errstate(all="ignore"):\n'
            "    naive = -np.log(np.exp(z)[1] / np.exp(z).sum())\n"
            "    two_steps = -np.log(softmax(z)[1])\n"
            "logits = SoftmaxCrossEntropy()(z[None], y[None])\n"
            'print(f"naive = {naive:.4g}; two steps = {two_steps:.4g}; "\n'
            '      f"from logits = {logits:.4g}")\n'
        )
