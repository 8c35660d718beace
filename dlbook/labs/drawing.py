"""Draw a digit for a trained network: what it sees, says, and goes by."""

from __future__ import annotations

import base64
import textwrap
import zlib
from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook import images
from dlbook.activations import softmax
from dlbook.figures.colours import BLUE
from dlbook.figures.curves import class_bars
from dlbook.labs.digits import SIDE, TRAINED_ON, WEIGHTS, digits, mosaic, practised
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.pad import AnyWidget, drawing_pad, image, ink
from dlbook.layers import Dense
from dlbook.network import Network

Array = np.ndarray
USUAL = """import numpy as np
from dlbook import data, images, softmax

_, (x_test, _) = data.mnist()
# net is the network that the lab was given"""
TRAINING = """import numpy as np
from dlbook import data, images, softmax
from dlbook.labs.digits import practised

_, (x_test, _) = data.mnist()
net = practised()            # trained as in notebook 14, section 5"""
THREE = np.array(
    [
        [0, 1, 1, 1, 0],
        [1, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 1],
        [1, 0, 0, 0, 1],
        [0, 1, 1, 1, 0],
    ]
)
DRAWING = """
from base64 import b85decode
from zlib import decompress
from dlbook.labs.pad import image

drawing = decompress(b85decode(
{}
))"""
SHIFTS = range(6)
NEAREST = STRONGEST = 5


def nearest(image: Array, k: int = NEAREST) -> Array:
    """Rows of the k training digits nearest to an image, by squared distance of pixels.

    |x - t|^2 = |x|^2 - 2 x t + |t|^2, and |t|^2 is the same for all: one product."""
    x, _ = digits()
    x = x[:TRAINED_ON]
    distance = _squares() - 2 * (x @ image.ravel())
    close = np.argpartition(distance, k)[:k]
    return close[np.argsort(distance[close])]


@lru_cache(maxsize=1)
def _squares() -> Array:
    x = digits()[0][:TRAINED_ON]
    return np.einsum("ij,ij->i", x, x)


def accuracy_by_shift(net: Network) -> Array:
    """Test accuracy when every test digit is moved right by 0, ..., 5 pixels."""
    x, y = digits("test")
    x = x.reshape(-1, SIDE, SIDE)
    moved = (images.shift(x, right=k).reshape(-1, SIDE**2) for k in SHIFTS)
    return np.array([(net.predict(x) == y).mean() for x in moved])


def in_a_corner(pixels: Array) -> list[bytes]:
    """A small drawing as the pad would give it; none where there is no pad."""
    large = np.kron(pixels, np.ones((3, 3)))
    sheet = np.zeros((56, 56))
    sheet[4 : 4 + len(large), 38 : 38 + len(large[0])] = large
    return [ink(sheet)] if AnyWidget else []


class DrawingLab(Lab):
    """Notebook 14: your handwriting, or a stored test digit, read by a network.

    `DrawingLab(net)` takes any network that begins with a Dense layer on 784 pixels
    and ends in 10 logits; without one it trains that of notebook 14, in a few seconds.
    """

    title = "Draw a digit, and see what the network sees"
    size = (5.8, 4.3)
    scenes = (
        Scene(
            "A clear case",
            {"digit": 0},
            "a 7: it says {said}, and so do the nearest training digits",
        ),
        Scene(
            "Five pixels to the right",
            {"digit": 0, "shift": 5},
            "the same 7, moved: it says {said}",
        ),
        Scene(
            "A mistake",
            {"digit": 720},
            "a 5: it says {said}, though its nearest training digits are {neighbours}",
        ),
        *(
            Scene(
                "A small 3 in a corner",
                {"drawing": drawing},
                "drawn roughly; it is scaled and centred first: it says {said}",
            )
            for drawing in in_a_corner(THREE)
        ),
    )

    def __init__(self, net: Network | None = None, **values):
        self.given, self.net = net is not None, net or practised()
        layers = self.net.layers
        if not isinstance(layers[0], Dense) or self.net.sizes[:: len(layers)] != (
            SIDE**2,
            10,
        ):
            raise ValueError(
                f"DrawingLab takes a network from 784 pixels to 10 classes; got {net}"
            )
        self.by_shift = accuracy_by_shift(self.net)
        super().__init__(**values)
        self._put_hand_and_answer_side_by_side()

    def make_controls(self):
        digit = widgets.IntSlider(0, min=0, max=9999, description="test digit")
        shift = widgets.IntSlider(0, min=0, max=5, description="move right, pixels")
        pad = drawing_pad()
        if not pad:
            return {"digit": digit, "shift": shift}
        digit.observe(lambda _: pad.clear(), "value")  # another one: away with mine
        return {"digit": digit, "shift": shift, "drawing": pad}

    def _put_hand_and_answer_side_by_side(self):
        box, picture = self._view.box, self._view.image
        title, story, row, *others = box.children
        left = widgets.VBox(row.children[::-1], layout={"flex": "0 0 280px"})
        picture.layout.min_width = "0"  # on a narrow page it shrinks
        both = widgets.HBox([left, picture], layout={"align_items": "flex-start"})
        box.children = [title, story, both, *(w for w in others if w is not picture)]

    def numbers(self, s):
        drawn = image(getattr(s, "drawing", b""))
        if drawn is None:
            x, labels = digits("test")
            seen, true = x[s.digit].reshape(SIDE, SIDE), int(labels[s.digit])
        else:
            seen, true = images.centre_digit(drawn), None
        seen = images.shift(seen, right=s.shift)
        h = self.net.forward(seen.reshape(1, -1))
        p = softmax(h[-1])[0]
        near = nearest(seen)
        strongest = np.argsort(-h[1][0])[:STRONGEST]
        w = self.net.layers[0].W[strongest].reshape(-1, SIDE, SIDE)
        return {
            "true": true,
            "seen": seen,
            "p": p,
            "said": int(p.argmax()),
            "sure": float(p.max()),
            "near": near,
            "neighbours": " ".join(map(str, digits()[1][near])),
            "strongest": strongest,
            "strength": h[1][0, strongest],
            "weights": w,
            "accuracy": float(self.by_shift[s.shift]),
        }

    def draw(self, figure):
        sees = figure.add_axes((0.0, 0.59, 0.29, 0.34))
        sees.set_title("it sees", loc="center")
        self.seen = sees.imshow(np.zeros((SIDE, SIDE)), cmap="gray", vmin=0, vmax=1)
        sees.set_axis_off()
        bars = figure.add_axes((0.4, 0.62, 0.59, 0.34))
        self.bars = class_bars(bars, np.full(10, 0.1))
        self.near, self.near_words = _row(
            figure, (0.01, 0.345, 0.47, 0.13), "nearest training digits", "gray", 0
        )
        self.weights, self.weight_words = _row(
            figure, (0.52, 0.345, 0.47, 0.13), "strongest hidden units", WEIGHTS, -1
        )
        below = figure.add_axes((0.07, 0.13, 0.92, 0.13))
        below.set(xlim=(-0.2, 5.7), ylim=(0, 1.1), yticks=(0, 1))
        below.set(xlabel="accuracy on all test digits, moved right so many pixels")
        below.plot(SHIFTS, self.by_shift, color=BLUE)
        (self.here,) = below.plot([], [], "o", color=BLUE, ms=10)
        self.reading = below.text(0, 0, "", va="bottom", ha="left", weight="bold")

    def update(self, n):
        self.seen.set_data(n.seen)
        near = digits()[0][n.near].reshape(-1, SIDE, SIDE)
        self.near.set_data(mosaic(near, 1, NEAREST, fill=1))
        ink = n.weights * (0.25 + 0.75 * n.seen)
        largest = np.abs(ink).max(axis=(1, 2), keepdims=True) + 1e-9
        self.weights.set_data(mosaic(ink / largest, 1, STRONGEST))
        for word, label in zip(self.near_words, n.neighbours.split(), strict=True):
            word.set_text(label)
        for k, word in enumerate(self.weight_words):
            word.set_text(f"{n.strength[k]:.1f}" if k < len(n.strength) else "")
        self.here.set_data([n.shift], [n.accuracy])
        self.reading.set_text(f" {n.accuracy:.2f}")
        self.reading.set_position((n.shift, min(n.accuracy, 0.6)))
        moved = [self.seen, self.near, self.weights, self.here, self.reading]
        moved += [*self.near_words, *self.weight_words]
        return [*moved, *self.bars(n.p, n.true)]

    def describe(self, n):
        stored = f"Test digit {n.digit}, a {n.true}"
        return (
            f"{'A drawing' if n.true is None else stored}, "
            f"moved right by {n.shift} pixels. "
            f"It says {n.said} with probability {n.sure:.2f}. "
            f"Nearest training digits: {n.neighbours}. "
            f"Of all test digits moved like this it gets {n.accuracy:.2f} right."
        )

    def program(self, n):
        source, needs = f"x_test[{n.digit}] / np.float32(255)", ""
        if n.true is None:
            packed = base64.b85encode(zlib.compress(n.drawing, 9)).decode()
            lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(packed, 72))
            needs = DRAWING.format(lines)
            source = "images.centre_digit(image(drawing))"
        return f"""{USUAL if self.given else TRAINING}{needs}
seen = images.shift({source}, right={n.shift})
p = softmax(net(seen.reshape(1, 784)))[0]
print(f"It says {{p.argmax()}} with probability {{p.max():.2f}}")
"""


def _row(figure, box, title, cmap, low):
    """A row of small images with a word under each: the image, the words."""
    axes = figure.add_axes(box)
    axes.set_title(title, fontsize=12)
    axes.set_axis_off()
    blank = mosaic([], 1, NEAREST)
    image = axes.imshow(blank, cmap=cmap, vmin=low, vmax=1)
    words = [
        axes.text(SIDE / 2 + k * (SIDE + 2), SIDE + 2, "", ha="center", va="top")
        for k in range(NEAREST)
    ]
    return image, words
