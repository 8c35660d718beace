"""What comes in is checked here, with errors that say how to mend it."""

import math
from itertools import pairwise

import numpy as np

from dlbook.activations import Array


def whole(name: str, value: object, least: int = 1) -> int:
    """value, if it is a whole number of at least `least`; else a ValueError."""
    if not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} must be a whole number >= {least}; got {value!r}")
    return int(value)


def number(name: str, value: object, below: float = np.inf, zero: bool = True) -> float:
    """value, if it is a number >= 0 (or > 0) and below a limit; else a ValueError."""
    fits = isinstance(value, (int, float, np.number)) and 0 <= value < below
    if not fits or not (zero or value):
        limits = f"{'from' if zero else 'above'} 0, below {below}"
        raise ValueError(f"{name} must be a number {limits}; got {value!r}")
    return float(value)


def shaped(name: str, values: object, *sides: int | str, mend: str = "") -> Array:
    """values as an array, if its sides are these, a word for any length; else a
    ValueError: shaped("x", x, "B", 3) says that x must have shape (B, 3)."""
    values = np.asarray(values)
    pairs = zip(values.shape, sides, strict=False)
    fits = all(isinstance(side, str) or n == side for n, side in pairs)
    if not fits or values.ndim != len(sides):
        need = str(sides).replace("'", "")
        raise ValueError(f"{name} must have shape {need}; got {values.shape}{mend}")
    return values


def sizes(given: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes of an MLP, if there is at least one layer; else a ValueError."""
    if len(given) < 2:
        need = "MLP needs at least two sizes, such as MLP(2, 8, 1)"
        raise ValueError(f"{need}; got MLP({', '.join(map(str, given))})")
    return given


def chain(layers: tuple, kind: type, dense: type) -> None:
    """An error, if layers are of another kind or twice, or neighbours do not fit."""
    if not layers or not all(isinstance(layer, kind) for layer in layers):
        raise TypeError(f"Network takes layers, such as Dense(2, 1); got {layers}")
    if len(set(map(id, layers))) < len(layers):
        raise ValueError("the same layer stands twice; give each place its own")
    for a, b in pairwise(layers):
        if isinstance(a, dense) and isinstance(b, dense) and a.n_out != b.n_in:
            raise ValueError(f"{a} gives {a.n_out} numbers, but {b} takes {b.n_in}")


def rows(x: Array, n_in: int) -> None:
    """A ValueError, if x is not one example a row, with n_in numbers in each."""
    if x.ndim < 2 or x.shape[-1] != n_in:
        hint = "; one example alone is x[None]" if x.ndim == 1 else ""
        shape = f"(B, {n_in}), one example a row"
        raise ValueError(f"x must have shape {shape}; got {x.shape}{hint}")


def examples(x: Array, y: Array, among: tuple = ()) -> tuple[Array, Array]:
    """x (n, d) as float64 and y (n,), if finite and fitting, y among the numbers given,
    if there are any; else a ValueError."""
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    if x.ndim != 2 or not len(x) or y.shape != x.shape[:1]:
        raise ValueError(f"data are x (n, d) and y (n,); got {x.shape} and {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError("x holds NaN or infinite numbers; drop those rows")
    if among and not np.isin(y, among).all():
        need = " and ".join(map(str, among))
        raise ValueError(f"y must hold {need}; got {np.unique(y)[:4]}")
    return x, y


def image(pixels: Array) -> Array:
    """pixels as an array, if they are an image; else a ValueError."""
    pixels = np.asarray(pixels)
    if pixels.ndim not in (2, 3) or not pixels.size:
        kinds = "(rows, columns) or (rows, columns, channels)"
        raise ValueError(f"an image is {kinds}; got {pixels.shape}")
    return pixels


def distributions(p: Array, y: Array) -> tuple[Array, Array]:
    """p as float64, if each row has the sum 1, and its `targets`; else a ValueError."""
    p = np.asarray(p, dtype=float)
    if not p.size or not p.min() >= 0 or not np.allclose(p.sum(-1), 1, atol=1e-4):
        need = "p must hold probabilities, none negative, each row with sum 1"
        raise ValueError(f"{need}, such as softmax(z); got {p.tolist()}")
    return p, targets(p, y)


def alike(z: Array, y: Array) -> Array:
    """y, if it has the shape of z: NumPy would spread (B,) over (B, 1) to (B, B)."""
    if np.shape(z) != np.shape(y):
        need = f"targets must have the shape of the logits, {np.shape(z)}"
        raise ValueError(f"{need}; got {np.shape(y)}. A column is y[:, None]")
    return y


def targets(scores: Array, y: Array) -> Array:
    """y, one-hot or class numbers, as one row for each row of scores, float64."""
    y, k = np.asarray(y), scores.shape[-1]
    if y.shape == scores.shape:
        return y.astype(float)
    numbers = np.issubdtype(y.dtype, np.integer) and y.shape == scores.shape[:-1]
    if not numbers or y.min() < 0 or y.max() >= k:
        need = f"class numbers 0 to {k - 1} of shape {scores.shape[:-1]}"
        need = f"y must be one-hot of shape {scores.shape}, or whole {need}"
        raise ValueError(f"{need}; got {y.tolist()}")
    return np.eye(k)[y]


def train_rows(rows: int, validation: float) -> int:
    """How many rows stay for training, if some do on both sides; else a ValueError."""
    n = int(rows * (1 - validation)) if 0 < validation < 1 else 0
    if not 0 < n < rows:
        need = "validation must be (x, y), or a fraction with rows on both sides"
        raise ValueError(f"{need}; got {validation} of {rows} rows")
    return n


def data_for(net: object, loss: object, x: Array, y: Array) -> tuple[Array, Array]:
    """x and y as arrays that fit network and loss, or a ValueError that helps.

    Floats become the network's dtype; uint8 images are converted batch by batch."""
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim < 2 or not len(x):
        raise ValueError(f"x must have shape (n, ...), with n >= 1; got {x.shape}")
    x = x if x.dtype == np.uint8 else x.astype(net.dtype, copy=False)
    shape = (len(x), *net(x[:1]).shape[1:])
    if y.shape != shape or not np.issubdtype(y.dtype, np.floating):
        need = f"y must hold floats in the shape of the logits, {shape}"
        mend = f"one_hot(y, {shape[-1]}), or y[:, None].astype(float) for one output"
        raise ValueError(f"{need}; got {y.dtype}, {y.shape}. Class numbers: {mend}")
    for name, values in (("x", x), ("y", y)):
        if not math.isfinite(float(values.max()) - float(values.min())):
            raise ValueError(f"{name} holds NaN or infinite numbers; drop those rows")
    if not loss.accepts(y):
        got = f"numbers from {y.min():g} to {y.max():g}"
        raise ValueError(f"{loss} takes {loss.takes}; got {got}")
    last = net.layers[-1]
    if getattr(last, "activation", None) is loss.link and loss.link.name != "linear":
        twice = f"{loss} applies {loss.link} itself; the last layer, {last}, does too"
        raise ValueError(f"{twice}: let that layer be linear, as MLP does")
    return x, y.astype(net.dtype, copy=False)
