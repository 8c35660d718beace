"""Formulas as MathML, which browsers draw by themselves, with no script or network.

Braces and roots that grow need a font made for mathematics, and many machines have
none: the file FONT goes with every page, and FACE makes it known there.
"""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer

FONT = Path(__file__).parent / "vendor/noto-sans-math/noto-sans-math.woff2"
FACE = '@font-face {{ font-family: "Noto Sans Math"; src: url("{}") format("woff2"); }}'
MATHML = "http://www.w3.org/1998/Math/MathML"
LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
THIN = {"width": "0.17em"}

ElementTree.register_namespace("", MATHML)


class Renderer(IPythonRenderer):
    """Markdown to HTML with formulas as MathML."""

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, display=True)


def mathml(latex: str, display: bool = False) -> str:
    """The formula, within a line or on lines of its own."""
    formula = convert(latex, display="block" if display else "inline")
    tree = ElementTree.fromstring(formula)
    if display:
        limits_below(tree)
    space_after_names(tree)
    for hat in tree.iter(f"{{{MATHML}}}mover"):
        hat.set("accent", "true")  # close to its letter
    return ElementTree.tostring(tree, encoding="unicode")


def limits_below(tree: ElementTree.Element) -> None:
    """Put what is summed over under the sum, where there is room for it."""
    for old, new in LIMITS.items():
        for part in tree.iter(f"{{{MATHML}}}{old}"):
            if part[0].text in ("\u2211", "\u220f"):  # a sum, a product
                part.tag = f"{{{MATHML}}}{new}"


def space_after_names(tree: ElementTree.Element) -> None:
    """A thin space between ln, or another name, and the letter or number after it."""
    mi, mo, space = (f"{{{MATHML}}}{tag}" for tag in ("mi", "mo", "mspace"))
    for row in tree.iter(f"{{{MATHML}}}mrow"):
        for place in range(len(row) - 1, 0, -1):
            name = row[place - 1]
            if "}msu" in name.tag:  # the base of a logarithm
                name = name[0]
            named = name.tag == mi and len(name.text) > 1
            if named and row[place].tag != mo:
                row.insert(place, row.makeelement(space, THIN))


def embedded_face() -> str:
    """The font as CSS that holds it, for a page that stands alone."""
    data = base64.b64encode(FONT.read_bytes()).decode("ascii")
    return FACE.format(f"data:font/woff2;base64,{data}")
