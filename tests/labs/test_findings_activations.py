"""The numbers of the labs of notebook 04, scene by scene."""

import numpy as np
import pytest

from dlbook.labs.activations import ActivationsLab, VanishingLab
from dlbook.labs.bends import BendsLab, X
from dlbook.labs.units import UnitsLab

near = pytest.approx


def to(digits, value):
    return near(value, abs=0.51 * 10**-digits)


FINDINGS = {
    ActivationsLab: {
        "Nothing to say": lambda n: (
            (n.slope["sigmoid"], n.slope["tanh"], n.slope["relu"]) == (0.25, 1, 0)
        ),
        "A clear yes": lambda n: (
            n.h["sigmoid"] == to(6, 0.952574)
            and n.slope["sigmoid"] == to(6, 0.045177)
            and n.h["tanh"] == to(6, 0.995055)
            and n.slope["tanh"] == to(6, 0.009866)
        ),
        "Saturated": lambda n: n.slope["sigmoid"] == to(6, 0.006648),
        "A clear no": lambda n: (n.h["relu"], n.slope["relu"]) == (0, 0),
        "As soft as it gets": lambda n: n.h["sigmoid"] == to(4, 0.6225),
        "Five times as steep": lambda n: (
            n.h["sigmoid"] == to(4, 0.9241)
            and n.curve[1].max() == near(n.most) == near(1.25)
        ),
        "Nearly a step": lambda n: n.h["sigmoid"] == to(5, 0.99995) and n.most == 5,
    },
    VanishingLab: {
        "The best case of the sigmoid": lambda n: n.left["sigmoid"] == to(5, 9.8e-4),
        "Ten layers": lambda n: n.left["sigmoid"] == to(8, 9.5e-7),
        "Off the best case": lambda n: (
            n.left["sigmoid"] == near(0.196612**10, rel=1e-3)
            and n.left["tanh"] == near(0.419974**10, rel=1e-3)
            and n.left["relu"] == 1
        ),
        "Off is off": lambda n: n.left["relu"] == 0,
        "Weights count too": lambda n: (
            (n.left["sigmoid"], n.left["tanh"]) == (1, 4**10)
        ),
    },
    BendsLab: {
        "One layer without a bend": lambda n: straight(n),
        "Six layers without a bend": lambda n: straight(n) and n.parameters == 385,
        "One layer of ReLU": lambda n: n.kinks == 8 == n.units,
        "Five layers of ReLU": lambda n: n.kinks == near(30, abs=1) and n.gap > 1,
        "The smooth bend of tanh": lambda n: n.gap > 0.1 and turns(n) > 500,
        "Six layers of sigmoid": lambda n: 0 < n.steepest < 1e-4,
        "Steps": lambda n: n.jumps > 2 and n.steepest == 0,
    },
    UnitsLab: {
        "A point and its formula": lambda n: formula_holds(n),
        "The same side of every line": lambda n: formula_holds(n),
        "Across one line": lambda n: formula_holds(n) and n.count == 7,
        "Across several": lambda n: formula_holds(n) and n.count == 4,
        "How many pieces": lambda n: n.pieces == near(31, abs=1) and n.dead == 0,
        "Lower biases": lambda n: n.dead == 4,
        "All of them dead": lambda n: n.dead == 8 and n.pieces == 1 and not n.w.any(),
    },
}


def straight(n):
    return n.kinks == 0 and n.gap < 1e-12 and np.ptp(n.slopes) < 1e-12


def turns(n):
    return int((np.diff(n.slopes) != 0).sum())


def formula_holds(n):
    return n.w @ (n.x1, n.x2) + n.b == near(n.y)


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


@pytest.mark.parametrize("weights", range(21))
def test_linear_is_straight_with_any_weights_at_any_depth(weights):
    lab = BendsLab(activation="linear", weights=weights)
    for layers in range(1, 7):
        lab.set(layers=layers)
        assert straight(lab.n)


def test_one_layer_of_relu_bends_with_any_weights_but_no_more_often_than_its_units():
    lab = BendsLab(activation="relu")
    for weights in range(21):
        lab.set(weights=weights)
        assert 1 <= lab.n.kinks <= lab.n.units


def test_the_formula_is_the_same_on_one_side_of_all_lines_and_another_across():
    lab = UnitsLab()
    formulas = []
    for scene in lab.scenes[:4]:
        lab.show(scene)
        formulas.append(lab.n.formula)
    assert formulas[0] == formulas[1] and len(set(formulas)) == 3


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh", "sigmoid"])
def test_the_slope_panel_shows_the_slope_of_the_curve(activation):
    lab = BendsLab(activation=activation, layers=3)
    measured = np.diff(lab.n.y) / np.diff(X)
    between = (lab.n.slopes[:-1] + lab.n.slopes[1:]) / 2
    straight_pieces = np.abs(np.diff(lab.n.slopes)) < 0.01
    assert straight_pieces.mean() > 0.5
    assert measured[straight_pieces] == near(between[straight_pieces], abs=1e-4)
