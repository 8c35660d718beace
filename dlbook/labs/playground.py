"""The playground: the whole course in one instrument, and the program behind it."""

from __future__ import annotations

import math

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from dlbook.activations import sigmoid
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE, PAPER, darker
from dlbook.figures.maps import shades, unit_maps
from dlbook.labs.grounds import SIDE
from dlbook.labs.lab import Lab
from dlbook.labs.playground_code import program
from dlbook.labs.playground_controls import GROUPS, MOST_LAYERS, NAMES, knobs
from dlbook.labs.playground_story import SCENES
from dlbook.labs.runs import KNOBS, Run, run

Array = np.ndarray
ENDS = (20, 50, 100, 200, 500, 1000)  # where the axis of epochs may end
LEFT = 3  # so many runs that a fork left behind stay in the picture


class PlaygroundLab(Lab):
    """Notebook 16: every knob of the course on one network of your own."""

    title = "Playground"
    size = (8.6, 5.3)
    horizon, pace, keep = 1000, 0.05, 200
    live = KNOBS
    views = ("layer", "unit", "unseen", "sharp")
    groups, scenes = GROUPS, SCENES

    def make_controls(self):
        return knobs()

    def steps(self, s):
        return run(s)

    def numbers(self, s):
        own, trail = Run(s), s.trail
        net = own.network(s.record.theta)
        h = net.forward(own.ground.grid)
        maps = [h[0], *(_centred(part, own.activation) for part in h[1:-1])]
        maps = [m.T.reshape(-1, SIDE, SIDE) for m in (*maps, own.ground.said(h[-1]))]
        layer = s.layer if 0 < s.layer <= s.layers else len(maps) - 1
        unit = min(s.unit, len(maps[layer])) - 1
        test = np.array([r.test for r in trail])  # (kept, 2)
        flat = [np.ptp(m, axis=(1, 2)) < 1e-6 for m in maps[1:-1]]
        seeds = s.record.seeds
        return {
            "own": own,
            "net": net,
            "shape": "-".join(map(str, own.sizes)),
            "maps": maps,
            "chosen": (layer, unit),
            "epochs": np.array([r.epoch for r in trail]),
            "train": np.array([r.train[0] for r in trail]),
            "test": test[:, 0],
            "best": float(test[:, 0].min()),
            "train_loss": s.record.train[0],
            "test_loss": s.record.test[0],
            "train_right": s.record.train[1],
            "test_right": s.record.test[1],
            "slopes": s.record.slopes,
            "turns": s.record.turns,
            "dead": int(sum(part.sum() for part in flat)),
            "ties": int(sum((W == 0).sum() for W in net.params[::2])),
            "left": [
                np.array([(r.epoch, r.train[0], r.test[0]) for r in old.kept])
                for old in self.player.left_behind(trail)[-LEFT:]
            ],
            "fan": np.array([r.seeds[:, 0] for r in trail]) if s.luck else None,
            "seeds": np.zeros((0, 2)) if seeds is None else seeds,
            "low": float(seeds[:, 1].min()) if s.luck else 0.0,
            "high": float(seeds[:, 1].max()) if s.luck else 0.0,
            "failed": int((seeds[:, 1] < 0.95).sum()) if s.luck else 0,
        }

    def draw(self, figure):
        self.wiring = unit_maps(figure.add_axes((0.005, 0.325, 0.60, 0.665)))
        self.plane = figure.add_axes((0.67, 0.42, 0.32, 0.51))
        self.plane.set_title("", fontsize=12)
        blank = np.full((SIDE, SIDE, 3), 255, np.uint8)
        self.map = self.plane.imshow(blank, origin="lower", aspect="auto", zorder=0)
        self.border = LineCollection([], colors=INK, linewidths=1.8, zorder=2)
        self.plane.add_collection(self.border)
        look = {"ls": "", "zorder": 4, "ms": 5.5}
        self.marks = [
            self.plane.plot([], [], mark, color=colour, mec=edge, mew=width, mfc=face,
                            **look)[0]
            for edge_is, width in ((PAPER, 0.6), (None, 1.2))
            for mark, colour in (("o", darker(ORANGE)), ("s", darker(BLUE)))
            for edge, face in [(edge_is or colour, colour if edge_is else PAPER)]
        ]  # fmt: skip
        self.values = [
            self.plane.scatter([], [], s=28, marker=mark, ec=INK, lw=0.8, zorder=4)
            for mark in "os"
        ]
        self.legend = figure.text(0.67, 0.345, "", fontsize=10.5, va="center")
        self.head = figure.text(0.67, 0.965, "", weight="bold", va="center")
        self.curves = figure.add_axes((0.075, 0.07, 0.33, 0.18))
        self.curves.set(xlim=(0, ENDS[0]), ylim=(0, 1))
        self.curves.locator_params(axis="y", nbins=3)
        plot = self.curves.plot
        self.fan = LineCollection([], colors=GREY, linewidths=0.7)
        self.olds = LineCollection(
            [], colors=GREY, linewidths=1.6, linestyles=["-", "--"]
        )
        for lines in (self.fan, self.olds):
            self.curves.add_collection(lines, autolim=False)
        (self.train,) = plot([], [], "-", color=BLUE)
        (self.test,) = plot([], [], "--", color=ORANGE)
        words = {"fontsize": 11, "va": "center"}
        figure.text(0.075, 0.285, "loss by epoch", weight="bold", **words)
        figure.text(0.245, 0.285, "━ train", color=BLUE, **words)
        figure.text(0.335, 0.285, "╍ test", color=darker(ORANGE), **words)
        slopes = figure.add_axes((0.485, 0.07, 0.19, 0.18))
        slopes.set(yscale="log", ylim=(1e-6, 10), xlim=(0.5, MOST_LAYERS + 1.5))
        slopes.set_xticks(range(1, MOST_LAYERS + 2))
        slopes.set_yticks([1e-6, 1e-3, 1], ["10⁻⁶", "10⁻³", "1"])
        slopes.minorticks_off()
        (self.slopes,) = slopes.plot([], [], "-D", color=BLUE, ms=6)
        figure.text(0.44, 0.285, "gradient by layer", weight="bold", **words)
        seeds = figure.add_axes((0.725, 0.07, 0.25, 0.18))
        seeds.set(xlim=(38, 102), ylim=(-1, 4), yticks=())
        figure.text(0.725, 0.285, "% of test right, 16 seeds", weight="bold", **words)
        (self.dots,) = seeds.plot([], [], "o", color=GREY, alpha=0.75, ms=6)
        (self.mine,) = seeds.plot([], [], "D", color=ORANGE, mec=INK, ms=9)
        self.hint = seeds.text(40, 1.5, "", va="center", fontsize=11, color=GREY)

    def update(self, n):
        place = n.own.ground
        names = [NAMES[k] for k in place.features]
        moved = self.wiring(n.net.params[::2], n.maps, names, n.chosen)
        moved += self._update_plane(n, place)
        self.train.set_data(n.epochs, n.train)
        self.test.set_data(n.epochs, n.test)
        self.olds.set_segments([old[:, [0, k]] for old in n.left for k in (1, 2)])
        fan = [] if n.fan is None else n.fan.T
        self.fan.set_segments([np.column_stack([n.epochs, one]) for one in fan])
        tops = [1e-3, n.train[0], n.test[0], n.train[-1], n.test[-1]]
        top = 2.0 ** math.ceil(math.log2(min(1.1 * max(tops), 1e4)))
        end = min(e for e in ENDS if e >= n.step)
        if (self.curves.get_xlim()[1], self.curves.get_ylim()[1]) != (end, top):
            self.curves.set(xlim=(0, end), ylim=(0, top))
        self.slopes.set_data(range(1, len(n.slopes) + 1), n.slopes.clip(1.1e-6, 9))
        show = n.luck and not place.valued
        right = 100 * n.seeds[:, 1].clip(0.4) if show else np.zeros(0)
        self.dots.set_data(right[1:], np.arange(len(right) - 1) % 4 if show else [])
        self.mine.set_data(right[:1], [1.5] if show else [])
        self.hint.set_text("" if show else "tick “is it luck?”")
        lines = [self.train, self.test, self.olds, self.fan, self.slopes]
        return [*moved, *lines, self.dots, self.mine]

    def _update_plane(self, n, place) -> list:
        layer, unit = n.chosen
        shown = n.maps[layer][unit]
        shown = shown / max(float(np.abs(shown).max()), 1e-9) if n.layer else shown
        self.map.set_data(shades(np.sign(shown) * 0.9 if n.sharp else shown * 0.9))
        left, right, bottom, top = place.extent
        if tuple(self.map.get_extent()) != place.extent:
            self.map.set_extent(place.extent)
            self.plane.set(xlim=(left, right), ylim=(bottom, top))
        side = np.linspace(left, right, SIDE), np.linspace(bottom, top, SIDE)
        self.border.set_segments(contour_generator(*side, shown).lines(0.0))
        inner = [slice(place.cut), slice(place.cut, None if n.unseen else place.cut)]
        for mark, (rows, k) in zip(
            self.marks, ((rows, k) for rows in inner for k in (0, 1)), strict=True
        ):
            where = (place.labels[rows] == k) & (not place.valued)
            mark.set_data(*place.points[rows][where].T)
        rows = slice(None if n.unseen else place.cut) if place.valued else slice(0)
        values, signs = place.labels[rows], place.labels[rows] > 0
        for k, dots in enumerate(self.values):
            dots.set_offsets(place.points[rows][signs == k])
            dots.set_facecolor(shades(values[signs == k].clip(-1, 1)) / 255)
        words = "● ■ train   ○ □ test"
        self.legend.set_text("○ below 0   □ above 0" if place.valued else words)
        name = (
            "output" if layer == len(n.maps) - 1 else f"layer {layer}, unit {unit + 1}"
        )
        self.head.set_text(f"epoch {n.step}: {name}")
        return [self.map, self.border, *self.marks, *self.values, self.head]

    def describe(self, n):
        place = n.own.ground
        knobs = "".join(
            f", {k.upper()} {getattr(n, k):g}" for k in ("l1", "l2") if getattr(n, k)
        )
        features = ", ".join(NAMES[k] for k in place.features)
        text = f"{n.data.capitalize()}, noise {n.noise:g}: {place.cut} points to "
        text += f"learn from. Network {n.shape} on {features}; "
        text += f"{n.activation}, {n.optimizer} at rate {n.rate:g}, batch "
        text += f"{min(n.batch, place.cut)}{knobs}. Epoch {n.step}: train loss "
        text += f"{n.train_loss:.3f}, test loss {n.test_loss:.3f}"
        if not place.valued:
            text += f", right {n.train_right:.1%} and {n.test_right:.1%}"
        slopes = ", ".join(f"{slope:.1g}" for slope in n.slopes)
        text += f". Gradient by layer: {slopes}."
        if n.dead:
            text += f" Units that say the same everywhere: {n.dead}."
        if n.l1:
            text += f" Weights that are 0: {n.ties}."
        if n.left:
            text += (
                f" The run you left had test loss {n.left[-1][-1, 2]:.3f} at its end."
            )
        if n.luck and not place.valued:
            text += (
                f" Of 16 seeds the worst has {n.low:.1%} right, the best {n.high:.1%}; "
            )
            text += f"{n.failed} stay below 95%."
        return text + (f" It ended: {n.ended}." if n.ended else "")

    def program(self, n):
        return program(n)


def _centred(h: Array, activation) -> Array:
    """Outputs of hidden units with the middle of their range at 0."""
    return h - 0.5 if activation is sigmoid else h
