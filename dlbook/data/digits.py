"""The MNIST digits, read from the four files of the folder `data/mnist`."""

import gzip
import hashlib
import io
import os
from pathlib import Path

import numpy as np

from dlbook.activations import Array
from dlbook.data.worlds import XY

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
    that says how to restore it. Source: LeCun, Cortes and Burges, CC BY-SA 3.0."""
    home = Path(__file__).resolve().parents[2] / "data" / "mnist"
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
