"""The playground in a real browser: it plays, answers, forks, and bears rough handling.

DLBOOK_SOAK=600 handles it roughly for ten minutes instead of half a minute. Pictures a
second and waits are printed, not asserted: they say as much about the machine.
"""

import os
import random
import statistics
import time

import pytest

pytestmark = pytest.mark.browser

LAB = """
from dlbook.labs.playground import PlaygroundLab
lab = PlaygroundLab()
lab
"""
MEMORY = """
import os, pathlib, re
pages = pathlib.Path("/proc/self/statm").read_text().split()[1]
print(int(pages) * os.sysconf("SC_PAGE_SIZE") // 10**6, len(lab.player.earlier),
      len(lab.player.trace.kept), lab.player.playing, lab._waiting, repr(lab.error))
"""
WATCH = """() => {
    const image = document.querySelector('.widget-image');
    window.pictures = [];
    window.keys = [];
    new MutationObserver(() => window.pictures.push(performance.now()))
        .observe(image, {attributes: true, attributeFilter: ['src']});
    document.addEventListener(
        'keydown', () => window.keys.push(performance.now()), true);
}"""
ANSWERED = """() => {
    const key = window.keys.at(-1), next = window.pictures.find(time => time > key);
    return next === undefined ? null : next - key;
}"""  # milliseconds from the last key to the picture after it


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB, MEMORY])
    page.run_all(2, timeout=120)
    page.ready()
    page.page.evaluate(WATCH)
    return page


def handle(page, words: str):
    """What moves by the keyboard in the control of these words."""
    box = page.page.locator(
        ".widget-inline-hbox", has=page.page.get_by_text(words, exact=True)
    ).first
    return box.locator(".noUi-handle, select, input[type=checkbox]").first


def test_plays_answers_rewinds_and_forks(page):
    page.click("play")
    page.until(lambda: page.step >= 5)
    page.page.evaluate("window.pictures.length = 0")
    time.sleep(3)
    seen = page.page.evaluate("window.pictures")
    print(f"{1000 * (len(seen) - 1) / (seen[-1] - seen[0]):.1f} pictures a second")
    waits = []
    rate = handle(page, "rate α")
    for _ in range(12):  # while it plays
        rate.press("ArrowRight")
        page.until(lambda: page.page.evaluate(ANSWERED) is not None)
        waits.append(page.page.evaluate(ANSWERED))
    print(f"a slider is answered in {statistics.median(waits):.0f} ms, median")
    page.click("pause")
    page.until(lambda: page.button("play").is_visible())
    end = page.step
    for _ in range(3):
        page.click("back")
    page.until(lambda: page.step < end)
    handle(page, "rate α").press("Home")
    page.until(lambda: "at rate 0.0001" in page.summary)
    page.click("play")
    page.until(lambda: "The run you left" in page.summary)
    page.shot("playground-fork")
    page.click("pause")
    assert page.errors() == []


@pytest.mark.parametrize(
    "words, key, expected",
    [
        ("data", "ArrowDown", "Xor"),
        ("noise", "ArrowRight", "noise 0.15"),
        ("% to train on", "ArrowRight", "240 points"),
        ("x₁x₂", "Space", "3-8-8-1"),
        ("hidden layers", "ArrowRight", "2-8-8-8-1"),
        ("layer 1", "ArrowLeft", "2-7-8-1"),
        ("activation", "ArrowDown", "relu"),
        ("loss", "ArrowDown", "Epoch 0: train loss"),
        ("optimizer", "ArrowDown", "momentum"),
        ("batch size", "ArrowRight", "batch 20"),
        ("L1", "ArrowRight", "L1 0.0001"),
        ("L2", "ArrowRight", "L2 0.0001"),
        ("is it luck? 16 seeds", "Space", "Of 16 seeds"),
    ],
)
def test_every_knob_works_from_the_keyboard(shared_page, words, key, expected):
    page = shared_page
    handle(page, words).press(key)
    page.until(lambda: expected in page.summary)
    assert page.errors() == []
    page.run_cell(0)
    page.until(lambda: "2-8-8-1 on x₁, x₂; tanh" in page.summary, 30)


PICTURES = [
    ("seed", "ArrowRight"),
    ("other data", "ArrowRight"),
    ("large map: layer", "ArrowRight"),
    ("test points", "Space"),
    ("yes or no only", "Space"),
]


@pytest.mark.parametrize("words, key", PICTURES)
def test_every_view_works_from_the_keyboard(shared_page, words, key):
    page = shared_page
    before = page.picture
    handle(page, words).press(key)
    page.until(lambda: page.picture != before)
    assert page.errors() == []


@pytest.fixture(scope="module")
def shared_page(browser, jupyter):
    """One page for the keyboard tests: a fresh lab is one cell away."""
    from tests.browser.front import Page, write_notebook

    write_notebook(jupyter.folder / "nkeys.ipynb", [LAB])
    tab = browser.new_page(viewport={"width": 1280, "height": 1400})
    page = Page(tab, jupyter.address, "nkeys.ipynb", "lab")
    page.run_all(1, timeout=120)
    page.ready()
    yield page
    tab.close()


def test_rough_handling_leaves_no_error_and_no_growth(page):
    """Dragging, playing, rewinding and forking at random; then all is at rest."""
    rng = random.Random(0)
    until = time.monotonic() + float(os.environ.get("DLBOOK_SOAK", 25))
    sizes = []
    knobs = ["rate α", "batch size", "L2", "noise", "layer 1", "hidden layers", "seed"]
    while time.monotonic() < until:
        for _ in range(15):
            what = rng.random()
            if what < 0.25:
                page.click(rng.choice(["play|pause", "back", "step", "reset", "next"]))
            elif what < 0.5:
                drag(page, page.page.locator(".dlbook-player .noUi-base"), rng)
            else:
                knob = handle(page, rng.choice(knobs))
                for _ in range(rng.randint(1, 6)):
                    knob.press(rng.choice(["ArrowLeft", "ArrowRight"]))
            time.sleep(rng.uniform(0, 0.2))
        assert page.errors() == []
        page.run_cell(1)
        time.sleep(0.5)
        sizes.append(page.output(1))
    if page.button("pause").count():
        page.click("pause")
    page.until(lambda: state(page)[3:5] == ["False", "None"], 60)
    megabytes = [int(size.split()[0]) for size in sizes if size]
    print(f"{megabytes[0]} MB after the first round, {megabytes[-1]} at the end")
    memory, forks, kept, *_, error = state(page)
    assert int(forks) <= 4 and int(kept) <= 201 and error == "''"
    assert max(megabytes) < megabytes[0] + 400  # four runs of the largest networks


def state(page) -> list[str]:
    page.run_cell(1)
    time.sleep(0.5)
    return page.output(1).split()


def drag(page, bar, rng) -> None:
    box, mouse = bar.bounding_box(), page.page.mouse
    if box is None or box["y"] < 0:
        return
    y = box["y"] + box["height"] / 2
    mouse.move(box["x"] + rng.random() * box["width"], y)
    mouse.down()
    for _ in range(10):
        mouse.move(box["x"] + rng.random() * box["width"] * 0.3, y)
    mouse.up()
