"""The playground: its findings, its forks bit for bit, its seeds, its memory."""

import random
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from dlbook import Adam, GradientDescent, descent
from dlbook.labs import grounds
from dlbook.labs.grounds import FEATURES, SIDE, WORLDS, Ground, columns
from dlbook.labs.player import Trace
from dlbook.labs.playground import PlaygroundLab
from dlbook.labs.runs import Run, run, shrink

near = pytest.approx

FINDINGS = {
    "02 · One neuron": lambda n: n.shape == "2-1" and n.test_right > 0.99,
    "03 · One line is not enough": lambda n: 0.4 < n.test_right < 0.76,
    "04 · Layers without a bend": lambda n: 0.4 < n.test_right < 0.76,
    "05 · Four hidden units": lambda n: n.shape == "2-4-1" and n.test_right > 0.99,
    "06 · Width and depth": lambda n: n.test_right > 0.98,
    "07 · A number for an answer": lambda n: n.test_loss < 0.05 * n.test[0],
    "08 · Too large a rate": lambda n: n.train_loss > n.train[0],
    "09 · The gradient fades": lambda n: n.slopes[0] < 1e-3 * n.slopes[6],
    "10 · All points at once": lambda n: n.test_loss > 0.6,
    "10 · Twenty batches an epoch": lambda n: n.test_loss < 0.35,
    "10 · Is it luck?": lambda n: n.test_right > 0.95 and 1 <= n.failed <= 8,
    "11 · Learnt by heart": lambda n: (
        n.test_loss > 2 * n.best and n.train_right > n.test_right + 0.05
    ),
    "11 · L2 holds the weights small": lambda n: n.test_loss < 0.5,
    "12 · A support vector machine": lambda n: n.shape == "2-1" and n.test_right > 0.8,
    "A feature instead of a layer": lambda n: n.shape == "3-1" and n.test_right > 0.99,
}


@pytest.fixture(scope="module")
def lab():
    return PlaygroundLab()


@pytest.mark.parametrize("name", FINDINGS)
def test_finding(lab, name):
    lab.show(name)
    assert FINDINGS[name](lab.n), lab.summary


def test_every_scene_has_its_numbers():
    assert FINDINGS.keys() == {scene.name for scene in PlaygroundLab.scenes}


# -- the ground: worlds, features, targets, the map ------------------------------------


def ground(name="circles", noise=0.1, features=("x1", "x2"), loss="cross-entropy"):
    return Ground(name, noise, 0, 50, features, loss)


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_is_split_and_lies_inside_its_square(name):
    place = ground(name)
    left, right, bottom, top = place.extent
    x, y = place.points.T
    assert left < x.min() and x.max() < right and bottom < y.min() and y.max() < top
    assert right - left == near(top - bottom)
    assert [len(x) for x, _ in place.parts] == [200, 200]
    assert place.grid.shape == (SIDE**2, 2)
    assert place.grid[0] == near([left, bottom]) and place.grid[1, 0] > left
    if name not in grounds.VALUED:
        shares = [y.mean() for _, y in place.parts]
        assert shares == near([0.5, 0.5])


def test_features_are_what_their_python_says():
    x1, x2 = points = np.random.default_rng(0).normal(size=(2, 50)).astype(np.float32)
    for k, words in enumerate(FEATURES.values()):
        wanted = eval(words, {"np": np, "x1": x1, "x2": x2})
        assert np.array_equal(columns(points.T)[:, k], wanted), words


@pytest.mark.parametrize(
    "loss, low, high",
    [("cross-entropy", 0, 1), ("squared error", 0, 1), ("hinge", -1, 1)],
)
def test_targets_fit_the_loss_and_the_map_says_minus_one_to_one(loss, low, high):
    place = ground(loss=loss)
    assert set(np.unique(place.parts[0][1])) == {low, high}
    said = place.said(np.linspace(-9, 9, 7))
    assert said[0] == near(-1, abs=1e-3) and said[-1] == near(1, abs=1e-3)
    middle = 0.5 if loss == "squared error" else 0.0
    assert place.said(np.array([middle])) == near([0])


# -- runs ------------------------------------------------------------------------------


def setting(lab, **values):
    state = {**lab._start, **values}
    return {k: v for k, v in state.items() if k != "step"}


@pytest.mark.parametrize("optimizer", ["gradient descent", "momentum", "Adam"])
@pytest.mark.parametrize("at", [0, 1, 13])
def test_a_fork_is_the_same_run_bit_for_bit_and_then_another(lab, optimizer, at):
    first = Trace(run, setting(lab, optimizer=optimizer, rate=0.02, data="moons"))
    first.seek(30)
    twin = first.fork(at)
    assert twin.reached == at, "it goes on from the record, without a replay"
    twin.seek(30)
    for a, b in zip(first.kept, twin.kept, strict=True):
        assert np.array_equal(a.theta, b.theta) and a.test == b.test
    other = first.fork(at, rate=0.5)
    other.seek(30)
    assert not np.array_equal(other.kept[at + 1].theta, first.kept[at + 1].theta)
    assert [epoch for epoch, _ in other.kept[-1].turns] == ([0, at] if at else [0])


def test_a_run_is_plain_descent():
    s = SimpleNamespace(**PlaygroundLab()._start)
    own = Run(s)
    trace = Trace(run, vars(s))
    trace.seek(3)
    net, optimizer = own.network(), GradientDescent(s.rate)
    for epoch in range(3):
        for _ in descent(net, own.ground.loss, *own.ground.train, optimizer, 1, s.batch,
                         seed=[s.seed, epoch]):  # fmt: skip
            pass
    assert np.array_equal(net.theta, trace.kept[3].theta)


def test_the_first_of_sixteen_seeds_is_this_one(lab):
    for seed in (0, 5):
        trace = Trace(run, setting(lab, luck=True, seed=seed, l1=0.001, l2=0.001))
        trace.seek(5)
        for record in trace.kept:
            assert record.seeds.shape == (16, 2)
            assert record.seeds[0] == near(record.test, abs=2e-3)
        assert len(np.unique(trace.kept[-1].seeds[:, 0])) == 16
    alone = Trace(run, setting(lab, seed=9, l1=0.001, l2=0.001))
    alone.seek(5)
    assert trace.kept[-1].seeds[4] == near(alone.kept[-1].test, abs=2e-3)


def test_sixteen_seeds_fork_too_by_a_replay(lab):
    first = Trace(run, setting(lab, luck=True))
    first.seek(12)
    twin = first.fork(6)
    twin.seek(12)
    assert np.array_equal(first.kept[12].seeds, twin.kept[12].seeds)


def test_l1_makes_weights_zero_and_l2_makes_them_small(lab):
    lab.set(**lab._start)
    lab.set(step=40)
    free = np.abs(lab.n.net.params[0]).sum()
    assert lab.n.ties == 0
    lab.set(l1=0.01)
    lab.set(step=80)
    assert lab.n.ties > 10 and f"that are 0: {lab.n.ties}" in lab.summary
    lab.set(l1=0, l2=0.03, step=120)
    assert np.abs(lab.n.net.params[0]).sum() < free
    weights = [np.array([0.3, -0.05, -0.4])]
    shrink(weights, 0.1)
    assert weights[0] == near([0.2, 0, -0.3])


def test_divergence_ends_a_run_in_words(lab):
    lab.set(**lab._start)
    lab.set(loss="squared error", activation="relu", rate=10, step=40)
    assert lab.error == "" and "steps are too large" in lab.summary
    assert lab.state["step"] < 40
    lab.set(rate=0.1, step=5)
    assert "too large" not in lab.summary


# -- the lab ---------------------------------------------------------------------------


def test_rewind_fork_and_both_curves_are_kept(lab):
    lab.set(**lab._start)
    lab.player.reset()
    lab.set(step=60)
    before = lab.n.test_loss
    lab.set(step=20)
    lab.set(rate=1.0, step=60)
    assert lab.n.test_loss != before
    assert lab.n.left[-1][-1] == near([60, lab.n.left[-1][-1, 1], before])
    assert f"The run you left had test loss {before:.3f}" in lab.summary
    assert "turned = {20:" in lab.code()
    out = {}
    exec(
        lab.code().replace("print(", "said("), {"said": lambda *a, **k: out.update(a=a)}
    )
    assert out["a"][0] in lab.summary


def test_views_change_the_picture_and_not_the_run(lab):
    lab.set(**lab._start)
    lab.set(step=20)
    trace, picture = lab.player.trace, lab.picture
    for view in ({"layer": 1, "unit": 3}, {"unseen": True}, {"sharp": True}):
        lab.set(**view)
        assert lab.player.trace is trace and lab.picture != picture
    assert lab.n.chosen == (1, 2)
    lab.set(layer=6, unit=64)  # more than there are: the output
    assert lab.n.chosen == (3, 0)


def test_unit_sliders_are_there_for_the_layers_there_are(lab):
    lab.set(**lab._start)
    lab.set(layers=3)
    shown = [lab.controls[f"units{k}"].layout.display != "none" for k in range(1, 7)]
    assert shown == [True] * 3 + [False] * 3


def test_no_feature_at_all_is_the_first(lab):
    lab.set(**lab._start)
    lab.set(x1=False, x2=False)
    assert lab.n.shape == "1-8-8-1" and lab.error == ""


def test_memory_holds_the_steps_kept_and_no_more():
    """A thousand epochs of Adam: 200 records at the most, with what a fork needs."""
    lab = PlaygroundLab(optimizer="Adam", rate=0.01, batch=200)
    net = Run(SimpleNamespace(**lab.state)).network()
    lab.set(step=50)
    tracemalloc.start()
    lab.set(step=1000)
    first, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(lab.n.trail) <= PlaygroundLab.keep + 2
    bound = (PlaygroundLab.keep + 2) * (4 * net.theta.nbytes + 4000) + 2e6
    assert first < bound
    rng = random.Random(0)
    for _ in range(12):  # forks after forks: four runs are kept, not twelve
        lab.set(step=rng.randrange(10, 200))
        lab.set(rate=rng.choice([0.01, 0.02, 0.005, 0.03]), step=220)
    assert len(lab.player.earlier) <= 4
    assert isinstance(lab.n.own.optimizer(1), Adam)
