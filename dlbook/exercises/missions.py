"""The missions of the playground: settings are trained anew and judged by numbers."""

from collections.abc import Mapping
from types import SimpleNamespace

from dlbook.labs.grounds import FEATURES
from dlbook.labs.player import Trace
from dlbook.labs.playground import PlaygroundLab
from dlbook.labs.playground_controls import knobs
from dlbook.labs.runs import run

LINES = ("x1", "x2")


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

    `lowest` is the smallest test loss on the way.
    """
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
