"""The right sorting of the eight systems of notebook 01, and those that misconceptions
make, each with the advice that it needs."""

from dlbook.exercises.exercise import Mistake, form

eight = form(*"ABCDEFGH")
SORTED = eight("AI only", "ML", "DL", "AI only", "ML", "DL", "AI only", "DL")
MISSORTED = {
    "all AI learns": Mistake(
        SORTED | {"A": "ML", "D": "ML", "G": "ML"},
        "In A, D and G people wrote all that the program knows. Nothing is fitted.",
    ),
    "one neuron is deep": Mistake(
        SORTED | {"E": "DL"},
        "Deep needs hidden layers, two or more as this course counts. How many has "
        "a single neuron?",
    ),
    "deep begins far above two hidden layers": Mistake(
        SORTED | {"C": "ML"},
        "Some authors draw the line there. This course calls a network deep from "
        "two hidden layers on.",
    ),
    "counting is no learning": Mistake(
        SORTED | {"B": "AI only"},
        "The counts in B come from examples with labels, and they decide. That is "
        "learning, if a modest kind.",
    ),
}
