"""Paths of a descent: along a curve, and over a map of the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from dlbook.figures.colours import GREY, INK, LINE_STYLES, ORANGE, PAPER
from dlbook.figures.drawing import points_across, updating
from dlbook.figures.page import in_style

Array = np.ndarray
Update = Callable[..., list]
MARKERS = ("o", "s", "^", "D")


@in_style
def curve_descent(
    ax: Axes,
    f: Callable[[Array], Array],
    span: tuple[float, float],
    path: Array = (),
    names: tuple[str, str] = ("w", "L"),
) -> Update:
    """The curve L = f(w) and the points of a descent on it; the last one is large.

    Points outside the picture are cut off, and so is a path from its first value
    that is not finite. Shape: path (steps + 1,). Returns update(path, f)."""
    w = np.linspace(*span, 400)
    (curve,) = ax.plot([], [], color=GREY)
    (steps,) = ax.plot([], [], "o--", color=ORANGE, lw=1.5, mec=INK, ms=7)
    (now,) = ax.plot([], [], "o", color=ORANGE, mec=INK, ms=14)
    ax.set(xlim=span, xlabel=names[0], ylabel=names[1])
    shown = None

    def move(path: Array, f: Callable[[Array], Array]) -> list:
        nonlocal shown
        if f is not shown:
            height = f(w)
            curve.set_data(w, height)
            room = 0.07 * np.ptp(height)
            ax.set_ylim(height.min() - room, height.max() + room)
            shown = f
        path = np.atleast_1d(np.asarray(path, float))
        path = path[np.logical_and.accumulate(np.isfinite(path))]
        steps.set_data(path, f(path))
        now.set_data(path[-1:], f(path[-1:]))
        return [curve, steps, now]

    return updating(move, path=path, f=f)


@in_style
def loss_map(
    ax: Axes,
    f: Callable[[Array], Array],
    extent: tuple[float, float, float, float],
    paths: Mapping[str, Array] | None = None,
    names: tuple[str, str] = (r"$\theta_0$", r"$\theta_1$"),
    lines: int = 12,
) -> Update:
    """A map of the loss in lines of equal height, with one or more paths over it.

    Each path has its own marker, line style and colour, and a legend; its last point
    is large. `f` takes points (n, 2) and gives (n,); extent is (left, right, bottom,
    top); a path has the shape (steps + 1, 2). Returns update(paths)."""
    left, right, bottom, top = extent
    across, up = np.linspace(left, right, 120), np.linspace(bottom, top, 120)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    height = np.asarray(f(grid), float).reshape(120, 120)
    surface = contour_generator(across, up, height)
    low, high = height.min(), height.max()
    levels = low + (high - low) * np.linspace(0, 1, lines + 2)[1:-1] ** 2
    rings = [ring for level in levels for ring in surface.lines(level)]
    ax.add_collection(LineCollection(rings, colors="#A9B4BE", linewidths=1.1, zorder=1))
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=names[0], ylabel=names[1])
    trails, ends = {}, {}
    for i, name in enumerate(paths or {}):
        colour, style = LINE_STYLES[i % len(LINE_STYLES)]
        look = {"color": colour, "marker": MARKERS[i % len(MARKERS)], "mec": PAPER}
        (trails[name],) = ax.plot([], [], ls=style, ms=6, lw=1.8, label=name, **look)
        (ends[name],) = ax.plot([], [], ls="", ms=13, **look)
    if trails:
        wide = sum(7 * len(name) + 34 for name in trails)  # points
        fits = wide < points_across(ax)[0]
        look = {"handlelength": 2, "columnspacing": 1, "borderaxespad": 0.1}
        place = {
            "loc": "lower left",
            "bbox_to_anchor": (0, 1),
            "labelspacing": 0,
            "borderpad": 0,
        }
        ax.legend(ncols=len(trails) if fits else 2, **look, **place)

    def move(paths: Mapping[str, Array] | None) -> list:
        unknown = (paths or {}).keys() - trails.keys()
        if unknown:
            raise ValueError(f"the drawing began without {sorted(unknown)}")
        for name, path in (paths or {}).items():
            path = np.asarray(path, float).reshape(-1, 2)
            good = np.isfinite(path).all(axis=1)
            path = path[np.logical_and.accumulate(good)]
            trails[name].set_data(*path.T)
            trails[name].set_markevery(max(1, len(path) // 25))
            ends[name].set_data(*path[-1:].T)
        return [*trails.values(), *ends.values()]

    return updating(move, paths=paths)
