"""The picture of the two-way graph: values forward, gradients back."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.patches import FancyBboxPatch

from dlbook.figures.colours import BLUE, GREY, INK, PAPER, PURPLE
from dlbook.labs.two_way import PARAMETERS, short

PLACES = {  # name: (x, y) of its number on a page of 590 x 420; its gradient is near
    "x1": (40, 296), "x2": (40, 146), "w11": (128, 307), "w22": (128, 157),
    "w12": (136, 254), "w21": (136, 196), "b1": (258, 354), "b2": (258, 95),
    "h1": (185, 311), "z1": (185, 281), "h2": (185, 161), "z2": (185, 131),
    "v1": (382, 274), "v2": (382, 168), "out": (457, 230), "c": (462, 300),
    "loss": (547, 221), "y": (547, 176),
}  # fmt: skip
BESIDE = ("h1", "z1", "h2", "z2")  # their gradients stand to the right, not below
SHOWN = {"out": "ŷ", "loss": "L"}
EDGES = (
    ((78, 286), (178, 296)), ((78, 286), (178, 146)), ((78, 136), (178, 296)),
    ((78, 136), (178, 146)), ((340, 296), (418, 220)), ((340, 146), (418, 220)),
    ((500, 221), (506, 221)),
)  # fmt: skip
BOXES = (
    (4, 268, 74, 44), (4, 118, 74, 44), (178, 264, 162, 64), (178, 114, 162, 64),
    (414, 199, 86, 44), (506, 199, 82, 44),
)  # fmt: skip
PAD = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}  # where a line runs under
LOOK = {"va": "center", "fontsize": 11, "zorder": 3}
GIVEN = {*PARAMETERS, "x1", "x2", "y"}


class TwoWayGraph:
    """A 2-2-1 network with a place for every number and, beside it, its gradient.

    What is computed forward is blue; gradients are purple, italic and carry an arrow.
    """

    def __init__(self, page):
        page.set(xlim=(0, 590), ylim=(30, 450))
        page.axis("off")
        for ends in EDGES:
            page.plot(*zip(*ends, strict=True), color=GREY, ls="-", lw=1.2, zorder=1)
        for x, y, w, h in BOXES:
            shape = "round,pad=0,rounding_size=6"
            box = FancyBboxPatch((x, y), w, h, boxstyle=shape, fc=PAPER, ec=GREY)
            page.add_patch(box).set_zorder(2)
        self.values, self.slopes = {}, {}
        for name, (x, y) in PLACES.items():
            inside = name in BESIDE
            side = "left" if inside else "center"
            look = LOOK | ({"bbox": PAD} if name[0] in "wv" else {})
            self.values[name] = page.text(x, y, "", color=INK, ha=side, **look)
            if name not in ("loss", "y"):
                look |= {"style": "italic", "color": PURPLE}
                side, at = ("right", (334, y)) if inside else ("center", (x, y - 19))
                self.slopes["d" + name] = page.text(*at, "", ha=side, **look)
        self.banner = page.text(8, 430, "", color=INK, weight="bold", fontsize=13)
        page.text(8, 46, "blue → forward", color=BLUE, fontsize=11)
        page.text(150, 46, "purple ← backward: ∂L / ∂ each number", color=PURPLE,
                  fontsize=11, style="italic")  # fmt: skip
        self.rule = page.text(8, 399, "", fontsize=12, color=INK, va="center")

    def update(
        self, values: dict, shown: set, newest: str, banner: str, rule: str
    ) -> list[Artist]:
        """Show the numbers named in `shown`, the `newest` in bold, and the words."""
        for name, text in self.values.items():
            known = name in GIVEN or name in shown
            number = short(values[name]) if known else "·"
            equals = "\n= " if name == "loss" else " = "
            text.set_text(SHOWN.get(name, name) + equals + number)
            text.set_color(BLUE if name in shown else INK if known else GREY)
            text.set_weight("bold" if name == newest else "normal")
        for name, text in self.slopes.items():
            text.set_text(f"← {short(values[name])}" if name in shown else "")
            text.set_weight("bold" if name == newest else "normal")
        self.banner.set_text(banner)
        if len(rule) > 60:  # on two lines: the rule, and its numbers
            rule, *numbers = rule.rsplit(" = ", 2)
            rule += "\n= " + " = ".join(numbers)
        self.rule.set_text(rule)
        return [*self.values.values(), *self.slopes.values(), self.banner, self.rule]
