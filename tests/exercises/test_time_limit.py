"""The time limit stops Python loops, both ways, and leaves nothing behind."""

import signal
import sys
import threading
import time

import pytest

from dlbook.exercises.time_limit import TimeUp, time_limit

WAYS = [
    pytest.param(
        True,
        marks=pytest.mark.skipif(
            not hasattr(signal, "setitimer"), reason="no interval timer on this system"
        ),
    ),
    False,
]


def spin():
    while True:
        pass


def spin_on_one_line():
    while True: pass  # noqa: E701 # fmt: skip


def generate():
    return sum(1 for _ in iter(int, 1))


def swallow():
    while True:
        try:
            spin()
        except Exception:
            pass


def swallow_everything(n=1):
    while True:
        try:
            while True:
                n + 1
        except:  # noqa: E722
            pass


@pytest.mark.parametrize("timer", WAYS)
@pytest.mark.parametrize("endless", [spin, spin_on_one_line, generate, swallow])
def test_it_stops_a_loop(timer, endless):
    tracer, start = sys.gettrace(), time.monotonic()
    with pytest.raises(TimeUp), time_limit(0.1, timer):
        endless()
    assert time.monotonic() - start < 1
    assert sys.gettrace() is tracer


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs the timer")
def test_the_timer_gets_through_a_bare_except():
    tracer = sys.gettrace()
    with pytest.raises(TimeUp), time_limit(0.1, True):
        swallow_everything()
    assert sys.gettrace() is tracer


@pytest.mark.parametrize("timer", WAYS)
def test_fast_code_is_left_alone(timer):
    with time_limit(0.2, timer):
        result = sum(range(1000))
    time.sleep(0.3)  # past the limit: nothing rings any more
    assert result == 499500


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs the timer")
def test_somebody_elses_alarm_goes_on():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(TimeUp), time_limit(0.1, True):
            spin()
        time.sleep(0.3)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert rung == [1]


def test_it_works_in_another_thread():
    caught = []

    def work():
        try:
            with time_limit(0.1):
                spin()
        except TimeUp:
            caught.append(True)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(5)
    assert caught == [True]
