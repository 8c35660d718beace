"""A kernel moved over a small image by hand: nine products and their sum, at a time."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
from matplotlib.patches import Rectangle

from dlbook.convolution import correlate, output_size
from dlbook.figures.colours import BLUE, GREY, INK, PAPER, SIGNS, number
from dlbook.images import shift
from dlbook.labs.lab import Lab, Scene

UPRIGHT = np.tile([-1, 0, 1], (3, 1))
KERNELS = {
    "upright edge": UPRIGHT,
    "level edge": UPRIGHT.T,
    "spot": np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]]),
    "sum of nine": np.ones((3, 3), int),
    "copy": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
}
EDGE = np.tile([0, 0, 1, 1, 1], (5, 1))
IMAGES = {
    "dark, then bright": EDGE,
    "bright below dark": EDGE.T.copy(),
    "one bright point": np.pad([[1]], 2),
    "a diagonal": np.eye(5, dtype=int),
}
CELL = 0.42


def moved(image: str, kernel: str, right: int, padding: int, flip: bool) -> tuple:
    """The padded image, the kernel as it is used, and the sum at every place."""
    pixels = np.pad(shift(IMAGES[image], right=right), padding)
    weights = KERNELS[kernel][::-1, ::-1] if flip else KERNELS[kernel]
    return pixels, weights, correlate(pixels, weights)


class KernelLab(Lab):
    """Notebook 15: the same nine weights at every place of an image."""

    title = "A kernel walks over an image"
    size = (8.4, 4.0)
    pace = 0.6
    scenes = (
        Scene(
            "The first place",
            {"step": 0},
            "nine products add up to {value}: bright on the right, dark on the left",
        ),
        Scene(
            "Nothing changes here",
            {"step": 2},
            "where all nine pixels are equal, the sum is {value}",
            on_sheet=False,
        ),
        Scene(
            "Every row alike",
            {"step": 8},
            "each row of the output is {row}: found wherever it stands",
        ),
        Scene(
            "The edge has moved",
            {"shift": 1, "step": 8},
            "shift the image by {shift}, and the output shifts too: {row}",
        ),
        Scene(
            "The wrong kernel",
            {"kernel": "level edge", "step": 8},
            "a kernel for level edges says {row}: no such edge here",
            on_sheet=False,
        ),
        Scene(
            "Flipped, as in mathematics",
            {"flip": True, "step": 0},
            "with the kernel turned round first, the sum is {value}",
        ),
        Scene(
            "A border of zeros",
            {"padding": 1, "step": 24},
            "padding {padding} keeps {rows} x {rows}, and finds an edge at the rim",
        ),
        Scene(
            "Every second place",
            {"stride": 2, "step": 3},
            "stride {stride} leaves {rows} x {rows}",
            on_sheet=False,
        ),
        Scene(
            "A point becomes the kernel",
            {"image": "one bright point", "kernel": "upright edge", "step": 8},
            "one bright point: the output is the kernel, turned round, {row} a row",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "image": widgets.Dropdown(options=list(IMAGES), description="image"),
            "kernel": widgets.Dropdown(options=list(KERNELS), description="kernel"),
            "shift": widgets.IntSlider(0, 0, 2, description="shift right"),
            "padding": widgets.IntSlider(0, 0, 1, description="padding"),
            "stride": widgets.IntSlider(1, 1, 2, description="stride"),
            "flip": widgets.Checkbox(
                value=False, indent=False, description="flip the kernel first"
            ),
        }

    @property
    def horizon(self):
        c = self.controls
        return output_size(5, 3, c["stride"].value, c["padding"].value) ** 2 - 1

    def steps(self, s):
        yield from range(output_size(5, 3, s.stride, s.padding) ** 2)

    def numbers(self, s):
        pixels, kernel, out = moved(s.image, s.kernel, s.shift, s.padding, s.flip)
        out = out[:: s.stride, :: s.stride]
        i, j = divmod(s.step, len(out))
        top, left = i * s.stride, j * s.stride
        window = pixels[top : top + 3, left : left + 3]
        return {
            "pixels": pixels,
            "weights": kernel,
            "products": window * kernel,
            "window": window,
            "corner": (top, left),
            "at": (i, j),
            "out": out,
            "value": int(out[i, j]),
            "row": out[i].tolist(),
            "rows": len(out),
        }

    def draw(self, figure):
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        axes.set(xlim=(0, 8.4), ylim=(0, 4.0))
        self.image = Grid(axes, 0.15, 3.55, 7)
        self.kernel = Grid(axes, 3.6, 3.55, 3)
        self.products = Grid(axes, 3.6, 1.87, 3)
        self.out = Grid(axes, 6.1, 3.55, 5)
        heads = ("image", 0.15), ("kernel", 3.6), ("output", 6.1)
        for words, left in heads:
            axes.text(left, 3.72, words, size=13, weight="bold")
        axes.text(3.6, 2.02, "pixel times weight", size=12)
        look = {"lw": 3, "ec": BLUE, "fill": False, "zorder": 4}
        self.frame = Rectangle((0, 0), 3 * CELL, 3 * CELL, **look)
        self.spot = Rectangle((0, 0), CELL, CELL, **look)
        for box in (self.frame, self.spot):
            axes.add_patch(box)
        axes.text(3.35, 2.85, "\N{MULTIPLICATION SIGN}", ha="center", size=16)
        self.total = axes.text(5.1, 1.15, "", size=15, weight="bold", color=BLUE)
        self.sum = axes.text(0.15, 0.22, "", size=12.5)

    def update(self, n):
        moved = self.image.show(n.pixels, 1 - n.padding)
        moved += self.kernel.show(n.weights) + self.products.show(n.products)
        moved += self.out.show(n.out, filled=n.step + 1)
        (top, left), (i, j) = n.corner, n.at
        off = 1 - n.padding  # the grid leaves room for a border
        self.frame.set_xy(self.image.place(top + 2 + off, left + off))
        self.spot.set_xy(self.out.place(i, j))
        self.total.set_text(f"sum = {number(n.value)}")
        terms = [
            f"{p}\N{MIDDLE DOT}{number(w)}" if w >= 0 else
            f"{p}\N{MIDDLE DOT}({number(w)})"
            for p, w in zip(n.window.flat, n.weights.flat, strict=True)
        ]  # fmt: skip
        self.sum.set_text(" + ".join(terms) + f" = {number(n.value)}")
        return [*moved, self.frame, self.spot, self.total, self.sum]

    def describe(self, n):
        i, j = n.at
        return (
            f"{n.image.capitalize()}, moved right by {n.shift}; kernel {n.kernel}"
            f"{', flipped' if n.flip else ''}. Place {n.step + 1} of {n.rows**2}: "
            f"the nine products at row {i}, column {j} add up to {n.value}. "
            f"The output is {n.rows} x {n.rows}: {n.out.tolist()}."
        )

    def program(self, n):
        pixels = n.pixels[1:-1, 1:-1] if n.padding else n.pixels
        return f"""
import numpy as np
from dlbook.convolution import correlate

image = np.pad({pixels.tolist()}, {n.padding})
out = correlate(image, {n.weights.tolist()})[::{n.stride}, ::{n.stride}]
print("The output is", len(out), "x", f"{{len(out)}}: {{out.tolist()}}.")
"""


class Grid:
    """Cells with a number in each, laid out from a top left corner."""

    def __init__(self, axes, left, top, size):
        self.left, self.top, self.size = left, top, size
        self.boxes, self.words = {}, {}
        for i in range(size):
            for j in range(size):
                x, y = self.place(i, j)
                box = Rectangle((x, y), CELL, CELL, ec=GREY, lw=0.8)
                self.boxes[i, j] = axes.add_patch(box)
                self.words[i, j] = axes.text(
                    x + CELL / 2, y + CELL / 2, "", ha="center", va="center_baseline",
                    size=13,
                )  # fmt: skip

    def place(self, i, j):
        """The lower left corner of a cell."""
        return self.left + CELL * j, self.top - CELL * (i + 1)

    def show(self, values, offset=0, filled=None):
        """Numbers from cell (offset, offset) on; empty from the `filled`th on."""
        rows, columns = values.shape
        for (i, j), box in self.boxes.items():
            r, c = i - offset, j - offset
            inside = 0 <= r < rows and 0 <= c < columns
            known = inside and (filled is None or r * columns + c < filled)
            box.set_visible(inside)
            value = values[r, c] if known else 0
            box.set_facecolor(SIGNS(0.5 + value / 8) if known else PAPER)
            self.words[i, j].set_text(number(value) if known else "")
            self.words[i, j].set_color(INK)
        return [*self.boxes.values(), *self.words.values()]
