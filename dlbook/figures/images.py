"""Images: as their numbers, in rows with captions, and what they are taken for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from dlbook.figures.colours import INK, ORANGE, PAPER, number
from dlbook.figures.drawing import points_across, updating
from dlbook.figures.page import in_style

Array = np.ndarray
Update = Callable[..., list]
MISTAKES = ((1, 1, 1), (0.96, 0.70, 0.36))  # from none to the most: paper to orange
CORRECT = (0.86, 0.90, 0.94)


@in_style
def image_numbers(
    ax: Axes,
    image: Array,
    window: tuple[int, int, int, int] | None = None,
    highest: float | None = None,
) -> Update:
    """An image, and beside it the numbers it is made of.

    `window` = (row, column, rows, columns) frames the part whose numbers are written;
    by default all of it, which is legible up to about 14 x 14. `highest` is the value
    that is white, by default 255 for whole numbers and 1 for others. Shape: image
    (rows, columns). Returns update(image), for an image of the same shape."""
    image = _grey(image)
    rows, columns = image.shape
    top, left, tall, wide = window or (0, 0, rows, columns)
    if not (0 <= top < top + tall <= rows and 0 <= left < left + wide <= columns):
        raise ValueError(f"window {window} does not lie in an image of {image.shape}")
    highest = highest or (255 if image.dtype.kind in "iu" else 1)
    look = {"cmap": "gray", "vmin": 0, "vmax": highest, "interpolation": "nearest"}
    step, start = rows / max(tall, wide), columns * 1.12
    whole = ax.imshow(image, extent=(0, columns, rows, 0), **look)
    height, width = tall * step, wide * step
    down = (rows - height) / 2
    box = (start, start + width, down + height, down)
    part = ax.imshow(np.zeros((tall, wide)), extent=box, **look)
    ax.set(xlim=(-0.2, start + width + 0.2), ylim=(rows + 0.2, -0.2), aspect="equal")
    ax.set_axis_off()
    corners = [(left, top), (left + wide, top), (left + wide, top + tall)]
    frame = np.array([*corners, (left, top + tall), corners[0]])
    ties = [
        [(left + wide, top), (start, down)],
        [(left + wide, top + tall), (start, down + height)],
    ]
    strokes = [frame, *ties] if window else []
    ax.add_collection(
        LineCollection(strokes, colors=ORANGE, linewidths=2, clip_on=False)
    )
    scale = min(points_across(ax) / (start + width, rows))  # points a pixel
    size = min(13, 0.43 * scale * step)  # three digits fill a cell
    cells = [
        ax.text(*place, "", size=size, ha="center", va="center")
        for place in (
            (start + (j + 0.5) * step, down + (i + 0.5) * step)
            for i in range(tall)
            for j in range(wide)
        )
    ]

    def move(image: Array) -> list:
        image = _grey(image)
        if image.shape != (rows, columns):
            raise ValueError(
                f"the drawing is for {rows} x {columns}; got {image.shape}"
            )
        seen = image[top : top + tall, left : left + wide]
        whole.set_data(image)
        part.set_data(seen)
        for cell, value in zip(cells, seen.ravel(), strict=True):
            words = number(round(float(value), 2))
            cell.set_text(words.replace("0.", ".", 1) if abs(value) < 1 else words)
            cell.set_color(INK if value > 0.5 * highest else PAPER)
        return [whole, part, *cells]

    return updating(move, image=image)


@in_style
def gallery(
    ax: Axes,
    images: Array,
    captions: Sequence[str] = (),
    columns: int = 6,
    highest: float | None = None,
) -> Update:
    """Images in rows, each with its caption under it, of one line or more.

    Shape: images (n, rows, columns). Returns update(images, captions), for as many."""
    images = np.asarray(images)
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must be (n, rows, columns); got {images.shape}")
    n, tall, wide = images.shape
    highest = highest or (255 if images.dtype.kind in "iu" else 1)
    words = 1 + max((c.count("\n") for c in captions), default=-1)
    columns = min(columns, n)
    rows = -(-n // columns)
    page = points_across(ax)
    room = 16.5 * words + 5  # points under an image
    cell = min(page[0] / columns - 6, (page[1] / rows - room) * wide / tall)
    if cell < 8:
        raise ValueError(f"no room for {rows} rows of {columns}; make the page larger")
    right, down = 1 + 6 / cell, tall / wide + room / cell  # in widths of an image
    if words:
        right = max(right, page[0] / cell / columns)
    look = {"cmap": "gray", "vmin": 0, "vmax": highest, "interpolation": "nearest"}
    places = [(i % columns * right, i // columns * down) for i in range(n)]
    pictures = [
        ax.imshow(images[0], extent=(x, x + 1, y + tall / wide, y), **look)
        for x, y in places
    ]
    texts = [
        ax.text(x + 0.5, y + tall / wide + 3 / cell, "", ha="center", va="top")
        for x, y in places
    ]
    ax.set(xlim=(0, columns * right), ylim=(rows * down, 0), aspect="equal")
    ax.set_axis_off()

    def move(images: Array, captions: Sequence[str]) -> list:
        images = np.asarray(images)
        if images.shape != (n, tall, wide) or len(captions) not in (0, n):
            raise ValueError(
                f"the drawing has {n} images of {tall} x {wide}, each with a caption "
                f"or none; got {images.shape} and {len(captions)} captions"
            )
        for picture, image in zip(pictures, images, strict=True):
            picture.set_data(image)
        for text, words in zip(texts, captions, strict=False):
            text.set_text(words)
        return [*pictures, *texts]

    return updating(move, images=images, captions=captions)


@in_style
def confusion_matrix(
    ax: Axes, counts: Array, names: Sequence[object] | None = None
) -> Update:
    """How often class i (row, the truth) was taken for class j (column).

    Right answers, on the diagonal, stay out of the colours, which grow with the
    number of mistakes. Shape: counts (K, K), whole numbers. Returns update(counts)."""
    k = len(counts)
    names = range(k) if names is None else names
    image = ax.imshow(
        np.full((k, k, 3), 255, np.uint8), interpolation="nearest", aspect="auto"
    )
    cells = [
        ax.text(j, i, "", ha="center", va="center", weight="bold" if i == j else None)
        for i in range(k)
        for j in range(k)
    ]
    ax.set_xticks(range(k), names)
    ax.set_yticks(range(k), names)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set(xlabel="taken for")
    ax.set_ylabel("true class", labelpad=10)

    def move(counts: Array) -> list:
        counts = np.asarray(counts)
        if counts.shape != (k, k) or (counts < 0).any():
            raise ValueError(f"counts must be ({k}, {k}) and >= 0; got {counts.shape}")
        mistakes = counts * (1 - np.eye(k))
        share = (mistakes / (mistakes.max() or 1))[..., None]
        paint = np.multiply(1 - share, MISTAKES[0]) + np.multiply(share, MISTAKES[1])
        paint[np.eye(k, dtype=bool)] = CORRECT
        image.set_data((255 * paint).round().astype(np.uint8))
        for cell, count in zip(cells, counts.ravel(), strict=True):
            cell.set_text(f"{count:,}" if count else "·")
        return [image, *cells]

    return updating(move, counts=counts)


def _grey(image: Array) -> Array:
    image = np.asarray(image)
    if image.ndim != 2 or not image.size:
        raise ValueError(f"an image of numbers is (rows, columns); got {image.shape}")
    return image
