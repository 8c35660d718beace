"""The picture of the two-way graph: values forward, gradients back."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.patches import FancyBboxPatch

from dlbook.figures.colours import BLUE, GREY, INK, PAPER, PURPLE
from dlbook.labs.two_way import PARAMETERS, short

PLACES = {  # name: (x, y) of its number on a page of 590 x 420; its gradient is near
    "x1": (40, 296), "x2": (40, 146), "w11": (130, 307), "w22": (130, 157),
    "w12": (146, 254), "w21": (146, 196), "b1": (258, 354), "b2": (258, 95),
    "h1": (231, 311), "z1": (231, 281), "h2": (231, 161), "z2": (231, 131),
    "v1": (376, 276), "v2": (376, 166), "out": (457, 230), "c": (457, 284),
    "loss": (547, 221), "y": (547, 178),
}  # fmt: skip
BESIDE = ("h1", "z1", "h2", "z2")  # their gradients stand to the right, not below
SHOWN = {"out": "ŷ", "loss": "L"}
EDGES = (
    ((78, 286), (186, 296)), ((78, 286), (186, 146)), ((78, 136), (186, 296)),
    ((78, 136), (186, 146)), ((330, 296), (418, 220)), ((330, 146), (418, 220)),
    ((500, 221), (506, 221)),
)  # fmt: skip
BOXES = (
    (4, 268, 74, 44), (4, 118, 74, 44), (186, 264, 144, 64), (186, 114, 144, 64),
    (414, 199, 86, 44), (506, 205, 82, 32),
)  # fmt: skip
GIVEN = {*PARAMETERS, "x1", "x2", "y"}


class TwoWayGraph:
    """A 2-2-1 network with a place for every number and, beside it, its gradient.

    What is computed forward is blue; gradients are purple, italic and carry an arrow.
    """

    def __init__(self, page):
        page.set(xlim=(0, 590), ylim=(0, 420))
        page.axis("off")
        for ends in EDGES:
            page.plot(*zip(*ends, strict=True), color=GREY, ls="-", lw=1.2, zorder=1)
        for x, y, w, h in BOXES:
            shape = "round,pad=0,rounding_size=6"
            box = FancyBboxPatch((x, y), w, h, boxstyle=shape, fc=PAPER, ec=GREY)
            page.add_patch(box).set_zorder(2)
        self.values = {
            name: page.text(*at, "", color=INK, **_look())
            for name, at in PLACES.items()
        }
        self.slopes = {}
        for name, (x, y) in PLACES.items():
            if name not in ("loss", "y"):
                at = (x + 68, y) if name in BESIDE else (x, y - 19)
                look = _look() | {"style": "italic"}
                self.slopes["d" + name] = page.text(*at, "", color=PURPLE, **look)
        self.banner = page.text(8, 398, "", color=INK, weight="bold", fontsize=13)
        page.text(8, 48, "blue → forward", color=BLUE, fontsize=11)
        page.text(150, 48, "purple ← backward: ∂L / ∂ each number", color=PURPLE,
                  fontsize=11, style="italic")  # fmt: skip
        self.rule = page.text(8, 18, "", fontsize=12, color=INK)

    def update(
        self, values: dict, shown: set, newest: str, banner: str, rule: str
    ) -> list[Artist]:
        """Show the numbers named in `shown`, the `newest` in bold, and the words."""
        for name, text in self.values.items():
            known = name in GIVEN or name in shown
            number = short(values[name]) if known else "·"
            text.set_text(f"{SHOWN.get(name, name)} = {number}")
            text.set_color(BLUE if name in shown else INK if known else GREY)
            text.set_weight("bold" if name == newest else "normal")
        for name, text in self.slopes.items():
            text.set_text(f"← {short(values[name])}" if name in shown else "")
            text.set_weight("bold" if name == newest else "normal")
        self.banner.set_text(banner)
        self.rule.set_text(rule)
        return [*self.values.values(), *self.slopes.values(), self.banner, self.rule]


def _look() -> dict:
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
    return dict(ha="center", va="center", fontsize=11, zorder=3, bbox=box)
