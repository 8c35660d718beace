"""What the drawings share: how they are updated, and strokes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from dlbook.figures.colours import DASHED, NEGATIVE, PAPER, POSITIVE, SOLID


def updating(move: Callable[..., list], **values: object) -> Callable[..., list]:
    """update(...) from a function that moves the artists: draws `values` at once.

    What a later call leaves out stays as it was last. Returns the changed artists."""
    names, last = list(values), values

    def update(*args: object, **new: object) -> list:
        nonlocal last
        if len(args) > len(names):
            raise TypeError(f"update takes {', '.join(names)}; got {len(args)} values")
        values = {**last, **dict(zip(names, args, strict=False)), **new}
        changed = move(**values)
        last = values
        return changed

    update()
    return update


def blank(ax: Axes) -> None:
    """Make ax a sheet of paper: no axes, and 0 to 1 both ways."""
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))


def style_edges(edges: LineCollection, signed: np.ndarray, largest: float) -> None:
    """Width says size, colour and dashes say sign. Shape of signed: (edges,)."""
    signed = np.asarray(signed, float) / (largest or 1)
    edges.set_linewidths(0.6 + 3.4 * np.abs(signed))
    edges.set_color([POSITIVE if s >= 0 else NEGATIVE for s in signed])
    edges.set_linestyles([SOLID if s >= 0 else DASHED for s in signed])


def points_across(ax: Axes) -> np.ndarray:
    """Width and height of ax in points, the unit of fonts and markers."""
    return np.array([ax.bbox.width, ax.bbox.height]) * 72 / ax.figure.dpi


class Gaps:
    """Paper under the words that lie on lines: one artist, not a box for each."""

    def __init__(self, ax: Axes, texts: list[Text], zorder: float):
        self.texts, self.page = texts, points_across(ax)
        self.artist = LineCollection([], colors=PAPER, zorder=zorder, capstyle="butt")
        if texts:
            self.artist.set_linewidth(1.25 * texts[0].get_fontsize())
        ax.add_collection(self.artist)

    def fit(self) -> LineCollection:
        """Make every gap as long as its word, which lies along the line."""
        gaps = []
        for text in self.texts:
            turn = np.radians(text.get_rotation())
            half = 0.33 * text.get_fontsize() * len(text.get_text()) + 1
            along = half * np.array([np.cos(turn), np.sin(turn)]) / self.page
            gaps.append((text.get_position() - along, text.get_position() + along))
        self.artist.set_segments(gaps)
        return self.artist
