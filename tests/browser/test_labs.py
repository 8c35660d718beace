"""The labs as a learner meets them: a real server, a real kernel, a real browser."""

import itertools
import os
import re
import time

import pytest

from dlbook.labs import all_labs

pytestmark = pytest.mark.browser
LABS = {  # one of every sort; DLBOOK_BROWSER=all drives every lab that has a slider
    lab.__name__: lab
    for lab in all_labs()
    if os.environ.get("DLBOOK_BROWSER") == "all"
    or lab.__name__ in ("PerceptronLab", "LayersLab", "GradientDescentLab", "DigitsLab")
}
FRONTS = pytest.mark.parametrize("front", ["lab", "notebook"])
DESCENT = """
from dlbook.labs.gradient_descent import GradientDescentLab
lab = GradientDescentLab()
lab
"""


def cell(kind) -> str:
    name = kind.__name__
    return f"from {kind.__module__} import {name}\nlab = {name}()\nlab"


@FRONTS
@pytest.mark.parametrize("kind", LABS.values(), ids=LABS)
def test_lab(open_notebook, kind, front):
    """Opens; a slider moved by the keyboard moves picture and words; the story runs."""
    page = open_notebook([cell(kind)], front)
    page.run_all(1)
    page.ready()
    page.shot(f"{kind.__name__}-start")
    page.click("next")  # some labs begin where a slider has nothing to move yet
    page.until(lambda: "Scene 1 of" in page.told)
    time.sleep(0.5)
    picture, words = page.picture, page.summary
    sliders = page.page.locator(".noUi-handle").all()
    if not sliders:
        pytest.skip("no slider here: tests/labs drives its lists and toggles")
    for slider, key in itertools.product(sliders, ("ArrowRight", "ArrowLeft")):
        for _ in range(5):
            slider.press(key)
        time.sleep(1)  # the last of the five is on its way
        if page.picture != picture and page.summary != words:
            break  # another may stand at its end, or matter only later in the story
    page.until(lambda: page.picture != picture and page.summary != words)
    assert page.errors() == []
    page.click("previous")
    scenes = kind.scenes if front == "lab" else kind.scenes[:2]
    for number, scene in enumerate(scenes, 1):
        page.click("next")
        page.until(lambda n=number: f"Scene {n} of" in page.told)
        time.sleep(0.4)  # time enough for the front end to send a value back
        assert "moved on" not in page.told, f"{scene.name}: {page.summary}"
    page.click("code for this state")
    page.page.locator("pre[aria-label]").wait_for()
    page.shot(f"{kind.__name__}-end")
    assert page.errors() == []


@FRONTS
def test_play_and_pause_while_another_cell_runs(open_notebook, front):
    page = open_notebook([DESCENT, "[lab.state['step'], 6 * 7]"], front)
    page.run_all(2)
    page.ready()
    page.click("play")
    page.until(lambda: page.step > 3)
    page.run_cell(1)
    page.until(lambda: re.search(r"\[[1-9]\d*, 42\]", page.output(1)))
    assert page.button("pause").is_visible(), "still playing"
    rate, begin = page.summary.split(" on ")[0], time.monotonic()
    page.page.locator(".noUi-handle").first.press("ArrowRight")
    page.until(lambda: page.summary.split(" on ")[0] != rate)
    print(f"a slider answered within {time.monotonic() - begin:.3f} s while playing")
    page.click("pause")
    page.until(lambda: page.button("play").is_visible())
    time.sleep(0.3)
    at = page.step
    time.sleep(0.6)
    assert page.step == at > 3
    page.click("back")
    page.until(lambda: page.step == at - 1)
    page.click("reset")
    page.until(lambda: page.step == 0)
    assert page.errors() == []


@FRONTS
def test_dragging_as_fast_as_one_can(open_notebook, front):
    """No error, no frozen page, and in the end the picture of the last value."""
    page = open_notebook([DESCENT, "print(lab.summary)"], front)
    page.run_all(2)
    page.ready()
    page.page.locator(".widget-image").scroll_into_view_if_needed()
    box = page.page.locator(".noUi-base").first.bounding_box()
    mouse, y = page.page.mouse, box["y"] + box["height"] / 2
    handle = page.page.locator(".noUi-handle").first.bounding_box()
    mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    mouse.down()
    for turn in range(6):
        for i in range(40):
            share = i / 39 if turn % 2 else 1 - i / 39
            mouse.move(box["x"] + box["width"] * share, y)
    mouse.move(box["x"] + box["width"] * 0.3, y)
    mouse.up()
    time.sleep(0.7)
    readout = page.page.locator(".widget-readout").first.inner_text()
    assert page.summary.startswith(f"Rate {float(readout):.2g}"[:8]), readout
    picture = page.picture_bytes()
    page.run_cell(1)
    page.until(lambda: page.output(1).strip() == page.summary)
    assert page.picture_bytes() == picture
    assert page.errors() == []


def test_dark_theme(open_notebook, settings):
    settings("apputils-extension/themes", {"theme": "JupyterLab Dark"})
    page = open_notebook([cell(all_labs()[0])])
    page.run_all(1)
    page.ready()
    assert page.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    page.click("code for this state")
    page.page.locator("pre[aria-label]").wait_for()
    page.shot("dark")
    assert page.errors() == []


@FRONTS
def test_a_committed_notebook_shows_its_storyboard(open_notebook, committed, front):
    """Without widgets there is the picture, and no error."""
    page = open_notebook(committed(DESCENT), front)
    image = page.page.locator(".jp-RenderedImage img")
    image.wait_for()
    assert image.evaluate("image => image.naturalWidth") > 800
    page.shot("storyboard")
    assert page.errors() == []
