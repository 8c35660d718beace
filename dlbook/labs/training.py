"""The training cockpit: every knob of a run, and what each does to the same data."""

from __future__ import annotations

import math
from functools import partial

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREY, INK, ORANGE, SIGNS
from dlbook.figures.descents import curve_descent, loss_map
from dlbook.labs import worlds
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches, rates
from dlbook.labs.worlds import DIGITS, EPOCHS, FOUR, LINE, NAMES, OPTIMIZERS, SIZES

Array = np.ndarray
ORDER = ("single", "yours", "full")


class TrainingLab(Lab):
    """Notebook 10: batch size, rate, shuffle, start and optimizer of one run."""

    title = "Training cockpit"
    size = (8.4, 4.1)
    pace, keep, live = 0.0, 5000, ("rate",)
    scenes = (
        Scene(
            "One epoch, one update",
            {"data": FOUR, "batch": 4, "rate": 0.02, "shuffle": False, "step": 1},
            "all four examples in one batch: {step} update, w = {w:.4f}",
            on_sheet=False,
        ),
        Scene(
            "One epoch, two updates",
            {"data": FOUR, "batch": 2, "rate": 0.02, "shuffle": False, "step": 2},
            "batches of two: {step} updates, w = {w:.4f}",
            on_sheet=False,
        ),
        Scene(
            "One epoch, four updates",
            {"data": FOUR, "batch": 1, "rate": 0.02, "shuffle": False, "step": 4},
            "one at a time: {step} updates, w = {w:.4f}, on the way to 2",
        ),
        Scene(
            "Three paths after two epochs",
            {"compare": True, "step": 26},
            "{epoch:g} epochs: {made[0]} updates of one example, {made[1]} of 16, "
            "{made[2]} of all; losses {losses[0]:.3f}, {losses[1]:.3f}, "
            "{losses[2]:.3f}",
        ),
        Scene(
            "It hovers",
            {"batch": 1, "rate": 0.3, "step": 4000},
            "rate {rate:g}, one at a time: in the second half w varies by {hover:.2f}",
        ),
        Scene(
            "Fast first, quiet later",
            {"batch": 1, "rate": 0.3, "decay": True, "step": 4000},
            "0.3, and 0.03 from epoch 10 on: there w varies by {hover:.3f}",
        ),
        Scene(
            "A tenth of the rate",
            {"batch": 1, "rate": 0.03, "step": 4000},
            "rate {rate:g}: in the second half w varies by {hover:.3f}",
            on_sheet=False,
        ),
        Scene(
            "Stuck at the start",
            {"data": DIGITS, "start": "zero", "rate": 0.2, "step": 260},
            "all weights zero: after {epoch:g} epochs the loss is {full:.2f}, "
            "with {distinct} kind of hidden unit",
        ),
        Scene(
            "Small and random",
            {"data": DIGITS, "start": "small", "rate": 0.2, "step": 260},
            "small random weights: {distinct} different units, loss {full:.2f}",
            on_sheet=False,
        ),
        Scene(
            "He's start",
            {"data": DIGITS, "start": "He", "rate": 0.2, "step": 260},
            "random weights of the right size: loss {full:.2f}, {right:.0%} right",
        ),
        Scene(
            "The pile is not shuffled",
            {"data": DIGITS, "start": "He", "rate": 0.2, "shuffle": False, "step": 260},
            "the digits come sorted by class and stay so: loss {full:.2f}, "
            "{right:.0%} right",
        ),
        Scene(
            "Adam",
            {
                "data": DIGITS,
                "start": "He",
                "rate": 0.01,
                "optimizer": "Adam",
                "step": 260,
            },
            "Adam at rate {rate:g}: loss {full:.3f}, {right:.0%} right",
            on_sheet=False,
        ),
    )

    @property
    def horizon(self) -> int:
        batch, name = self.controls["batch"].value, self.controls["data"].value
        return EPOCHS * math.ceil(len(worlds.world(name)[0]) / batch)

    def make_controls(self):
        return {
            "data": widgets.Dropdown(
                options=[FOUR, LINE, DIGITS], value=LINE, description="data"
            ),
            "batch": Notches(SIZES, 16, "batch size"),
            "rate": rates(0.1, 0.001, 3, "rate α", more=(1e-4, 10)),
            "optimizer": widgets.Dropdown(
                options=list(OPTIMIZERS), description="optimizer"
            ),
            "start": widgets.Dropdown(
                options=["zero", "small", "He"], description="start"
            ),
            "shuffle": widgets.Checkbox(
                value=True, indent=False, description="shuffle every epoch"
            ),
            "decay": widgets.Checkbox(
                value=False, indent=False, description="rate / 10 from epoch 10"
            ),
            "compare": widgets.Checkbox(
                value=False, indent=False, description="compare with 1 and all"
            ),
        }

    def steps(self, s):
        return worlds.run(s)

    def numbers(self, s):
        x, y, loss = worlds.world(s.data)
        n, per = len(x), math.ceil(len(x) / s.batch)
        net = worlds.network(s.data, s.start)
        net.theta = s.record.theta
        z = net(x)
        path = np.array([r.theta[:2] for r in s.trail])  # (step + 1, 1 or 2)
        paths = {"yours": path}
        if s.compare and s.data != DIGITS:
            for name, batch in (("single", 1), ("full", n)):
                same = [batch if k == "batch" else getattr(s, k) for k in NAMES]
                at = s.step * math.ceil(n / batch) // per
                other = worlds.trace(*same)
                other.seek(at)
                paths[name] = np.array([r.theta[:2] for r in other.upto(at)])
        ends = np.array([paths[k][-1] for k in ORDER if k in paths])
        off = worlds.noise(net, s.data)
        second = path[EPOCHS // 2 * per :, 0]
        return {
            "n": n,
            "per": per,
            "epoch": s.step / per,
            "net": net,
            "paths": paths,
            "made": [len(paths[k]) - 1 for k in ORDER if k in paths],
            "losses": [] if s.data == DIGITS else worlds.heights(s.data, ends).tolist(),
            "w": float(path[-1][0]),
            "full": float(loss(z, y)),
            "right": float(loss.right(z, y).mean()) if s.data == DIGITS else 0.0,
            "distinct": len(np.unique(net.layers[0].W.round(6), axis=0)),
            "curve": np.array([r.loss for r in s.trail[1:]]),
            "means": worlds.epoch_means(s.trail, per, s.batch, n),
            "left": self._left_behind(s, per, n),
            "hover": float(second.std()) if len(second) > 1 else 0.0,
            "noise": off,
            "own": off[max(k for k in off if k <= s.batch)],
        }

    def _left_behind(self, s, per: int, n: int) -> Array:
        """Epoch means of the run that the last fork left; none for the storyboard."""
        runs = self.player.left_behind(s.trail)
        if not runs:
            return np.zeros(0)
        return worlds.epoch_means(runs[-1].kept, per, s.batch, n)

    def draw(self, figure):
        left = (0.105, 0.14, 0.385, 0.72)
        self.frames = {name: figure.add_axes(left) for name in (FOUR, LINE, DIGITS)}
        self.curve = curve_descent(
            self.frames[FOUR], partial(worlds.heights, FOUR), (-0.5, 4.5)
        )
        names = {name: np.zeros((0, 2)) for name in ("yours", "single", "full")}
        extent, valley = (-0.6, 3.2, -0.4, 1.8), partial(worlds.heights, LINE)
        self.map = loss_map(self.frames[LINE], valley, extent, names, ("w", "b"))
        for line in self.frames[LINE].lines:
            line.set_linewidth(1)  # thousands of updates fit
        self.tiles = self.frames[DIGITS].imshow(
            np.zeros((4 * worlds.SIDE + 3,) * 2), cmap=SIGNS, vmin=-1, vmax=1
        )
        self.frames[DIGITS].set(xticks=[], yticks=[])
        self.frames[DIGITS].set_xlabel("incoming weights of the 16 hidden units")
        self.counter = figure.text(0.02, 0.955, "", weight="bold", va="center")
        self.losses = figure.add_axes((0.585, 0.60, 0.39, 0.27))
        self.losses.set(xlabel="epoch", ylabel="loss", xlim=(0, EPOCHS), ylim=(0, 1))
        self.losses.set_xticks(range(0, EPOCHS + 1, 5))
        self.losses.locator_params(axis="y", nbins=4)
        (self.each,) = self.losses.plot([], [], color=GREY, lw=0.8, ls="-")
        (self.old,) = self.losses.plot([], [], "--s", color=ORANGE, ms=8, lw=1.5)
        (self.means,) = self.losses.plot([], [], "-o", color=BLUE, ms=5, lw=1.5)
        self.legend = figure.text(0.585, 0.90, "", va="bottom", fontsize=11)
        noise = figure.add_axes((0.585, 0.14, 0.39, 0.23))
        noise.set(xlabel="batch size B", ylabel="gradient noise")
        noise.set(xscale="log", yscale="log", xlim=(0.8, 260), ylim=(0.04, 1.6))
        noise.minorticks_off()
        noise.set_xticks([1, 4, 16, 64, 200], ["1", "4", "16", "64", "200"])
        noise.set_yticks([0.1, 0.5, 1], ["0.1", "0.5", "1"])
        b = np.array(SIZES)
        noise.plot(b, b**-0.5, color=GREY, ls="--", lw=1.5)
        noise.text(18, 0.42, r"$1\,/\sqrt{B}$", color=INK)
        (self.dots,) = noise.plot([], [], "o", color=BLUE, ms=6)
        (self.here,) = noise.plot([], [], "D", color=ORANGE, ms=11, mec=INK)

    def update(self, n):
        for name, axes in self.frames.items():
            axes.set_visible(name == n.data)
        moved = []
        if n.data == FOUR:
            moved += self.curve(n.paths["yours"][:, 0])
        elif n.data == LINE:
            empty = np.zeros((0, 2))
            moved += self.map({k: n.paths.get(k, empty) for k in ORDER})
        else:
            self.tiles.set_data(worlds.tiled(n.net.layers[0].W))
            moved.append(self.tiles)
        self.counter.set_text(
            f"{n.per} update{'s' * (n.per > 1)} an epoch;  here: update {n.step}, "
            f"epoch {n.epoch:.3g}"
        )
        self.each.set_data(np.arange(1, len(n.curve) + 1) / n.per, n.curve)
        self.means.set_data(np.arange(1, len(n.means) + 1), n.means)
        self.old.set_data(np.arange(1, len(n.left) + 1), n.left)
        words = "grey: update   ●: epoch"
        self.legend.set_text(words + "   ■: before" * bool(len(n.left)))
        first = n.curve[:1] if len(n.curve) else [n.full]
        top = max([1e-3, *n.means[:1], *n.left[:1], *first])
        top = 2.0 ** math.ceil(math.log2(1.1 * top))
        if self.losses.get_ylim()[1] != top:
            self.losses.set_ylim(0, top)
        one = max(n.noise[1], 1e-12)
        self.dots.set_data(list(n.noise), np.array(list(n.noise.values())) / one)
        self.here.set_data([min(n.batch, n.n)], [n.own / one])
        moved += [self.counter, self.each, self.means, self.old, self.legend]
        return [*moved, self.dots, self.here]

    def describe(self, n):
        name = n.optimizer[0].upper() + n.optimizer[1:]
        turned = n.step and not n.decay and n.record.rate != n.rate
        text = f"{name} at rate {n.rate:g}{' from here on' if turned else ''}, "
        text += f"batch {min(n.batch, n.n)} of {n.n}: "
        text += f"{n.per} update{'s' * (n.per > 1)} an epoch. After {n.step} of them "
        text += f"(epoch {n.epoch:.3g}) the loss on all {n.n} examples is "
        text += f"{n.full:.4f}. "
        if n.data == DIGITS:
            text += f"Right: {n.right:.0%}; different hidden units: {n.distinct}. "
        else:
            text += f"w = {n.w:.4f}. "
        if n.hover and n.data != DIGITS:
            text += f"In the second half w varied by {n.hover:.3g}. "
        if len(n.left):
            text += f"The run you left had epoch mean {n.left[-1]:.4f} at its end. "
        if n.ended and n.ended != "finished":
            text += f"It ended: {n.ended}. "
        text += f"Noise of this batch's gradient: {n.own:.3g}, "
        return text + f"of one example's: {n.noise[1]:.3g}."

    def program(self, n):
        changes, before = {}, n.trail[min(1, n.step)].rate
        first = before
        for k, record in enumerate(n.trail[1:]):
            if record.rate != before:
                changes[k] = before = record.rate
        turn = f"    turned = {changes}.get(step.index + 1, optimizer.rate)\n"
        turn += "    optimizer.rate = turned\n"
        kind = OPTIMIZERS[n.optimizer].__name__
        return f"""
from dlbook import {kind}, descent
from dlbook.labs.worlds import network, world

x, y, loss = world({n.data!r})
net, optimizer = network({n.data!r}, {n.start!r}), {kind}({first!r})
epochs = {EPOCHS if n.step else 0}
for step in descent(net, loss, x, y, optimizer, epochs, batch={n.batch},
                    shuffle={n.shuffle}):
{turn if changes else ""}    if step.index + 1 == {n.step}:
        break
print(f"the loss on all {{len(x)}} examples is {{loss(net(x), y):.4f}}")
"""
