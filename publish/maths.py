"""Formulas as MathML, which browsers draw by themselves, with no script or network.

Braces and roots that grow need a font made for mathematics, and many machines have
none: the file FONT goes with every page, and FACE makes it known there.
"""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

from latex2mathml.converter import convert

FONT = Path(__file__).parent / "vendor/noto-sans-math/noto-sans-math.woff2"
FACE = '@font-face {{ font-family: "Noto Sans Math"; src: url("{}") format("woff2"); }}'
MATHML = "http://www.w3.org/1998/Math/MathML"
LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}

ElementTree.register_namespace("", MATHML)


def mathml(latex: str, display: bool = False) -> str:
    """The formula, within a line or on lines of its own."""
    formula = convert(latex, display="block" if display else "inline")
    return limits_below(formula) if display else formula


def limits_below(formula: str) -> str:
    """What is summed over stands under the sum, where there is room for it."""
    tree = ElementTree.fromstring(formula)
    for old, new in LIMITS.items():
        for part in tree.iter(f"{{{MATHML}}}{old}"):
            if part[0].text in ("\u2211", "\u220f"):  # a sum, a product
                part.tag = f"{{{MATHML}}}{new}"
    return ElementTree.tostring(tree, encoding="unicode")


def embedded_face() -> str:
    """The font as CSS that holds it, for a page that stands alone."""
    data = base64.b64encode(FONT.read_bytes()).decode("ascii")
    return FACE.format(f"data:font/woff2;base64,{data}")
