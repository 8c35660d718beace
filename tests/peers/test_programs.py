"""The programs that notebook 14 shows: each is run, on a slice of the real digits."""

import os
import runpy
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import dlbook

PROGRAMS = Path(dlbook.__file__).parents[1] / "notebooks" / "programs"
NEEDS = {"dlbook": "numpy", "keras": "keras", "pytorch": "torch", "jax": "jax"}
PARTS = [
    "1 load",
    "2 preprocess",
    "3 build",
    "4 choose loss and optimizer",
    "5 train",
    "6 evaluate, once",
    "7 predict",
]

pytestmark = pytest.mark.peers


def program(name):
    """The `main` of a program, or a skip that says what is missing."""
    missing = f"{NEEDS[name]} is not installed: course.py setup --all"
    pytest.importorskip(NEEDS[name], reason=missing)
    if name == "keras":
        found = [b for b in ("torch", "jax", "tensorflow") if find_spec(b)]
        if not found:
            pytest.skip("Keras has nothing to run on: PyTorch, JAX or TensorFlow")
        os.environ.setdefault("KERAS_BACKEND", found[0])
    return runpy.run_path(str(PROGRAMS / f"{name}_digits.py"))["main"]


@pytest.mark.parametrize("name", NEEDS)
def test_it_learns(name):
    """4,000 digits, two epochs: far above chance, and the parts fit together."""
    _, (_, labels) = dlbook.data.mnist()
    accuracy, history, digits = program(name)(rows=4000, epochs=2)
    assert 0.75 < accuracy < 0.95
    assert len(history) == 2 and 0.6 < history[0] < history[1] < 0.95
    assert np.shape(digits) == (10,)
    assert (np.asarray(digits) == labels[:10]).sum() >= 7


@pytest.mark.parametrize("name", NEEDS)
def test_it_has_the_same_seven_parts(name):
    """So that a page can set them side by side; and slides do not cut its lines."""
    lines = (PROGRAMS / f"{name}_digits.py").read_text(encoding="utf-8").splitlines()
    parts = [line[6:] for line in lines if line.startswith("    # ")]
    assert [part.split(":")[0] for part in parts] == PARTS
    assert max(map(len, lines)) <= 65
