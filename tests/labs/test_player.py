"""Runs: seek, bounded memory, forks bit for bit, endings, and the film."""

import asyncio
import time
import tracemalloc

import ipywidgets as widgets
import numpy as np
import pytest

from dlbook import MLP, Adam, BinaryCrossEntropy, data, descent
from dlbook.labs import Lab
from dlbook.labs.notches import rates
from dlbook.labs.pad import drawing_pad, image, ink
from dlbook.labs.player import Trace

X, Y = data.moons(60, 0.1, seed=0)


def training(knobs):
    net, optimizer = MLP(2, 4, 1), Adam(knobs.rate)
    yield net.theta.copy()
    loss, y = BinaryCrossEntropy(), Y[:, None].astype(float)
    for step in descent(net, loss, X, y, optimizer, epochs=50, batch=7, seed=3):
        yield step.net.theta.copy()
        optimizer.rate = knobs.rate


def test_seek_goes_on_and_back():
    trace = Trace(lambda knobs: iter(range(100)), {})
    assert trace.seek(10) and trace.upto(10) == list(range(11)) and trace.ended == ""
    assert trace.upto(3) == [0, 1, 2, 3] and trace.reached == 10
    assert trace.seek(1000) and trace.reached == 99 and trace.ended == "finished"


def test_a_budget_of_time_is_kept():
    trace = Trace(lambda knobs: iter(range(10**9)), {})
    assert not trace.seek(10**9, budget=0.01)
    assert trace.reached < 10**6


def test_memory_is_bounded_and_the_whole_run_stays_in_view():
    trace = Trace(lambda knobs: (np.zeros(1000) + i for i in range(4000)), {}, keep=64)
    tracemalloc.start()
    trace.seek(3999)
    assert tracemalloc.get_traced_memory()[1] < 2e6  # 4,000 of them are 32 MB
    tracemalloc.stop()
    kept = [int(record[0]) for record in trace.upto(3999)]
    assert kept[0] == 0 and kept[-1] == 3999 and len(kept) <= 66
    assert trace.upto(2000)[-1][0] == trace.nearest(2000)


def test_a_fork_is_the_same_run_bit_for_bit_and_then_another():
    knobs = {"rate": 0.01}
    trace = Trace(training, knobs)
    trace.seek(40)
    trace.turn(rate=0.1)
    trace.seek(90)
    twin = trace.fork(60, rate=0.5)
    assert all(map(np.array_equal, twin.upto(60), trace.upto(60)))
    twin.seek(90)
    assert not np.array_equal(twin.upto(61)[-1], trace.upto(61)[-1])
    same = trace.fork(60)
    same.seek(90)
    assert all(map(np.array_equal, same.upto(90), trace.upto(90)))


class Run(Lab):
    """Counts by `rate`; stops, diverges or breaks where it is told to."""

    title, horizon, keep, live = "Run", 500, 100, ("rate",)

    def make_controls(self):
        return {
            "rate": rates(1.0, 0.1, 10),
            "end": widgets.Dropdown(
                options=["never", "stop", "diverge", "break"], description="end"
            ),
        }

    def steps(self, s):
        total = 0.0
        for i in range(501):
            if i == 50 and s.end == "stop":
                return "it is enough"
            if i == 50 and s.end == "diverge":
                raise ArithmeticError("the loss became inf")
            if i == 50 and s.end == "break":
                raise RuntimeError("seeded")
            yield total
            total += s.rate

    def numbers(self, s):
        return {"total": s.record}

    def draw(self, figure):
        (self.line,) = figure.subplots().plot([], [])

    def update(self, n):
        self.line.set_data(range(len(n.trail)), n.trail)
        return [self.line]

    def describe(self, n):
        return f"{n.total:g} after {n.step} steps. {n.ended}"

    def program(self, n):
        return f"print({n.total:g})"


class Slow(Run):
    def steps(self, s):
        for record in super().steps(s):
            time.sleep(0.001)
            yield record


def test_buttons_without_a_clock():
    lab = Run()
    player = lab.player
    player.step()
    player.step()
    assert lab.state["step"] == 2 and lab.summary.startswith("2 after 2")
    player.back()
    assert lab.n.total == 1
    player.play()
    assert player.playing and player.button.description == "pause"
    lab.tick()
    assert lab.state["step"] > 1
    player.pause()
    at = lab.state["step"]
    lab.tick()
    assert lab.state["step"] == at
    player.reset()
    assert lab.state["step"] == 0
    lab.set(step=500)
    assert lab.n.total == 500 and len(lab.n.trail) <= 102


@pytest.mark.parametrize("end, words", [("stop", "enough"), ("diverge", "became inf")])
def test_an_early_end_is_said_and_is_no_error(end, words):
    lab = Run(end=end, step=400)
    assert lab.state["step"] == 49 and words in lab.summary and lab.error == ""
    lab.set(step=20)
    assert words not in lab.summary
    lab.set(end="never", step=60)
    assert lab.n.total == 60


def test_an_error_in_a_run_is_shown_and_stops_it():
    lab = Run(end="break")
    lab.player.play()
    for _ in range(60):
        lab.tick()
    assert "seeded" in lab.error and not lab.player.playing
    lab.set(end="never")
    assert lab.error == ""


def test_rewind_and_fork_with_another_rate():
    lab = Run(step=40)
    lab.set(step=10)
    lab.set(rate=2.0, step=20)
    assert lab.n.total == 10 + 2 * 10
    (left,) = lab.player.earlier
    assert left.upto(40)[-1] == 40
    lab.player.reset()
    assert lab.player.earlier == [] and lab.state["step"] == 0


def test_a_run_that_failed_goes_on_with_another_knob():
    lab = Run(end="diverge", step=400)
    assert lab.state["step"] == 49 and lab.n.ended
    lab.set(rate=2.0)
    assert not lab.n.ended and lab.n.total == 49
    lab.set(end="stop", step=400)
    assert lab.n.ended == "it is enough"


def test_a_film_on_the_clock_leaves_room_for_others():
    async def watch():
        lab, beats = Slow(), 0
        lab.player.play()
        while lab.player.playing and beats < 2000:
            await asyncio.sleep(0.001)
            beats += 1
        assert lab.state["step"] == 500 and beats > 5
        return lab

    lab = asyncio.run(watch())
    lab.set(step=3)  # the loop is gone; the lab goes on
    lab.controls["rate"].value = 2.0
    assert lab.n.step == 3


def test_the_value_of_a_pad_and_its_image():
    assert image(b"") is None and image(bytes(56 * 56)) is None
    small = np.zeros((28, 28), np.float32)
    small[3:25, 13:15] = 1
    assert np.array_equal(image(ink(small))[::2, ::2], small)
    with pytest.raises(ValueError, match="28 x 28"):
        ink(np.zeros((10, 10)))
    pad = drawing_pad("draw")
    if pad is not None:
        pad.value = ink(small)
        pad.clear()
        assert pad.value == b"" and pad.description == "draw"


class Count:
    """A record that can be resumed: a number that grows by `rate` a step."""

    def __init__(self, total):
        self.total = total

    def resume(self, knobs):
        total = self.total
        while True:
            total += knobs.rate
            yield Count(total)


def counting(knobs):
    first = Count(0)
    yield first
    yield from first.resume(knobs)


def test_a_record_that_can_be_resumed_is_forked_without_a_replay():
    trace = Trace(counting, {"rate": 1}, keep=8)
    trace.seek(20)
    trace.turn(rate=5)
    trace.seek(40)
    at = trace.nearest(24)
    twin = trace.fork(at, rate=100)
    assert twin.reached == at and twin.kept[-1] is trace.upto(at)[-1]
    twin.seek(at + 2)
    assert twin.upto(at + 2)[-1].total == 20 + 5 * (at - 20) + 200
    again = twin.fork(twin.nearest(8))
    again.seek(12)
    assert again.upto(12)[-1].total == 12


def test_a_knob_turned_while_a_fork_is_replayed_waits_for_its_step():
    trace = Trace(training, {"rate": 0.01})
    trace.seek(90)
    twin, other = trace.fork(60, rate=0.5), trace.fork(60, rate=0.1)
    assert twin.reached == -1, "nothing is replayed before it is asked for"
    twin.seek(20)
    twin.turn(rate=0.1)
    twin.seek(90)
    other.seek(90)
    assert all(map(np.array_equal, twin.upto(90), other.upto(90)))
