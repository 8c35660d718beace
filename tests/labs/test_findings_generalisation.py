"""The numbers of notebook 11, scene by scene, from the labs' own arithmetic."""

from collections import Counter

import numpy as np
import pytest

from dlbook.labs.claims import PueLab, SpeechLab
from dlbook.labs.early_stopping import EarlyStoppingLab
from dlbook.labs.generalisation import GeneralisationLab, polynomial, sample
from dlbook.labs.headlines import HeadlinesLab, chances

near = pytest.approx


def errors(train, test, least=None):
    return lambda n: (
        n.train == near(train, abs=5e-5)
        and n.test == near(test, abs=5e-5)
        and n.best == (least or n.best)
    )


def gap(z, first, second):
    return lambda n: (
        n.z == near(z, abs=5e-4)
        and n.errors == near(first)
        and n.other_errors == near(second)
    )


FINDINGS = {
    GeneralisationLab: {
        "Too stiff": errors(0.4478, 0.2422, 3),
        "About right": errors(0.0810, 0.0356, 3),
        "Through every point": lambda n: n.train < 1e-18 and errors(0, 0.1378, 3)(n),
        "A hundred points": lambda n: n.test < 0.1378 / 40 and n.train > 0.04,
        "No noise": lambda n: n.test < 1e-6 and n.best == 9,
        "A restraint": lambda n: n.test < 0.05 and n.train > 0.05,
        "Too much restraint": lambda n: n.test > 0.4 and n.train > 0.4,
        "Another ten points": lambda n: n.train < 1e-15 and n.test > 0.3,
    },
    EarlyStoppingLab: {
        "Before training": lambda n: n.changes == 0 and n.val_accuracy < 0.5,
        "The best moment": lambda n: 10 <= n.best <= 14 and n.least < 0.4,
        "Trained to the end": lambda n: (
            n.accuracy > 0.98 and n.val_loss > 2 * n.least and n.changes == 300
        ),
        "A narrow net": lambda n: n.loss > 0.35 and n.val_loss > 0.4,
        "The wide net, restrained": lambda n: n.val_loss < 0.37 and n.loss > 0.1,
        "Shuffled labels": lambda n: n.accuracy > 0.9 and n.val_accuracy < 0.6,
        "Inference": lambda n: n.passes == 50 and n.changes == 0,
    },
    HeadlinesLab: {
        "The published figures": lambda n: (
            gap(0.624, 159.0, 148.2)(n) and n.needed == near(59_153, abs=2)
        ),
        "The figure of the press": gap(0.962, 165.0, 148.2),
        "Luck in another test": lambda n: 35 < n.upset < 40,
        "Ten times the pairs": lambda n: 1.96 < n.z < 2,
        "The next system": lambda n: n.z == near(-3.897, abs=5e-4),
        "No difference at all": lambda n: n.z == 0 and 48 < n.upset < 50,
    },
    PueLab: {
        "A very good centre": lambda n: (
            n.after == near(1.102)
            and n.saved == near(1.607143, abs=1e-6)
            and n.share == 37.5
            and n.misread < 1
        ),
        "An ordinary machine room": lambda n: n.saved == near(5.625),
        "Half the energy is overhead": lambda n: n.saved == near(7.5),
        "Nothing left to cut": lambda n: n.after == 1 and n.saved < 11,
    },
    SpeechLab: {
        "Faster": lambda n: round(n.times, 2) == 2.94,
        "Faster in Mandarin too": lambda n: round(n.times, 2) == 2.86,
        "Errors on the way": lambda n: n.ratio < 0.5,
        "Errors that stay": lambda n: n.ratio > 1.6,
    },
}
CASES = [
    pytest.param(kind, name, test, id=f"{kind.__name__}: {name}")
    for kind, tests in FINDINGS.items()
    for name, test in tests.items()
]


@pytest.mark.parametrize("kind, name, test", CASES)
def test_every_discovery_comes_out(kind, name, test):
    lab = kind()
    lab.show(name)
    assert test(lab.n), lab.summary


@pytest.mark.parametrize("kind", FINDINGS, ids=lambda kind: kind.__name__)
def test_every_scene_has_its_numbers(kind):
    assert FINDINGS[kind].keys() == {scene.name for scene in kind.scenes}


@pytest.mark.parametrize("degree", [1, 3, 9])
def test_without_a_restraint_the_fit_is_numpys(degree):
    x, y = sample(10, 0.2, 3)
    c = polynomial(x, y, degree, 0.0)
    assert np.polyval(c, x) == near(np.polyval(np.polyfit(x, y, degree), x), abs=1e-8)


def test_the_restraint_leaves_the_constant_free():
    x, y = sample(10, 0.0, 3)
    c = polynomial(x, y + 5, 9, 1e6)
    assert c[-1] == near(5, abs=0.01) and np.abs(c[:-1]).max() < 1e-4


def test_the_chances_of_all_numbers_of_errors_add_up_to_one():
    assert chances(200, 0.0265, 200).sum() == near(1)
    assert chances(3, 0.5, 3) == near([0.125, 0.375, 0.375, 0.125])


def test_switching_to_inference_in_the_middle_freezes_the_checksum():
    lab = EarlyStoppingLab()
    lab.set(step=20)
    before = lab.n.checksum
    lab.set(mode="infer")
    lab.set(step=40)
    assert lab.n.checksum == before and lab.n.changes == 20
    lab.set(mode="train")
    lab.set(step=41)
    assert lab.n.checksum != before and lab.n.changes == 21


def test_a_scene_is_the_same_after_a_run_that_was_switched_to_inference():
    lab = EarlyStoppingLab()
    lab.show("The best moment")
    fresh = lab.n.checksum
    lab.show("Inference")
    lab.show("The best moment")
    assert lab.n.checksum == fresh and lab.n.changes == lab.n.step == 14
    lab.set(mode="infer")
    lab.set(step=40)
    lab.next()
    assert lab.scene.name == "Trained to the end" and lab.n.changes == 300


def test_how_often_each_degree_is_best_in_the_samples_of_the_slider():
    """Notebook 11 says: 5 in twelve of 21, 3 in five, and never 9."""
    lab, best = GeneralisationLab(degree=9), Counter()
    for number in range(21):
        lab.set(sample=number)
        best[1 + int(np.argmin(lab.n.tests))] += 1
        assert np.argmin(lab.n.trains) == 8, "the largest fits its own points best"
    assert (best[5], best[3], best[9]) == (12, 5, 0)
