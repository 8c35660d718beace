"""The labs of notebook 05: the numbers of the curriculum, and what is drawn."""

import math
from itertools import combinations

import numpy as np
import pytest

from dlbook.labs.layers import LayersLab
from dlbook.labs.xor import XorLab

near = pytest.approx


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def flows(n, *h):
    return n.h[1:] == near(h, abs=5e-5)


FINDINGS = {
    LayersLab: {
        "The inputs wait": lambda n: n.n_params == 53 and n.h == [1],
        "One layer": lambda n: flows(n, 0.6) and n.n_weights == 44,
        "To the output": lambda n: flows(n, 0.6, 0.24, 0.5240) and n.z == near(0.096),
        "Every bias at 0.1": lambda n: (
            flows(n, 0.7, 0.38, 0.5627) and n.z == near(0.252)
        ),
        "Other inputs, the same network": lambda n: (
            flows(n, 0.2, 0.08, sigmoid(0.032)) and n.n_params == 53
        ),
        "Negative weights": lambda n: n.h[1:] == [0, 0, 0.5],
        "No hidden layer": lambda n: flows(n, sigmoid(0.6)) and n.n_params == 7,
        "Three hidden layers": lambda n: (
            flows(n, 0.6, 0.24, 0.096, sigmoid(0.0384)) and n.n_params == 53 + 20
        ),
    },
    XorLab: {
        "One line": lambda n: gives(n, 0, 1, 1, 2) and n.right == 3,
        "Two units alike": lambda n: (n.h[:, 0] == n.h[:, 1]).all() and n.right == 2,
        "The second unit takes 11 back": lambda n: (
            gives(n, 0, 1, 1, 0)
            and n.net.layers[0].W.tolist() == [[1, 1], [1, 1]]
            and n.net.layers[0].b.tolist() == [0, -1]
            and n.net.layers[1].W.tolist() == [[1, -2]]
        ),
        "Another way": lambda n: gives(n, 0, 1, 1, 0) and n.right == 4,
        "OR and NAND": lambda n: (
            gives(n, 0, 1, 1, 0)
            and n.h.T.tolist() == [[0, 1, 1, 1], [1, 1, 1, 0]]
        ),
        "Soft units": lambda n: n.right == 2 and np.ptp(n.out) < 0.02,
        "Soft units, twenty times": lambda n: (
            n.out == near([4.5e-5, 0.999955, 0.999955, 4.5e-5], abs=1e-6)
        ),
    },
}  # fmt: skip


def gives(n, *out):
    return n.out.tolist() == list(out)


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


def shown(texts):
    return [text for text in texts if text.get_text()]


def test_all_53_numbers_are_on_the_network_and_apart():
    lab = LayersLab(bias=0.2)
    weights, biases = shown(lab.weights), shown(lab.biases)
    assert [t.get_text() for t in weights] == 44 * ["0.1"]
    assert [t.get_text() for t in biases] == 9 * ["b = 0.2"]
    places = [np.array(t.get_position()) * lab.page for t in weights + biases]
    assert min(np.hypot(*(a - b)) for a, b in combinations(places, 2)) > 9  # points


@pytest.mark.parametrize(
    "sizes, params, written",
    [((4, 4, 0), 53, 44), ((0, 0, 0), 7, 6), ((6, 6, 0), 91, 6), ((4, 0, 3), 47, 39)],
)
def test_sizes_change_the_drawing(sizes, params, written):
    lab = LayersLab(**dict(zip(("hidden1", "hidden2", "hidden3"), sizes, strict=True)))
    assert lab.n.n_params == params and lab.n.sizes == (6, *filter(None, sizes), 1)
    assert len(shown(lab.weights)) == written
    assert len(lab.edges.get_segments()) == lab.n.n_weights
    assert lab.controls["step"].max == len(lab.n.sizes) - 1


def test_the_next_layer_button_lights_the_path_and_fills_the_nodes():
    lab = LayersLab()
    for step, filled in enumerate((6, 10, 14, 15)):
        assert len(shown(lab.inside)) == filled
        assert len(lab.path.get_xdata()) == step + 1
        lab.player.step()
    assert lab.n.step == 3, "there is no fourth layer"


def test_the_lit_path_starts_at_the_largest_input():
    lab = LayersLab(x5=-1.5)
    assert lab.path.get_ydata()[0] == lab.nodes.get_offsets()[4][1]


def test_ticks_are_on_the_side_where_the_unit_fires():
    lab = XorLab(w11=1, w12=-2, b1=0.5)
    (x0, x1), (y0, y1) = (v[:2] for v in lab.lines[0].get_data())
    left = np.array([x0 - (y1 - y0), y0 + (x1 - x0)])
    assert left @ (1, -2) + 0.5 > 0
    assert (np.array([x0, y0]) @ (1, -2)) == near(-0.5)


def test_a_unit_without_weights_has_no_line():
    lab = XorLab(w11=0, w12=0)
    assert len(lab.lines[0].get_xdata()) == 0 and not lab.names[0].get_visible()
    assert lab.error == ""
