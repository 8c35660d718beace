"""Four classifiers on four worlds, and the four losses that may teach one neuron."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import ipywidgets as widgets
import numpy as np

from dlbook import data
from dlbook.activations import sigmoid, softmax, tanh
from dlbook.classifiers import GaussianNaiveBayes
from dlbook.figures.colours import BLUE, INK, PALE
from dlbook.figures.regions import data_points, decision_map
from dlbook.labs.lab import Lab, Scene
from dlbook.labs.notches import Notches
from dlbook.losses import BinaryCrossEntropy, Hinge
from dlbook.network import MLP, LogisticRegression, Network
from dlbook.optimizers import GradientDescent
from dlbook.training import descent

Array = np.ndarray


class World(NamedTuple):
    """A data set, its usual noise, and the square of the plane to look at."""

    noise: float
    centre: tuple[float, float]
    reach: float


WORLDS = {
    "blobs": World(0.6, (0.0, 0.0), 4.2),
    "circles": World(0.08, (0.0, 0.0), 1.5),
    "xor": World(0.25, (0.0, 0.0), 2.1),
    "moons": World(0.12, (0.5, 0.25), 2.0),
}
MODELS = {  # name: its control
    "logistic regression": "logistic",
    "linear SVM": "svm",
    "naive Bayes": "bayes",
    "small net": "net",
}
DESCENTS = {  # network, loss, rate, steps, l2
    "logistic regression": ("LogisticRegression(2)", BinaryCrossEntropy, 0.5, 2000, 0),
    "linear SVM": ("LogisticRegression(2)", Hinge, 0.1, 2000, 0.001),
    "small net": ("MLP(2, 16, 1, activation=tanh)", BinaryCrossEntropy, 0.5, 3000, 0),
}


def points(world: str, noise: float, n: int, seed: int) -> tuple[Array, Array]:
    """n points with so many times the usual noise."""
    return getattr(data, world)(n, round(noise * WORLDS[world].noise, 3), seed)


class Fit(NamedTuple):
    """A trained model: its accuracies, and its answer for points (n, 2)."""

    train: float
    test: float
    answer: object


@lru_cache(maxsize=512)
def fitted(model: str, world: str, noise: float, n: int, draw: int) -> Fit:
    """One model trained on n points, judged on 1,000 others."""
    x, y = points(world, noise, n, seed=draw and 100 + draw)  # 1 draws the test set
    if model == "naive Bayes":
        learned = GaussianNaiveBayes().fit(x, y)
    elif model == "small net":
        learned = descended(MLP(2, 16, 1, activation=tanh), model, x, y)
    else:
        learned = descended(LogisticRegression(2), model, x, y)
    new, truth = points(world, noise, 1000, seed=1)
    train, test = learned.predict(x) == y, learned.predict(new) == truth
    return Fit(float(train.mean()), float(test.mean()), _answer(model, learned))


def descended(net: Network, model: str, x: Array, y: Array) -> Network:
    """Full-batch gradient descent by the recipe of DESCENTS."""
    _, loss, rate, steps, l2 = DESCENTS[model]
    target = (2 * y - 1 if loss is Hinge else y)[:, None].astype(float)
    rule = GradientDescent(rate)
    for _ in descent(net, loss(), x, target, rule, steps, batch=None, l2=l2):
        pass
    return net


def _answer(model, learned):
    """Probabilities of class 1; of the SVM, which has none, the place in its strip."""
    if model == "linear SVM":
        return lambda p: np.clip((1 + learned(p)[:, 0]) / 2, 0, 1)
    if model == "naive Bayes":
        return lambda p: softmax(learned.log_joint(p))[:, 1]
    return lambda p: sigmoid(learned(p))[:, 0]


def _unknown(p):
    return np.full(len(p), 0.5)


class ClassifiersLab(Lab):
    """Notebook 12: who divides which world, with how many points and how much noise."""

    title = "Four classifiers, four worlds"
    size = (8.4, 4.1)
    scenes = (
        Scene(
            "Two clouds",
            {"data": "blobs"},
            "all four are right on {worst:.3f} or more: the cheapest will do",
        ),
        Scene(
            "Rings",
            {"data": "circles"},
            "the two lines get {a_logistic:.2f} and {a_svm:.2f}, naive Bayes "
            "{a_bayes:.3f}, the net {a_net:.3f}",
        ),
        Scene(
            "Rings, another draw",
            {"data": "circles", "draw": 3},
            "the lines get {a_logistic:.2f} and {a_svm:.2f}: they can cut a piece off "
            "the outer ring, no more",
            on_sheet=False,
        ),
        Scene(
            "Four corners",
            {"data": "xor"},
            "the net gets {a_net:.3f}; the SVM's line cuts one corner off, "
            "{a_svm:.2f}; naive Bayes is at {a_bayes:.2f}",
        ),
        Scene(
            "Two moons",
            {"data": "moons"},
            "{a_logistic:.2f}, {a_svm:.2f} and {a_bayes:.2f}: the net bends and gets "
            "{a_net:.2f}",
        ),
        Scene(
            "Moons in heavy noise",
            {"data": "moons", "noise": 3.0, "n": 50},
            "from {worst:.2f} to {best:.2f}: hardly a difference is left",
            on_sheet=False,
        ),
        Scene(
            "Rings from twenty points",
            {"data": "circles", "n": 20},
            "naive Bayes gets {a_bayes:.2f}, the net {a_net:.2f}, though right on "
            "{net_train:.2f} of its own",
        ),
    )

    def make_controls(self):
        ticks = {
            control: widgets.Checkbox(True, indent=False, description=name)
            for name, control in MODELS.items()
        }
        return {
            "data": widgets.Dropdown(options=list(WORLDS), description="data"),
            "noise": Notches([0.5, 1.0, 2.0, 3.0], 1.0, "noise, times"),
            "n": Notches([10, 20, 50, 100, 400], 400, "points n"),
            "draw": widgets.IntSlider(0, 0, 9, description="draw"),
            **ticks,
        }

    def numbers(self, s):
        ticked = [m for m, control in MODELS.items() if getattr(s, control)]
        fits = {m: fitted(m, s.data, s.noise, s.n, s.draw) for m in ticked}
        tests = {m: fit.test for m, fit in fits.items()}
        return {
            "tests": tests,
            "trains": {m: fit.train for m, fit in fits.items()},
            "worst": min(tests.values(), default=0),
            "best": max(tests.values(), default=0),
            "net_train": fits["small net"].train if "small net" in fits else 0.0,
            **{f"a_{word}": tests.get(m, 0.0) for m, word in MODELS.items()},
        }

    def draw(self, figure):
        self.maps, self.dots, self.bars = [], [], []
        for k, model in enumerate(MODELS):
            left = 0.012 + 0.248 * k
            axes = figure.add_axes((left, 0.375, 0.232, 0.54))
            square = (-1, 1, -1, 1)
            self.maps.append(decision_map(axes, _unknown, extent=square, resolution=70))
            self.dots.append(data_points(axes, np.zeros((0, 2)), np.zeros(0, int), 4.5))
            axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
            figure.text(left + 0.116, 0.94, model, ha="center", weight="bold")
            scale = figure.add_axes((left + 0.05, 0.155, 0.112, 0.16))
            scale.set(xlim=(0.3, 1.0), ylim=(-0.6, 1.6), xticks=(0.5, 1))
            scale.set(yticks=(1, 0), yticklabels=("own", "new"))
            scale.axvline(0.5, color=INK, lw=1.2, ls="--", zorder=4)
            rows = scale.barh((1, 0), (0, 0), 0.8, color=(PALE, BLUE), ec=INK)
            words = [
                scale.text(1.03, y, "", va="center", weight=weight)
                for y, weight in ((1, "normal"), (0, "bold"))
            ]
            self.bars.append((rows, words))
        figure.text(0.5, 0.015, "accuracy on its own and on new points", ha="center")

    def update(self, n):
        world = WORLDS[n.data]
        x, y = points(n.data, n.noise, n.n, seed=n.draw and 100 + n.draw)
        x, y = (x[:120] - world.centre) / world.reach, y[:120]
        moved = []
        for k, model in enumerate(MODELS):
            answer = _unknown
            if model in n.tests:
                answer = fitted(model, n.data, n.noise, n.n, n.draw).answer
            image, *rest = self.maps[k](_seen(answer, world))
            image.set_visible(model in n.tests)
            moved += [image, *rest]
            moved += self.dots[k](x, y)
            rows, words = self.bars[k]
            values = n.trains.get(model), n.tests.get(model)
            for row, word, value in zip(rows, words, values, strict=True):
                row.set_width(value or 0)
                word.set_text("" if value is None else f"{value:.3f}")
                moved += [row, word]
        return moved

    def describe(self, n):
        text = f"{n.data}, {n.n} points (draw {n.draw}), noise x {n.noise:g}. "
        if not n.tests:
            return text + "Tick a model."
        scores = [f"{m} {a:.3f}" for m, a in n.tests.items()]
        return text + f"Accuracy on 1,000 new points: {', '.join(scores)}."

    def program(self, n):
        if not n.tests:
            return 'print("Tick a model.")'
        noise = round(n.noise * WORLDS[n.data].noise, 3)
        lines = [
            "import numpy as np",
            "from dlbook import *\n",
            f"x, y = data.{n.data}({n.n}, {noise}, seed={n.draw and 100 + n.draw})",
            f"new, truth = data.{n.data}(1000, {noise}, seed=1)\n",
            "def train(net, loss, y, rate, steps, l2=0.0):",
            "    y, rule = y[:, None].astype(float), GradientDescent(rate)",
            "    for _ in descent(net, loss, x, y, rule, steps, None, l2=l2):",
            "        pass",
            "    return net\n",
        ]
        for m in n.tests:
            made = "GaussianNaiveBayes().fit(x, y)"
            if m in DESCENTS:
                net, loss, rate, steps, l2 = DESCENTS[m]
                target = "2 * y - 1" if loss is Hinge else "y"
                made = f"train({net}, {loss()}, {target}, {rate}, {steps}, {l2})"
            lines.append(f"model = {made}")
            lines.append(f'print(f"{m} {{np.mean(model.predict(new) == truth):.3f}}")')
        return "\n".join(lines)


def _seen(answer, world):
    """The same answer, for points of the square from -1 to 1."""
    return lambda p: answer(p * world.reach + world.centre)
