"""One neuron, with every number it computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from dlbook.activations import Activation, linear
from dlbook.figures.colours import (
    GREY,
    INK,
    PALE,
    PAPER,
    number,
    sign_colour,
)
from dlbook.figures.drawing import Gaps, blank, points_across, style_edges, updating
from dlbook.figures.page import in_style

Array = np.ndarray
Update = Callable[..., list]


@in_style
def draw_neuron(
    ax: Axes,
    x: Sequence[float],
    w: Sequence[float],
    b: float,
    activation: Activation = linear,
    names: Sequence[str] | None = None,
) -> Update:
    """One neuron with a number on every edge: h = a(z), z = w . x + b.

    A row for each input: its value, its weight, their product. The products and the
    bias meet in the sum z, which the activation turns into the output h. Lines are
    as wide as their contribution; negative ones are dashed.
    Shapes: x and w (n,), b a number. Returns update(x, w, b, activation)."""
    x, w, b = _neuron_numbers(x, w, b)
    names = _names(names, len(x))
    rows = np.linspace(0.78, 0.06, len(x) + 1)  # the last row is the bias
    at = {"name": 0.13, "x": 0.18, "w": 0.3, "wx": 0.42}
    at |= {"z": 0.65, "a": 0.79, "h": 0.93}
    middle = rows.mean()
    blank(ax)
    for column, words in (
        ("x", "input"),
        ("w", "weight"),
        ("wx", "product"),
        ("z", "sum z"),
        ("a", "activation"),
        ("h", "output h"),
    ):
        ax.text(at[column], 0.99, words, ha="center", va="top", color=GREY)
    for y, words in zip(rows, names, strict=False):
        ax.text(at["name"], y, words, ha="right", va="center")
    ax.text(at["w"], rows[-1], "bias", ha="center", va="center", color=GREY)

    into = [[(at["x"], y), (at["wx"], y)] for y in rows[:-1]]
    meet = [[(at["wx"], y), (at["z"], middle)] for y in rows]
    edges = LineCollection(into + meet, zorder=1, capstyle="butt")
    ax.add_collection(edges)
    ends = dict(arrowstyle="-|>", color=INK, lw=2, mutation_scale=14)
    for start, stop, gap in (("z", "a", 0.05), ("a", "h", 0.065)):
        tail, head = (at[start] + 0.04, middle), (at[stop] - gap, middle)
        ax.annotate("", head, tail, arrowprops=ends)
    size = min(36, 0.85 * points_across(ax)[1] * (rows[0] - rows[1]))
    ring = {"ec": INK, "fc": PAPER, "lw": 1.5, "zorder": 2}
    ax.scatter(np.full(len(x), at["x"]), rows[:-1], s=size**2, **ring)
    ax.scatter(at["z"], middle, s=(1.5 * size) ** 2, **ring)

    def words(column: str, y: float, **options: object):
        return ax.text(at[column], y, "", ha="center", va="center", **options)

    texts = {
        "x": [words("x", y) for y in rows[:-1]],
        "w": [words("w", y) for y in rows[:-1]],
        "wx": [words("wx", y) for y in rows],
        "z": [words("z", middle, weight="bold")],
        "a": [words("a", middle, bbox={"facecolor": PALE, "edgecolor": INK, "pad": 7})],
        "h": [words("h", middle, weight="bold", size=14)],
    }

    gaps = Gaps(ax, [*texts["w"], *texts["wx"]], zorder=1.5)

    def move(x, w, b, activation) -> list:
        x, w, b = _neuron_numbers(x, w, b, len(names))
        wx = np.append(w * x, b)
        z = wx.sum()
        values = {"x": x, "w": w, "wx": wx, "z": [z], "h": [activation(z)]}
        for column, numbers in values.items():
            for text, value in zip(texts[column], numbers, strict=True):
                narrow = column == "h" and abs(value) < 0.01  # 0.00247: no room for 8
                short = number(value, 3 if narrow else 4)
                text.set_text(("× " if column == "w" else "") + short)
        texts["a"][0].set_text(activation.name)
        signed = np.append(wx[:-1], wx)
        style_edges(edges, signed, np.abs(wx).max())
        return [
            edges,
            gaps.fit(),
            *(text for column in texts.values() for text in column),
        ]

    return updating(move, x=x, w=w, b=b, activation=activation)


@in_style
def contribution_bars(
    ax: Axes,
    x: Sequence[float],
    w: Sequence[float],
    b: float,
    names: Sequence[str] | None = None,
    limits: tuple[float, float] | None = None,
) -> Update:
    """What each input adds to the sum: w_i x_i end to end, then b, then z.

    Each bar begins where the one above ended, so the last end is z. Negative bars
    are hatched. Shapes as in draw_neuron. Returns update(x, w, b)."""
    x, w, b = _neuron_numbers(x, w, b)
    names = [*_names(names, len(x)), "bias", "sum z"]
    bars = ax.barh(range(len(names)), np.zeros(len(names)), 0.62, edgecolor=INK)
    labels = [ax.text(0, k, "", va="center") for k in range(len(names))]
    ax.axvline(0, color=INK, lw=1)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("sum so far")
    if limits:
        ax.set_xlim(limits)

    def move(x, w, b) -> list:
        x, w, b = _neuron_numbers(x, w, b, len(names) - 2)
        steps = np.append(w * x, b)
        ends = np.append(steps.cumsum(), steps.sum())
        starts = np.append(ends[:-1] - steps, 0)
        if not limits:
            _fit(ax, min(0, ends.min()), max(0, ends.max()))
        for bar, label, start, end in zip(bars, labels, starts, ends, strict=True):
            bar.set(x=start, width=end - start, facecolor=sign_colour(end - start))
            bar.set_hatch("" if end >= start else "///")
            label.set_text(f" {number(end - start)}")
            label.set_x(max(start, end))
        return [*bars, *labels]

    return updating(move, x=x, w=w, b=b)


def _fit(ax: Axes, low: float, high: float) -> None:
    """Move the limits of x only when the bars leave them or fill too little."""
    left, right = ax.get_xlim()
    if low < left or high > right or right - left > 4 * (high - low):
        room = 0.15 * (high - low or 1)
        ax.set_xlim(low - room / 4, high + room)


def _neuron_numbers(x, w, b, n: int | None = None) -> tuple[Array, Array, float]:
    x, w = np.array(x, float).ravel(), np.array(w, float).ravel()
    if len(x) != len(w) or not len(x) or len(x) != (n or len(x)):
        raise ValueError(
            f"x and w need one number for each of the {n or len(w)} inputs; "
            f"got {len(x)} and {len(w)}"
        )
    b = np.array(b, float)
    if b.size != 1:
        raise ValueError(f"one neuron has one bias; got {b.size} numbers")
    return x, w, float(b.item())


def _names(names: Sequence[str] | None, n: int) -> list[str]:
    names = [f"$x_{{{i + 1}}}$" for i in range(n)] if names is None else list(names)
    if len(names) != n:
        raise ValueError(f"{n} inputs need {n} names; got {names}")
    return names
