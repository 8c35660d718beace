"""Points in the plane, and how a model divides it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from dlbook.activations import sigmoid, softmax
from dlbook.figures.colours import INK, PAPER, class_colour, class_marker
from dlbook.figures.drawing import updating
from dlbook.figures.page import in_style
from dlbook.network import Network

Array = np.ndarray
Update = Callable[..., list]
Model = Network | Callable[[Array], Array]
TINT = 0.5  # of the class colour where the model is sure
FIRES, WRONG = "#CFE2F3", "#C00000"
NOTHING = np.zeros((0, 2)), np.zeros(0, int)


@in_style
def data_points(ax: Axes, x: Array, y: Array, size: float = 7) -> Update:
    """Points of each class in its own colour and marker: x (n, 2), y (n,) classes.

    Returns update(x, y), which may bring another number of points."""
    x, y = _points(x, y)
    look = {"mec": PAPER, "mew": 0.8, "ms": size, "ls": "", "zorder": 4}
    marks = [
        ax.plot(*x[y == k].T, class_marker(k), color=class_colour(k), **look)[0]
        for k in range(max(2, np.max(y, initial=0) + 1))
    ]

    def move(x: Array, y: Array) -> list:
        x, y = _points(x, y)
        if len(y) and y.max() >= len(marks):
            raise ValueError(
                f"the drawing began with {len(marks)} classes; got class {y.max()}"
            )
        for k, mark in enumerate(marks):
            mark.set_data(*x[y == k].T)
        return marks

    return updating(move, x=x, y=y)


@in_style
def decision_map(
    ax: Axes,
    model: Model,
    x: Array | None = None,
    y: Array | None = None,
    extent: tuple[float, float, float, float] | None = None,
    resolution: int = 100,
) -> Update:
    """What a model says at every point of the plane, with the data on top.

    The colour is the class, its strength the confidence; dark lines are where the
    decision changes. `model` is a Network, whose logits become probabilities, or a
    function of points (n, 2): the probability of class 1, (n,) or (n, 1), of every
    class, (n, K), or whole class numbers, as `predict` gives.
    Shapes: x (n, 2), y (n,); extent is (left, right, bottom, top), by default around
    x. Returns update(model, x, y)."""
    left, right, bottom, top = extent = _extent(x, extent)
    across, up = (np.linspace(*ends, resolution) for ends in (extent[:2], extent[2:]))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    paper = np.full((resolution, resolution, 3), 255, np.uint8)
    image = ax.imshow(paper, extent=extent, origin="lower", aspect="auto", zorder=0)
    lines = LineCollection([], colors=INK, linewidths=1.8, zorder=2)
    ax.add_collection(lines)
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="$x_1$", ylabel="$x_2$")
    x, y = NOTHING if x is None else (x, y)
    move_points = data_points(ax, x, y)

    def move(model: Model, x: Array, y: Array) -> list:
        p = _chances(model, grid)
        image.set_data(_tints(p).reshape(paper.shape))
        lines.set_segments(_borders(p, across, up))
        return [image, lines, *move_points(x, y)]

    return updating(move, model=model, x=x, y=y)


@in_style
def perceptron_line(
    ax: Axes, w: Array, b: float, x: Array, y: Array, span: float = 0.5
) -> Update:
    """The line w . x + b = 0 on the unit square, and the side on which the unit fires.

    The firing side, z >= 0, is tinted. Filled points should fire, hollow ones not;
    a cross marks the points that the line gets wrong. With w = 0 there is no line.
    Shapes: w (2,), x (n, 2), y (n,) of 0 and 1. Returns update(w, b, y)."""
    low, high = -span, 1 + span
    ax.set(xlim=(low, high), ylim=(low, high), aspect="equal", adjustable="box")
    ax.set(xticks=(0, 1), yticks=(0, 1), xlabel="$x_1$", ylabel="$x_2$")
    side = ax.fill([], [], color=FIRES, zorder=0)[0]
    (line,) = ax.plot([], [], color=INK, zorder=2)
    point = {"ms": 13, "mec": INK, "mew": 2, "ls": "", "zorder": 3}
    (no,) = ax.plot([], [], class_marker(0), color=PAPER, **point)
    (yes,) = ax.plot([], [], class_marker(1), color=class_colour(1), **point)
    (wrong,) = ax.plot([], [], "x", color=WRONG, ms=24, mew=3, zorder=4)

    def move(w: Array, b: float, y: Array) -> list:
        w, b = np.array(w, float).reshape(2), float(np.array(b).item())
        places, labels = _points(x, y)
        far, length = 4 * (high - low), np.linalg.norm(w)
        if length > 0:
            toward = w / length
            foot = -b / length * toward  # the point of the line nearest to 0
            if abs(b / length) > far:  # beyond the picture: all or nothing fires
                foot = -np.sign(b) * far * toward
            ends = foot + far * np.array([[1], [-1]]) * (-toward[1], toward[0])
            line.set_data(*ends.T)
            side.set_xy([*ends, *(ends[::-1] + 3 * far * toward)])
        else:
            line.set_data([], [])
            box = [(low, low), (high, low), (high, high), (low, high)]
            side.set_xy(box if b >= 0 else np.zeros((0, 2)))
        fires = places @ w + b >= 0
        no.set_data(*places[labels == 0].T)
        yes.set_data(*places[labels == 1].T)
        wrong.set_data(*places[fires != labels].T)
        return [side, line, no, yes, wrong]

    return updating(move, w=w, b=b, y=y)


def _points(x: Array, y: Array) -> tuple[Array, Array]:
    x, y = np.asarray(x, float), np.asarray(y)
    if x.ndim != 2 or x.shape[1] != 2 or y.shape != (len(x),):
        raise ValueError(
            f"points need x of shape (n, 2) and y of shape (n,); got {x.shape}, "
            f"{y.shape}"
        )
    return x, y.astype(int)


def _extent(x: Array | None, extent) -> tuple[float, float, float, float]:
    if extent is not None:
        return tuple(map(float, extent))
    if x is None or not len(x):
        raise ValueError("without data, say the extent: (left, right, bottom, top)")
    low, high = np.min(x, axis=0), np.max(x, axis=0)
    room = 0.12 * np.maximum(high - low, 1e-6)
    low, high = low - room, high + room
    return low[0], high[0], low[1], high[1]


def _chances(model: Model, grid: Array) -> Array:
    """The probability of every class at every point: (n, K), K at least 2."""
    p = np.asarray(model(grid))
    if isinstance(model, Network):
        p = sigmoid(p) if p.shape[1] == 1 else softmax(p)
    elif p.dtype.kind in "iub":
        return np.eye(max(2, int(p.max()) + 1))[p.astype(int).ravel()]
    p = p.reshape(len(grid), -1)
    return np.hstack([1 - p, p]) if p.shape[1] == 1 else p


def _tints(p: Array) -> Array:
    """From paper, where classes tie, to the tint of the surest one: (n, 3), uint8."""
    k = p.shape[1]
    colours = np.array([to_rgb(class_colour(i)) for i in range(k)])
    sure = (p.max(axis=1) - 1 / k) / (1 - 1 / k)
    tint = 1 + (TINT * (0.25 + 0.75 * sure))[:, None] * (colours[p.argmax(axis=1)] - 1)
    return (255 * tint).round().astype(np.uint8)  # draws twice as fast as floats


def _borders(p: Array, across: Array, up: Array) -> list[Array]:
    """The lines along which a class ties with the best of the others."""
    k = p.shape[1]
    lines = []
    for i in range(1 if k == 2 else 0, k):
        lead = p[:, i] - np.delete(p, i, axis=1).max(axis=1)
        surface = contour_generator(across, up, lead.reshape(len(up), len(across)))
        lines += surface.lines(0.0)
    return lines
