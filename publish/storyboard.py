"""A lab for readers without a kernel: its scenes, and a slider that moves through them.

    notebook = with_players(notebook)       # every lab's output becomes a player
    page = f"<style>{STYLE}</style> ... <script>{SCRIPT}</script>"

The scenes are drawn by the lab itself. Without JavaScript, and in print, all of them
are shown in their order.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from html import escape
from pathlib import Path

from nbformat import NotebookNode
from PIL import Image

from dlbook.labs import Lab, all_labs

HERE = Path(__file__).parent
STYLE = (HERE / "storyboard.css").read_text(encoding="utf-8")
SCRIPT = (HERE / "storyboard.js").read_text(encoding="utf-8")
DPI = 150


def lab_of(output: NotebookNode) -> type[Lab] | None:
    """The lab that an output of a notebook comes from.

    A lab's output is a picture whose words begin with the lab's title.
    """
    data = output.get("data", {})
    if "image/png" not in data:
        return None
    words = "".join(data.get("text/plain", ""))
    found = [lab for lab in all_labs() if words.startswith(f"{lab.title}. ")]
    return found[0] if found else None


def embedded(name: str, png: bytes) -> str:
    """The address of a picture that stands inside the page itself."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


@cache
def shots(kind: type[Lab]) -> tuple[tuple[str, str, str, bytes], ...]:
    """Name, finding, words and PNG of every scene; the lab is run once a process."""
    return tuple(
        (s.name, s.finding, s.words, _png(s.picture)) for s in kind().shots(DPI)
    )


def player(kind: type[Lab], address: Callable[[str, bytes], str] = embedded) -> str:
    """The scenes of a lab as HTML; `address(file name, png)` tells where a PNG is."""
    scenes, (width, height) = shots(kind), kind.size
    size = f'width="{width * 100:.0f}" height="{height * 100:.0f}"'
    items = ""
    for number, (name, finding, words, png) in enumerate(scenes, 1):
        source = address(f"{kind.__name__}-{number:02}.png", png)
        items += (
            f'<li class="storyboard-scene"><figure><img src="{source}" {size} '
            f'alt="{escape(words)}"><figcaption><b>{escape(name)}:</b> '
            f"{escape(finding)}</figcaption></figure></li>\n"
        )
    title = escape(kind.title)
    return (
        f'<div class="storyboard" role="group" aria-label="Lab: {title}">\n'
        f'<p class="storyboard-title">{title}</p>\n'
        '<div class="storyboard-controls" hidden>'
        '<button type="button">&#9664; Previous</button>'
        f'<input type="range" min="1" max="{len(scenes)}" value="1" step="1" '
        f'aria-label="Scene of the lab: {title}">'
        '<button type="button">Next &#9654;</button></div>\n'
        f'<ol class="storyboard-scenes">\n{items}</ol>\n'
        '<p class="storyboard-words" role="status" aria-live="polite" hidden></p>\n'
        "</div>"
    )


def with_players(
    notebook: NotebookNode, address: Callable[[str, bytes], str] = embedded
) -> NotebookNode:
    """A copy of a notebook in which every lab's output is its player."""
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if kind := lab_of(output):
                output.data = NotebookNode({"text/html": player(kind, address)})
                output.metadata = NotebookNode()
    return notebook


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    small = picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=0)
    small.save(out, "png")
    return out.getvalue()
