"""The numbers of notebook 09, scene by scene, from the lab's own arithmetic."""

import numpy as np
import pytest

from dlbook.labs.backpropagation import ROUND, SEEN, BackpropagationLab
from dlbook.labs.two_way import BACKWARD, EVENTS, FORWARD, PARAMETERS

near = pytest.approx
BY_HAND = {
    **{"w11": 0, "w12": 0, "w21": 2, "w22": 4, "b1": 0, "b2": 2},
    **{"v1": 0, "v2": -3, "c": -2},
}


def gradients(n, **changed):
    wanted = BY_HAND | changed
    return {k: n.v["d" + k] for k in PARAMETERS} == near(wanted)


def leaves(loss):
    return lambda n: round(n.v["loss"], 3) == loss


FINDINGS = {
    "Forward": lambda n: (n.v["out"], n.v["loss"], n.v["h1"]) == (-1, 2, 0),
    "One local product": lambda n: n.told.endswith("(−2) × 1.5 = −3"),
    "Backward": lambda n: (
        gradients(n) and n.worst < 1e-6 and (n.v["dx1"], n.v["dx2"]) == (1, 2)
    ),
    "Step": lambda n: n.v["v2"] == near(-0.7) and n.at == 0 and n.turn == 2,
    "Forward again": lambda n: (
        n.v["out"] == near(0.49) and n.v["loss"] == near(0.13005)
    ),
    "With rate 0.01": leaves(1.654),
    "With rate 0.05": leaves(0.679),
    "With rate 0.2": leaves(0.005),
    "With rate 0.5": lambda n: n.v["loss"] == near(0.125) and n.v["h2"] == 0,
    "Update too early": lambda n: (
        gradients(n, w21=1.4, w22=2.8, b2=1.4) and n.worst == near(0.3)
    ),
    "A small error": lambda n: n.v["loss"] == near(0.005) and n.v["dv2"] == near(-0.15),
    "Unit 1 switched on": lambda n: (n.v["dw11"], n.v["dw12"]) == near((4, 8)),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_finding(name):
    lab = BackpropagationLab()
    lab.show(name)
    assert FINDINGS[name](lab.n), lab.summary


def test_every_scene_has_its_numbers():
    assert list(FINDINGS) == [scene.name for scene in BackpropagationLab.scenes]


def test_the_rules_that_are_shown_give_the_numbers_of_the_package():
    """Every rule with its numbers filled in, worked out, is what dlbook computed."""
    lab = BackpropagationLab(x1=-1.5, b1=2.25, v1=0.75, w22=2.5, step=ROUND - 1)
    for early in (False, True):
        lab.set(early=early)
        for name, _, numbers in EVENTS:
            filled = numbers.replace("½", "0.5 *").replace("×", "*").replace("²", "**2")
            filled = filled.format(**{k: f"({v})" for k, v in lab.n.v.items()})
            value = eval(filled, {"relu": lambda z: max(z, 0)})
            assert value == near(lab.n.v[name]), (early, name, numbers)
    assert (len(FORWARD), len(BACKWARD), len(EVENTS)) == (SEEN, 16, ROUND - 1)


def test_backward_changes_no_parameter_and_the_step_all_of_them():
    lab = BackpropagationLab(b1=3.0)
    thetas = [np.array(lab.n.record)]
    for step in (SEEN, ROUND - 1, ROUND):
        lab.set(step=step)
        thetas.append(np.array(lab.n.record))
    assert (thetas[0] == thetas[1]).all() and (thetas[1] == thetas[2]).all()
    assert (thetas[2] != thetas[3]).all()


@pytest.mark.parametrize(("early", "w21"), [(False, 0.3), (True, 0.36)])
def test_a_step_moves_every_parameter_once(early, w21):
    lab = BackpropagationLab(early=early, step=ROUND - 1)
    promised = lab.n.landed
    lab.set(step=ROUND + SEEN)
    assert (lab.n.v["v2"], lab.n.v["w21"]) == near((-0.7, w21))
    assert lab.n.v["loss"] == near(promised)


def test_the_buttons_go_to_the_end_of_their_phase_in_this_round():
    lab = BackpropagationLab()
    forward, backward, step = lab._view.box.children[-5].children
    places = []
    for button in (forward, backward, step, forward, backward, backward, step):
        button.click()
        places.append(lab.state["step"])
    first, second = [SEEN, ROUND - 1, ROUND], [SEEN, ROUND - 1, ROUND - 1, ROUND]
    assert places == first + [ROUND + k for k in second]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("", "= ?"),
        ("-2", "Your -2 is right."),
        ("3", "Your 3: not yet."),
        ("two", "'two' is not a number."),
    ],
)
def test_the_next_number_is_checked(answer, says):
    lab = BackpropagationLab(step=SEEN, answer=answer)  # next: dL/dout = -1 - 1
    assert lab.summary.endswith(says)
    lab.set(step=SEEN + 1, answer="-2")  # typed for the number that has just appeared
    assert lab.summary.endswith("?")
