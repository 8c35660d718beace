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
    for hat in tree.iter(f"{{{MATHML}}}mover"):
        hat.set("accent", "true")  # close to its letter
    return ElementTree.tostring(tree, encoding="unicode")


def limits_below(tree: ElementTree.Element) -> None:
    """Put what is summed over under the sum, where there is room for it."""
    for old, new in LIMITS.items():
        for part in tree.iter(f"{{{MATHML}}}{old}"):
            if part[0].text in ("\u2211", "\u220f"):  # a sum, a product
                part.tag = f"{{{MATHML}}}{new}"


def embedded_face() -> str:
    """The font as CSS that holds it, for a page that stands alone."""
    data = base64.b64encode(FONT.read_bytes()).decode("ascii")
    return FACE.format(f"data:font/woff2;base64,{data}")
