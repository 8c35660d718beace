"""The complexity dial: what fits the points best is not what fits the truth best."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from dlbook.figures.colours import BLUE, GREY, INK, ORANGE
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches

DEGREES = np.arange(1, 10)
AT = np.linspace(0, 1, 200)  # where the error on unseen points is measured
TRUTH = np.sin(2 * np.pi * AT)
FOOT, TOP = 1e-4, 10.0  # of the axis of errors


def sample(n: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """n points of a sine with noise. Shapes: x (n,), y (n,)."""
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 1, n)
    return x, np.sin(2 * np.pi * x) + rng.normal(0, noise, n)


def polynomial(x: np.ndarray, y: np.ndarray, degree: int, l2: float) -> np.ndarray:
    """Coefficients, highest power first, that make mean (p(x) - y)^2 + l2 sum c^2 least
    (the sum leaves the constant out, as training leaves out biases)."""
    powers = np.vander(x, degree + 1)  # (n, degree + 1)
    restraint = np.sqrt(l2 * len(x)) * np.eye(degree, degree + 1)
    rows, targets = np.vstack([powers, restraint]), np.append(y, np.zeros(degree))
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


@lru_cache(maxsize=512)
def fits(n: int, noise: float, seed: int, l2: float) -> tuple:
    """Every degree's curve at AT, error on the points, and error on the truth."""
    x, y = sample(n, noise, seed)
    c = [polynomial(x, y, degree, l2) for degree in DEGREES]
    curves = np.array([np.polyval(p, AT) for p in c])
    train = np.array([np.mean((np.polyval(p, x) - y) ** 2) for p in c])
    return x, y, curves, train, np.mean((curves - TRUTH) ** 2, axis=1)


class GeneralisationLab(Lab):
    """Notebook 11: turn up the degree, and watch two errors part."""

    title = "The complexity dial"
    size = (8.4, 4.0)
    scenes = (
        Scene(
            "Too stiff",
            {"degree": 1},
            "degree {degree}: wrong on its own points ({train:.3f}) and on new ones "
            "({test:.3f})",
        ),
        Scene(
            "About right",
            {"degree": 3},
            "degree {degree}: not perfect on its points ({train:.3f}), and best on "
            "new ones ({test:.3f})",
        ),
        Scene(
            "Through every point",
            {"degree": 9},
            "degree {degree}: training error {train:.3f}, test error {test:.3f}",
        ),
        Scene(
            "A hundred points",
            {"degree": 9, "n": 100},
            "with {n} points degree {degree} has training error {train:.3f} and test "
            "error {test:.3f}",
        ),
        Scene(
            "No noise",
            {"degree": 9, "noise": 0.0},
            "without noise degree {degree} errs by less than a millionth: it is the "
            "noise that it learned by heart",
            on_sheet=False,
        ),
        Scene(
            "A restraint",
            {"degree": 9, "l2": 1e-4},
            "degree {degree} with a little L2: training error {train:.3f}, test error "
            "{test:.3f}",
        ),
        Scene(
            "Too much restraint",
            {"degree": 9, "l2": 1.0},
            "with a lot of it the curve hardly bends: test error {test:.3f}",
        ),
        Scene(
            "Another ten points",
            {"degree": 9, "sample": 4},
            "other noise, other wiggles: test error {test:.3f}",
            on_sheet=False,
        ),
    )

    def make_controls(self):
        powers = [0.0, *(10.0**p for p in range(-8, 1))]
        return {
            "degree": widgets.IntSlider(3, 1, 9, description="degree"),
            "n": widgets.IntSlider(10, 10, 100, step=5, description="points"),
            "noise": widgets.FloatSlider(
                value=0.2, min=0, max=0.5, step=0.05, description="noise"
            ),
            "l2": Notches(powers, 0.0, "restraint L2"),
            "sample": widgets.IntSlider(3, 0, 20, description="sample"),
        }

    def numbers(self, s):
        x, y, curves, train, test = fits(s.n, s.noise, s.sample, s.l2)
        return {
            "x": x,
            "y": y,
            "curve": curves[s.degree - 1],
            "trains": train,
            "tests": test,
            "train": float(train[s.degree - 1]),
            "test": float(test[s.degree - 1]),
            "best": int(DEGREES[test.argmin()]),
            "least": float(test.min()),
        }

    def draw(self, figure):
        left = figure.add_axes((0.09, 0.14, 0.485, 0.76))
        left.set(xlim=(-0.03, 1.03), ylim=(-2, 2), xlabel="x", ylabel="y")
        left.plot(AT, TRUTH, color=GREY, lw=2, ls="--", label="truth")
        (self.curve,) = left.plot([], [], color=BLUE, lw=2.5, label="fit")
        (self.points,) = left.plot([], [], "o", color=INK, ms=6, label="points")
        left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderpad=0.1)
        right = figure.add_axes((0.68, 0.14, 0.305, 0.76))
        right.set(yscale="log", xlim=(0.5, 9.5), ylim=(FOOT / 1.6, TOP))
        right.set(xlabel="degree", ylabel="mean squared error", xticks=DEGREES)
        powers = range(-3, 2)
        names = [r"$\leq\!10^{-4}$", *(f"$10^{{{p}}}$" for p in powers)]
        right.set_yticks([FOOT, *(10.0**p for p in powers)], names)
        self.mark = right.axvline(1, color=GREY, lw=8, ls="-", alpha=0.3)
        (self.trains,) = right.plot([], [], "-s", color=BLUE, ms=6, label="train")
        (self.tests,) = right.plot([], [], "--o", color=ORANGE, ms=6, label="test")
        right.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=2, borderpad=0.1)

    def update(self, n):
        self.points.set_data(n.x, n.y)
        self.curve.set_data(AT, n.curve)
        self.trains.set_data(DEGREES, n.trains.clip(FOOT, TOP))
        self.tests.set_data(DEGREES, n.tests.clip(FOOT, TOP))
        self.mark.set_xdata([n.degree, n.degree])
        return [self.points, self.curve, self.mark, self.trains, self.tests]

    def describe(self, n):
        return (
            f"A polynomial of degree {n.degree} on {n.n} points, noise {n.noise:g}, "
            f"restraint {n.l2:g}: train {n.train:.4f}, test {n.test:.4f}. "
            f"The test error is least at degree {n.best}, {n.least:.4f}."
        )

    def program(self, n):
        return f"""
import numpy as np

rng = np.random.default_rng({n.sample})
x = np.linspace(0, 1, {n.n})
y = np.sin(2 * np.pi * x) + rng.normal(0, {n.noise!r}, {n.n})
degree, l2 = {n.degree}, {n.l2!r}

restraint = np.sqrt(l2 * len(x)) * np.eye(degree, degree + 1)
rows = np.vstack([np.vander(x, degree + 1), restraint])
c = np.linalg.lstsq(rows, np.append(y, np.zeros(degree)), rcond=None)[0]
new = np.linspace(0, 1, 200)
train = np.mean((np.polyval(c, x) - y) ** 2)
test = np.mean((np.polyval(c, new) - np.sin(2 * np.pi * new)) ** 2)
print(f"train {{train:.4f}}, test {{test:.4f}}")
"""
