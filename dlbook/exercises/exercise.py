"""An exercise that checks itself, and names the mistake.

    ex.q1                  # shows the question
    ex.q1.check(answer)    # right, not yet or not attempted, and why
    ex.q1.hint()           # the next hint each time
    ex.q1.solution()       # worked, with the reason: after an attempt, or asked twice

The answer is compared with the reference: as a value, or, when the reference is a
function, by what both make of the same inputs. An answer that equals what a known
misconception produces is told which. No answer raises, and none runs for ever."""

import functools
import inspect
import io
import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass

import numpy as np

from dlbook.exercises import compare, functions, progress
from dlbook.exercises.compare import show
from dlbook.exercises.source import runnable_source
from dlbook.exercises.time_limit import TimeUp, time_limit
from dlbook.exercises.verdict import NOT_ATTEMPTED, NOT_YET, RIGHT, Note, Verdict

UNTOUCHED = Verdict(NOT_ATTEMPTED, "Replace the `...` by your answer and check again.")


@dataclass(frozen=True)
class Mistake:
    """The wrong answer that a misconception produces, and where to look then."""

    answer: object
    look: str = ""


@dataclass(frozen=True)
class Later:
    """A reference or a wrong answer made by `make()` when it is first needed."""

    make: Callable[[], object]


def form(*names: str) -> Callable[..., dict[str, object]]:
    """A maker of answers with these parts: form("w", "b")(1, 2) is {"w": 1, "b": 2}."""

    def answer(*values: object) -> dict[str, object]:
        return dict(zip(names, values, strict=True))

    return answer


class Exercise:
    """One question with its reference answer, its known mistakes, hints and solution.

    `reference` is a value, a function or `Later(make)`; `mistakes` maps the name of a
    misconception to `Mistake(wrong answer, where to look)`; `solution` is a function
    whose docstring is the reason: it returns the answer, or is the answer where the
    reference is a function.

    Functions are called with each tuple of arguments in `cases`, then with twenty from
    `inputs(rng)`. `choices` lists the words allowed. `accept(answer)` judges an open
    question: None when it is right, else a sentence, or the name of a mistake.
    `tolerance` is relative to max(1, |reference|); `limit` is in seconds."""

    def __init__(
        self,
        id: str,
        prompt: str,
        reference: object,
        mistakes: Mapping[str, Mistake],
        hints: Sequence[str],
        solution: Callable,
        *,
        choices: Sequence[str] = (),
        cases: Sequence[tuple] = (),
        inputs: Callable[[np.random.Generator], tuple] | None = None,
        accept: Callable[[object], str | None] | None = None,
        tolerance: float = 1e-4,
        limit: float = 5.0,
    ):
        self.id = id
        self.prompt = inspect.cleandoc(prompt)
        self.hints = tuple(inspect.cleandoc(hint) for hint in hints)
        self.worked = solution
        self.choices, self.accept = tuple(choices), accept
        self.tolerance, self.limit = tolerance, limit
        self._reference = reference
        self._mistakes = {
            name: wrong if isinstance(wrong, Mistake) else Mistake(wrong)
            for name, wrong in mistakes.items()
        }
        self._cases, self._inputs = tuple(cases), inputs
        self._attempts = self._asked = self._hinted = 0

    @functools.cached_property
    def reference(self) -> object:
        """An answer that is right."""
        return _made(self._reference)

    @functools.cached_property
    def mistakes(self) -> dict[str, object]:
        """The wrong answer of each misconception, by its name."""
        return {name: _made(wrong.answer) for name, wrong in self._mistakes.items()}

    @property
    def asks_for_a_function(self) -> bool:
        """Whether the answer is a function, compared on inputs."""
        return callable(self._reference)

    def trials(self) -> list[tuple]:
        """The arguments that a learner's function is called with."""
        return functions.trials(self.id, self._cases, self._inputs)

    # -- what the learner calls ---------------------------------------------------

    def check(self, answer: object = ...) -> Verdict:
        """Judge an answer, of whatever kind; never raises."""
        verdict = self._safely(answer)
        self._attempts += verdict.status != NOT_ATTEMPTED
        said = progress.record(self.id, verdict.status)
        if said:
            message = f"{verdict.message}\n{said}".strip()
            verdict = Verdict(verdict.status, message, verdict.mistake)
        return verdict

    def hint(self) -> Note:
        """The next hint; after the last one, the last one again."""
        n = min(self._hinted, len(self.hints) - 1)
        self._hinted += 1
        return Note(f"Hint {n + 1} of {len(self.hints)}", self.hints[n])

    def solution(self) -> Note:
        """The worked solution: after one attempt at least, or when asked twice."""
        self._asked += 1
        if not progress.solutions_allowed():
            return Note("Solution", "Solutions are switched off for this class.")
        if not self._attempts and self._asked < 2:
            words = "Try it first: check any answer, or call `solution()` once more."
            return Note("Solution", words)
        reason = inspect.getdoc(self.worked) or ""
        return Note(f"Solution {self.id}", reason, self.code())

    def code(self) -> str:
        """The solution as a program that runs by itself and ends with `answer = ...`"""
        name = self.worked.__name__
        end = name if self.asks_for_a_function else f"{name}()"
        return f"{runnable_source(self.worked)}\n\n\nanswer = {end}"

    def _note(self) -> Note:
        body = self.prompt
        if self.choices:
            words = ", ".join(f'`"{word}"`' for word in self.choices)
            body += f"\n\nChoose from: {words}."
        return Note(f"Exercise {self.id}", body)

    def __repr__(self) -> str:
        return repr(self._note())

    def _repr_markdown_(self) -> str:
        return self._note()._repr_markdown_()

    # -- judging ------------------------------------------------------------------

    def _safely(self, answer: object) -> Verdict:
        """Judge in silence and in bounded time; what is raised becomes a verdict."""
        try:
            with _quiet(), time_limit(self.limit):
                return self._judge(answer)
        except TimeUp:
            late = f"It took longer than {self.limit:g} seconds to read it."
            return Verdict(NOT_YET, late)
        except KeyboardInterrupt:
            return Verdict(NOT_YET, "You interrupted the check.")
        except BaseException as error:  # SystemExit too: an answer may do anything
            return Verdict(NOT_YET, f"It cannot be read: {functions.named(error)}.")

    def _judge(self, answer: object) -> Verdict:
        if compare.is_blank(answer):
            return UNTOUCHED
        if isinstance(answer, Exercise):
            return Verdict(NOT_YET, "This is the exercise itself, not an answer.")
        if self.asks_for_a_function:
            right = self.reference, self.mistakes, self.trials()
            verdict = functions.judge(answer, *right, self.tolerance, self.limit)
            known = verdict.mistake in self._mistakes
            return self._mistaken(verdict.mistake) if known else verdict
        if callable(answer) and not self.accept:
            return Verdict(
                NOT_YET, "The answer is a value, not a function or a class. Call it."
            )
        return self._judge_open(answer) if self.accept else self._judge_value(answer)

    def _judge_open(self, answer: object) -> Verdict:
        if not compare.is_bounded(answer):
            return Verdict(NOT_YET, "It is nested too deeply, or too large to read.")
        try:
            said = self.accept(answer)
        except Exception as error:
            return Verdict(
                NOT_YET,
                "It does not have the form that the question asks for: "
                f"{functions.named(error)}.",
            )
        if said is None:
            return Verdict(RIGHT, "It meets every condition.")
        if said in self._mistakes:
            return self._mistaken(said)
        return Verdict(NOT_YET, said)

    def _judge_value(self, answer: object) -> Verdict:
        want = self.reference
        if compare.same(answer, want, self.tolerance):
            return Verdict(RIGHT, "")
        for matches in (compare.is_wrong, compare.is_partly_wrong):
            for name, wrong in self.mistakes.items():
                if matches(answer, want, wrong, self.tolerance):
                    return self._mistaken(name)
        return self._near(answer, want)

    def _near(self, answer: object, want: object) -> Verdict:
        """A verdict for a wrong value that is none of the known mistakes."""
        if isinstance(want, str) and self.choices:
            if any(compare.same(answer, choice) for choice in self.choices):
                return Verdict(NOT_YET, f"It is not {show(answer)}.")
            words = ", ".join(map(show, self.choices))
            return Verdict(NOT_YET, f"{show(answer)} is not one of {words}.")
        miss = compare.near_miss(answer, want, self.tolerance)
        if miss:
            return Verdict(NOT_YET, miss[1], miss[0])
        for name, wrong in self.mistakes.items():  # a known mistake, rounded
            if compare.is_partly_wrong(answer, want, wrong, 0.005):
                return self._mistaken(name)
        parts, wanted = compare.as_parts(answer), compare.as_parts(want)
        if wanted is None:
            return Verdict(NOT_YET, self._compared(answer, want))
        if parts is None:
            kind = "a dict" if isinstance(want, dict) else "a tuple or a list"
            return Verdict(NOT_YET, f"{show(answer)} is not {kind}, as asked for.")
        if parts.keys() != wanted.keys():
            return Verdict(NOT_YET, _keys_differ(parts, wanted))
        slack = self.tolerance
        wrong = [k for k in wanted if not compare.same(parts[k], wanted[k], slack)]
        good = f"{len(wanted) - len(wrong)} of {len(wanted)} parts are right."
        first = wrong[0]
        if compare.is_blank(parts[first]):
            return Verdict(NOT_YET, f"{good} {_place(first)} still stands open.")
        miss = self._near(parts[first], wanted[first])
        return Verdict(NOT_YET, f"{good} {_place(first)}: {miss.message}", miss.mistake)

    def _compared(self, answer: object, want: object) -> str:
        found, wanted = compare.as_numbers(answer), compare.as_numbers(want)
        if found is None and wanted is not None:
            kind = "an array of numbers" if wanted.ndim else "a number"
            return f"{show(answer)} is not {kind}."
        if found is not None and found.size > 1 and found.shape == wanted.shape:
            near = np.abs(found - wanted) <= self.tolerance * (1 + np.abs(wanted))
            return f"{near.sum()} of {wanted.size} numbers are right."
        if found is None or wanted is None or found.size != 1:
            return f"{show(answer)} is not the answer."
        side = "large" if found.item() > wanted.item() else "small"
        return f"{show(answer)} is too {side}."

    def _mistaken(self, name: str) -> Verdict:
        return Verdict(NOT_YET, self._mistakes[name].look, name)


def _made(answer: object) -> object:
    return answer.make() if isinstance(answer, Later) else answer


def _place(key: object) -> str:
    return f"Part {key}" if isinstance(key, int) else show(key)


def _keys_differ(parts: dict, wanted: dict) -> str:
    missing = [show(k) for k in wanted if k not in parts and isinstance(k, str)]
    if missing:
        return f"A part is missing: {', '.join(missing)}."
    return f"It has {len(parts)} parts; {len(wanted)} are asked for."


@contextmanager
def _quiet() -> Iterator[None]:
    """No prints, no warnings, and the random streams as they were."""
    streams = random.getstate(), np.random.get_state()
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with np.errstate(all="ignore"):
                yield
    finally:
        random.setstate(streams[0])
        np.random.set_state(streams[1])
