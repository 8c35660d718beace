"""Small worlds to learn from, and the real MNIST digits.

Every set is x (n, d), float32, and class numbers y (n,); the same seed gives the same.
"""

import gzip
import hashlib
import io
import os
from pathlib import Path

import numpy as np

from dlbook.layers import Array, number, whole

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
    + 3 (T - 37.4)/.7), so even the best rule errs. Shapes: (n, 3), (n,).
    """
    rng, n = np.random.default_rng(seed), whole("n", n)
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
    off = rng.normal(0, 1, len(y)) * number("noise", noise)
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


MNIST = {  # file: SHA-256
    "train-images-idx3-ubyte.gz": "71524e2cd1ad2968737f7f2f2ff69cbf"
    "c32df8ccddff51593f7cb2d4e0eb5b64",
    "train-labels-idx1-ubyte.gz": "fe03b8bd7915f70bf5aa08be480aa413"
    "fbd85afcaa58b35d230d335f284fd88e",
    "t10k-images-idx3-ubyte.gz": "5634745efa576a17e7d4cf5cd9d09123"
    "c75e6538e5114267c2d156edaf519341",
    "t10k-labels-idx1-ubyte.gz": "ae18e77e031ccde52407f794d1231164"
    "39864147d33ac992975f85dd4dc42af6",
}


def mnist(folder: str | os.PathLike | None = None) -> tuple[XY, XY]:
    """The MNIST digits: (x_train, y_train), (x_test, y_test), all uint8.

    Shapes (60000, 28, 28), (60000,), (10000, 28, 28), (10000,). From `folder`, else
    $DLBOOK_DATA, else the course's `data/mnist`. A missing or damaged file is an error
    that says how to restore it. Source: LeCun, Cortes and Burges, CC BY-SA 3.0.
    """
    home = Path(__file__).resolve().parent.parent / "data" / "mnist"
    folder = Path(folder or os.environ.get("DLBOOK_DATA") or home)
    x_train, y_train, x_test, y_test = (_idx(folder / name) for name in MNIST)
    return (x_train, y_train), (x_test, y_test)


def _idx(path: Path) -> Array:
    """One IDX file: 3 bytes, the number of dimensions, 4 bytes for each, the pixels."""
    restore = f"`git checkout -- data/mnist/{path.name}` or another copy restores it"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: {restore}")
    packed = path.read_bytes()
    if hashlib.sha256(packed).hexdigest() != MNIST[path.name]:
        raise ValueError(f"{path} is damaged, its SHA-256 is wrong: {restore}")
    with gzip.open(io.BytesIO(packed)) as file:
        n_dimensions = file.read(4)[3]
        pixels = np.empty(np.frombuffer(file.read(4 * n_dimensions), ">i4"), np.uint8)
        flat, piece = memoryview(pixels).cast("B"), 1 << 20
        for i in range(0, len(flat), piece):  # in one go, gzip would hold a copy
            file.readinto(flat[i : i + piece])
    return pixels


def _start(n: int, seed: int) -> tuple[np.random.Generator, Array]:
    return np.random.default_rng(seed), np.arange(whole("n", n)) % 2


def _cloud(first: Array, second: Array, noise: float, rng) -> Array:
    x = np.stack([first, second], axis=1)
    x += rng.normal(0, 1, x.shape) * number("noise", noise)
    return x.astype(np.float32)
