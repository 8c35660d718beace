"""What the playground learns from: worlds, features, and what a map of them says."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from dlbook import data
from dlbook.losses import BinaryCrossEntropy, Hinge, SquaredError

Array = np.ndarray
POINTS, SIDE = 400, 100
FEATURES = {  # control: how it is written in Python
    "x1": "x1",
    "x2": "x2",
    "x1x1": "x1**2",
    "x2x2": "x2**2",
    "x1x2": "x1 * x2",
    "sin1": "np.sin(np.pi * x1)",
    "sin2": "np.sin(np.pi * x2)",
}
LOSSES = {
    "cross-entropy": BinaryCrossEntropy,
    "squared error": SquaredError,
    "hinge": Hinge,
}


def columns(points: Array) -> Array:
    """Every feature of every point. Shapes: (n, 2) to (n, 7), in order of FEATURES."""
    a, b = np.asarray(points, np.float32).T
    pi = np.float32(np.pi)
    return np.stack([a, b, a**2, b**2, a * b, np.sin(pi * a), np.sin(pi * b)], axis=1)


def plane(n: int = POINTS, noise: float = 0.0, seed: int = 0) -> tuple[Array, Array]:
    """Points of a square with the value (x1 + x2) / 2, and noise on it."""
    return _valued(lambda x: x.mean(axis=1), n, noise, seed)


def hills(n: int = POINTS, noise: float = 0.0, seed: int = 0) -> tuple[Array, Array]:
    """Points of a square with a value of three hills and three hollows in a ring."""
    angle = np.arange(6) * np.pi / 3
    tops = 0.65 * np.stack([np.cos(angle), np.sin(angle)], axis=1)  # (6, 2)

    def height(x):
        far = np.square(x[:, None] - tops).sum(axis=2)  # (n, 6)
        return np.exp(-far / 0.08) @ np.array([1, -1] * 3)

    return _valued(height, n, noise, seed)


def _valued(height, n, noise, seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (n, 2))
    return x.astype(np.float32), height(x) + noise * rng.normal(size=n)


WORLDS = {
    "circles": data.circles,
    "xor": data.xor,
    "blobs": data.blobs,
    "moons": data.moons,
    "spirals": data.spirals,
    "plane (a number)": plane,
    "hills (a number)": hills,
}
VALUED = ("plane (a number)", "hills (a number)")


class Ground:
    """A world with its features, split in two, and the loss that fits it.

    Rows of `points` and `labels` up to `cut` are for training, the rest for the test;
    `parts` are the two pairs (features, targets), `train` the first. `extent` is a
    square, `grid` the features of SIDE x SIDE points on it."""

    def __init__(self, name, noise, sample, share, features, loss):
        self.valued = name in VALUED
        self.points, self.labels = WORLDS[name](POINTS, noise, sample)
        self.cut = cut = round(POINTS * share / 100)
        self.features = [k for k, f in enumerate(FEATURES) if f in features]
        self.loss = SquaredError() if self.valued else LOSSES[loss]()
        y = 2 * self.labels - 1 if isinstance(self.loss, Hinge) else self.labels
        y = y[:, None].astype(np.float32)
        x = columns(self.points)[:, self.features]
        self.parts = [(x[rows], y[rows]) for rows in (slice(cut), slice(cut, None))]
        self.train = self.parts[0]
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        middle = np.round((low + high) / 2, 1)
        reach = math.ceil(5 * np.abs(self.points - middle).max() + 0.5) / 5
        left, bottom = (middle - reach).tolist()
        self.extent = left, left + 2 * reach, bottom, bottom + 2 * reach
        sides = (
            np.linspace(*ends, SIDE) for ends in (self.extent[:2], self.extent[2:])
        )
        grid = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        self.grid = columns(grid)[:, self.features]  # (SIDE * SIDE, n_in)

    def said(self, z: Array) -> Array:
        """Outputs z as the map shows them: from -1, sure of class 0, to 1."""
        if isinstance(self.loss, BinaryCrossEntropy):
            return np.tanh(z / 2)  # 2 sigmoid(z) - 1
        if isinstance(self.loss, SquaredError) and not self.valued:
            z = 2 * z - 1
        return np.clip(z, -1, 1)


ground = lru_cache(maxsize=16)(Ground)
