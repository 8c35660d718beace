"""The notebooks as slides: one file a notebook, complete in itself: no network.

    python3 course.py slides            all of them, into slides/
    python3 course.py slides 08 14      some of them

Slides and their order come from the slide type of each cell. What a room has no time to
read stays in the notebook: cells of type `skip`, the code that draws a figure, builds a
lab or asks a question. The script slides.js then fits every slide to the page: smaller
type, within limits, and pictures as large as the rest leaves them.
"""

from __future__ import annotations

import base64
import re
import sys
from itertools import count
from pathlib import Path

import nbformat
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from publish.maths import Renderer, embedded_face
from publish.storyboard import with_players

ROOT = Path(__file__).parents[1]
NOTEBOOKS, SLIDES, HERE = ROOT / "notebooks", ROOT / "slides", ROOT / "publish"
PARTS = {  # what stands in every deck
    "reveal_css": "vendor/reveal.js/reveal.css",
    "reveal_js": "vendor/reveal.js/reveal.js",
    "notes_js": "vendor/reveal.js/notes.js",
    "storyboard_css": "storyboard.css",
    "slides_css": "slides.css",
    "storyboard_js": "storyboard.js",
    "slides_js": "slides.js",
}
UNASKED = "No guess was committed. "  # said to a learner, not to a room
HEADING = re.compile(r"(?m)\A#{1,3} (.+)$")
DRAWING = re.compile(r"(?m)^(fig(ure)?\b.*=|figures\.)")


def main(numbers: list[str]) -> int:
    """Write the decks that were asked for; 2 when there is no such notebook."""
    wanted = tuple(number.zfill(2) for number in numbers) or ("",)
    paths = [p for p in sorted(NOTEBOOKS.glob("*.ipynb")) if p.name.startswith(wanted)]
    for number in numbers:
        if not any(path.name.startswith(number.zfill(2)) for path in paths):
            print(f"There is no notebook {number}; try: slides 08", file=sys.stderr)
            return 2
    SLIDES.mkdir(exist_ok=True)
    for path in paths:
        deck = SLIDES / f"{path.stem}.html"
        deck.write_text(build(path), encoding="utf-8", newline="\n")
        print(deck.relative_to(ROOT))
    return 0


def build(notebook: Path) -> str:
    """The deck of one notebook, as HTML that needs no other file."""
    book = with_players(nbformat.read(notebook, as_version=4))
    return export(book, notebook.stem)


def export(book: NotebookNode, name: str) -> str:
    """A notebook as a deck; outputs are taken as they are, labs too."""
    exporter = Deck(extra_template_basedirs=[str(HERE)], preprocessors=[Rehearsal])
    html, _ = exporter.from_notebook_node(book, {"metadata": {"name": name}})
    return link_decks(html)


def link_decks(html: str) -> str:
    """Links from notebook to notebook lead from deck to deck; other files are words."""
    html = re.sub(r'(<a href="\d\d_\w+)\.ipynb(#[^"]*)?"', r'\1.html"', html)
    elsewhere = r'<a href="(?!https?:|#|\d\d_\w+\.html")[^"]*"[^>]*>(.*?)</a>'
    return re.sub(elsewhere, r"\1", html, flags=re.DOTALL)


def inline(script: bytes) -> str:
    """An address that holds the script itself, whatever tags stand in its strings."""
    return "data:text/javascript;base64," + base64.b64encode(script).decode()


class Deck(SlidesExporter):
    """nbconvert's slides with a template of our own, and formulas as MathML."""

    template_name = "slides_template"
    exclude_input_prompt = exclude_output_prompt = True

    def markdown2html(self, source: str) -> str:
        renderer = Renderer(escape=False, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(source)

    def _init_resources(self, resources: dict) -> dict:
        resources = super()._init_resources(resources)
        resources["font_css"] = embedded_face()
        for name, path in PARTS.items():
            part = (HERE / path).read_bytes()
            resources[name] = inline(part) if name.endswith("js") else part.decode()
        return resources


class Rehearsal(Preprocessor):
    """Which cell opens a slide, what it shows of itself, and what is left out."""

    def preprocess(self, nb: NotebookNode, resources: dict):
        shown = [cell for cell in nb.cells if slide_type(cell) != "skip"]
        nb.cells = list(with_headings(shown))
        resources["title"] = HEADING.match(nb.cells[0].source)[1]
        fragments, fragment = count(), None
        for number, cell in enumerate(nb.cells):
            kind = "slide" if number == 0 else slide_type(cell)
            opens = {"slide": 2, "subslide": 1}.get(kind, 0)
            if opens:
                fragment = None
            if kind == "fragment":
                fragment = next(fragments)
            if number:
                nb.cells[number - 1].metadata.closes = opens
            cell.metadata.update(opens=opens, fragment=fragment, kind=kind)
            cell.metadata.looks = looks(cell)
            if cell.cell_type == "code":
                cell.metadata.code = shown_code(cell)
            for output in cell.get("outputs", []):
                if "text/markdown" in output.get("data", {}):
                    words = output.data["text/markdown"]
                    output.data["text/markdown"] = words.replace(UNASKED, "")
        nb.cells[-1].metadata.closes = 2
        return nb, resources


def with_headings(cells: list[NotebookNode]):
    """The cells, with the last heading again over every slide that has none."""
    last = ""
    for cell in cells:
        heading = HEADING.match(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            last = heading[1]
        elif last and slide_type(cell) in ("slide", "subslide"):
            head = new_markdown_cell(f"## {last}", id=f"{cell.id}-head")
            head.metadata.slideshow = cell.metadata.slideshow
            cell.metadata.slideshow = {"slide_type": "-"}
            yield head
        yield cell


def slide_type(cell: NotebookNode) -> str:
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def looks(cell: NotebookNode) -> str:
    """What is there to see besides words: a "lab picture", a "picture", or nothing."""
    if is_lab(cell):
        return "lab picture"
    return "picture" if shows(cell, "image/png") or "![" in cell.source else ""


def is_lab(cell: NotebookNode) -> bool:
    html = [o.get("data", {}).get("text/html", "") for o in cell.get("outputs", [])]
    return any('class="storyboard"' in text for text in html)


def shows(cell: NotebookNode, kind: str) -> bool:
    """Whether the cell has an output of that kind, such as image/png."""
    return any(kind in output.get("data", {}) for output in cell.get("outputs", []))


def shown_code(cell: NotebookNode) -> str:
    """The code worth reading in a room: not the drawing, the lab or the question."""
    if is_lab(cell) or shows(cell, "text/markdown"):
        return ""
    drawing = DRAWING.search(cell.source) if shows(cell, "image/png") else None
    return cell.source[: drawing.start()].strip() if drawing else cell.source


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
