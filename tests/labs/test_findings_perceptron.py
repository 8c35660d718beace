"""The numbers of the small labs of notebooks 00 and 03, scene by scene.

Those of the step-through trainer stand in test_findings.py.
"""

import pytest

from dlbook.labs.start import StartLab, X, Y
from dlbook.labs.threshold import ThresholdLab

near = pytest.approx

FINDINGS = {
    ThresholdLab: {
        "Not enough": lambda n: (n.total, n.z, n.h) == (1.2, -0.3, 0),
        "One of them a little stronger": lambda n: (n.total, n.z, n.h) == (1.5, 0, 1),
        "Twice as much, and no louder": lambda n: (n.total, n.h) == (3, 1),
        "The same with a soft output": lambda n: (
            n.h == near(0.425557, abs=1e-6) and n.slope == near(n.h * (1 - n.h))
        ),
        "Soft, at the threshold": lambda n: (n.h, n.slope) == (0.5, 0.25),
        "The step has no slope": lambda n: (n.z, n.h, n.slope) == (-0.1, 0, 0),
    },
    StartLab: {
        "Flat": lambda n: n.miss == sum(Y) / 5 == 5,
        "Too steep": lambda n: n.line == [3 * x for x in X] and n.miss == near(1.4),
        "High enough, and too flat": lambda n: n.miss == near(2),
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


def test_the_neuron_fires_at_its_threshold_and_not_a_tenth_below():
    """0.1 + 0.2 is not 0.3 in a computer: the sum is rounded before it is compared."""
    for tenths in range(11):
        lab = ThresholdLab(a=0.1, b=tenths / 10, c=0.2)
        lab.set(threshold=round(0.3 + tenths / 10, 1))
        assert (lab.n.z, lab.n.h) == (0, 1)
        lab.set(threshold=round(0.4 + tenths / 10, 1))
        assert lab.n.h == 0


def test_slope_two_and_height_one_meet_all_five_points():
    lab = StartLab(w=2, b=1)
    assert lab.n.miss == 0 and "meets all five" in lab.summary


def test_a_finding_is_told_only_while_every_control_stands_as_in_its_scene():
    lab = ThresholdLab()
    lab.show("The step has no slope")
    assert "just below the threshold the output is 0" in lab._view.told.value
    lab.set(a=1.0)  # which the scene does not name, and which it is about
    assert "you have moved on" in lab._view.told.value
