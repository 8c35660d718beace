"""The numbers of the labs of notebook 06, scene by scene."""

import numpy as np
import pytest

from dlbook.labs.depth import DepthLab, SineLab, folded_line
from dlbook.labs.hidden_space import HiddenSpaceLab, flat, one_cut
from dlbook.labs.judge import JudgeLab
from dlbook.labs.pieces import BUDGET, BudgetLab, RandomNetsLab, corners, random_net
from dlbook.network import MLP

near = pytest.approx


def folded(n, pieces, units, shallow):
    return (n.pieces, n.units, n.shallow) == (pieces, units, shallow)


def fitted(n, error):
    return n.error == near(error, abs=0.51e-4)


FINDINGS = {
    DepthLab: {
        "One fold": lambda n: folded(n, 2, 2, 1),
        "Fold what is folded": lambda n: folded(n, 4, 4, 3),
        "Three folds": lambda n: folded(n, 8, 6, 7),
        "Five folds": lambda n: folded(n, 32, 10, 31),
        "Eight folds": lambda n: folded(n, 256, 16, 255),
        "Follow a point": lambda n: n.path == near([0.2, 0.4, 0.8, 0.4, 0.8]),
    },
    SineLab: {
        "Six pieces": lambda n: fitted(n, 0.1340),
        "Twelve": lambda n: fitted(n, 0.0329),
        "Twenty-four": lambda n: fitted(n, 0.0085),
        "Forty-eight": lambda n: fitted(n, 0.0021) and n.parameters == 145,
        "The folded line, too few": lambda n: n.error == 1 and not n.fit.any(),
        "The folded line, a unit a piece": lambda n: n.error == 0,
    },
    RandomNetsLab: {
        "The first draw": lambda n: (n.wide, n.deep) == (36, 43),
        "Depth loses": lambda n: (
            n.deep < n.wide and n.all[0][:5] == [36, 39, 40, 37, 38]
        ),
        "Twenty draws": lambda n: n.least_deep < n.least_wide and n.most_deep < 80,
    },
    BudgetLab: {
        "All in width": lambda n: (
            n.n_params == 301
            and n.clouds[1][:, 0].min()
            > 1.5 * max(n.clouds[k][:, 0].max() for k in (2, 3))
        ),
        "Two layers": lambda n: n.n_params == 286 and n.middle[2] > 0.25,
        "Four layers": lambda n: n.n_params == 298 and n.error < 0.12,
        "Six layers": lambda n: (
            n.n_params == 302 and n.error < 0.08 and n.middle[6] < n.middle[1]
        ),
        "Six layers, an unlucky start": lambda n: n.error > 0.25,
        "Before training": lambda n: (n.pieces, n.before_wide) == (18, 83),
    },
    HiddenSpaceLab: {
        "Circles, as they come": lambda n: n.cut == near(0.515),
        "Circles after one layer": lambda n: n.cut == 1 and n.accuracy == 1,
        "The same layer before training": lambda n: n.cut < 0.6,
        "Spirals, as they come": lambda n: n.cut == near(0.62),
        "Spirals, one hidden layer": lambda n: 0.8 < n.accuracy < 0.9,
        "Spirals, the first of two": lambda n: n.cut < 0.55,
        "Spirals, the second of two": lambda n: n.cut > 0.97 and n.accuracy > 0.98,
        "Three hidden layers": lambda n: n.accuracy > 0.97,
        "Three, from another start": lambda n: n.accuracy < 0.92,
    },
    JudgeLab: {
        "2-4-4-4-1": lambda n: (
            [n.said[k] for k in ("lecture notes", "2024 course page")] == 2 * ["deep"]
            and [n.said[k] for k in ("2023 post", "gentle notebook")]
            == 2 * ["not deep"]
            and n.counted == 5
        ),
        "One hidden layer": lambda n: n.yes == "lecture notes",
        "The same network, counted otherwise": lambda n: n.n_yes == 0,
        "Eight hidden layers": lambda n: (n.counted, n.n_yes, n.n_open) == (10, 4, 2),
        "The same, counted otherwise": lambda n: (n.counted, n.n_yes) == (9, 3),
        "A hundred and fifty": lambda n: (n.n_yes, n.n_open) == (5, 1),
    },
}

CASES = [
    pytest.param(kind, name, test, id=f"{kind.__name__}: {name}")
    for kind, tests in FINDINGS.items()
    for name, test in tests.items()
]


@pytest.mark.parametrize(("kind", "name", "test"), CASES)
def test_finding(kind, name, test):
    lab = kind()
    lab.show(name)
    assert lab.error == ""
    assert test(lab.n), lab.summary


@pytest.mark.parametrize("kind", FINDINGS)
def test_every_scene_has_its_finding(kind):
    assert {scene.name for scene in kind.scenes} == set(FINDINGS[kind])


@pytest.mark.parametrize("sizes", [(1, 40, 1), (1, 10, 10, 10, 1), BUDGET[6]])
def test_corners_lie_on_the_network_and_nothing_bends_between_them(sizes):
    net = random_net(sizes, 7)
    x, y = corners(net, -2, 2)
    fine = np.linspace(-2, 2, 4001)
    assert np.allclose(net(fine[:, None])[:, 0], np.interp(fine, x, y), atol=1e-9)
    slopes = np.diff(y) / np.diff(x)
    assert (np.abs(np.diff(slopes)) > 1e-10).all()


def test_corners_of_a_fold_and_of_a_line():
    assert np.allclose(corners(folded_line(2), 0, 1)[0], [0, 0.25, 0.5, 0.75, 1])
    assert len(corners(folded_line(2), 0.3, 0.4)[0]) == 2
    half_heard = MLP(1, 2, 1)  # the second unit bends at 1/2, and nobody listens
    half_heard.theta = [1, 1, 0, -0.5, 1, 0, 0]
    assert list(corners(half_heard, -1, 1)[0]) == [-1, 0, 1]


def test_the_flat_picture_and_the_cut():
    h = np.array([[0, 0, 0], [4, 0, 0], [0, 1, 0], [4, 1, 0]], float)
    axes, middle, share = flat(h)
    assert np.allclose(axes, [[1, 0], [0, 1], [0, 0]]) and share == near(1)
    assert one_cut(h, np.array([0, 1, 0, 1])) == 1
    assert one_cut(h, np.array([0, 1, 1, 0])) < 1
