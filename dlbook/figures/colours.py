"""The colours of the course, and the marks that go with them.

Blue stands for positive and for class 1, orange for negative and for class 0. The
two differ in lightness, so they survive a grey print, and in every kind of colour
blindness. Even so nothing is told by colour alone: classes have markers, negative
weights are dashed and negative bars are hatched."""

from matplotlib.colors import LinearSegmentedColormap, to_rgb

INK = "#222222"
GREY = "#6B6B6B"
PALE = "#DADADA"
PAPER = "#FFFFFF"
BLUE, ORANGE, GREEN, PURPLE = "#005AA0", "#D98200", "#00795A", "#A0407F"

CLASS_COLOURS = (ORANGE, BLUE, GREEN, PURPLE)
CLASS_MARKERS = ("o", "s", "^", "D")
POSITIVE, NEGATIVE = BLUE, ORANGE
SOLID, DASHED = "-", (0, (2.5, 1.5))
LINE_STYLES = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (PURPLE, ":"))

# 0 is orange, 1/2 is paper, 1 is blue; tints, so that points and words stand out. The
# blue is the darker one: in grey, too, the sides differ.
SIGNS = LinearSegmentedColormap.from_list("signs", ["#F6C57F", PAPER, "#4F8FC9"])
AMOUNT = LinearSegmentedColormap.from_list("amount", [PAPER, "#9CC4E8", BLUE])


def class_colour(k: int) -> str:
    """The colour of class k; after the fourth they begin again."""
    return CLASS_COLOURS[k % len(CLASS_COLOURS)]


def class_marker(k: int) -> str:
    """The marker of class k; after the fourth they begin again."""
    return CLASS_MARKERS[k % len(CLASS_MARKERS)]


def sign_colour(value: float) -> str:
    """Blue from 0 upwards, orange below."""
    return POSITIVE if value >= 0 else NEGATIVE


def darker(colour: str) -> tuple[float, float, float]:
    """The colour for words: dark enough to read on paper."""
    return tuple(0.65 * part for part in to_rgb(colour))


def number(value: float, digits: int = 4) -> str:
    """A number as short as it can be read: 30, 0.8581, -0.907, 9.8e-05, 55,050.

    At most `digits` significant ones before the point or after it; rounding dust
    below 1e-9 is 0."""
    value = float(value)
    if abs(value) < 1e-9:
        text = "0"
    elif abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.{digits}g}"
    return text.replace("-", "\N{MINUS SIGN}", 1) if value < 0 else text
