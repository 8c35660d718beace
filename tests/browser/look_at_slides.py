"""Look at a deck as a room sees it: how many slides, which of them overflow, pictures.

    .venv/bin/python tests/browser/look_at_slides.py 03
    .venv/bin/python tests/browser/look_at_slides.py 03 --shots slides03

Prints a line a slide: its number, the cell it begins with, its size of type (1.00 is
full size) and what is wrong with it. With --shots every slide is written there as a
PNG. The network is closed; the page has 1280 x 720 points.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from publish import slides  # noqa: E402 - found from the project's root
from tests.browser.front import CHROMIUM, FLAGS  # noqa: E402

FEWEST, MOST = 15, 25
COLUMNS = 65  # of code; more are cut on a projector
LEAST = 15  # points of type on a page 720 high: what the last row can read
LOOK = (Path(__file__).parent / "look_at_slides.js").read_text()


@dataclass
class Slide:
    """One slide as it was seen; `faults` are words, one for each thing wrong."""

    cell: str
    size: float
    faults: list[str] = field(default_factory=list)


@dataclass
class Deck:
    """All slides of a deck, and what is wrong with the deck as a whole."""

    slides: list[Slide]
    faults: list[str]

    @property
    def all_faults(self) -> list[str]:
        """Every fault of the deck and of its slides, with the cell it is at."""
        each = [
            f"{slide.cell}: {fault}" for slide in self.slides for fault in slide.faults
        ]
        return self.faults + each


def look(browser, deck: Path, shots: Path | None = None) -> Deck:
    """Walk through a deck in the browser, every fragment shown."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(f"error in the page: {error}"))
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:", "blob:"))
            or faults.append(f"asks for {asked.url}"))  # fmt: skip
    try:
        page.goto(deck.as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()", timeout=60_000)
        seen = []
        for number in range(page.evaluate("Reveal.getTotalSlides()")):
            found = page.evaluate(LOOK, [number, COLUMNS, LEAST])
            seen.append(Slide(**found))
            if shots:
                page.screenshot(path=shots / f"{number + 1:02}-{seen[-1].cell}.png")
    finally:
        context.close()
    return Deck(seen, faults)


def count_fault(name: str, deck: Deck) -> list[str]:
    """Too few slides for a lecture, or too many; the opening and the map are short."""
    number = len(deck.slides)
    fewest = 1 if name.startswith("00") else FEWEST
    if fewest <= number <= MOST:
        return []
    return [f"{number} slides; wanted are {fewest} to {MOST}"]


@contextmanager
def chromium() -> Iterator:
    """A browser of our own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("numbers", nargs="+", help="such as 03")
    parser.add_argument("--shots", type=Path, help="a folder for a PNG of every slide")
    asked = parser.parse_args()
    wanted = tuple(number.zfill(2) for number in asked.numbers)
    paths = [
        p for p in sorted(slides.NOTEBOOKS.glob("*.ipynb")) if p.name.startswith(wanted)
    ]
    wrong = 0
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        if asked.shots:
            asked.shots.mkdir(parents=True, exist_ok=True)
        for path in paths:
            page = Path(folder) / f"{path.stem}.html"
            page.write_text(slides.build(path), encoding="utf-8")
            deck = look(browser, page, asked.shots)
            deck.faults += count_fault(path.name, deck)
            print(f"{path.stem}: {len(deck.slides)} slides")
            for number, slide in enumerate(deck.slides, 1):
                words = "; ".join(slide.faults) or "fits"
                print(f"{number:4}  {slide.cell:12} size {slide.size:.2f}  {words}")
            print(*deck.faults, sep="\n", end="\n" if deck.faults else "")
            wrong += len(deck.all_faults)
    print(f"{wrong} things to mend" if wrong else "all well")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
