"""The course as a list of notebooks, with the exercises in each and what was done."""

import html
import importlib
import importlib.util
from dataclasses import dataclass

from dlbook.exercises import progress
from dlbook.exercises.exercise import Exercise
from dlbook.exercises.predict import Prediction
from dlbook.exercises.verdict import RIGHT

NOTEBOOKS = {  # notebook: title
    "00_start_here": "Start here",
    "01_rules_or_examples": "Rules or examples?",
    "02_neuron": "One neuron: weights, bias, score",
    "03_perceptron": "The perceptron learns: AND, OR, XOR",
    "04_activations": "Activation functions and why linear is not enough",
    "05_layers": "Layers, shapes and forward propagation",
    "06_depth": "Shallow or deep?",
    "07_losses": "From scores to a loss: softmax, cross-entropy, argmin",
    "08_gradient_descent": "Gradient descent: too small, right, too large",
    "09_backpropagation": "Backpropagation by hand",
    "10_training": "Training for real: epochs, batches, SGD, optimizers",
    "11_generalisation": "Does it generalise? Training, inference, reading claims",
    "12_classifiers": "Four classifiers on four data sets",
    "13_images": "Images are numbers: resize and preprocess",
    "14_digits": "The digit program: 784-64-64-10 in dlbook and Keras",
    "15_wirings": "Other wirings: CNN, RNN, and where each is used",
    "16_playground": "The playground: the whole course in one instrument",
}


def topic(notebook: str) -> str:
    """The module of a notebook: "03_perceptron" has `dlbook.exercises.perceptron`."""
    short = {"00_start_here": "start", "01_rules_or_examples": "rules"}
    return short.get(notebook, notebook[3:])


def _written(kind: type, notebook: str) -> list:
    """What the notebook's module holds of this kind; nothing while it has no module."""
    name = f"dlbook.exercises.{topic(notebook)}"
    if importlib.util.find_spec(name) is None:
        return []
    module = importlib.import_module(name)
    return [value for value in vars(module).values() if isinstance(value, kind)]


def catalogue() -> list[Exercise]:
    """Every exercise of the course, in order."""
    return [ex for notebook in NOTEBOOKS for ex in _written(Exercise, notebook)]


def predictions() -> list[Prediction]:
    """Every predict-commit-reveal question of the course, in order."""
    return [p for notebook in NOTEBOOKS for p in _written(Prediction, notebook)]


@dataclass(frozen=True)
class Place:
    """One notebook on the map: exercises right, tried and in all, and its `status`."""

    notebook: str
    title: str
    right: int
    tried: int
    total: int

    @property
    def status(self) -> str:
        """ "done", "tried" or "untouched"."""
        if self.total and self.right == self.total:
            return "done"
        return "tried" if self.tried else "untouched"


class CourseMap(list):
    """The notebooks in order as `Place`s; shows itself as a table with links."""

    _SIGNS = {"done": "✓ done", "tried": "◐ begun", "untouched": "○ not begun"}

    def __repr__(self) -> str:
        lines = (f"{p.notebook:22} {self._score(p):14} {p.status}" for p in self)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align: left">{self._SIGNS[p.status]}</td>'
            f'<td style="text-align: left"><a href="{p.notebook}.ipynb">'
            f"{p.notebook[:2]} {html.escape(p.title)}</a></td>"
            f"<td>{self._score(p)}</td></tr>"
            for p in self
        )
        heads = "".join(
            f'<th style="text-align: left">{word}</th>'
            for word in ("state", "notebook", "exercises")
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    def _score(self, place: Place) -> str:
        return f"{place.right} of {place.total} right" if place.tried else ""


def course_map() -> CourseMap:
    """How far the learner whose folder this is has come, notebook by notebook."""
    tries = progress.load()["exercises"]
    places = CourseMap()
    for notebook, title in NOTEBOOKS.items():
        ids = [ex.id for ex in _written(Exercise, notebook)]
        tried = [id for id in ids if id in tries]
        right = sum(tries[id]["status"] == RIGHT for id in tried)
        places.append(Place(notebook, title, right, len(tried), len(ids)))
    return places
