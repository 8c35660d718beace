"""Formulas as MathML, which browsers draw by themselves, with no script or network."""

from latex2mathml.converter import convert


def mathml(latex: str, display: bool = False) -> str:
    """The formula, within a line or on lines of its own."""
    return convert(latex, display="block" if display else "inline")
