"""Images are arrays: (rows, columns), or (rows, columns, channels). Row 0 is on top.

Every function returns a new array: raw data are never written over."""

import numpy as np

from dlbook.activations import Array
from dlbook.io import checks


def resize_nearest(image: Array, rows: int, columns: int) -> Array:
    """Each new pixel is the old one at its place: row floor(i old / new)."""
    image = checks.image(image)
    i = np.arange(checks.whole("rows", rows)) * image.shape[0] // rows
    j = np.arange(checks.whole("columns", columns)) * image.shape[1] // columns
    return image[i][:, j]


def resize_average(image: Array, rows: int, columns: int) -> Array:
    """Each new pixel is the mean of the area it covers: new = R image C^T.

    Row i of R holds the overlap of new row i with every old one, with sum 1. Floats
    come out, also from uint8: rounding is yours."""
    image = checks.image(image).astype(float)
    r, c = _overlap(rows, image.shape[0]), _overlap(columns, image.shape[1])
    # optimize: one product after the other, not one loop over all five indices
    return np.einsum("ir,rc...,jc->ij...", r, image, c, optimize=True)


def shift(images: Array, down: int = 0, right: int = 0) -> Array:
    """Move images (..., rows, columns) by whole pixels; what comes in is 0."""
    images, size = np.asarray(images), np.array(np.shape(images)[-2:])
    by = np.clip((down, right), -size, size)
    border = [(0, 0)] * (images.ndim - 2) + [(n, n) for n in abs(by)]
    (top, left), (rows, columns) = abs(by) - by, size
    return np.pad(images, border)[..., top : top + rows, left : left + columns]


def centre_digit(drawing: Array, size: int = 28, box: int = 20) -> Array:
    """Scale and centre a drawing as MNIST's digits were; values 0 to 1, float32.

    The ink is cut out, averaged to fit 20 x 20 in its own shape, and laid into 28 x 28
    with its centre of mass on pixel (14, 14). (LeCun et al. 1998, Proceedings of the
    IEEE 86(11).) An empty drawing stays empty."""
    drawing = checks.shaped("a drawing", checks.image(drawing), "rows", "columns")
    new, ink = np.zeros((size, size), np.float32), drawing > 0.05 * drawing.max()
    if not ink.any():
        return new
    i, j = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    cut = drawing[i[0] : i[-1] + 1, j[0] : j[-1] + 1]
    rows, columns = (max(1, round(n * box / max(cut.shape))) for n in cut.shape)
    small = resize_average(cut, rows, columns)
    small /= small.max()
    middle = [np.arange(rows) @ small.sum(1), np.arange(columns) @ small.sum(0)]
    corner = np.rint(size / 2 - np.array(middle) / small.sum()).astype(int)
    top, left = np.clip(corner, 0, (size - rows, size - columns))
    new[top : top + rows, left : left + columns] = small
    return new


def _overlap(new: int, old: int) -> Array:
    """How much of each old pixel every new one covers, rows with sum 1: (new, old)."""
    edges = np.arange(checks.whole("size", new) + 1)[:, None] * (old / new)
    j = np.arange(old)
    share = np.minimum(edges[1:], j + 1) - np.maximum(edges[:-1], j)
    return np.maximum(share, 0) * (new / old)
