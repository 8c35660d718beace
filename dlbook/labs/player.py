"""Runs that can be watched: play, pause, step, back, reset, rewind and fork.

A run is any generator, such as one over `dlbook.descent`. A Trace pulls from it in
slices of time and keeps what it gave; a Player is the bar of buttons over a Trace.
Neither uses threads: a slice is some 30 ms, and between two slices the kernel answers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import ipywidgets as widgets

from dlbook.labs.view import button, row

SLICE = 0.03  # seconds of work before other cells and controls have their turn


class Trace:
    """What a run has given so far, record 0 being its start.

    `steps(knobs)` makes the generator; `knobs` is a namespace that it may read anew
    at every step. At most `keep` records stay: when there are more, every second one
    goes, so memory is bounded and the whole run stays in view. A record may have
    `resume(knobs)`, a generator of what follows it: then a fork needs no replay."""

    def __init__(self, steps: Callable[..., Iterator], knobs: dict, keep: int = 1000):
        self._make, self._keep, self._start = steps, keep, dict(knobs)
        self.knobs = SimpleNamespace(**knobs)
        self.turned: dict[int, dict] = {}  # step: what changes for the steps after it
        self._run = steps(self.knobs)
        self.kept: list = []
        self.stride = 1
        self.reached = -1
        self.ended = ""
        self.broken: Exception | None = None

    def seek(self, step: int, budget: float | None = None) -> bool:
        """Run on until `step`, the end, or `budget` seconds; true when it is there."""
        if self.broken:  # a generator that raised would only say that it is over
            raise self.broken
        until = None if budget is None else time.perf_counter() + budget
        while self.reached < step and not self.ended:
            vars(self.knobs).update(self.turned.get(self.reached, {}))
            try:
                self._last = next(self._run)
            except StopIteration as stop:
                self.ended = str(stop.value or "finished")
                break
            except ArithmeticError as problem:  # Diverged: a lesson, not a crash
                self.ended = str(problem)
                break
            except Exception as problem:
                self.broken = problem
                raise
            self.reached += 1
            if self.reached % self.stride == 0:
                self.kept.append(self._last)
                if len(self.kept) > self._keep:
                    self.kept, self.stride = self.kept[::2], self.stride * 2
            if until is not None and time.perf_counter() >= until:
                break
        return bool(self.ended) or self.reached >= step

    def nearest(self, step: int) -> int:
        """The last step up to `step` of which a record is at hand."""
        step = min(step, self.reached)
        return step if step == self.reached else step - step % self.stride

    def upto(self, step: int) -> list:
        """The records kept from the start up to `nearest(step)`."""
        step = self.nearest(step)
        records = self.kept[: step // self.stride + 1]
        return records + [self._last] if step % self.stride else records

    def turn(self, **knobs) -> None:
        """Change knobs for the steps still to come."""
        at = max(self.reached, *self.turned, 0)  # a replay may be on its way to a turn
        self.turned.setdefault(at, {}).update(knobs)

    def fork(self, step: int, **knobs) -> Trace:
        """The same run, bit for bit, up to `step`; from there with other knobs.

        It goes on from the record at `step` where that can be resumed. Otherwise it
        replays the run from its start as it is asked for it, with every turn of a
        knob at its step, so optimizer and shuffle are exactly where they were."""
        twin = Trace(self._make, self._start, self._keep)
        twin.turned = {at: dict(old) for at, old in self.turned.items() if at <= step}
        twin.turned.setdefault(step, {}).update(knobs)
        kept, apart = divmod(step, self.stride)
        resume = getattr(self.kept[kept], "resume", None) if not apart else None
        if resume:
            for at in sorted(twin.turned):
                vars(twin.knobs).update(twin.turned[at])
            twin.kept, twin.stride = self.kept[: kept + 1], self.stride
            twin.reached, twin._last = step, self.kept[kept]
            twin._run = resume(twin.knobs)
        return twin


class Player:
    """Buttons and a scrubber over the steps of a run.

    The lab asks `follow` for the trace at every refresh and calls `advance` at every
    tick while `playing`. With `pace` seconds a step the film starts slowly and runs
    faster the longer it runs; with pace 0 it takes what a slice of time gives."""

    def __init__(
        self, steps, horizon: int, pace: float, keep: int, live: tuple, views: tuple
    ):
        self._steps, self._keep, self._live, self._views = steps, keep, live, views
        self.pace, self.playing = pace, False
        self.trace: Trace | None = None
        self._fixed: dict | None = None
        self._knobs: dict = {}
        self._at = 0  # the step that was shown last
        self.earlier: list[Trace] = []  # what a fork left behind, newest last
        self.on_wake: Callable = lambda: None
        self.scrubber = widgets.IntSlider(
            description="step", min=0, max=horizon, layout={"width": "420px"}
        )
        self.button = button("play", "play", self.toggle, "Play or pause")
        self.bar = row(
            [
                button("reset", "fast-backward", self.reset, "Back to the start"),
                button("back", "step-backward", self.back, "One step back"),
                self.button,
                button("step", "step-forward", self.step, "One step on"),
                self.scrubber,
            ]
        )
        self.bar.add_class("dlbook-player")

    def play(self) -> None:
        """Run on; from the start again when it stands at the end."""
        if not self.playing:
            at, trace = self.scrubber.value, self.trace
            if at >= self.scrubber.max or trace.ended and at >= trace.reached:
                self.scrubber.value = 0
            self._set_playing(True)
            self.on_wake()

    def pause(self) -> None:
        if self.playing:
            self._set_playing(False)
            self.on_wake()  # the last picture of a film is drawn once more, sharp

    def toggle(self) -> None:
        self.pause() if self.playing else self.play()

    def step(self) -> None:
        self.pause()
        self.scrubber.value += 1

    def back(self) -> None:
        self.pause()
        self.scrubber.value = self.trace.nearest(max(self.scrubber.value - 1, 0))

    def reset(self) -> None:
        """Back to the start, and to one run with the knobs as they are now."""
        self.pause()
        if self.trace.turned or self.trace.broken:
            self._fixed = None
        if self.scrubber.value:
            self.scrubber.value = 0
        else:
            self.on_wake()

    def forget(self) -> None:
        """Whatever comes next starts a run of its own."""
        self._fixed = None

    def left_behind(self, trail: list) -> list[Trace]:
        """The runs that forks left, where `trail` is of the run shown; else none."""
        kept = self.trace.kept if self.trace else []
        return self.earlier if kept and kept[0] is trail[0] else []

    def follow(self, state: dict, horizon: int, budget: float | None) -> bool:
        """Bring the trace to `state` (the other controls) and the scrubber's step.

        True when it is there; false when the budget was spent first."""
        free = {*self._live, *self._views}
        fixed = {k: v for k, v in state.items() if k not in free}
        knobs = {k: state[k] for k in self._live}
        old, step = self.trace, min(self.scrubber.value, horizon)
        if fixed != self._fixed:
            self._fixed, self.earlier = fixed, []
            self.trace = Trace(self._steps, state, self._keep)
            self.scrubber.max = horizon
        elif knobs != self._knobs:
            failed = old.ended not in ("", "finished")  # it diverged: go on with these
            if self._at < old.reached or failed:
                self.earlier = [*self.earlier[-3:], old]
                self.trace = old.fork(self._at, **knobs)
            else:
                old.turn(**knobs)
        self._knobs = knobs
        there = self.trace.seek(step, budget)
        self._at = self.trace.nearest(step)
        if there and self.trace.reached < self.scrubber.value:
            self.scrubber.value = self.trace.reached
            self.pause()
        return there

    def advance(self, budget: float) -> None:
        """One tick of the film: move the scrubber on."""
        at = self.scrubber.value
        if self.pace:
            target = at + 1 + at // 40
        else:
            self.trace.seek(self.scrubber.max, budget)
            target = max(self.trace.reached, at + 1)
        self.scrubber.value = min(target, self.scrubber.max)
        ended = self.trace.ended and self.scrubber.value >= self.trace.reached
        if ended or self.scrubber.value >= self.scrubber.max:
            self.pause()

    def _set_playing(self, playing: bool) -> None:
        self.playing = playing
        self.button.description = "pause" if playing else "play"
        self.button.icon = self.button.description


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The clock of this thread, if it has one."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
