"""Time is a dial too: a net that trains on, past the point where it was best."""

from __future__ import annotations

import zlib
from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.figures.regions import decision_map
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches
from dlbook.losses import BinaryCrossEntropy
from dlbook.network import MLP, Network
from dlbook.optimizers import Adam
from dlbook.training import descent, evaluate

N, NOISE, RATE, EPOCHS = 60, 0.35, 0.003, 300
FOOT, TOP = 2e-3, 5.0  # of the axis of losses
LOSS = BinaryCrossEntropy()


@lru_cache(maxsize=16)
def moons(shuffled: int) -> tuple:
    """Training rows, of which `shuffled` per cent got another row's label, and 400 to
    validate on. Shapes: x (n, 2), y (n,)."""
    x, y = data.moons(N, NOISE, seed=0)
    rng = np.random.default_rng(0)
    rows = rng.permutation(N)[: round(N * shuffled / 100)]
    y[rows] = y[rng.permutation(rows)]
    return x, y, *data.moons(400, NOISE, seed=1)


def network(width: int) -> Network:
    return MLP(2, width, width, 1)


class EarlyStoppingLab(Lab):
    """Notebook 11: training and validation loss part, and only one of them knows."""

    title = "Stop early: training against validation"
    size = (8.4, 4.0)
    horizon, pace = EPOCHS, 0.03
    live = ("mode",)
    scenes = (
        Scene(
            "Before training",
            {"step": 0},
            "random weights: validation accuracy {val_accuracy:.2f}",
            on_sheet=False,
        ),
        Scene(
            "The best moment",
            {"step": 14},
            "epoch {best}: the validation loss is lowest, {least:.2f}",
        ),
        Scene(
            "Trained to the end",
            {"step": EPOCHS},
            "epoch {step}: training accuracy {accuracy:.2f}, but the validation loss "
            "rose from {least:.2f} to {val_loss:.2f}",
        ),
        Scene(
            "A narrow net",
            {"width": 1, "step": EPOCHS},
            "width {width}: it cannot bend enough, and both losses stay high "
            "({loss:.2f}, {val_loss:.2f})",
        ),
        Scene(
            "The wide net, restrained",
            {"l2": 0.01, "step": EPOCHS},
            "with L2 {l2:g} the validation loss ends at {val_loss:.2f}",
        ),
        Scene(
            "Shuffled labels",
            {"shuffled": 100, "step": EPOCHS},
            "labels at random: training accuracy {accuracy:.2f}, validation "
            "{val_accuracy:.2f}",
        ),
        Scene(
            "Inference",
            {"mode": "infer", "step": 50},
            "{passes} forward passes, {changes} changes: the checksum is frozen",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        return {
            "width": Notches((1, 2, 4, 8, 16, 32, 64), 64, "hidden width"),
            "l2": Notches((0, 0.001, 0.003, 0.01, 0.03, 0.1), 0, "restraint L2"),
            "shuffled": widgets.IntSlider(0, 0, 100, step=20, description="% shuffled"),
            "mode": widgets.Dropdown(options=("train", "infer"), description="mode"),
        }

    def steps(self, s):
        x, y, x_val, y_val = moons(s.shuffled)
        y, y_val = y[:, None].astype(float), y_val[:, None].astype(float)
        net = network(s.width)
        updates = descent(
            net, LOSS, x, y, Adam(RATE), epochs=EPOCHS, batch=None, l2=s.l2
        )
        while True:
            seen = (*evaluate(net, LOSS, x, y), *evaluate(net, LOSS, x_val, y_val))
            yield net.theta.copy(), seen
            if s.mode == "train":
                next(updates)

    def numbers(self, s):
        theta, now = s.record
        sums = [zlib.crc32(theta.tobytes()) for theta, _ in s.trail]
        seen = np.array([losses for _, losses in s.trail])  # (step + 1, 4)
        changes = int(np.count_nonzero(np.diff(sums)))
        return {
            "theta": theta,
            "losses": seen[:, 0],
            "val_losses": seen[:, 2],
            "loss": now[0],
            "accuracy": now[1],
            "val_loss": now[2],
            "val_accuracy": now[3],
            "best": int(seen[:, 2].argmin()),
            "least": float(seen[:, 2].min()),
            "passes": s.step,
            "changes": changes,
            "checksum": f"{sums[-1]:08x}",
        }

    def draw(self, figure):
        plane = figure.add_axes((0.09, 0.14, 0.385, 0.78))
        x, y, *_ = moons(0)
        self.map = decision_map(plane, network(1), x, y, (-2, 3, -1.8, 2.2), 60)
        curves = figure.add_axes((0.56, 0.3, 0.42, 0.62))
        curves.set(yscale="log", xlim=(-5, EPOCHS + 5), ylim=(FOOT, TOP))
        curves.set(xlabel="epoch", ylabel="loss")
        curves.yaxis.set_major_formatter("{x:g}")
        (self.train,) = curves.plot([], [], color=BLUE, lw=2.2, label="training")
        (self.val,) = curves.plot(
            [], [], "--", color=ORANGE, lw=2.2, label="validation"
        )
        self.stop = curves.axvline(0, color=GREY, lw=1.5, ls=":")
        (self.star,) = curves.plot([], [], "*", color=INK, ms=13, label="lowest")
        curves.legend(loc="lower left", borderpad=0.1)
        self.words = figure.text(0.56, 0.05, "", family="monospace")

    def update(self, n):
        net = network(n.width)
        net.theta = n.theta
        x, y, *_ = moons(n.shuffled)
        moved = self.map(net, x, y)
        epochs = np.arange(len(n.losses))
        self.train.set_data(epochs, n.losses.clip(FOOT, TOP))
        self.val.set_data(epochs, n.val_losses.clip(FOOT, TOP))
        self.stop.set_xdata([n.best, n.best])
        self.star.set_data([n.best], [n.least])
        self.words.set_text(f"checksum {n.checksum}, changes: {n.changes}")
        return [*moved, self.train, self.val, self.stop, self.star, self.words]

    def describe(self, n):
        return (
            f"Width {n.width}, L2 {n.l2:g}, {n.shuffled} % of the labels shuffled, "
            f"mode {n.mode}, step {n.step}: training loss {n.loss:.3f}, validation "
            f"loss {n.val_loss:.3f}; accuracies {n.accuracy:.3f} and "
            f"{n.val_accuracy:.3f}. "
            f"Lowest validation loss: {n.least:.3f} at step {n.best}. "
            f"The parameters changed {n.changes} times."
        )

    def program(self, n):
        return f"""
import numpy as np
from dlbook import MLP, Adam, BinaryCrossEntropy, data, descent, evaluate

x, y = data.moons({N}, {NOISE}, seed=0)
rng = np.random.default_rng(0)
rows = rng.permutation({N})[:{round(N * n.shuffled / 100)}]
y[rows] = y[rng.permutation(rows)]
x_val, y_val = data.moons(400, {NOISE}, seed=1)

net, loss = MLP(2, {n.width}, {n.width}, 1), BinaryCrossEntropy()
for step in descent(net, loss, x, y[:, None].astype(float), Adam({RATE}),
                    epochs={n.changes}, batch=None, l2={n.l2!r}):
    pass
value, accuracy = evaluate(net, loss, x_val, y_val[:, None].astype(float))
print(f"{{value:.3f}}")
"""
