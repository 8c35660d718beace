"""Data to learn from: small worlds, and the real MNIST digits.

`x, y = data.moons(400)` and `(x, y), (x_test, y_test) = data.mnist()` alike give
examples x, one a row, and class numbers y (n,)."""

import numpy as np

from dlbook.activations import Array
from dlbook.data.digits import mnist
from dlbook.data.worlds import XY, blobs, circles, gates, moons, patients, spirals, xor


def one_hot(y: Array, n_classes: int | None = None) -> Array:
    """Class numbers (n,) as rows with a single 1. Shape (n, n_classes), float32."""
    y = np.asarray(y)
    if not np.issubdtype(y.dtype, np.integer) or y.ndim != 1 or not y.size:
        need = "one_hot takes whole class numbers (n,)"
        raise ValueError(f"{need}; got {y.dtype}, {y.shape}")
    top = int(y.max()) if n_classes is None else n_classes - 1
    if y.min() < 0 or y.max() > top:
        raise ValueError(f"classes must be 0 to {top}; got {y.min()} to {y.max()}")
    return np.eye(top + 1, dtype=np.float32)[y]


def split(x: Array, y: Array, fraction: float = 0.2, seed: int = 0) -> tuple[XY, XY]:
    """Shuffle, then hold out a fraction: (x_train, y_train), (x_test, y_test)."""
    x, y = np.asarray(x), np.asarray(y)
    held = round(len(x) * fraction) if 0 < fraction < 1 else 0
    if len(x) != len(y) or not 0 < held < len(x):
        need = "split needs as many x as y, and a fraction with rows on both sides"
        raise ValueError(f"{need}; got {len(x)} x, {len(y)} y, {fraction}")
    test, train = np.split(np.random.default_rng(seed).permutation(len(x)), [held])
    return (x[train], y[train]), (x[test], y[test])
