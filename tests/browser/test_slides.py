"""Decks as a room sees them, every slide of every notebook, and a live lecture."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publish import slides
from tests.browser.look_at_slides import count_fault, look
from tests.test_course import borrow, small_course

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_slide_fits(browser, tmp_path, path):
    deck = tmp_path / f"{path.stem}.html"
    deck.write_text(slides.build(path), encoding="utf-8")
    seen = look(browser, deck)
    assert seen.all_faults + count_fault(path.name, seen) == []


# ---- The look itself: every fault is seeded, and named -------------------------------


def deck_of(tmp_path: Path, *cells) -> Path:
    title = new_markdown_cell("# 01 · Example", id="title")
    book = new_notebook(cells=[title, *cells])
    for cell in cells:
        cell.metadata["slideshow"] = {"slide_type": "slide"}
    path = tmp_path / "deck.html"
    path.write_text(slides.export(book, "01_example"), encoding="utf-8")
    return path


def printing(text: str):
    return new_code_cell("run()", outputs=[new_output("stream", text=text)], id="bad")


def drawing(png: str):
    data = new_output("display_data", {"image/png": png})
    return new_code_cell("figures.show(fig)", outputs=[data], id="bad")


def html(text: str):
    data = new_output("display_data", {"text/html": text})
    return new_code_cell("show()", outputs=[data], id="bad")


FAULTS = {
    "over the bottom": new_markdown_cell("a paragraph\n\n" * 30, id="bad"),
    "cut at the right": printing("x" * 150),
    "type of 12.0 points": html("<p style='font-size: 12px'>small</p>"),
    "code wider than 65 columns": new_code_cell("y" * 66, id="bad"),
    "a picture is missing": drawing("bm90IGEgcGljdHVyZQ=="),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_cell(browser, tmp_path, fault):
    seen = look(browser, deck_of(tmp_path, FAULTS[fault]))
    assert any(word.startswith("bad: ") and fault in word for word in seen.all_faults)
    assert seen.slides[0].faults == []


def test_a_good_deck_has_no_fault(browser, tmp_path):
    shots = tmp_path / "shots"
    shots.mkdir()
    seen = look(
        browser, deck_of(tmp_path, new_markdown_cell("fine"), printing("x")), shots
    )
    assert seen.all_faults == [] and len(seen.slides) == 3
    assert len(list(shots.glob("*.png"))) == 3
    assert count_fault("01", seen) == ["3 slides; wanted are 15 to 25"]


def test_scripts_that_fail_and_addresses_elsewhere_are_named(browser, tmp_path):
    deck = deck_of(tmp_path)
    bad = '<script>oops()</script><img src="https://example.org/x.png">'
    deck.write_text(deck.read_text().replace("</body>", f"{bad}</body>"))
    faults = " ".join(look(browser, deck).faults)
    assert "oops is not defined" in faults and "https://example.org/x.png" in faults


# ---- What a lecturer does with a deck ------------------------------------------------


def test_keys_walk_through_slides_and_a_lab_answers(browser, tmp_path):
    deck = tmp_path / "deck.html"
    book = NOTEBOOKS[0]
    assert book.name.startswith("00")
    deck.write_text(slides.build(book), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    try:
        page.goto(deck.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        total = page.evaluate("Reveal.getTotalSlides()")
        seen = []
        for _ in range(total):
            seen.append(page.locator("section.present section.present").inner_text())
            page.keyboard.press("PageDown")
        assert len(set(seen)) == total, "PageDown, as clickers send it, shows each one"
        lab = page.evaluate(
            "Reveal.getSlides().findIndex(s => s.querySelector('.storyboard'))"
        )
        for _ in range(total - 1 - lab):
            page.keyboard.press("ArrowLeft")
        board = page.locator("section.present .storyboard")
        words, scene = board.locator("[role=status]"), board.locator("img:visible")
        first = scene.get_attribute("src")
        board.get_by_role("button", name="Next").click()
        assert "Scene 2" in words.inner_text() and scene.get_attribute("src") != first
        board.get_by_role("slider").press("ArrowRight")
        assert "Scene 3" in words.inner_text()
        board.get_by_role("button", name="Previous").click()
        page.keyboard.press("PageDown")
        here = "Reveal.getSlides().indexOf(Reveal.getCurrentSlide())"
        assert page.evaluate(here) == lab + 1, "the keys are the slides' again"
    finally:
        page.close()


# ---- Live slides ---------------------------------------------------------------------


@pytest.fixture
def lecture(tmp_path):
    """`course.py present 08` on a course of its own: its address, and its folder."""
    course = borrow(small_course(tmp_path / "course"))
    for path in (course / "notebooks").glob("*.ipynb"):
        path.unlink()
    shutil.copy(next((ROOT / "notebooks").glob("08_*.ipynb")), course / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "home"
    home.mkdir()
    data = Path(sys.prefix) / "share" / "jupyter"  # what a borrowed .venv lacks
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "JUPYTER_PATH": str(data),
        "JUPYTERLAB_DIR": str(data / "lab"),
    }
    command = [sys.executable, course / "course.py", "present", "8", "--no-browser"]
    command += [f"--port={port}", "--IdentityProvider.token=", "--ip=127.0.0.1"]
    log = (tmp_path / "log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/api", timeout=2)
                break
            except OSError:
                said = (tmp_path / "log").read_text()
                assert time.monotonic() < until and server.poll() is None, said
                time.sleep(0.2)
        yield address, course, home
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        log.close()


@pytest.mark.skipif(os.name != "posix", reason="ends the server by a signal")
def test_a_live_lecture(browser, lecture):
    """Nothing around the notebook, large type, and a lab that is whole and answers."""
    address, course, home = lecture
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    try:
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        assert "/doc/tree/my_course/08_gradient_descent.ipynb" in page.url
        text = page.locator(".jp-MarkdownCell p").first
        text.wait_for()
        page.wait_for_function(
            "getComputedStyle(document.querySelector('.jp-MarkdownCell p'))"
            ".fontSize === '20px'"
        )
        assert not page.locator("#jp-left-stack").is_visible()
        assert not page.locator("#jp-bottom-panel").is_visible()
        assert page.locator(".jp-NotebookPanel").bounding_box()["width"] > 1180

        page.locator(".jp-CodeCell .cm-content").first.click()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        lab = page.locator(".dlbook-lab").first
        lab.wait_for(state="attached", timeout=60_000)
        lab.evaluate("lab => lab.scrollIntoView({block: 'start'})")
        lab.get_by_text("next", exact=True).and_(lab.locator("button")).click()
        page.wait_for_function(
            "document.querySelector('.dlbook-story').innerText.includes('Scene 1 of')"
        )
        words = lab.locator("[aria-label='The picture in words']")
        before = words.inner_text()
        for _ in range(3):
            lab.locator(".noUi-handle").first.press("ArrowRight")
        page.wait_for_function(
            "old => document.querySelector(\"[aria-label='The picture in words']\")"
            ".innerText !== old",
            arg=before,
        )
        page.wait_for_function(  # rows below still arrive, and move it
            """() => {
                const lab = document.querySelector('.dlbook-lab');
                lab.scrollIntoView({block: 'start'});
                const at = what => lab.querySelector(what).getBoundingClientRect();
                const words = at("[aria-label='The picture in words']");
                return at('.dlbook-story').top > 0 && words.bottom < 720;
            }"""
        )  # story, controls, picture and words at once
    finally:
        page.close()
    own = course / ".venv" / "present" / "settings" / "@jupyterlab"
    assert own.is_dir()
    assert not list(home.rglob("*.jupyterlab-settings"))
    assert not list(home.rglob("*.jupyterlab-workspace"))
