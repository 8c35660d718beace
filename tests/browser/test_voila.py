"""Every lab under Voilà, which serves a notebook as a page without its code."""

import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from tests.browser.front import Page, running, write_notebook
from tests.browser.test_labs import LABS, cell

pytestmark = pytest.mark.browser
VOILAS_OWN = "fontawesome"  # its template asks a distant server; the icons come anyway


class VoilaPage(Page):
    """A notebook as Voilà shows it; what it would fetch from elsewhere is refused."""

    def __init__(self, page, address: str):
        self.page, self.front = page, "voila"
        self.problems: list[str] = []
        page.on("pageerror", self._note)
        page.set_default_timeout(60_000)  # it runs the notebook before it shows it
        page.route("**/*", self._at_home)
        page.goto(address, wait_until="domcontentloaded")

    def _at_home(self, route) -> None:
        url = route.request.url
        if url.startswith("http://127.0.0.1:"):
            return route.continue_()
        if VOILAS_OWN not in url:
            self.problems.append(f"asked for {url}")
        route.abort()


@pytest.fixture(scope="module")
def voila(tmp_path_factory):
    pytest.importorskip("voila", reason="voila is missing")
    folder = tmp_path_factory.mktemp("voila") / "course"
    folder.mkdir()
    with running(["voila", "--Voila.ip=127.0.0.1"], folder) as address:
        yield SimpleNamespace(folder=folder, address=address)


def press_next(page: VoilaPage, scene) -> None:
    page.click("next")
    page.until(lambda: scene.name in page.told and "moved on" not in page.told)
    time.sleep(0.5)  # time enough for the front end to send a value back
    assert "moved on" not in page.told


def move_a_slider(page: VoilaPage) -> None:
    """By the keyboard; the first that has something to change in this scene."""
    picture, words = page.picture, page.summary + page.told
    sliders = page.page.locator(".noUi-handle").all()
    for slider in sliders:
        now, end = map(slider.get_attribute, ("aria-valuenow", "aria-valuemax"))
        slider.focus()
        for _ in range(5):
            slider.press("ArrowRight" if float(now) < float(end) else "ArrowLeft")
        with suppress(AssertionError):
            page.until(lambda: page.picture != picture, seconds=20)
            page.until(lambda: page.summary + page.told != words)
            time.sleep(0.5)  # the last of the five is on its way
            return
    assert not sliders, "no slider changed anything"


@pytest.mark.parametrize("kind", LABS.values(), ids=LABS)
def test_lab(browser, voila, kind):
    """Picture and words are there; the story and a slider change both."""
    write_notebook(voila.folder / f"{kind.__name__}.ipynb", [cell(kind)])
    tab = browser.new_page(viewport={"width": 1280, "height": 720})
    page = VoilaPage(tab, f"{voila.address}/voila/render/{kind.__name__}.ipynb")
    try:
        page.ready()
        first, second = kind.scenes[:2]
        press_next(page, first)
        picture = page.picture
        move_a_slider(page)
        press_next(page, second)
        page.until(lambda: page.picture != picture)
        page.shot(kind.__name__)
        assert page.errors() == []
    finally:
        tab.goto("about:blank")  # else its kernel stays
        tab.close()
