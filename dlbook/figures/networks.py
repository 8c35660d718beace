"""A whole network, from its sizes or from its weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from dlbook.figures.colours import GREY, INK, PAPER, SIGNS, number
from dlbook.figures.drawing import Gaps, blank, points_across, style_edges, updating
from dlbook.figures.page import in_style
from dlbook.layers import Dense
from dlbook.network import Network

Array = np.ndarray
Update = Callable[..., list]
SHADE = 2.0  # a node value of this size has the full tint
LIT = "#FFD84D"


@in_style
def draw_network(
    ax: Axes,
    net: Network | Sequence[int],
    h: Sequence[Array] | None = None,
    numbers: bool = False,
    path: Sequence[int] | None = None,
    most: int = 8,
) -> Update:
    """A network from its sizes, as in (784, 64, 10), or from its weights.

    Lines are as wide as their weight is large in its layer; negative ones are dashed
    and orange. With `h`, the tape of `net.forward`, nodes hold the values of its
    first row. `numbers` writes every weight on its line and every bias under its
    node. `path` lights one unit a layer and the lines between them. Layers of more
    than `most` units show the first and the last. Returns update(net, h)."""
    sizes = tuple(net.sizes) if isinstance(net, Network) else tuple(net)
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"a network has two or more sizes >= 1; got {sizes}")
    if path is not None and len(path) != len(sizes):
        raise ValueError(f"path needs one unit for each of {sizes}; got {path}")
    blank(ax)
    shown = [shown_units(n, most) for n in sizes]
    across = np.linspace(0.06, 0.94, len(sizes))
    places = [_column(x, n, s) for x, n, s in zip(across, sizes, shown, strict=True)]
    pairs = [
        (k, i, j)
        for k in range(len(sizes) - 1)
        for i in range(len(shown[k + 1]))
        for j in range(len(shown[k]))
    ]
    ends = np.array([(places[k][j], places[k + 1][i]) for k, i, j in pairs])
    edges = LineCollection(ends, colors=GREY, linewidths=0.8, zorder=1)
    ax.add_collection(edges)
    xy = np.concatenate(places)
    page = points_across(ax)
    size = min(34, 0.75 * page[1] / max(map(len, shown)))  # of a node, in points
    nodes = ax.scatter(*xy.T, s=size**2, ec=INK, fc=PAPER, lw=1.5, zorder=3)
    for k, (x, n) in enumerate(zip(across, sizes, strict=True)):
        kind = "hidden" if 0 < k < len(sizes) - 1 else "output" if k else "input"
        kind += "s" if n > 1 and kind != "hidden" else ""
        ax.text(x, 0, f"{n:,} {kind}", ha="center", va="bottom")
        if len(shown[k]) < n:
            gap = places[k][len(shown[k]) // 2 - 1 :][:2].mean(axis=0)
            ax.text(*gap, "⋮", size=24, ha="center", va="center")
    if path is not None:
        lit = [p[s.index(u)] for p, s, u in zip(places, shown, path, strict=True)]
        ax.plot(*np.transpose(lit), "-", color=LIT, lw=12, zorder=0)
    centred = {"ha": "center", "va": "center"}
    inside = [ax.text(*p, "", **centred, zorder=5) for p in xy]
    on_edges, under_nodes = [], []
    if numbers:
        small = {"size": 11, **centred, "zorder": 4}
        on_edges = [
            ax.text(*spot, "", rotation=turn, **small)
            for spot, turn in label_spots(ends, xy, page)
        ]
        under_nodes = [
            ax.text(x, y, "", **small)
            for x, y in xy[len(places[0]) :] - (0, (size / 2 + 8) / page[1])
        ]

    gaps = Gaps(ax, [*on_edges, *under_nodes], zorder=2)

    def move(net: Network | Sequence[int], h) -> list:
        changed = []
        if isinstance(net, Network):
            if tuple(net.sizes) != sizes:
                raise ValueError(f"the drawing is of {sizes}; got a net {net.sizes}")
            dense = [layer for layer in net.layers if isinstance(layer, Dense)]
            w = [la.W[np.ix_(shown[k + 1], shown[k])] for k, la in enumerate(dense)]
            weights = np.array([w[k][i, j] for k, i, j in pairs])
            largest = np.array([np.abs(la.W).max() or 1 for la in dense])
            style_edges(edges, weights / largest[[k for k, _, _ in pairs]], 1)
            for text, value in zip(on_edges, weights, strict=numbers):
                text.set_text(number(value, 2))
            if numbers:
                b = [la.b[s] for la, s in zip(dense, shown[1:], strict=True)]
                for text, value in zip(under_nodes, np.concatenate(b), strict=True):
                    text.set_text(f"b = {number(value, 2)}")
            changed += [edges, gaps.fit(), *on_edges, *under_nodes]
        if h is not None:
            rows = _rows(net, h, sizes)
            values = np.concatenate([r[s] for r, s in zip(rows, shown, strict=True)])
            nodes.set_facecolor(SIGNS(0.5 + values / (2 * SHADE)))
            for text, value in zip(inside, values, strict=True):
                text.set_text(number(value, 2))
            changed += [nodes, *inside]
        return changed

    return updating(move, net=net, h=h)


def shown_units(n: int, most: int) -> list[int]:
    """Which units are drawn: all, or the first and the last ones."""
    if n <= most:
        return list(range(n))
    half = (most - 1) // 2
    return [*range(half), *range(n - half, n)]


def _column(x: float, n: int, shown: list[int]) -> Array:
    """Where the units of a layer stand, from the top; a gap where some are left out."""
    slots = len(shown) + (len(shown) < n)
    y = 1 - (np.arange(slots) + 0.5) * 0.92 / slots
    if len(shown) < n:
        y = np.delete(y, slots // 2)
    return np.stack([np.full(len(y), x), y], axis=1)


def label_spots(ends: Array, nodes: Array, page: Array) -> list[tuple[Array, float]]:
    """A point on every edge for its number, and the turn that lays it along the edge.

    Each takes the place that is clear of the numbers so far, and then of other edges.
    Shapes: ends (edges, 2, 2), nodes (nodes, 2), page (2,) its size in points."""
    tails, along = ends[:, 0] * page, (ends[:, 1] - ends[:, 0]) * page
    length = np.linalg.norm(along, axis=1)
    normal = along[:, ::-1] * (-1, 1) / length[:, None]
    spots, turns = list(nodes * page), np.degrees(np.arctan2(*along.T[::-1]))
    for k in range(len(ends)):
        options = tails[k] + np.linspace(0.14, 0.86, 49)[:, None] * along[k]
        apart = np.abs(options[:, None] - np.array(spots)) / (38, 17)
        clear = apart.max(axis=2).min(axis=1).clip(max=1)
        others = np.abs(((options[:, None] - tails) * normal).sum(axis=2))
        same_gap = (tails[:, 0] == tails[k, 0]) & (np.arange(len(ends)) != k)
        alone = others[:, same_gap].min(axis=1, initial=9) / 9
        spots.append(options[(3 * clear + alone).argmax()])
    return [(s / page, t) for s, t in zip(spots[len(nodes) :], turns, strict=True)]


def _rows(net, h: Sequence[Array], sizes: tuple[int, ...]) -> list[Array]:
    """The first row of the tape at every column of the drawing, float."""
    if isinstance(net, Network):  # leave out what Rescale and Flatten made of it
        dense = [k for k, la in enumerate(net.layers) if isinstance(la, Dense)]
        h = [h[dense[0]], *(h[k + 1] for k in dense)]
    rows = [
        np.array(value, float).reshape(-1, n)[0]
        for value, n in zip(h, sizes, strict=True)
    ]
    return rows
