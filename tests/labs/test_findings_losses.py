"""The numbers of the labs of notebook 07, scene by scene."""

import math

import numpy as np
import pytest

from dlbook.labs.loss_map import LossMapLab
from dlbook.labs.losses import LossGaugeLab
from dlbook.labs.overflow import OverflowLab

near = pytest.approx

FINDINGS = {
    LossGaugeLab: {
        "Knowing nothing": lambda n: n.loss == near(1.098612, abs=1e-6) and n.tied,
        "Right, and still it costs": lambda n: (
            n.right
            and n.loss == near(0.916291, abs=2e-5)
            and n.p == near(np.array([0.3, 0.4, 0.3]), abs=1e-5)
            and n.gradient == near(np.array([0.3, -0.6, 0.3]), abs=1e-5)
        ),
        "The same output, another truth": lambda n: (
            not n.right and n.loss == near(1.203973, abs=2e-5)
        ),
        "Nine tenths sure": lambda n: n.loss == near(0.105, abs=5e-4),
        "Ninety-nine hundredths": lambda n: n.loss == near(0.010, abs=5e-4),
        "Sure and wrong": lambda n: n.loss == near(6 + math.log(1 + 2 * math.exp(-6))),
        "Hot": lambda n: n.shown == "[0.269, 0.402, 0.329]",
        "Cold": lambda n: n.p.max() > 0.98 and n.right and n.loss > 0,
        "A thousand more for each, stable": lambda n: (
            n.loss == near(0.916291, abs=2e-5) and n.p.sum() == near(1)
        ),
        "A thousand more for each, naive": lambda n: not n.fine and n.shown == "nan",
    },
    LossMapLab: {
        "All zero": lambda n: n.loss == 68,
        "A guess": lambda n: n.loss == 4,
        "The lowest place": lambda n: (
            n.best == (0.8, 1.8) and n.loss == near(2.8) and n.mean == near(0.7)
        ),
        "The same line, other data": lambda n: (
            n.best == (1.2, 1.2) and n.loss == near(3.6)
        ),
        "One point is not enough": lambda n: n.places == 61 and n.loss == 0,
        "Signed errors cancel": lambda n: n.loss == 0 and n.below > 1000,
        "Squared, it is what it looks like": lambda n: n.loss == 19,
        "Absolute errors": lambda n: (
            n.places == 1 and n.best == (1, 2) and n.least == 2
        ),
    },
    OverflowLab: {
        "Small scores": lambda n: n.shown == 3 * ["5.007"],
        "float16": lambda n: n.last == [11, 17, 1000] and n.shown[0] == "inf",
        "float32": lambda n: n.last == [88, 103, 1000] and n.shown[0] == "inf",
        "float64": lambda n: n.last == [709, 745, 1000] and n.shown[0] == "inf",
        "Stable softmax, then the logarithm": lambda n: (
            n.shown == ["inf", "inf", "105"]
        ),
        "From logits": lambda n: n.shown == ["inf", "inf", "1000"],
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


@pytest.mark.parametrize("temperature", [0.25, 1.0, 10.0])
@pytest.mark.parametrize("true", "ABC")
def test_the_gradient_on_screen_is_the_slope_of_the_loss(true, temperature):
    """Seen p - y, against central differences in the scores z / T."""
    lab = LossGaugeLab(a=-0.5, b=1.0, c=0.3, true=true, temperature=temperature)
    shown = lab.n.gradient
    for k, name in enumerate("abc"):
        at, h, loss = lab.state[name], 1e-4, []
        for side in (h, -h):
            lab.set(**{name: at + side})
            loss.append(lab.n.loss)
        lab.set(**{name: at})
        slope = (loss[0] - loss[1]) / (2 * h)
        assert slope * temperature == near(shown[k], abs=1e-6)
