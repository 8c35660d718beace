"""A time limit for a learner's code, with no thread and no second process.

Threads cannot be stopped and a second process does not exist in a browser, so the
limit interrupts the code where it runs. The first of two ways that works is taken:

1. an interval timer (`signal.setitimer`), on Linux and macOS in the main thread, which
   is where a notebook runs its cells; it costs nothing;
2. a trace function (`sys.settrace`) that reads the clock at every line of Python
   outside installed packages: on Windows, in Pyodide and in other threads. A bare
   `except:` can swallow its one alarm.

What neither can stop is one call that never comes back from C, such as
`sum(itertools.count())`: there the kernel has to be restarted, as it would without us.
"""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class TimeUp(BaseException):
    """The limit is over. No `Exception`, so that `except Exception` lets it pass."""


@contextmanager
def time_limit(seconds: float, timer: bool | None = None) -> Iterator[None]:
    """Raise `TimeUp` inside the block when it has run for so many seconds.

    `timer` chooses the way: True the interval timer, False the trace function, None
    whichever works here."""
    if timer is None:
        timer = (
            hasattr(signal, "setitimer")
            and sys.platform not in ("emscripten", "wasi")
            and threading.current_thread() is threading.main_thread()
        )
    with _by_timer(seconds) if timer else _by_trace(seconds):
        yield


@contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    armed = True
    tracer = sys.gettrace()

    def again(frame, event, argument):  # noqa: ANN001, ANN202
        if event == "line":
            raise TimeUp
        return None if event == "call" else again

    def ring(signum, frame):  # noqa: ANN001, ANN202
        if armed:
            # A bare `except:` may swallow what we raise; its first line meets `again`,
            # and what is raised in a handler leaves that handler.
            sys.settrace(again)
            frame.f_trace = again
            raise TimeUp

    start = time.monotonic()
    handler = signal.signal(signal.SIGALRM, ring)
    earlier, interval = signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    finally:
        try:
            armed = False
        finally:  # even if it rings at this very moment
            armed = False
        sys.settrace(tracer)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if earlier:  # somebody else's alarm, such as a test runner's, goes on
            left = max(earlier - (time.monotonic() - start), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextmanager
def _by_trace(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds

    def watch(frame, event, argument):  # noqa: ANN001, ANN202
        if time.monotonic() > end:
            raise TimeUp
        if "site-packages" in frame.f_code.co_filename:
            return None
        # Before 3.12 a loop on one line has no line events: look at every operation.
        frame.f_trace_opcodes = sys.version_info < (3, 12)
        return watch

    earlier = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(earlier)
