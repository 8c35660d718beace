"""The numbers of notebook 02, scene by scene, from the labs' own arithmetic."""

import numpy as np
import pytest

from dlbook.labs.neuron import BiasLab, NeuronLab
from dlbook.labs.patient import PatientLab, measured, rescaled

near = pytest.approx


def confidence(z, percent):
    return lambda n: n.z == near(z) and round(n.percent, 1) == percent


FINDINGS = {
    NeuronLab: {
        "All inputs 0": lambda n: n.z == n.bias == 9,
        "All inputs 1": lambda n: n.z == 30 and n.spread == 48,
        "One of them doubled": lambda n: n.z == 36 and n.wx.argmax() == 2,
        "A negative input": lambda n: n.z == 26 and n.wx[1] == -5,
        "Nothing left": lambda n: n.z == 0 and n.x1 == -0.9,
        "A sign turned round": lambda n: n.z == 20,
        "A weight of zero": lambda n: n.z == 24 and n.wx[2] == 0 and n.x3 == 3,
        "Through a ReLU": lambda n: n.z == -11 and n.h == 0,
        "Through a sigmoid": lambda n: n.z == 0 and n.h == 0.5,
    },
    BiasLab: {
        "No bias": lambda n: n.middle == 0,
        "To the left": lambda n: n.middle == -1,
        "To the right": lambda n: n.middle == 2,
        "Steeper": lambda n: n.middle == 0.5,
        "Falling": lambda n: n.middle == -2 and n.left > n.right,
        "No weight": lambda n: n.middle is None and n.left == n.right,
    },
    PatientLab: {
        "At 37.0": confidence(-2, 11.9),
        "At 38.0": lambda n: n.z == 0 and n.h == 0.5,
        "At 39.0": confidence(2, 88.1),
        "At 40.0": confidence(4, 98.2),
        "Taller": confidence(-0.4, 40.1),
        "A careful doctor": lambda n: n.says == "sick" and n.h < 0.5,
        "In Fahrenheit, weights as they were": confidence(128.4, 100.0),
        "In Fahrenheit, weights follow": lambda n: (
            n.z == near(2)
            and n.w[2] == near(1.111111, abs=1e-6)
            and n.b == near(-110.255556, abs=1e-6)
            and n.x[2] == near(102.2)
        ),
        "In metres": lambda n: n.z == near(2) and n.w[0] == near(-2),
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


@pytest.mark.parametrize("length", ["cm", "m"])
@pytest.mark.parametrize("degrees", ["°C", "°F"])
def test_units_that_the_weights_follow_change_no_score(length, degrees):
    celsius = np.linspace(35, 42, 8)
    w, b = rescaled(length, degrees)
    z = measured(183, 64, celsius, length, degrees) @ w + b
    assert z == near(-0.02 * 183 + 0.03 * 64 + 2 * celsius - 74.7)
