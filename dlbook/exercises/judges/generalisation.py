"""The judge of notebook 11's open question, random labels learned by heart, and the
mistakes that it calls by name."""

from dlbook.exercises.exercise import Mistake

HEART_MISTAKES = {
    "the labels are the true ones": Mistake(
        {"train": 1.0, "test": 0.74},
        "With true labels even 200 digits teach something. Replace the labels.",
    ),
    "training and test are mixed up": Mistake(
        {"train": 0.1, "test": 1.0},
        "It was perfect on what it had seen, and guesses on the rest.",
    ),
    "stopped before it knew the list": Mistake(
        {"train": 0.33, "test": 0.1},
        "Without a rule to find it takes longer. Give it the 100 epochs.",
    ),
}


def learned_by_heart(answer):
    train, test = float(answer["train"]), float(answer["test"])
    if not (0 <= train <= 1 and 0 <= test <= 1):
        return "Accuracies lie between 0 and 1."
    if test > 0.5 and train > 0.5:
        return "the labels are the true ones"
    if train < 0.5 and test > 0.5:
        return "training and test are mixed up"
    if train < 0.98:
        return "stopped before it knew the list"
    return None if test < 0.2 else "Chance is 0.1 here. How do you come above 0.2?"
