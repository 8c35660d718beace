"""Pages, notebooks and Markdown files: their text, their headings, where they lead."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HEADING = re.compile(r"^#{1,6} +(.+?) *$")


def prose(markdown: str) -> str:
    """Markdown without its code."""
    return re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", markdown)


def cells(notebook: Path) -> list[tuple[str, str]]:
    """The kind and the source of each cell."""
    found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in found]


def text(path: Path) -> str:
    """The Markdown of a page; of a notebook, that of its cells."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    return "\n\n".join(words for kind, words in cells(path) if kind == "markdown")


def sections(path: Path) -> dict[str, str]:
    """What stands under each heading, by the name that a link gives to the heading.

    JupyterLab and nbconvert put dashes for spaces; on GitHub the names of a Markdown
    file are also small, and without punctuation.
    """
    found: dict[str, str] = {}
    name = ""
    for line in re.sub(r"(?ms)^```.*?^```", "", text(path)).splitlines():
        heading = HEADING.match(line)
        if heading:
            name = re.sub("[*`]", "", heading[1]).replace(" ", "-")
            if path.suffix == ".md":
                name = re.sub(r"[^\w-]", "", name).lower()
        found[name] = found.get(name, "") + line + "\n"
    return found


def links(markdown: str) -> list[str]:
    """Where links, pictures and HTML in a piece of Markdown lead."""
    plain = prose(markdown)
    found = re.findall(r"\]\(<?([^)>\s]+)", plain)
    return found + re.findall(r"""(?:src|href)=["']([^"']+)""", plain)


def dead_links(path: Path, markdown: str) -> Iterator[str]:
    """The relative links in `markdown`, on the page at `path`, that lead nowhere."""
    for link in links(markdown):
        file, _, name = unquote(link).partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = path.parent / file if file else path
        pages = target.suffix in (".md", ".ipynb")
        if not target.exists() or name and pages and name not in sections(target):
            yield unquote(link)
