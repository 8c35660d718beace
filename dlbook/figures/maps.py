"""A network in which every unit shows what it makes of each point of the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from dlbook.figures.colours import INK, SIGNS
from dlbook.figures.drawing import style_edges
from dlbook.figures.networks import shown_units
from dlbook.figures.page import in_style

Array = np.ndarray
SHADES = (255 * SIGNS(np.linspace(0, 1, 256))[:, :3]).round().astype(np.uint8)
DARK = tuple(round(255 * part) for part in to_rgb(INK))
ROOM, TOP = 60, 24  # pixels for the names of the inputs, and for what a layer is


def shades(values: Array) -> Array:
    """Colours of values from -1, orange, over 0, paper, to 1, blue: (..., 3), uint8."""
    return SHADES[(127.5 * values + 127.5).round().astype(np.uint8)]


def tile(values: Array) -> Array:
    """A map in colours, scaled to its largest value; dark where its sign changes.

    Shapes: values (side, side) with row 0 at the bottom, result (side, side, 3) with
    row 0 on top."""
    values = np.asarray(values, float)[::-1]
    picture = shades(values / max(float(np.abs(values).max()), 1e-9))
    above = values > 0
    edge = np.zeros_like(above)
    edge[1:] |= above[1:] != above[:-1]
    edge[:, 1:] |= above[:, 1:] != above[:, :-1]
    picture[edge] = DARK
    return picture


@in_style
def unit_maps(ax: Axes, most: int = 8) -> Callable[..., list]:
    """A network drawn with the map of each unit, from the inputs to the output.

    Returns update(weights, maps, names, chosen=None): `weights` are the arrays W
    (n_out, n_in), one a layer, `maps` one array (n, side, side) a layer from the
    inputs on, with values around 0, `names` what the inputs are called, `chosen` the
    (layer, unit) to frame. Lines are as wide as their weight is large in its layer;
    negative ones are dashed and orange. Layers of more than `most` units show the
    first and the last ones. The network may have another shape at every call."""
    width, height = (round(side) for side in (ax.bbox.width, ax.bbox.height))
    ax.set_axis_off()
    paper = np.full((height - TOP, width - ROOM, 3), 255, np.uint8)
    extent = (ROOM, width, height, TOP)
    image = ax.imshow(paper, extent=extent, aspect="auto", zorder=1)
    ax.set(xlim=(0, width), ylim=(height, 0))
    edges = LineCollection([], zorder=2)
    ax.add_collection(edges)
    # Words lie under what moves, off its place: only another shape draws them anew.
    heads = [ax.text(0, 10, "", ha="center", va="center", zorder=0) for _ in range(8)]
    sides = [ax.text(0, 0, "", ha="right", va="center", zorder=0) for _ in range(7)]
    shape = None

    def update(
        weights: Sequence[Array],
        maps: Sequence[Array],
        names: Sequence[str],
        chosen: tuple[int, int] | None = None,
    ) -> list:
        nonlocal shape
        shown = [shown_units(len(layer), most) for layer in maps]
        step = 2 if max(map(len, shown)) <= 5 else 3
        side = len(range(0, maps[0].shape[-1], step))
        across = np.linspace(
            ROOM + side / 2 + 3, width - side / 2 - 4, len(maps)
        ).round()
        down = [_spread(len(s) + (len(s) < len(m)), side, height)
                for s, m in zip(shown, maps, strict=True)]  # fmt: skip
        sheet = paper.copy()
        for k, (x, layer) in enumerate(zip(across - ROOM, maps, strict=True)):
            if len(shown[k]) < len(layer):
                gap = len(shown[k]) // 2
                for y in down[k][gap] - TOP + (-8, 0, 8):
                    sheet[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2] = DARK
                down[k] = np.delete(down[k], gap)
            for unit, y in zip(shown[k], down[k] - TOP, strict=True):
                frame = 3 if (k, unit) == chosen else 1
                _paste(sheet, tile(layer[unit, ::step, ::step]), x, y, frame)
        image.set_data(sheet)
        ends, signed = [], []
        for k, W in enumerate(weights):
            W = W[np.ix_(shown[k + 1], shown[k])]
            i, j = (part.ravel() for part in np.indices(W.shape))
            start = np.stack([np.full(W.size, across[k] + side / 2), down[k][j]], 1)
            stop = np.stack(
                [np.full(W.size, across[k + 1] - side / 2), down[k + 1][i]], 1
            )
            ends.append(np.stack([start, stop], axis=1))
            signed.append(W.ravel() / (np.abs(weights[k]).max() or 1))
        edges.set_segments(np.concatenate(ends))
        style_edges(edges, np.concatenate(signed), 1)
        new = [len(layer) for layer in maps], list(names)
        if new != shape:
            shape = new
            for k, text in enumerate(heads):
                text.set(text=_head(k, *new[:1]), x=[*across, *[0] * 8][k])
            for text, name, y in zip_longest(sides, names, down[0]):
                text.set(text=name or "", x=across[0] - side / 2 - 6, y=y or 0)
        return [image, edges]

    return update


def _spread(slots: int, side: int, height: int) -> Array:
    """The middles of so many tiles under each other, in pixels from the top."""
    gap = min((height - TOP) / slots, side + 22)
    middle = TOP + (height - TOP) / 2
    return (middle + (np.arange(slots) - (slots - 1) / 2) * gap).round()


def _head(k: int, sizes: list[int]) -> str:
    """What stands above column k; numbers alone where there are many columns."""
    if k >= len(sizes) or len(sizes) == 1:
        return ""
    if len(sizes) > 5:
        return f"{sizes[k]}" if k < len(sizes) - 1 else "out"
    if k == len(sizes) - 1:
        return "output"
    word = "unit" if k else "input"
    return f"{sizes[k]} {word}{'s' * (sizes[k] > 1)}"


def _paste(sheet: Array, picture: Array, x: float, y: float, frame: int) -> None:
    """Put a picture and its frame onto the sheet, its middle at (x, y)."""
    side = len(picture)
    top, left = int(y - side / 2), int(x - side / 2)
    rows, cols = (slice(a - frame, a + side + frame) for a in (top, left))
    sheet[rows, cols] = DARK
    sheet[top : top + side, left : left + side] = picture
