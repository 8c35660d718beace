"""Small worlds to learn from, made up from a seed.

Each is x (n, d), float32, and class numbers y (n,); the same seed gives the same."""

import numpy as np

from dlbook.activations import Array
from dlbook.io import checks

XY = tuple[Array, Array]

GATES = {"and": "0001", "or": "0111", "nand": "1110", "nor": "1000", "xor": "0110"}


def gates(name: str) -> XY:
    """The truth table of "and", "or", "nand", "nor" or "xor": rows 00, 01, 10, 11."""
    key = str(name).lower()
    if key not in GATES:
        raise ValueError(f"gates has {', '.join(GATES)}; got {name!r}")
    x = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], np.float32)
    return x, np.array([int(bit) for bit in GATES[key]])


def patients(n: int = 400, seed: int = 0) -> XY:
    """Made-up patients: height (cm), weight (kg), temperature (C); y = 1 is sick.

    The chance to be sick is sigmoid(-.8 (h - 170)/10 + 1.2 (w - 70)/12
    + 3 (T - 37.4)/.7), so even the best rule errs. Shapes: (n, 3), (n,)."""
    rng, n = np.random.default_rng(seed), checks.whole("n", n)
    mean, spread = np.array([170, 70, 37.4]), np.array([10, 12, 0.7])
    standard = rng.normal(size=(3, n)).T
    score = standard @ [-0.8, 1.2, 3]
    y = rng.uniform(size=n) < 1 / (1 + np.exp(-score))
    return (mean + spread * standard).astype(np.float32), y.astype(int)


def blobs(n: int = 400, noise: float = 0.6, seed: int = 0) -> XY:
    """Two round clouds of deviation `noise`, around (-1.5, -1.5) and (1.5, 1.5)."""
    rng, y = _start(n, seed)
    centre = np.where(y == 1, 1.5, -1.5)
    return _cloud(centre, centre, noise, rng), y


def xor(n: int = 400, noise: float = 0.25, seed: int = 0) -> XY:
    """Clouds on four corners: class 0 at (-1, -1) and (1, 1), class 1 at the others."""
    rng, y = _start(n, seed)
    first = rng.choice([-1.0, 1.0], len(y))
    return _cloud(first, np.where(y == 1, -first, first), noise, rng), y


def circles(n: int = 400, noise: float = 0.08, seed: int = 0) -> XY:
    """A ring of radius 1, class 0, around a ring of radius 0.4; `noise` is radial."""
    rng, y = _start(n, seed)
    angle = rng.uniform(0, 2 * np.pi, len(y))
    off = rng.normal(0, 1, len(y)) * checks.number("noise", noise)
    radius = np.where(y == 1, 0.4, 1.0) + off
    return _cloud(radius * np.cos(angle), radius * np.sin(angle), 0, rng), y


def moons(n: int = 400, noise: float = 0.12, seed: int = 0) -> XY:
    """Two half circles that reach into each other."""
    rng, y = _start(n, seed)
    angle = rng.uniform(0, np.pi, len(y))
    a, b = np.cos(angle), np.sin(angle)
    return _cloud(np.where(y, 1 - a, a), np.where(y, 0.5 - b, b), noise, rng), y


def spirals(n: int = 400, noise: float = 0.05, seed: int = 0) -> XY:
    """Two arms of one and a half turns each, radius 0.1 to 1, opposite each other."""
    rng, y = _start(n, seed)
    t = rng.uniform(0, 1, len(y))
    radius, angle = 0.1 + 0.9 * t, np.pi * (3 * t + y)
    return _cloud(radius * np.cos(angle), radius * np.sin(angle), noise, rng), y


def _start(n: int, seed: int) -> tuple[np.random.Generator, Array]:
    return np.random.default_rng(seed), np.arange(checks.whole("n", n)) % 2


def _cloud(first: Array, second: Array, noise: float, rng) -> Array:
    x = np.stack([first, second], axis=1)
    x += rng.normal(0, 1, x.shape) * checks.number("noise", noise)
    return x.astype(np.float32)
