"""The numbers of the labs of notebook 12, scene by scene."""

import math

import pytest

from dlbook.labs.classifiers import ClassifiersLab
from dlbook.labs.margins import MarginLab

near = pytest.approx

FINDINGS = {
    ClassifiersLab: {
        "Two clouds": lambda n: grid(n, 0.999, 0.999, 0.999, 0.999),
        "Rings": lambda n: grid(n, 0.50, 0.58, 0.99, 1.0),
        "Rings, another draw": lambda n: (
            max(n.a_logistic, n.a_svm) <= 0.65 and min(n.a_bayes, n.a_net) >= 0.95
        ),
        "Four corners": lambda n: grid(n, 0.50, 0.73, 0.49, 1.0),
        "Two moons": lambda n: grid(n, 0.89, 0.88, 0.88, 0.99),
        "Moons in heavy noise": lambda n: n.best - n.worst < 0.03 and n.best < 0.9,
        "Rings from twenty points": lambda n: (
            n.a_bayes > n.a_net + 0.05 and n.net_train == 1
        ),
    },
    MarginLab: {
        "Wrong by one": lambda n: costs(n, 1, 2, 1.3133, 2),
        "Right, but close": lambda n: costs(n, 0, 0.5, 0.4741, 0.125),
        "Right by far": lambda n: (
            costs(n, 0, 0, math.log1p(math.exp(-3)), 2) and n.slopes["squared"] == 2
        ),
        "Eight easy points, far away": lambda n: (
            (n.wrong_squared, n.wrong_hinge) == (5, 1)
        ),
    },
}


def grid(n, *stated):
    """Where a line has no chance, what it gets is luck: more room there."""
    return list(n.tests.values()) == [
        near(a, abs=0.05 if a < 0.8 else 0.011) for a in stated
    ]


def costs(n, *stated):
    return list(n.costs.values()) == [near(cost, abs=5e-5) for cost in stated]


CASES = [
    pytest.param(kind, name, test, id=f"{kind.__name__}: {name}")
    for kind, scenes in FINDINGS.items()
    for name, test in scenes.items()
]


@pytest.mark.parametrize("kind, name, test", CASES)
def test_finding(kind, name, test):
    lab = kind()
    lab.show(name)
    assert test(lab.n), lab.summary


@pytest.mark.parametrize("kind", FINDINGS, ids=lambda kind: kind.__name__)
def test_every_scene_has_its_numbers(kind):
    assert FINDINGS[kind].keys() == {scene.name for scene in kind.scenes}


def test_a_model_not_ticked_is_neither_trained_nor_shown():
    lab = ClassifiersLab(data="xor", net=False)
    assert "small net" not in lab.n.tests and "small net" not in lab.summary
    assert "MLP" not in lab.code()


def test_easy_points_do_not_move_the_hinge():
    """Beyond margin 1 a point has no say: 4 or 12 away, the line is the same."""
    lab = MarginLab(far=4.0)
    before = lab.n.thetas
    lab.set(far=12.0)
    assert lab.n.thetas["hinge"] == near(before["hinge"], abs=0.05)
    assert lab.n.thetas["squared"] != near(before["squared"], abs=0.05)
