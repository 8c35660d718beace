"""The numbers of notebook 13's labs, scene by scene."""

import numpy as np
import pytest

from dlbook.labs.images import ImagesLab
from dlbook.labs.noisy import NoisyLab
from dlbook.labs.painting import SKIN, WALL, paint

FINDINGS = {
    ImagesLab: {
        "As it is": lambda n: n.shape == (240, 320, 3) and n.count == n.nbytes,
        "Asked for (400, 200)": lambda n: (
            n.shape == (200, 400, 3) and n.count == 240_000
        ),
        "Keep the aspect": lambda n: n.shape == (300, 400, 3),
        "Small, by nearest": lambda n: n.shape == (30, 40, 3) and n.mixed == 0,
        "Small, by averaging": lambda n: n.shape == (30, 40, 3) and n.mixed == 501,
        "A grey wall": lambda n: tuple(n.value) == WALL == (200, 200, 200),
        "200 + 100 in uint8": lambda n: tuple(n.value) == (44, 44, 44),
        "The same in float32": lambda n: (
            n.image.dtype == np.float32
            and n.value == pytest.approx(300 / 255)
            and n.nbytes == 4 * 230_400
        ),
        "The channels turned round": lambda n: tuple(n.value) == SKIN[::-1],
        "A digit": lambda n: n.shape == (28, 28) and n.count == 784,
        "A digit of 7 x 7": lambda n: n.shape == (7, 7) and n.value == 41,
    },
    NoisyLab: {
        "Your turn": lambda n: n.mine == [],
        "Clean": lambda n: n.machine == 42,
        "The machine in the noise": lambda n: n.machine == 39,
        "Five pixels to the right": lambda n: n.machine == 7,
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


def test_a_learner_is_scored_on_what_was_typed():
    lab = NoisyLab(labels="7 2 1, 0 4 9 x")
    assert lab.n.mine == [7, 2, 1, 0, 4, 9] and lab.n.score == 5
    assert "You: 5 of 6" in lab.summary
    lab.set(show=True)
    assert lab.error == "" and "the means: 5. The mean digits read 39" in lab.summary
    assert lab.words.get_text().endswith("Of all 50 the means read 39.")
    assert [text.get_text() for text in lab.labels[4:7]] == [
        "4\n4\n4",
        "9×\n1\n1",
        "·\n4\n4",
    ]


def test_what_was_typed_stays_when_the_story_goes_on():
    lab = NoisyLab(labels="7 2")
    lab.next()
    assert lab.state["labels"] == "7 2" and "You: 2 of 2" in lab.summary


def test_the_painting_cannot_be_written_over():
    first = paint()
    first[:] = 0
    assert paint().max() == 255
