"""Judges of notebook 16's missions: settings are trained anew and judged by numbers."""

import functools
from collections.abc import Mapping
from types import SimpleNamespace

from dlbook.exercises.exercise import Exercise
from dlbook.labs.grounds import FEATURES
from dlbook.labs.player import Trace
from dlbook.labs.playground import PlaygroundLab
from dlbook.labs.playground_controls import knobs
from dlbook.labs.runs import run

LINES = ("x1", "x2")

# 120 seconds: a check trains, and a classroom's machines are busy
mission = functools.partial(Exercise, limit=120.0)


def filled(settings: Mapping) -> dict:
    """`lab.state`, or the part of it that differs from the start, made complete."""
    if not isinstance(settings, Mapping):
        raise TypeError(f"settings are a dict, such as lab.state; got {settings!r}")
    usual = {name: control.value for name, control in knobs().items()} | {"step": 0}
    unknown = sorted(map(str, settings.keys() - usual.keys()))
    if unknown:
        raise ValueError(f"the playground has no control {', '.join(unknown)}")
    state = {**usual, **settings}
    if not 0 <= state["step"] <= PlaygroundLab.horizon:
        raise ValueError(f"step is 0 to {PlaygroundLab.horizon}; got {state['step']}")
    return state


def trained(settings: Mapping, **changes) -> SimpleNamespace:
    """The run of these settings from its start: `first` and `last` record, `ended`.

    `lowest` is the smallest test loss on the way."""
    state = filled(settings) | changes
    trace = Trace(run, state, keep=PlaygroundLab.horizon + 1)
    trace.seek(state["step"])
    return SimpleNamespace(
        **state,
        first=trace.kept[0],
        last=trace.kept[-1],
        lowest=min(record.test[0] for record in trace.kept),
        ended=trace.ended,
        features=[name for name in FEATURES if state[name]],
    )


def differ(a: Mapping, b: Mapping) -> set[str]:
    """The controls, of those that a run reads, that two settings have different."""
    a, b = filled(a), filled(b)
    views = {"step", "luck", *PlaygroundLab.views}
    return {name for name in a if a[name] != b[name]} - views


# -- The judges: None when a mission is met, else its mistake or a sentence -----------
def circles_with_few(settings):
    r = trained(settings)
    if r.data != "circles" or r.noise < 0.1:
        return "The data are to be the circles, with noise 0.1 or more."
    if r.features != list(LINES):
        return "a feature does the work"
    if r.layers != 1:
        return "It is to be one hidden layer."
    if r.last.test[1] < 0.95:
        return "too few units" if r.units1 < 3 else _short_of(r, 0.95)
    return "more units than it needs" if r.units1 > 3 else None


def _short_of(r, wanted):
    return (
        f"Trained anew, {r.last.test[1]:.1%} of the test are right at epoch {r.step}; "
        f"wanted are {wanted:.0%}. More epochs, another rate, or another seed?"
    )


def xor_by_a_product(settings):
    r = trained(settings)
    if r.data != "xor" or r.noise < 0.1:
        return "The data are to be xor, with noise 0.1 or more."
    if r.layers:
        return "a hidden layer does the work"
    added = [name for name in r.features if name not in LINES]
    if not added:
        return "Besides x₁ and x₂ there is to be one feature, of your choice."
    if "x1x2" not in added:
        return "no product"
    if added != ["x1x2"]:
        return "more than one feature"
    return None if r.last.test[1] >= 0.95 else _short_of(r, 0.95)


def spirals_untangled(settings):
    r = trained(settings)
    if r.data != "spirals" or r.noise < 0.05:
        return "The data are to be the spirals, with noise 0.05 or more."
    if r.features != list(LINES):
        return "The features are to be x₁ and x₂ alone."
    if r.last.test[1] >= 0.9:
        return None
    if not r.layers or r.activation == "linear":
        return "one straight line"
    if r.last.train[1] > r.last.test[1] + 0.1:
        return "learnt by heart"
    return "too early" if r.step < 60 else _short_of(r, 0.9)


def rate_bracketed(answer):
    large, largest = answer
    other = differ(large, largest) - {"rate"}
    if other:
        return f"Only the rate may differ; so does {', '.join(sorted(other))}."
    a, b = (trained(part, step=50, luck=False) for part in (large, largest))
    diverged = [bool(r.ended) or r.last.train[0] > r.first.train[0] for r in (a, b)]
    if diverged == [True, True]:
        return "both diverge"
    if diverged == [False, False]:
        return "both settle"
    if diverged == [False, True]:
        return "the other way round"
    return None if a.rate <= 1.34 * b.rate else "a gap between them"


def overfitting_mended(answer):
    by_heart, held = answer
    other = differ(by_heart, held)
    if other != {"l2"}:
        return "more than L2 is different"
    a, b = trained(by_heart, luck=False), trained(held, luck=False)
    if a.data != "moons" or a.noise < 0.3 or a.l2:
        return "First the moons with noise 0.3 or more and L2 at 0, then with L2."
    if a.last.test[0] < 1.5 * a.lowest or a.last.train[1] < a.last.test[1] + 0.04:
        return "nothing was learnt by heart"
    if b.last.test[0] > 0.7 * a.last.test[0] and b.last.train[1] > a.last.test[1]:
        return "too little L2"
    fell = b.last.test[0] <= 0.7 * a.last.test[0] and b.last.test[1] >= a.last.test[1]
    return None if fell else "too much L2"


def failures_counted(answer):
    setting, said = answer
    r = trained(setting, luck=True)
    failed = int((r.last.seeds[:, 1] < 0.95).sum())
    if failed in (0, 16):
        return "no luck in it"
    if said == failed:
        return None
    if said == 0:
        return "the first seed alone"
    if said == 16 - failed:
        return "those that succeed"
    return f"Trained anew, not {said!r} of the 16 seeds stay below 95 %. Count again."
