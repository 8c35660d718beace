"""The course as pages to read: no kernel, no network, no build tools for the web.

    python3 course.py site      writes them into site/; open site/index.html

A notebook becomes a page. Its labs become storyboards with a slider, its exercises
questions, its formulas MathML. A Markdown file or a program beside the notebooks
becomes a page too.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import nbformat
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pygments.formatters import HtmlFormatter

from publish import storyboard
from publish.maths import Renderer

HERE = Path(__file__).parent
ROOT = HERE.parent
NOTEBOOKS, SITE = ROOT / "notebooks", ROOT / "site"
PICTURES = "pictures"
COURSE = "An interactive course in deep learning"
ABOUT = (
    'From "what is deep learning?" to a network that reads your handwriting: '
    "notebooks with pictures that move, in plain Python and NumPy."
)


@dataclass(frozen=True)
class Page:
    """What is known of a page before it is written."""

    source: Path
    file: str
    title: str
    about: str = ""
    minutes: str = ""
    previous: Page | None = None
    next: Page | None = None

    @property
    def heading(self) -> str:
        """What a tab and a search engine show."""
        return f"{self.title} | {COURSE}"


def main(folder: Path = SITE) -> int:
    """Write the whole site into a folder, in place of an older one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.joinpath(PICTURES).mkdir(parents=True)
    for name, content in assets().items():
        write(folder / name, content.encode())
    pages = all_pages()
    write(folder / "index.html", index(pages).encode())
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        for page, (html, pictures) in zip(
            pages, workers.map(build, pages), strict=True
        ):
            write(folder / page.file, html.encode())
            for name, png in pictures.items():
                write(folder / name, png)
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{len(pages) + 1} pages, {size:.0f} MB: open {folder / 'index.html'}")
    return 0


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def all_pages() -> list[Page]:
    """Every page but the index, in reading order, each knowing its neighbours."""
    notebooks = [describe(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    before = [None, *notebooks[:-1]]
    after = [*notebooks[1:], None]
    linked = [
        replace(page, previous=one, next=other)
        for page, one, other in zip(notebooks, before, after, strict=True)
    ]
    others = [*NOTEBOOKS.glob("*.md"), *NOTEBOOKS.glob("programs/*.py")]
    return linked + [describe(path) for path in sorted(others)]


def describe(path: Path) -> Page:
    """The page that a file becomes."""
    notebook = as_notebook(path)
    words = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    title = re.search(r"^# (.+)$", words, re.MULTILINE)[1]
    after = words.split(title, 1)[1].strip()
    minutes = re.search(r"\*\*Time\*\* \| (\d+) minutes", words)
    return Page(
        source=path,
        file=f"{path.stem}.html",
        title=plain(re.sub(r"^\d\d · ", "", title)),
        about=plain(after.split("\n\n")[0]),
        minutes=minutes[1] if minutes else "",
    )


def plain(markdown: str) -> str:
    """Markdown as running text: no marks, no links, one line."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return " ".join(re.sub(r"[*`$]", "", words).split())


def as_notebook(path: Path) -> NotebookNode:
    """A notebook as it is; a Markdown file or a program as a notebook of its own."""
    if path.suffix == ".ipynb":
        return nbformat.read(path, as_version=4)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        cells = [new_markdown_cell(text, id="words")]
    else:
        about = text.split('"""')[1].strip() if text.startswith('"""') else ""
        head = f"# The program {path.name}\n\n{about}"
        cells = [new_markdown_cell(head, id="words"), new_code_cell(text, id="program")]
    return new_notebook(cells=cells)


def build(page: Page) -> tuple[str, dict[str, bytes]]:
    """One page as HTML, and its pictures by their names."""
    pictures: dict[str, bytes] = {}

    def keep(name: str, png: bytes) -> str:
        pictures[f"{PICTURES}/{name}"] = png
        return f"{PICTURES}/{name}"

    notebook = to_read(storyboard.with_players(as_notebook(page.source), keep))
    html, resources = Reader().from_notebook_node(
        notebook,
        {"page": page, "unique_key": page.source.stem, "output_files_dir": PICTURES},
    )
    return finish(html), pictures | resources["outputs"]


def index(pages: list[Page]) -> str:
    """The first page: what the course is, and its map."""
    course = [page for page in pages if page.minutes]
    rest = [page for page in pages if not page.minutes]
    items = "\n".join(
        f'<li><a href="{page.file}">{escape(page.title)}</a> '
        f'<span class="minutes">{page.minutes} minutes</span>'
        f"<p>{escape(page.about)}</p></li>"
        for page in course
    )
    text = f"""# {COURSE}

{ABOUT}

These pages are for reading: every picture, every program and its output is here, and
each lab shows its story, scene by scene, with a slider to move through it. In the live
course every control of a lab moves, and the exercises tell you at once whether you are
right, and why not. It needs Python and two commands; its README says which.

## The map

<ol class="map" start="0">
{items}
</ol>
"""
    if rest:
        more = "\n".join(f"- [{page.title}]({page.file})" for page in rest)
        text += f"\n## Beside the notebooks\n\n{more}\n"
    page = Page(ROOT / "README.md", "index.html", "Start", ABOUT, next=course[0])
    notebook = new_notebook(cells=[new_markdown_cell(text, id="words")])
    html, _ = Reader().from_notebook_node(notebook, {"page": page})
    return finish(html)


# ---- What of a notebook is for readers -----------------------------------------------

QUESTION = re.compile(r"(?m)^\w+\.(q\d|guess|guess\.reveal\(\))\Z")
UNASKED = "No guess was committed. "
NOTE = '<p class="note">In the live course, a check answers here.</p>'


def to_read(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what only a learner at work needs."""
    notebook.cells = [cell for cell in notebook.cells if not is_commit(cell)]
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.hidden = bool(QUESTION.search(cell.source.strip()))
        for output in cell.outputs:
            data = output.get("data", {})
            if data.get("text/plain", "").startswith("[ ] Not attempted"):
                output.data = NotebookNode({"text/html": NOTE})
            elif UNASKED in data.get("text/markdown", ""):
                answer = data["text/markdown"].split(UNASKED)[1]
                data["text/markdown"] = (
                    "<details><summary>Look at the answer</summary>\n\n"
                    f"{answer}\n\n</details>"
                )
    return notebook


def is_commit(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and ".guess.commit(" in cell.source


# ---- HTML ----------------------------------------------------------------------------


CONTENTS = """<nav class="contents" aria-label="On this page"><details open>
<summary>On this page</summary><ul>{}</ul></details></nav>"""


class Reader(HTMLExporter):
    """nbconvert with a template of our own, formulas as MathML, pictures as files."""

    template_name = "site_template"
    exclude_input_prompt = exclude_output_prompt = True

    def __init__(self):
        super().__init__(
            extra_template_basedirs=[str(HERE)],
            preprocessors=["nbconvert.preprocessors.ExtractOutputPreprocessor"],
        )

    def markdown2html(self, source: str) -> str:
        return MarkdownWithMath(renderer=Anchored(escape=False)).render(source)


class Anchored(Renderer):
    """Markdown to HTML with the anchors that Jupyter gives to headings."""

    def heading(self, text: str, level: int, **_attrs) -> str:
        anchor = escape(re.sub(r"<[^>]+>", "", text).replace(" ", "-"))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def block_math(self, body: str) -> str:
        return f'<div class="formula">{super().block_math(body)}</div>'


def finish(html: str) -> str:
    """Contents from headings, links from page to page, no empty heads of tables."""
    headings = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', html)
    items = "".join(f'<li><a href="#{a}">{words}</a></li>' for a, words in headings)
    html = html.replace("<!-- contents -->", CONTENTS.format(items) if items else "")
    html = re.sub(r"<thead>\s*<tr>(\s*<th[^>]*></th>)+\s*</tr>\s*</thead>", "", html)
    return re.sub(r'<a href="([^"]*)"', page_link, html)


def page_link(link: re.Match) -> str:
    """A link to a file that is a page here becomes one to that page."""
    address = re.sub(r"^(programs/)?(\w+)\.(ipynb|md|py)(?=#|$)", r"\2.html", link[1])
    return f'<a href="{address}"'


def assets() -> dict[str, str]:
    """The style and the script that all pages share."""
    # Of Pygments' styles, these two have the contrast of 4.5 that WCAG asks for.
    colours = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    dark = HtmlFormatter(style="monokai").get_style_defs(".highlight")
    css = (HERE / "site.css").read_text(encoding="utf-8") + storyboard.STYLE
    css += f"{colours}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    script = storyboard.SCRIPT + (HERE / "site.js").read_text(encoding="utf-8")
    return {"site.css": css, "site.js": script}


if __name__ == "__main__":
    sys.exit(main())
