"""The numbers of notebook 15, scene by scene, from the labs' own arithmetic."""

import numpy as np
import pytest

from dlbook.convolution import correlate
from dlbook.labs.recurrence import RecurrentLab
from dlbook.labs.wirings import KERNELS, KernelLab

near = pytest.approx


def final(value):
    return lambda n: n.step == len(n.inputs) and n.h == value


FINDINGS = {
    KernelLab: {
        "The first place": lambda n: n.value == 3 and n.products.sum() == 3,
        "Nothing changes here": lambda n: n.value == 0 and n.at == (0, 2),
        "Every row alike": lambda n: n.out.tolist() == 3 * [[3, 3, 0]],
        "The edge has moved": lambda n: n.out.tolist() == 3 * [[0, 3, 3]],
        "The wrong kernel": lambda n: not n.out.any(),
        "Flipped, as in mathematics": lambda n: n.value == -3,
        "A border of zeros": lambda n: n.rows == 5 and n.value == -2,
        "Every second place": lambda n: n.rows == 2 and n.step == 3,
        "A point becomes the kernel": lambda n: np.array_equal(
            n.out, KERNELS["upright edge"][::-1, ::-1]
        ),
    },
    RecurrentLab: {
        "One input": lambda n: n.h == near(0.7616, abs=5e-5),
        "It remembers": lambda n: (
            n.states[1:] == near((0.7616, 0.3634, 0.1797), abs=5e-5)
        ),
        "Forgotten": lambda n: n.h == near(0.5**20) and f"{n.h:.2g}" == "9.5e-07",
        "Blown up": lambda n: n.h == near(1.5**20) and round(n.h) == 3325,
        "Kept": lambda n: n.h == 1 and n.step == 21,
        "A ceiling": lambda n: n.h == near(np.tanh(1.5 * n.h), abs=1e-4) and n.h > 0.85,
        "Three ones are odd": final(1),
        "Seven ones": final(1),
        "Two ones are even": final(0),
    },
}

CASES = [
    pytest.param(kind, name, test, id=f"{kind.__name__}: {name}")
    for kind, tests in FINDINGS.items()
    for name, test in tests.items()
]


@pytest.mark.parametrize("kind, name, test", CASES)
def test_finding(kind, name, test):
    lab = kind()
    lab.show(name)
    assert test(lab.n), lab.summary


@pytest.mark.parametrize("kind", FINDINGS, ids=lambda kind: kind.__name__)
def test_every_scene_has_its_numbers(kind):
    assert FINDINGS[kind].keys() == {scene.name for scene in kind.scenes}


def test_the_kernel_walks_row_by_row():
    lab = KernelLab(image="a diagonal", kernel="spot", padding=1)
    lab.set(step=7)
    assert lab.n.at == (1, 2)
    whole = correlate(np.pad(np.eye(5), 1), KERNELS["spot"])
    assert lab.n.value == whole[1, 2] == lab.n.out[1, 2]
