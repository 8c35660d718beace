"""The numbers of notebook 01's labs, scene by scene, and of the notebook itself."""

import json
from pathlib import Path

import numpy as np
import pytest

from dlbook import (
    BinaryCrossEntropy,
    GradientDescent,
    LogisticRegression,
    data,
    descent,
)
from dlbook.labs import glyphs, rules
from dlbook.labs.glyphs import GlyphsLab
from dlbook.labs.pipelines import PipelinesLab
from dlbook.labs.rings import KEY, RingsLab, places
from dlbook.labs.rules import RulesLab
from dlbook.labs.ten_patients import TenPatientsLab

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01_rules_or_examples.ipynb"

FINDINGS = {
    RulesLab: {
        "The habit": lambda n: (
            (n.known, n.rule) == (259, 0.686) and 0.4 < n.learner < 0.6
        ),
        "The rule, tuned": lambda n: (n.known, n.rule) == (306, 0.790),
        "Five examples": lambda n: n.learner == 0.634 < n.rule == 0.686,
        "Eight examples": lambda n: n.learner == 0.739 > n.rule,
        "Fifteen examples": lambda n: n.learner == 0.791 and n.rule == 0.790,
        "Twenty examples": lambda n: n.learner == 0.792 > n.rule,
        "All 400": lambda n: (n.learner, n.ceiling) == (0.838, 0.848),
    },
    TenPatientsLab: {
        "Your turn": lambda n: not any(n.labels),
        "By temperature, 38 and above": lambda n: (
            (n.mine, n.neuron) == (7, 8) and (n.copy, n.new) == (0.743, 0.827)
        ),
        "By temperature, 37.5 and above": lambda n: (n.mine, n.copy) == (7, 0.776),
        "With the truth about these ten": lambda n: (n.mine, n.copy) == (10, 0.804),
    },
    GlyphsLab: {
        "Where it was made": lambda n: n.right == 8,
        "One pixel to the right": lambda n: n.right == 0,
        "One pixel to the left": lambda n: n.right == 0,
        "Two pixels": lambda n: n.right == 4 and not n.said.any(),
        "A neuron that saw no shift": lambda n: n.right == 0,
        "A neuron that saw every shift": lambda n: n.right == 8,
    },
    PipelinesLab: {
        "A person writes the rule": lambda n: n.old == 1579 and n.step == 3,
        "Data write the rule": lambda n: n.sick == 189 and n.step == 6,
        "Put to use": lambda n: n.new == 1676 and n.share == 0.838,
    },
    RingsLab: {
        "Four rings": lambda n: n.placed == 0,
        "Everything that thinks is deep": lambda n: n.right == 2,
        "One ring too wide": lambda n: n.right == 6,
        "The key": lambda n: n.right == n.placed == 8,
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


@pytest.mark.parametrize(("n", "l2"), [(8, 0.01), (400, 0.0)])
def test_neurons_side_by_side_learn_what_descent_teaches_one(n, l2):
    """The lab trains twenty neurons at once; each is the one `descent` makes."""
    x, y = data.patients(400, seed=0)
    rows = np.random.default_rng(3).choice(400, n, replace=False)
    mean, spread = x[rows].mean(0, dtype=float), x[rows].std(0, dtype=float)
    neuron = LogisticRegression(3).astype(np.float64)
    neuron.theta = np.zeros(4)
    known, labels = (x[rows] - mean) / spread, y[rows, None].astype(float)
    loss, rule = BinaryCrossEntropy(), GradientDescent(0.5)
    for _ in descent(neuron, loss, known, labels, rule, 1000, batch=None, l2=l2):
        pass
    w, b = rules.learners(n)
    assert w[3] * spread == pytest.approx(neuron.theta[:3], rel=1e-4)
    assert b[3] + w[3] @ mean == pytest.approx(neuron.theta[3], abs=1e-4)


def test_the_threshold_37_5_is_the_best_on_the_known_patients():
    lab, known = RulesLab(), {}
    for threshold in np.arange(36, 39.51, 0.05).round(2):
        lab.set(threshold=float(threshold))
        known[lab.n.threshold] = lab.n.known
    assert max(known, key=known.get) == 37.5


def test_every_shift_is_learned_and_the_rule_knows_one():
    neuron = glyphs.taught(tuple(glyphs.SHIFTS))
    for by in glyphs.SHIFTS:
        images = glyphs.moved(by)
        assert (neuron.predict(images.reshape(8, 25)) == glyphs.IS_ONE).all()
        assert (glyphs.rule(images) == glyphs.IS_ONE).all() == (by == 0)


def test_a_wrong_ring_is_named_and_the_key_is_nested():
    lab = RingsLab(**places(KEY), compare=True)
    lab.set(s5="machine learning")
    assert "Look again at 5, perceptron" in lab.summary and lab.n.right == 7
    assert sorted(KEY) == list(KEY) and set(KEY) == {0, 1, 2, 3}


def test_each_text_behind_the_course_is_credited_once():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    for fact in (
        "Akhilesh Moghe",
        "*What is Deep learning*",
        "24 May 2023",
        "very gentle introduction",
        "18 February 2024",
    ):
        assert text.count(fact) == 1, fact
