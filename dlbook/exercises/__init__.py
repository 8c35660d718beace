"""Exercises that check themselves: five a notebook, each with its known mistakes.

    from dlbook.exercises import perceptron as ex

`catalogue()` lists them all, `course_map()` says how far the learner has come."""

from dlbook.exercises.course_map import NOTEBOOKS, catalogue, course_map
from dlbook.exercises.exercise import Exercise, Later, Mistake
from dlbook.exercises.predict import Prediction
from dlbook.exercises.verdict import Note, Verdict

__all__ = [
    "NOTEBOOKS",
    "Exercise",
    "Later",
    "Mistake",
    "Note",
    "Prediction",
    "Verdict",
    "catalogue",
    "course_map",
]
