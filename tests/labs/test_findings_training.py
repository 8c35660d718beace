"""The numbers of the cockpit and of the fan of seeds; forks and stacks, checked."""

import numpy as np
import pytest

from dlbook import MLP, Adam, BinaryCrossEntropy, GradientDescent, Momentum, data
from dlbook.labs.luck import Fan, LuckLab
from dlbook.labs.player import Trace
from dlbook.labs.training import TrainingLab
from dlbook.labs.worlds import (
    DIGITS,
    FOUR,
    LINE,
    NAMES,
    epoch_means,
    network,
    noise,
    run,
    world,
)
from dlbook.training import descent, fit

near = pytest.approx

FINDINGS = {
    TrainingLab: {
        "One epoch, one update": lambda n: (n.per, n.w) == (1, near(0.3)),
        "One epoch, two updates": lambda n: (n.per, n.w) == (2, near(0.575)),
        "One epoch, four updates": lambda n: (n.per, n.w) == (4, near(0.99453568)),
        "Three paths after two epochs": lambda n: (
            n.made == [400, 26, 2] and sorted(n.losses) == n.losses
        ),
        "It hovers": lambda n: n.hover == near(0.2, abs=0.03),
        "Fast first, quiet later": lambda n: n.hover < 0.06,
        "A tenth of the rate": lambda n: n.hover == near(0.04, abs=0.01),
        "Stuck at the start": lambda n: (
            n.full == near(np.log(10), abs=2e-3) and n.distinct == 1
        ),
        "Small and random": lambda n: 0.8 < n.full < 1.4 and n.distinct == 16,
        "He's start": lambda n: 0.3 < n.full < 0.7 and n.right > 0.75,
        "The pile is not shuffled": lambda n: n.full > 0.6 and n.right < 0.8,
        "Adam": lambda n: n.full < 0.35 and n.right > 0.9,
    },
    LuckLab: {
        "One run": lambda n: (
            len(n.accuracies) == 1 and n.first == near(0.867, abs=0.01)
        ),
        "Sixteen runs": lambda n: (
            n.low == near(0.853, abs=0.01) and n.high == near(0.908, abs=0.01)
        ),
        "Twice the units": lambda n: 0 < n.other_mean - n.mean < 0.015 < n.upsets,
        "A fragile setting": lambda n: n.low < 0.6 and n.high > 0.85,
        "Wide enough": lambda n: 1 < n.spread < 4,
        "Half the rate": lambda n: n.mean > n.other_mean and n.upsets < 0.15,
    },
}
CASES = [
    pytest.param(kind, name, test, id=f"{kind.__name__}: {name}")
    for kind, tests in FINDINGS.items()
    for name, test in tests.items()
]
LABS = {kind: kind() for kind in FINDINGS}


@pytest.mark.parametrize("kind, name, test", CASES)
def test_finding(kind, name, test):
    lab = LABS[kind]
    lab.set(**lab._start)
    lab.show(name)
    assert test(lab.n), lab.summary


@pytest.mark.parametrize("kind", FINDINGS, ids=lambda kind: kind.__name__)
def test_every_scene_has_its_numbers(kind):
    assert FINDINGS[kind].keys() == {scene.name for scene in kind.scenes}


# -- forks ----------------------------------------------------------------------------


def setting(**values):
    normal = (LINE, 16, 0.1, False, True, "small", "momentum")
    return {**dict(zip(NAMES, normal, strict=True)), **values}


def same(a, b):
    return len(a) == len(b) and all(
        np.array_equal(p.theta, q.theta) and p[1:] == q[1:]
        for p, q in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("optimizer", ["gradient descent", "momentum", "Adam"])
@pytest.mark.parametrize("at", [0, 1, 13, 77])
def test_a_fork_with_the_same_settings_is_the_same_run_bit_for_bit(optimizer, at):
    first = Trace(run, setting(optimizer=optimizer))
    first.seek(150)
    twin = first.fork(at, rate=0.1)
    twin.seek(150)
    assert same(first.kept, twin.kept)
    other = first.fork(at, rate=0.05)
    other.seek(150)
    assert same(first.kept[: at + 1], other.kept[: at + 1])
    assert not same(first.kept[: at + 2], other.kept[: at + 2])


def test_the_lab_forks_where_the_scrubber_stands():
    lab = TrainingLab(data=FOUR, batch=1, rate=0.02, shuffle=False)
    lab.set(step=80)
    whole = [r.theta.copy() for r in lab.n.trail]
    lab.set(step=20)
    lab.set(rate=0.01)
    assert len(lab.n.left) == 20 and "you left" in lab.summary
    lab.set(step=80)
    forked = [r.theta for r in lab.n.trail]
    assert all(map(np.array_equal, whole[:21], forked[:21]))
    assert not np.array_equal(whole[21], forked[21])
    assert [r.rate for r in lab.n.trail[19:23]] == [0.02, 0.02, 0.01, 0.01]
    spoken = {}
    exec(lab.code(), spoken)  # the program turns the rate at the same update
    assert spoken["net"].theta == near(forked[-1], abs=1e-6)
    board = lab.storyboard()
    assert board == TrainingLab().storyboard()  # it tells of the scenes, not the fork


# -- what the cockpit measures --------------------------------------------------------


def test_a_rate_moved_during_a_run_counts_from_there_on():
    lab = TrainingLab(data="four points", batch=4, rate=0.02, start="zero", step=3)
    assert lab.summary.startswith("Gradient descent at rate 0.02, batch 4")
    lab.set(rate=0.01)
    assert "at rate 0.01 from here on, batch 4" in lab.summary
    lab.set(step=4)
    assert "at rate 0.01, batch 4" in lab.summary


def test_epoch_means_are_those_of_fit():
    x, y, loss = world(LINE)
    trace = Trace(run, setting(optimizer="gradient descent"), keep=5000)
    trace.seek(260)
    history = fit(
        network(LINE, "small"), loss, x, y, GradientDescent(0.1), 20, 16, progress=False
    )
    assert epoch_means(trace.kept, 13, 16, 200) == near(history.loss, abs=1e-5)


def test_the_path_lies_on_the_curve():
    lab = LABS[TrainingLab]
    lab.show("One epoch, four updates")
    curve, path = lab.frames[FOUR].lines[:2]
    assert path.get_ydata() == near(
        np.interp(path.get_xdata(), *curve.get_data()), 0.01
    )
    assert path.get_ydata()[-1] == near(lab.n.full) == near(lab.n.losses[-1])


@pytest.mark.parametrize("name", [LINE, DIGITS])
def test_noise_falls_as_one_over_the_root(name):
    found = noise(network(name, "He"), name)
    for size in (4, 16, 64):
        assert found[size] * np.sqrt(size) == near(found[1], rel=0.15)


# -- the stack of seeds ---------------------------------------------------------------


def alone(seed, optimizer, sizes, x, y):
    net = MLP(*sizes, seed=seed).astype(np.float64)
    steps = descent(net, BinaryCrossEntropy(), x, y, optimizer, 6, 7, seed=seed)
    return [step.loss for step in steps], net


RULES = [lambda: GradientDescent(0.5), lambda: Momentum(0.1), lambda: Adam(0.01)]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", [0, 3])
def test_a_slice_of_the_stack_is_the_single_run(rule, seed):
    x, labels = data.moons(60, 0.2, seed=1)
    y = labels[:, None].astype(float)
    fan = Fan(2, 5, 3, 1, seeds=range(4))
    together = np.array(list(fan.descent(BinaryCrossEntropy(), x, y, rule(), 6, 7)))
    losses, net = alone(seed, rule(), (2, 5, 3, 1), x, y)
    assert together[:, seed] == near(losses, abs=1e-9)
    for k, layer in enumerate(net.layers):
        assert fan.W[k][seed] == near(layer.W, abs=1e-9)
        assert fan.b[k][seed, 0] == near(layer.b, abs=1e-9)
    other, _ = alone(seed + 1, rule(), (2, 5, 3, 1), x, y)
    assert np.abs(together[:, seed] - other).max() > 0.01


def test_a_long_scene_says_how_far_it_has_come():
    lab = TrainingLab()
    lab.show("It hovers")
    assert "w varies by" in lab._view.told.value
    lab.n.step = 493  # as in a front end, where a picture comes every 30 ms
    lab._view.write()
    assert "on its way: step 493 of 4,000" in lab._view.told.value
    lab.controls["step"].value = 100
    assert "you have moved on" in lab._view.told.value
