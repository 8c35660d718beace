"""Judging a learner's function: run it beside the reference on the same inputs."""

import copy
import dis
import inspect
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from dlbook.exercises import compare
from dlbook.exercises.compare import show
from dlbook.exercises.time_limit import TimeUp
from dlbook.exercises.verdict import NOT_ATTEMPTED, NOT_YET, RIGHT, Verdict

N_RANDOM = 20  # random inputs after the edge cases


def trials(
    seed: str,
    cases: Sequence[tuple],
    inputs: Callable[[np.random.Generator], tuple] | None,
) -> list[tuple]:
    """The arguments to call with: first the edge cases, then random ones.

    The same for the same `seed` (the exercise's id), so that verdicts repeat."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    return list(cases) + [inputs(rng) for _ in range(N_RANDOM if inputs else 0)]


def judge(
    function: object,
    reference: Callable,
    mistakes: dict[str, Callable],
    trials: list[tuple],
    tolerance: float,
    limit: float,
) -> Verdict:
    """The verdict on a function; the caller has set the time limit and adds advice."""
    if not callable(function):
        return Verdict(
            NOT_YET,
            f"The answer is a function. Pass `{reference.__name__}` itself, "
            "not what it returns.",
        )
    got: list = []
    try:
        for args in trials:
            got.append(_outcome(function, args))
            if len(got) == 1 and (empty := _nothing(function, got[0])):
                return empty
    except TimeUp:
        return Verdict(
            NOT_YET,
            f"`{_call(reference, trials[len(got)])}` had not ended after {limit:g} "
            "seconds. Look for a loop whose condition never becomes false.",
            "it never ends",
        )
    want = [_outcome(reference, args) for args in trials]
    right = [_agree(g, w, tolerance) for g, w in zip(got, want, strict=True)]
    if all(right):
        return Verdict(RIGHT, f"It agrees on all {len(trials)} inputs.")
    for name, wrong in mistakes.items():
        slips = (_outcome(wrong, args) for args in trials)
        if all(_agree(g, s, tolerance) for g, s in zip(got, slips, strict=True)):
            return Verdict(NOT_YET, "", name)
    return _first_difference(reference, trials, got, want, right, tolerance)


def _outcome(function: Callable, args: tuple) -> object:
    """What the function returns for copies of these arguments, or what it raises."""
    try:
        return function(*copy.deepcopy(args))
    except (Exception, SystemExit) as error:
        return error


def _agree(got: object, want: object, tolerance: float) -> bool:
    if isinstance(got, BaseException) or isinstance(want, BaseException):
        return type(got) is type(want) and str(got) == str(want)
    return compare.same(got, want, tolerance)


def _nothing(function: Callable, outcome: object) -> Verdict | None:
    """The verdict on a function that gave nothing, else None."""
    if outcome is ... or isinstance(outcome, NotImplementedError):
        return Verdict(NOT_ATTEMPTED, "Write the body of the function, then check.")
    if outcome is not None:
        return None
    if _does_nothing(function):
        return Verdict(NOT_ATTEMPTED, "Write the body of the function, then check.")
    return Verdict(
        NOT_YET, "It returns None: is there a `return` at the end?", "nothing returned"
    )


def _does_nothing(function: Callable) -> bool:
    """Whether its body is no more than a docstring, `pass` or `...`."""
    code = getattr(function, "__code__", None)
    work = ("LOAD_FAST", "LOAD_GLOBAL", "LOAD_DEREF", "STORE", "BINARY", "CALL")
    return code is not None and not any(
        step.opname.startswith(work) for step in dis.get_instructions(code)
    )


def _first_difference(
    reference: Callable,
    trials: list[tuple],
    got: list,
    want: list,
    right: list[bool],
    tolerance: float,
) -> Verdict:
    """A verdict that shows the first input on which the function goes astray."""
    wrong = [k for k in range(len(trials)) if not right[k]]
    k = wrong[0]
    call = f"`{_call(reference, trials[k])}`"
    if isinstance(got[k], BaseException):
        return Verdict(NOT_YET, f"{call} raised {named(got[k])}.", "an error")
    said = f"{call} gave {show(got[k])}; expected {show(want[k])}."
    misses = [
        None
        if isinstance(got[i], BaseException)
        else compare.near_miss(got[i], want[i], tolerance)
        for i in wrong
    ]
    if all(misses) and len({miss[0] for miss in misses}) == 1:
        return Verdict(NOT_YET, f"{said} {misses[0][1]}", misses[0][0])
    if any(right):
        said += f" It is right on {sum(right)} of {len(trials)} inputs."
    return Verdict(NOT_YET, said)


def _call(reference: Callable, args: tuple) -> str:
    """The call as the learner would write it, with the values of this input."""
    names = inspect.signature(reference).parameters
    given = ", ".join(f"{n}={show(a)}" for n, a in zip(names, args, strict=False))
    return f"{reference.__name__}({given})"


def named(error: BaseException) -> str:
    """An error in one line; also one that cannot say what it is."""
    try:
        said = " ".join(str(error).split())[:200]
    except Exception:
        said = ""
    return f"{type(error).__name__}: {said}".rstrip(": .")
