"""The numbers that the curriculum names, scene by scene, from the labs themselves."""

import pytest

from dlbook.labs.gradient_descent import GradientDescentLab
from dlbook.labs.perceptron import PerceptronLab

near = pytest.approx

FINDINGS = {
    PerceptronLab: {
        "The first mistake": lambda n: tuple(n.w) == (0, 0) and n.b == -1,
        "AND is learned": lambda n: learned(n, 6, 11, (2, 1, -3)),
        "OR is learned sooner": lambda n: learned(n, 4, 5, (1, 1, -1)),
        "NAND is AND turned round": lambda n: learned(n, 6, 10, (-2, -1, 2)),
        "XOR is never learned": lambda n: (
            n.per_pass == [3, 3] + 18 * [4]
            and (*n.w, n.b) == (-1, 0, 0)
            and n.repeats
            and not n.learned
        ),
        "A larger rate": lambda n: learned(n, 6, 11, (14, 7, -21)),
        "A rate that cannot be stored exactly": lambda n: (
            n.learned and (n.passes, n.updates) == (4, 8)
        ),
    },
    GradientDescentLab: {
        "Crawling": lambda n: n.landed == 2850,
        "Ten times faster": lambda n: n.landed == 283,
        "A good rate": lambda n: n.landed == 26,
        "Faster still": lambda n: n.landed == 4,
        "One step": lambda n: n.landed == 1 and n.predicted == 0,
        "Over the minimum": lambda n: n.landed == 4,
        "Zigzag": lambda n: n.landed == 26 and (n.path[1:, 0] > 3).sum() == 13,
        "The stability line": lambda n: n.bounce == "0 - 6 - 0" and n.stable == n.rate,
        "Flying off": lambda n: (
            round(n.at, 2) == -15.58 and n.measured == near(1.2) == -n.predicted
        ),
        "Three rates, one bowl": lambda n: (
            n.gap_small == near(3 * 0.98**10)
            and n.gap_large == near(3 * 1.1**10)
            and n.gaps[-1] < 1e-6
        ),
        "Left of the hilltop": lambda n: n.at == near(-1.0575, abs=1e-4),
        "Right of the hilltop": lambda n: n.at == near(0.9304, abs=1e-4),
        "Stuck on a saddle": lambda n: n.loss == near(0.25) and n.landed == -1,
        "A push of a millionth": lambda n: n.landed == 163,
    },
}


def learned(n, passes, updates, state):
    return n.learned and (n.passes, n.updates, *n.w, n.b) == (passes, updates, *state)


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
