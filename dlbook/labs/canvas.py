"""One Figure for the life of a lab: drawn once, then only what moved is drawn again."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable

import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.spines import Spine
from PIL import Image, ImageDraw, ImageFont

GAP = 12  # pixels between the pictures of a sheet


class Canvas:
    """A Figure with its own Agg canvas; `png()` costs a blit where a blit is enough.

    Matplotlib itself tells what is enough: a change of an artist that `move` has
    named leaves `figure.stale` false, any other change (limits, titles, a forgotten
    artist) makes it true, and then everything is drawn."""

    def __init__(self, size: tuple[float, float], dpi: int = 100):
        self.figure = Figure(figsize=size, dpi=dpi)
        self._agg = FigureCanvasAgg(self.figure)
        self._moving: set[Artist] = set()
        self._above: list[Artist] = []
        self._background = None
        self.full_draws = 0

    def move(self, artists: Iterable[Artist] | None) -> None:
        """Name artists that move: they stay out of the background from now on."""
        new = set(artists or ()) - self._moving
        if new:
            self._moving |= new
            self._above = _with_all_above(self.figure, self._moving)
            for artist in self._above:
                artist.set_animated(True)
            self._background = None

    def pixels(self) -> np.ndarray:
        """What is on screen now, as RGB. Shape (height, width, 3), uint8."""
        if self._background is None or self.figure.stale:
            self._agg.draw()
            self._background = self._agg.copy_from_bbox(self.figure.bbox)
            self.full_draws += 1
        else:
            self._agg.restore_region(self._background)
        for artist in self._above:
            if artist.axes is not None and not artist.axes.get_visible():
                continue
            artist.draw(self._agg.get_renderer())
        self.figure.stale = False  # a legend calls itself stale while it is drawn
        return np.asarray(self._agg.buffer_rgba())[..., :3]

    def png(self, quick: bool = False) -> bytes:
        """The picture as PNG, packed fast rather than small; `quick` is for films: 256
        colours, in half the time and a third of the bytes."""
        picture = Image.fromarray(np.ascontiguousarray(self.pixels()))
        if quick:
            picture = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=0)
        return _png(picture, level=1)

    def thumbnail(self, dpi: int) -> Image.Image:
        """The picture at another dpi; the next `png` draws everything anew."""
        usual, self.figure.dpi = self.figure.dpi, dpi
        self._background = None
        picture = Image.fromarray(np.ascontiguousarray(self.pixels()))
        self.figure.dpi, self._background = usual, None
        return picture


def _with_all_above(figure: Figure, moving: set[Artist]) -> list[Artist]:
    """The moving artists, and those drawn over them, in drawing order."""
    found = []
    for axes in figure.axes:
        frame = (Axis,) if axes.axison else (Axis, Spine)
        drawn = [a for a in axes.get_children() if not isinstance(a, frame)]
        drawn = sorted((a for a in drawn if a is not axes.patch), key=Artist.get_zorder)
        first = next((i for i, a in enumerate(drawn) if a in moving), len(drawn))
        found += drawn[first:]
    return found + [a for a in moving if a.axes is None]


def sheet(pictures: list[tuple[Image.Image, str]], title: str, columns: int = 2):
    """One PNG of several pictures, each with its caption under it."""
    words, bold = _font("DejaVu Sans", 14), _font("DejaVu Sans:bold", 14)
    width = max(picture.width for picture, _ in pictures)
    columns = min(columns, len(pictures))
    letters = int(width / 7.9)
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    captions = [[textwrap.wrap(text, letters) for _, text in row] for row in rows]
    heights = [
        max(p.height for p, _ in row) + 18 * max(map(len, lines)) + 2 * GAP
        for row, lines in zip(rows, captions, strict=True)
    ]
    top = 2 * GAP + 16
    size = (columns * (width + GAP) + GAP, top + sum(heights))
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    pen.text((GAP, GAP), title, "black", bold)
    for row, lines, height in zip(rows, captions, heights, strict=True):
        for column, ((picture, _), text) in enumerate(zip(row, lines, strict=True)):
            left = GAP + column * (width + GAP)
            page.paste(picture, (left, top))
            below = top + picture.height + 4
            pen.multiline_text((left, below), "\n".join(text), "black", words)
        top += height
    return _png(page.quantize(256, method=Image.Quantize.FASTOCTREE, dither=0), level=9)


def _font(name: str, size: int):
    return ImageFont.truetype(font_manager.findfont(name), size)


def _png(picture: Image.Image, level: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "png", compress_level=level)
    return out.getvalue()
