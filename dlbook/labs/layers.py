"""Numbers flow through a network, one layer a step."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from dlbook.activations import ACTIVATIONS
from dlbook.figures.colours import GREY, INK, PALE, SIGNS, number
from dlbook.figures.drawing import Gaps, blank, style_edges
from dlbook.figures.networks import LIT, label_spots
from dlbook.labs.lab import Lab, Scene
from dlbook.layers import Dense
from dlbook.network import Network

INPUTS = tuple(f"x{i}" for i in range(1, 7))
HIDDEN = ("hidden1", "hidden2", "hidden3")
MOST_UNITS, MOST_LABELS = 6, 24  # of a layer; of a gap between two layers
MOST_NODES = 6 + len(HIDDEN) * MOST_UNITS + 1
NODE, TOP, FOOT = 34, 0.92, 0.15  # points; parts of the height
ONES = dict.fromkeys(INPUTS, 1.0)


class LayersLab(Lab):
    """Notebook 05: one layer a step, through a network whose numbers are all shown."""

    title = "Forward, one layer a step"
    size = (8.4, 4.0)
    pace = 0.9
    scenes = (
        Scene(
            "The inputs wait",
            {**ONES, "step": 0},
            "six numbers from outside stand in the input layer; of the {n_params} "
            "parameters none has been used",
        ),
        Scene(
            "One layer",
            {**ONES, "step": 1},
            "each of the 4 units sums six products of 0.1 and 1, and has {h[1]:.4g}",
        ),
        Scene(
            "To the output",
            {**ONES, "step": 3},
            "{h[1]:.4g}, then {h[2]:.4g}, then sigmoid({z:.3f}) = {h[3]:.4f}",
        ),
        Scene(
            "Every bias at 0.1",
            {**ONES, "bias": 0.1, "step": 3},
            "{h[1]:.4g}, then {h[2]:.4g}, then sigmoid({z:.3f}) = {h[3]:.4f}: "
            "each unit adds its bias once",
        ),
        Scene(
            "Other inputs, the same network",
            {**ONES, "x1": -1.0, "x2": -1.0, "step": 3},
            "the values are computed anew: {h[1]:.4g}, {h[2]:.4g}, {h[3]:.4f}; "
            "the {n_params} parameters are as before",
        ),
        Scene(
            "Negative weights",
            {**ONES, "weight": -0.1, "step": 3},
            "ReLU passes on {h[1]:g}, so nothing of the input is left, and the output "
            "is sigmoid(0) = {h[3]:g}",
        ),
        Scene(
            "No hidden layer",
            {**ONES, "hidden1": 0, "hidden2": 0, "step": 1},
            "6-1 is a network, too: {n_params} parameters, and output {h[1]:.4f}",
        ),
        Scene(
            "Three hidden layers",
            {**ONES, "hidden3": 4, "step": 4},
            "{n_params} parameters; {h[1]:.4g}, {h[2]:.4g}, {h[3]:.4g}, {h[4]:.4f}",
        ),
    )

    @property
    def horizon(self) -> int:
        return 1 + sum(self.controls[name].value > 0 for name in HIDDEN)

    def make_controls(self):
        def slider(value, name, least=-1.0, most=1.0, **options):
            return widgets.FloatSlider(
                value, min=least, max=most, step=0.1, description=name, **options
            )

        narrow = {"readout": False, "layout": {"width": "136px"}}
        hidden = [
            widgets.IntSlider(n, 0, MOST_UNITS, description=f"hidden layer {k}")
            for k, n in enumerate((4, 4, 0), 1)
        ]
        wide, short = ({"layout": {"width": f"{w}px"}} for w in (228, 182))
        return {
            **{x: slider(1.0, x, -2.0, 2.0, **narrow) for x in INPUTS},
            **dict(zip(HIDDEN, hidden, strict=True)),
            "weight": slider(0.1, "every weight", **wide),
            "bias": slider(0.0, "every bias", **wide),
            "hidden_activation": _choice("hidden units", "relu", **short),
            "output_activation": _choice("output unit", "sigmoid", **short),
        }

    def steps(self, s):
        h = np.array([[getattr(s, x) for x in INPUTS]], np.float32)
        yield h[0]
        for layer in _network(s).layers:
            h = layer.forward(h)
            yield h[0]

    def numbers(self, s):
        net = _network(s)
        before = np.array(s.trail[-2] if s.step else [0.0])
        return {
            "sizes": net.sizes,
            "n_params": net.n_params,
            "n_weights": sum(layer.W.size for layer in net.layers),
            "activations": [layer.activation.name for layer in net.layers],
            "h": [float(h[0]) for h in s.trail],  # units of a layer are alike
            "z": s.weight * float(before.sum()) + s.bias,
        }

    def draw(self, figure):
        axes = figure.add_axes((0, 0, 1, 1))
        blank(axes)
        self.page = np.array(self.size) * 72  # points
        (self.path,) = axes.plot([], [], color=LIT, lw=12, zorder=0)
        self.edges = LineCollection([], zorder=1)
        axes.add_collection(self.edges)
        centred = {"ha": "center", "va": "center"}

        def pool(n, zorder, **options):
            return [
                axes.text(0, 0, "", zorder=zorder, **centred, **options)
                for _ in range(n)
            ]

        self.biases = pool(MOST_NODES - 6, 2, size=11)
        self.weights = pool((1 + len(HIDDEN)) * MOST_LABELS, 2, size=11)
        self.paper = Gaps(axes, [*self.weights, *self.biases], zorder=1.5)
        self.columns = pool(2 + len(HIDDEN), 2, size=12)
        self.gaps = pool(1 + len(HIDDEN), 2, size=11, color=GREY)
        self.nodes = axes.scatter([], [], s=NODE**2, ec=INK, lw=1.5, zorder=3)
        self.inside = pool(MOST_NODES, 4, size=11)
        self.sum = axes.text(0.5, 0.965, "", size=12, zorder=4, **centred)

    def update(self, n):
        lit = [int(np.argmax(np.abs(n.trail[0])))] + [(k - 1) // 2 for k in n.sizes[1:]]
        wiring = f"{n.sizes} {n.weight} {n.bias} {n.step} {lit[0]}"
        if self.edges.get_gid() != wiring:  # moving an input leaves it in peace
            self._wire(n, lit)
            self.edges.set_gid(wiring)
        xy = np.concatenate(_layout(n.sizes, *self.page)[0])
        values = np.concatenate(n.trail)
        known = np.append(values, np.zeros(len(xy) - len(values)))
        self.nodes.set_offsets(xy)
        self.nodes.set_facecolor(SIGNS(0.5 + known / 4))
        _write(self.inside, xy[: len(values)], [_short(v) for v in values])
        self.sum.set_text(self._sum(n))
        return [self.nodes, *self.inside, self.sum]

    def _wire(self, n, lit):
        """Draw the lines anew, with the numbers on them and the lit path: the figure
        is then drawn in full."""
        places, ends, gap, spots = _layout(n.sizes, *self.page)
        self.edges.set_segments(ends)
        style_edges(self.edges, np.full(len(ends), n.weight), 1)
        waiting = (gap >= n.step)[:, None]
        self.edges.set_color(np.where(waiting, to_rgba(PALE), self.edges.get_color()))
        way = [p[i] for p, i in zip(places, lit, strict=True)][: n.step + 1]
        self.path.set_data(*np.transpose(way))

        _write(self.weights, [at for at, _ in spots], [number(n.weight)] * len(spots))
        for text, (_, turn) in zip(self.weights, spots, strict=False):
            text.set_rotation(turn)
        room = np.concatenate([[k < MOST_UNITS] * k for k in n.sizes[1:]])
        below = np.concatenate(places[1:])[room] - (0, (NODE / 2 + 8) / self.page[1])
        _write(self.biases, below, [f"b = {number(n.bias)}"] * len(below))
        self.paper.fit()

        across = [p[0][0] for p in places]
        kinds = ["6 inputs", *(f"{k} hidden" for k in n.sizes[1:-1]), "1 output"]
        _write(self.columns, [(x, 0.085) for x in across], kinds)
        middles = [((a + b) / 2, 0.03) for a, b in pairwise(across)]
        counts = [
            f"{a * b} weights, {b} bias{'es' * (b > 1)}" for a, b in pairwise(n.sizes)
        ]
        _write(self.gaps, middles, counts)

    def _sum(self, n):
        """The sum of a unit of the newest layer, written out."""
        if not n.step:
            return "The inputs are data. Press step to compute the first layer."
        before = [number(v, 3) for v in n.trail[-2]]
        terms = f"({' + '.join(before)})"
        if n.step > 1:
            terms = f"{len(before)} × {before[0]}"
        total = f"{number(n.weight)} × {terms} + {number(n.bias)} = {number(n.z, 3)}"
        name = n.activations[n.step - 1]
        return f"layer {n.step}:   z = {total},   h = {name}(z) = {number(n.h[-1])}"

    def describe(self, n):
        name = "-".join(map(str, n.sizes))
        biases = n.n_params - n.n_weights
        text = f"{name}: {n.n_weights} weights of {n.weight:g} and "
        text += f"{biases} bias{'es' if biases > 1 else ''} of {n.bias:g}, "
        text += f"{n.n_params} parameters. "
        text += f"After {n.step} of {len(n.sizes) - 1} layers: "
        rows = (", ".join(f"{v:.4g}" for v in h) for h in n.trail)
        return text + "; ".join(f"h[{k}] = {row}" for k, row in enumerate(rows)) + "."

    def program(self, n):
        layers = ", ".join(
            f"Dense({a}, {b}, {name})"
            for (a, b), name in zip(pairwise(n.sizes), n.activations, strict=True)
        )
        x = ", ".join(f"{v:g}" for v in n.trail[0].tolist())
        return f"""
from dlbook import Dense, Network, {", ".join(sorted(set(n.activations)))}

net = Network({layers})
for layer in net.layers:
    layer.W[:], layer.b[:] = {n.weight!r}, {n.bias!r}
tape = net.forward([[{x}]])
for k, h in enumerate(tape[:{n.step + 1}]):
    print(f"h[{{k}}] =", ", ".join(f"{{v:.4g}}" for v in h[0]))
"""


def _choice(name: str, value: str, **options) -> widgets.Dropdown:
    names = [k for k in ACTIVATIONS if k != "softmax"]
    return widgets.Dropdown(options=names, value=value, description=name, **options)


def _network(s) -> Network:
    """The network of the state s, all weights and all biases alike."""
    sizes = [6, *(k for k in (s.hidden1, s.hidden2, s.hidden3) if k), 1]
    names = [s.hidden_activation] * (len(sizes) - 2) + [s.output_activation]
    net = Network(
        *(
            Dense(a, b, ACTIVATIONS[name])
            for (a, b), name in zip(pairwise(sizes), names, strict=True)
        )
    )
    for layer in net.layers:
        layer.W[:], layer.b[:] = s.weight, s.bias
    return net


@lru_cache(maxsize=64)
def _layout(sizes: tuple[int, ...], width: float, height: float):
    """Where things stand: the units of each layer (n, 2), the ends of every edge, the
    gap it crosses, and for each weight that is written its place and its turn."""
    across = np.linspace(0.05, 0.95, len(sizes))
    places = []
    for x, n in zip(across, sizes, strict=True):
        step = (TOP - FOOT) / max(n, 4)
        y = (TOP + FOOT) / 2 + step * ((n - 1) / 2 - np.arange(n))
        places.append(np.stack([np.full(n, x), y], axis=1))
    ends, gap = [], []
    for k, (left, right) in enumerate(pairwise(places)):
        ends += [(a, b) for b in right for a in left]
        gap += [k] * (len(left) * len(right))
    ends, gap = np.array(ends), np.array(gap)
    written = np.bincount(gap)[gap] <= MOST_LABELS
    nodes = np.concatenate(places)
    spots = label_spots(ends[written], nodes, np.array([width, height]))
    return places, ends, gap, spots


def _write(texts, places, words) -> None:
    """Put the words at their places; the texts that are left over say nothing."""
    for text, place, word in zip(texts, places, words, strict=False):
        text.set_position(place)
        text.set_text(word)
    for text in texts[len(words) :]:
        text.set_position((-1, -1))
        text.set_text("")


def _short(value: float) -> str:
    """A number that fits into a node."""
    text = number(value, 3)
    return text if len(text) < 6 else text.replace("0.", ".")
