"""Every lab is driven as a learner would, and every finding of every story is real.

The labs are the real ones with the real widgets. `drive` must also fail: at the end
it is given labs with one fault each.
"""

import asyncio
import contextlib
import io
import random
import threading
from numbers import Number

import ipywidgets as widgets
import numpy as np
import pytest

from dlbook.labs import Lab, all_labs
from tests.labs.drive import Faulty, choices, drive, finite

LABS = all_labs()
named = pytest.mark.parametrize("kind", LABS, ids=lambda lab: lab.__name__)


@named
def test_every_control_to_both_ends_and_corners(kind):
    drive(kind())


@named
def test_story(kind):
    """Each scene: its finding, words and picture, and code that prints the same."""
    lab = kind()
    assert lab.scenes and lab.title
    for scene in lab.story:
        assert scene.finding and "{" not in scene.finding
        lab.show(scene)
        assert lab.error == ""
        state = {name: lab.state[name] for name in scene.values}
        assert state == scene.values, "a control did not take the scene's value"
        assert scene.finding in lab._view.told.value.replace("&#x27;", "'")
        assert_blits_are_whole(lab)
        printed = run(lab.code())
        assert printed, "code() prints nothing"
        for line in printed:
            assert line in lab.summary
    assert len({scene.name for scene in lab.scenes}) == len(lab.scenes)
    for scene in lab.scenes[:2]:
        lab.show(scene)
        assert_blits_are_whole(lab)


def assert_blits_are_whole(lab):
    """What was drawn over the old background is what a full drawing shows."""
    blitted = lab._canvas.pixels().copy()
    lab._canvas._background = None
    assert np.array_equal(lab._canvas.pixels(), blitted), lab.scene.name


@named
def test_without_a_front_end(kind):
    """The cell shows a small picture, and words that are the same every time."""
    data, metadata = kind()._repr_mimebundle_()
    assert data["text/plain"] == repr(kind())
    assert len(data["image/png"]) * 3 / 4 < 120_000
    assert kind.title in metadata["image/png"]["alt"]


# Modules of JavaScript that VS Code, Colab, Voilà and JupyterLite bring or fetch.
EVERYWHERE = {"@jupyter-widgets/base", "@jupyter-widgets/controls", "anywidget"}


@named
def test_every_control_is_labelled_and_known_to_every_front_end(kind):
    lab = kind()
    for name, control in lab.controls.items():
        assert control.description, name
    found = list(widgets_in(lab._view.box))
    assert len(found) > 5
    assert {widget._model_module for widget in found} <= EVERYWHERE
    assert not [w for w in found if isinstance(w, widgets.Output)]


def widgets_in(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from widgets_in(child)


def run(code: str) -> list[str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "code()", "exec"), {})
    return out.getvalue().splitlines()


@pytest.mark.parametrize("fault", Faulty.FAULTS)
def test_drive_finds_a_seeded_fault(fault):
    with pytest.raises((AssertionError, SyntaxError)):
        drive(Faulty(fault))


def test_drive_passes_without_a_fault():
    drive(Faulty(None))


def test_finite_and_choices_see_what_they_should():
    assert finite([1, {"a": np.ones(2)}, "nan", None])
    assert not finite([1, {"a": np.array([1, np.inf])}])
    slider = widgets.FloatLogSlider(value=1, min=-1, max=1)
    assert choices(slider, random.Random(0))[:2] == [0.1, 10.0]
    assert isinstance(choices(widgets.IntSlider(), random.Random(0))[-1], Number)


class Numbers(Lab):
    """As small as a lab can be."""

    title = "Numbers"

    def make_controls(self):
        return {"a": widgets.IntSlider(2, 0, 9, description="a")}

    def numbers(self, s):
        if s.a == 7:
            raise ZeroDivisionError("seven")
        return {"b": s.a**2}

    def draw(self, figure):
        self.axes = figure.subplots()
        self.axes.set_xlim(0, 100)
        (self.dot,) = self.axes.plot([0], [0], "o")

    def update(self, n):
        self.dot.set_xdata([n.b])
        if n.a == 5:
            self.axes.set_xlim(0, 30)
        return [self.dot]

    def describe(self, n):
        return f"{n.a} squared is {n.b}"

    def program(self, n):
        return f"print('{n.a} squared is', {n.a} ** 2)"


def test_set_state_summary_picture_and_code_agree():
    lab = Numbers(a=3)
    assert lab.state == {"a": 3} and lab.summary == "3 squared is 9"
    before = lab.picture
    lab.controls["a"].value = 4  # as the front end does
    assert lab.summary == "4 squared is 16" and lab.picture != before
    lab.set(a=3)
    assert lab.picture == before
    assert run(lab.code()) == ["3 squared is 9"]
    with pytest.raises(ValueError, match="no control .'c'."):
        lab.set(c=1)


def test_an_error_is_shown_and_mended():
    lab = Numbers()
    lab.set(a=7)
    assert lab.error == "ZeroDivisionError: seven"
    assert "seven" in lab.summary and 'role="alert"' in lab._view.words.value
    lab.set(a=6)
    assert lab.error == "" and "alert" not in lab._view.words.value


def test_a_move_is_blitted_and_anything_else_is_drawn_in_full():
    lab = Numbers()
    lab.picture  # noqa: B018
    lab.set(a=3)
    lab.picture  # noqa: B018
    drawn = lab._canvas.full_draws
    lab.set(a=4)
    blitted = lab.picture
    assert lab._canvas.full_draws == drawn
    lab._canvas._background = None
    assert lab.picture == blitted, "a blit and a full drawing are the same picture"
    drawn = lab._canvas.full_draws
    lab.set(a=5)
    assert lab.picture != blitted and lab._canvas.full_draws == drawn + 1


def test_no_error_and_no_leftover_when_events_pour_in():
    """A drag faster than drawing: few pictures, the last of them the newest."""

    async def drag():
        lab = Numbers()
        lab._shown, drawn = True, []
        lab._view.image.observe(lambda change: drawn.append(lab.n.a), "value")
        for _ in range(20):
            for a in (1, 2, 3, 4, 6, 8, 9):
                lab.controls["a"].value = a
            await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        assert drawn[-1] == 9 and len(drawn) < 20
        lab.controls["a"].value = 1
        assert lab.summary == "1 squared is 1", "never stale, even before the clock"

    asyncio.run(drag())


def test_an_event_from_another_thread_is_drawn_where_the_lab_was_made():
    """As JupyterLab sends sliders: from a subshell, which has a loop of its own."""

    async def elsewhere(lab):
        lab.controls["a"].value = 9

    async def main():
        threads = set()

        class Watched(Numbers):
            def update(self, n):
                threads.add(threading.get_ident())
                return super().update(n)

        lab = Watched()
        lab._quiet = True  # the cell is in the middle of setting controls itself
        await asyncio.to_thread(asyncio.run, elsewhere(lab))
        lab._quiet = False
        await asyncio.sleep(0.1)
        assert lab._summary == "9 squared is 81" and lab._waiting is None
        assert threads == {threading.get_ident()}

    asyncio.run(main())
