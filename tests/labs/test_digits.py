"""The digit labs: what training finds, what a drawing becomes, and what is nearest."""

import subprocess
import sys

import numpy as np
import pytest

from dlbook import MLP, Adam, SoftmaxCrossEntropy, fit, images, one_hot
from dlbook.labs.digits import DigitsLab, digits, mosaic, practised
from dlbook.labs.drawing import THREE, DrawingLab, in_a_corner, nearest
from dlbook.labs.pad import image, ink

near = pytest.approx

FINDINGS = {
    DigitsLab: {
        "Before the first update": lambda n: (
            2.0 < n.held_loss < 3.2 and n.held_accuracy == near(0.1, abs=0.05)
        ),
        "25 updates": lambda n: n.updates == 25 and n.held_accuracy > 0.7,
        "One epoch": lambda n: (
            n.updates == n.of == 375 and n.n_params == 55_050 and n.held_accuracy > 0.91
        ),
        "No hidden layer": lambda n: (
            n.n_params == 7_850 and 0.86 < n.held_accuracy < 0.91
        ),
        "A rate too large": lambda n: n.held_accuracy < 0.15 and n.held_loss > 2.2,
        "A thousand digits": lambda n: (
            n.updates == n.of == 320
            and n.known_accuracy > 0.98
            and 0.83 < n.held_accuracy < 0.9
        ),
    },
    DrawingLab: {
        "A clear case": lambda n: n.true == n.said == 7 and n.neighbours == "7 7 7 7 7",
        "Five pixels to the right": lambda n: n.true != n.said and n.accuracy < 0.3,
        "A mistake": lambda n: (
            (n.true, n.said) == (5, 8) and n.neighbours == "5 5 5 5 5"
        ),
        "A small 3 in a corner": lambda n: n.true is None and n.said == 3,
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


@pytest.mark.parametrize(
    "setting, updates, steps",
    [
        ({}, 375, 15),
        ({"epochs": 10}, 3750, 150),
        ({"batch": 512}, 94, 16),
        ({"examples": 50, "epochs": 10}, 10, 10),
        ({"examples": 50, "batch": 32, "epochs": 2}, 4, 4),
    ],
)
def test_a_run_ends_with_its_last_update(setting, updates, steps):
    lab = DigitsLab(**setting)
    assert lab.horizon == steps and lab.n.of == updates
    if steps < 20:
        lab.set(step=lab.horizon)
        assert lab.n.updates == updates and lab.n.ended == ""


def test_the_network_goes_from_one_lab_to_the_other():
    """At the scrubber's step, as a copy: training on does not change it."""
    trainer = DigitsLab(step=1)
    net = trainer.net
    x, y = digits()
    held = net.predict(x[48_000:50_000]) == y[48_000:50_000]
    assert held.mean() == trainer.n.held_accuracy
    before = net.theta.copy()
    trainer.set(step=15)
    assert (net.theta == before).all() and (trainer.net.theta != before).any()
    early, late = DrawingLab(net), DrawingLab(trainer.net)
    assert early.by_shift[0] < late.by_shift[0] < DrawingLab().by_shift[0]


def test_without_a_network_the_drawing_lab_has_that_of_the_notebook():
    x, y = digits()
    net, targets = MLP(784, 64, 64, 10, seed=0), one_hot(y, 10)
    loss = SoftmaxCrossEntropy()
    fit(net, loss, x, targets, Adam(), 10, 128, validation=0.2, progress=False)
    assert (DrawingLab().net.theta == net.theta).all()


def test_code_asks_for_a_network_that_was_given():
    lab = DrawingLab(practised(), digit=720)
    for drawing in (b"", *in_a_corner(THREE)):
        lab.set(drawing=drawing)
        printed = []
        exec(lab.code(), {"net": lab.net, "print": printed.append})
        assert printed and printed[0] in lab.summary


@pytest.mark.parametrize("sizes", [(784, 9), (64, 10), (10, 784, 5)])
def test_a_network_that_does_not_fit_is_refused(sizes):
    with pytest.raises(ValueError, match="from 784 pixels to 10 classes"):
        DrawingLab(MLP(*sizes))


def test_softmax_regression_can_be_drawn_for():
    assert DrawingLab(MLP(784, 10), digit=3).error == ""


def test_nearest_is_exact():
    x, y = digits()
    held_out = x[55_555]
    distances = ((x[:48_000] - held_out) ** 2).sum(axis=1)
    assert nearest(held_out).tolist() == distances.argsort()[:5].tolist()
    assert nearest(x[123])[0] == 123


def test_a_drawing_is_scaled_and_centred():
    (corner,) = in_a_corner(THREE)
    lab = DrawingLab(drawing=corner)
    rows, columns = np.nonzero(lab.n.seen)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert rows.mean() == near(13.5, abs=2) and columns.mean() == near(13.5, abs=2)
    assert (lab.n.seen == images.centre_digit(image(corner))).all()
    lab.set(shift=2)
    assert (lab.n.seen[:, 2:] == images.centre_digit(image(corner))[:, :-2]).all()


def test_a_drawing_and_the_stored_digits_take_turns():
    lab = DrawingLab(digit=4)
    lab.controls["drawing"].value = ink(np.pad(np.ones((20, 4)), ((4, 4), (12, 12))))
    assert lab.summary.startswith("A drawing") and lab.n.said == 1
    lab.controls["digit"].value = 5
    assert lab.summary.startswith("Test digit 5, a 1")
    assert lab.controls["drawing"].value == b""


def test_without_anywidget_there_are_stored_digits():
    program = """
import sys
sys.modules["anywidget"] = None
from dlbook.labs.drawing import DrawingLab
lab = DrawingLab(digit=3)
assert list(lab.controls) == ["digit", "shift"] and lab.error == "", lab.error
assert len(lab.scenes) == 3 and all(scene.finding for scene in lab.story)
"""
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_a_mosaic_has_its_images_in_reading_order():
    page = mosaic([np.full((28, 28), k) for k in (1, 2, 3)], 2, 2, fill=9)
    assert page.shape == (58, 58)
    assert (page[0, 0], page[0, 30], page[30, 0], page[30, 30]) == (1, 2, 3, 9)
