"""Labs: live pictures that can be tested. A new one takes about forty lines:

    class BallLab(Lab):
        title = "A ball in a bowl"
        scenes = (Scene("Too far", {"rate": 1.1}, "rate {rate:g} ends at {w:.2f}"),)

        def make_controls(self):                # real ipywidgets, in reading order
            return {"rate": rates(0.1, 0.001, 1.2, "rate", more=[1.1])}

        def numbers(self, s):                   # all arithmetic; s.rate is the slider
            path = 3 - 3 * (1 - 2 * s.rate) ** np.arange(11)
            return {"path": path, "w": path[-1]}

        def draw(self, figure):                 # once: make the artists
            axes = figure.subplots()
            axes.set(xlim=(-16, 22), ylim=(-10, 400))
            (self.dots,) = axes.plot([], [], "o-")

        def update(self, n):                    # often: move them, return them
            self.dots.set_data(n.path, (n.path - 3) ** 2)
            return [self.dots]

        def describe(self, n):                  # the picture in words
            return f"Rate {n.rate:g}: after 10 steps w = {n.w:.4f}."

        def program(self, n):                   # prints words of `describe`
            return f'''
w = 0
for _ in range(10):
    w -= {n.rate!r} * 2 * (w - 3)
print(f"w = {{w:.4f}}")
'''

`numbers` gets the state and returns a dict; `n` everywhere else is both together, as
attributes, and the findings of the scenes are filled from it too. The picture is a
function of the state alone: nothing is remembered between two calls but artists.

Rules, each with its reason:
- `update` returns every artist it touched. The first picture is drawn whole, later
  ones only where something moved; an artist drawn above a moving one follows by
  itself. Touching limits or titles is allowed and costs a whole drawing (40 ms).
- Artists are made in `draw` only. To hide one, set its data empty or it invisible.
- Every number is finite: cut a diverging path where it leaves the picture and say so.
- Learning rates and the like are `rates` or `Notches` (notches.py): exact values. Other
  sliders need a `step` on whose grid the scenes' values lie.
- Every control has a `description`. Tell classes apart by marker as well as colour.
- Each line that `program` prints stands word for word in `describe`: a test runs it.
- Scenes hold every number the curriculum names; a test asserts them by `lab.n`.

A lab that runs adds a generator and a `horizon`, and has play, step and a scrubber:

        horizon, pace = 100, 0.3            # steps; seconds a step, 0: full speed

        def steps(self, s):
            w = s.start
            while True:
                yield w                     # record 0 is the start
                w -= s.rate * 2 * (w - 3)

`n.step` is where the scrubber stands, `n.trail` the records up to there (one
a step while there are fewer than `keep`), `n.record` the last, `n.ended` why the run
is over ("" while it is not). Yield copies (`net.theta.copy()`), not live arrays.
`live = ("rate",)` names controls that may change during a run without a new start: set
what depends on them (`optimizer.rate = s.rate`) right after each yield; `views` those
that change the picture alone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import ipywidgets as widgets
import matplotlib.style
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from dlbook.labs.canvas import Canvas
from dlbook.labs.notches import Notches, exact, rounded
from dlbook.labs.player import SLICE, Player, Trace, running_loop
from dlbook.labs.story import Scene as Scene
from dlbook.labs.story import Storyteller
from dlbook.labs.view import View

STYLE = Path(__file__).parents[1] / "dlbook.mplstyle"
SETTLE = 0.002  # seconds in which the events of one drag come together


class Lab(Storyteller):
    """A live picture with its controls, story, text twin and code."""

    size: tuple[float, float] = (8.4, 4.0)  # inches, at 100 dpi
    horizon: int = 0  # steps that the scrubber covers; 0: a lab without a run
    pace: float = 0.0
    keep: int = 1000
    live: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    groups: dict[str, str] = {}  # a row of controls each: its name, their names

    def make_controls(self) -> dict[str, widgets.Widget]:
        raise NotImplementedError

    def steps(self, s: SimpleNamespace) -> Iterator:
        raise NotImplementedError

    def numbers(self, s: SimpleNamespace) -> dict:
        raise NotImplementedError

    def draw(self, figure: Figure) -> None:
        raise NotImplementedError

    def update(self, n: SimpleNamespace) -> Iterable[Artist]:
        raise NotImplementedError

    def describe(self, n: SimpleNamespace) -> str:
        raise NotImplementedError

    def program(self, n: SimpleNamespace) -> str:
        raise NotImplementedError

    def __init__(self, **values):
        self.controls = self.make_controls()
        self.player = None
        if self.horizon:
            rest = self.pace, self.keep, self.live, self.views
            self.player = Player(self.steps, self.horizon, *rest)
            self.player.on_wake = lambda: self._later(0)
            self.controls["step"] = self.player.scrubber
        self._placed = {name: control.value for name, control in self.controls.items()}
        for control in self.controls.values():
            control.observe(self._moved, "value")
        self.error, self.n, self._summary = "", SimpleNamespace(), ""
        self._seen, self._runs = {}, {}  # the numbers of scenes, the runs behind them
        self._quiet = self._shown = False
        self._loop, self._waiting = running_loop(), None
        self._canvas = Canvas(self.size)
        self.figure = self._canvas.figure
        with matplotlib.style.context(STYLE):
            self.draw(self.figure)
        self._view = View(self)
        self._start = self.state
        self.set(**values)

    @property
    def state(self) -> dict:
        """What the controls say now."""
        return {
            name: self._placed[name]
            if name in self._placed and rounded(c, self._placed[name])
            else exact(c.value)
            for name, c in self.controls.items()
        }

    def set(self, **values) -> None:
        """Move controls, as if the learner had, and wait for the picture."""
        self._move(values)
        self.refresh()
        if self.player and self.player.playing:
            self._later(self.player.pace)

    def _move(self, values: dict) -> None:
        unknown = values.keys() - self.controls.keys()
        if unknown:
            none = f"{type(self).__name__} has no control {sorted(unknown)}"
            raise ValueError(f"{none}; it has {list(self.controls)}")
        self._quiet = True  # one refresh at the end, not one a control
        try:
            for name, value in values.items():
                if name != "step":
                    self._place(name, value)
            if "step" in values:
                self.player.scrubber.max = max(self.horizon, 1)
                self.player.scrubber.value = values["step"]
        finally:
            self._quiet = False

    def _place(self, name: str, value) -> None:
        control = self.controls[name]
        if isinstance(control, Notches):
            control.place(value)
        else:
            control.value = value
            self._placed[name] = control.value

    @property
    def summary(self) -> str:
        """The picture in one or two sentences, computed from the same numbers."""
        self._settle()
        return self._summary

    @property
    def picture(self) -> bytes:
        """PNG of what is on screen."""
        self._settle()
        return self._canvas.png()

    def code(self) -> str:
        """The shortest runnable Python that prints this state's numbers."""
        self._settle()
        return self.program(self.n).strip() + "\n"

    def refresh(self, budget: float | None = None) -> bool:
        """Bring numbers, words and picture up to the controls.

        With a `budget` in seconds a long run may need more than one call; true when
        there is nothing left to do. An exception becomes `error`, and is shown."""
        self._settled()
        there, self._quiet = True, True
        try:
            state, trace = self.state, None
            if self.player:
                state.pop("step")
                there = self.player.follow(state, self.horizon, budget)
                trace = self.player.trace
                state["step"] = trace.nearest(self.player.scrubber.value)
            self.n = self._numbers(state, trace)
            self._canvas.move(self.update(self.n))
            self._summary, self.error = self.describe(self.n), ""
            self._view.write()
            if self._shown:
                film = bool(self.player and self.player.playing)
                self._view.image.value = self._canvas.png(quick=film)
        except Exception as problem:  # whatever it is, the learner must see it
            self.error = f"{type(problem).__name__}: {problem}"
            self._summary = f"This setting failed. {self.error}"
            if self.player:
                self.player.pause()
            self._view.write()
        finally:
            self._quiet = False
        return there

    def tick(self) -> None:
        """One turn of the clock: play on, draw the newest state, ask for the next."""
        self._settled()
        start = time.perf_counter()
        player = self.player
        if player and player.playing:
            self._quiet = True
            try:
                player.advance(SLICE)
            except Exception:  # `follow` meets it again, and refresh shows it
                player.pause()
            self._quiet = False
        there = self.refresh(budget=SLICE)
        if not there or player and player.playing:
            pause = player.pace - (time.perf_counter() - start)
            self._later(max(pause if player.playing else 0, 0.008))

    def _numbers(self, state: dict, trace: Trace | None) -> SimpleNamespace:
        s = SimpleNamespace(**state)
        if trace:
            s.trail = trace.upto(s.step)
            s.record = s.trail[-1] if s.trail else None
            s.ended = trace.ended if s.step == trace.reached else ""
        return SimpleNamespace(**{**vars(s), **self.numbers(s)})

    def _moved(self, _change) -> None:
        if not self._quiet or running_loop() is not self._loop:
            self._later(SETTLE)

    def _later(self, seconds: float) -> None:
        """Tick soon, once, whatever else comes in: the newest state wins.

        All drawing happens on one loop, that of the cell which made the lab.
        JupyterLab delivers a slider on another thread (a subshell) than a button."""
        loop = running_loop()
        if self._loop is None or self._loop.is_closed():
            self._loop, self._waiting = loop, None
        if self._loop is None:  # no clock, as in plain Python: at once
            self.refresh()
        elif loop is not self._loop:
            self._loop.call_soon_threadsafe(self._later, seconds)
        elif self._waiting is None:
            self._waiting = loop.call_later(seconds, self.tick)

    def clicked(self, way: int) -> None:
        """A story button: to the next scene, or the one before, without waiting."""
        if running_loop() is not self._loop and self._loop is not None:
            self._loop.call_soon_threadsafe(self.clicked, way)
            return
        if self.player:
            self.player.pause()
        self._move(self._setting(self._neighbour(way)))
        self._later(0)

    def _settle(self) -> None:
        if self._waiting is not None and not (self.player and self.player.playing):
            self.refresh()

    def _settled(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
