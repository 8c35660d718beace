"""The site in a real browser, opened from disk with no network: for every reader."""

from types import SimpleNamespace

import pytest

from publish import site

pytestmark = pytest.mark.browser
axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FILES = [p for p in site.NOTEBOOKS.rglob("*") if p.suffix in (".ipynb", ".md", ".py")]
NAMES = ["index.html", *(f"{path.stem}.html" for path in FILES)]
LABS = "08_gradient_descent.html", "04_activations.html", "14_digits.html"


@pytest.fixture
def offline(browser, site_folder):
    """offline(name, width, ...) -> a page from disk; .troubles: what went wrong."""
    contexts = []

    def opener(name, width=1280, height=720, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        page, troubles = context.new_page(), []
        context.route(
            lambda address: not address.startswith("file://"),
            lambda route: (troubles.append(route.request.url), route.abort()),
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("requestfailed", lambda request: troubles.append(request.url))
        page.on(
            "console",
            lambda m: m.type in ("error", "warning") and troubles.append(m.text),
        )
        page.goto(f"file://{site_folder / name}", wait_until="load")
        return SimpleNamespace(page=page, troubles=troubles)

    yield opener
    for context in contexts:
        context.close()


def violations(page, **only) -> list[str]:
    """What axe-core finds against WCAG 2.2, levels A and AA."""
    # It would fetch style sheets a second time, which a page from disk may not.
    options = {"runOnly": only or {"type": "tag", "values": WCAG}, "preload": False}
    found = axe.run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_for_everybody(offline, name):
    """In light and in dark, on a wide screen and on a phone, with no network."""
    opened = offline(name)
    page = opened.page
    assert page.locator("main").inner_text().strip()
    unseen = "all => all.filter(i => !(i.complete && i.naturalWidth)).length"
    assert page.eval_on_selector_all("img", unseen) == 0
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, type="rule", values=["color-contrast"]) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.troubles == []


class Player:
    """One storyboard of a page in a reader's words."""

    def __init__(self, board):
        self.board = board
        self.slider = board.get_by_role("slider")
        self.buttons = board.get_by_role("button")

    @property
    def shown(self) -> tuple[str, str, str]:
        """Address and words of the only picture to be seen, and what is said of it."""
        (picture,) = [i for i in self.board.locator("img").all() if i.is_visible()]
        words = self.board.get_by_role("status").inner_text()
        return picture.get_attribute("src"), picture.get_attribute("alt"), words

    @property
    def place(self) -> str:
        return self.slider.get_attribute("aria-valuetext")


@pytest.mark.parametrize("name", LABS)
def test_every_slider_moves_picture_and_words(offline, name):
    opened = offline(name)
    boards = [Player(b) for b in opened.page.locator(".storyboard").all()]
    assert boards
    start = [board.shown for board in boards]
    for number, board in enumerate(boards):
        last = int(board.slider.get_attribute("max"))
        assert board.place == f"Scene 1 of {last}"

        board.slider.press("ArrowRight")
        second = board.shown
        assert all(a != b for a, b in zip(start[number], second, strict=True))
        assert board.place == f"Scene 2 of {last}" and board.place in second[2]

        board.slider.press("End")
        assert board.place == f"Scene {last} of {last}"
        end = board.shown
        board.buttons.last.press("Enter")  # after the last scene the first
        assert board.shown == start[number]
        board.buttons.first.press("Space")
        assert board.shown == end

        box = board.slider.bounding_box()
        board.slider.scroll_into_view_if_needed()
        board.slider.click(position={"x": 3, "y": box["height"] / 2})
        assert board.shown == start[number]
        board.buttons.last.click()
        assert board.shown == second

        others = [b.shown for b in boards[number + 1 :]]
        assert others == start[number + 1 :], "another lab moved too"
    assert opened.troubles == []


def test_every_storyboard_of_the_site_is_live(offline):
    for name in NAMES:
        page = offline(name).page
        for board in map(Player, page.locator(".storyboard").all()):
            first = board.shown
            board.slider.press("ArrowRight")
            assert board.shown[0] != first[0] and board.shown[2] != first[2]


def test_without_a_script_all_scenes_stand_in_their_order(offline):
    page = offline("03_perceptron.html", java_script_enabled=False).page
    for board in page.locator(".storyboard").all():
        scenes = board.locator("li").all()
        assert len(scenes) > 3
        for scene in scenes:
            assert scene.locator("img").is_visible()
            assert scene.locator("figcaption").inner_text()
        assert not board.get_by_role("slider").count()


def test_on_paper_all_scenes_are_printed(offline):
    page = offline("03_perceptron.html").page
    page.emulate_media(media="print")
    for picture in page.locator(".storyboard img").all():
        assert picture.is_visible()
    assert not page.locator(".storyboard-controls").first.is_visible()


FAULTS = {
    "image-alt": "<img src='x.png'>",
    "color-contrast": "<p style='color:#aaa;background:#fff'>pale</p>",
    "label": "<input type='range'>",
    "button-name": "<button></button>",
    "link-in-text-block": "<p style='color:#222'>many words and a <a href='#x' "
    "style='text-decoration:none;color:#005aa0'>link</a> among them</p>",
    "target-size": "<button style='width:9px;height:9px;padding:0'>a</button>"
    "<button style='width:9px;height:9px;padding:0'>b</button>",
}


@pytest.mark.parametrize("rule", FAULTS)
def test_axe_sees_a_seeded_fault(browser, rule):
    page = browser.new_page()
    page.set_content(
        f"<html lang=en><title>t</title><main><h1>h</h1>{FAULTS[rule]}</main></html>"
    )
    found = violations(page)
    page.close()
    assert [line for line in found if line.startswith(f"{rule}:")], found
