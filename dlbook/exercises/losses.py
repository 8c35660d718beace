"""Exercises of notebook 07: softmax, cross-entropy, loss and argmin."""

import math

import numpy as np

from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.predict import Prediction
from dlbook.losses import softmax_cross_entropy

guess = Prediction(
    id="07",
    prompt=r"""
    A classifier gives the classes A, B, C the logits $(-3, 3, -3)$, so it is sure of
    B: $\hat y_B = 0.995$. The true class is A. **What is its cross-entropy loss?**
    """,
    truth=6.004945,
    because="""
    The true class got 0.0025, and -ln 0.0025 is about 6: the gap between the largest
    logit and that of the true class. A guess that knows nothing costs only 1.0986.
    """,
)


# -- 07a ------------------------------------------------------------------------------
def four_costs():
    """With a one-hot truth only the term of the true class is left, -ln p. A change of
    the logarithm is a change of unit: divide nats by ln 2 for bits. A uniform guess
    among C classes gives each 1 / C, so it costs ln C."""
    nats = math.log(10 / 4)
    return {
        "nats": nats,
        "bits": nats / math.log(2),
        "three": math.log(3),
        "ten": math.log(10),
    }


q1 = Exercise(
    id="07a",
    prompt=r"""
    The true class got the probability 0.4. What does that cost

    - in `nats` (natural logarithm), and
    - in `bits` (logarithm of base 2)?

    And what does a uniform guess cost, in nats, among `three` classes and among `ten`?
    Answer: `{"nats": ..., "bits": ..., "three": ..., "ten": ...}`, to four decimals.
    """,
    reference={
        "nats": 0.916290731874155,
        "bits": 1.321928,
        "three": 1.098612,
        "ten": 2.302585,
    },
    mistakes={
        "the logarithm of base ten": Mistake(
            {"nats": 0.397940, "bits": 1.321928, "three": 0.477121, "ten": 1.0},
            "Nats use the natural logarithm: `np.log`, not `np.log10`.",
        ),
        "the right class costs nothing": Mistake(
            {"nats": 0.0, "bits": 0.0, "three": 1.098612, "ten": 2.302585},
            "The loss is computed on probabilities: only p = 1 costs nothing.",
        ),
        "one minus p": Mistake(
            {"nats": 0.6, "bits": 0.6, "three": 0.666667, "ten": 0.9},
            "That is the missing probability. Cross-entropy is -ln p.",
        ),
        "nats times ln 2": Mistake(
            {"nats": 0.916291, "bits": 0.635124, "three": 1.098612, "ten": 2.302585},
            "A bit is the smaller unit, 0.693 nats, so there are more of them: divide.",
        ),
    },
    hints=[
        "Only the term of the true class survives: $-\\ln 0.4$.",
        "$\\log_2 a = \\ln a / \\ln 2$. A uniform guess is $1/C$ for each class.",
    ],
    solution=four_costs,
)


# -- 07b ------------------------------------------------------------------------------
def one_step():
    """The gradient in the logits is p - y. A step of size 1 against it raises the score
    of the true class by .6 and lowers the two others by .3; softmax and loss are then
    worked out again from the new scores."""
    z = np.array([0, np.log(4 / 3), 0])
    y = np.array([0, 1, 0])
    gradient = np.exp(z) / np.exp(z).sum() - y
    new = np.exp(z - gradient)
    p = new[1] / new.sum()
    return {"gradient": gradient, "p": p, "loss": -np.log(p)}


q2 = Exercise(
    id="07b",
    prompt=r"""
    The scores $z = (0, \ln\frac43, 0)$ give $\hat y = [0.3, 0.4, 0.3]$; the truth is B.

    - `gradient`: what is $\partial L / \partial z$ (three numbers)?
    - Now replace $z$ by $z$ minus that gradient. What is the new probability `p` of B,
      and the new `loss`?

    Answer: `{"gradient": [..., ..., ...], "p": ..., "loss": ...}`.
    """,
    reference={"gradient": [0.3, -0.6, 0.3], "p": 0.621174, "loss": 0.476144},
    mistakes={
        "truth minus prediction": Mistake(
            {"gradient": [-0.3, 0.6, -0.3], "p": 0.213247, "loss": 1.545306},
            "The loss falls when the score of the true class rises, so its slope there "
            "is negative: p - y.",
        ),
        "the step was made on the probabilities": Mistake(
            {"gradient": [0.3, -0.6, 0.3], "p": 1.0, "loss": 0.0},
            "The gradient is in the logits. Change z, then apply softmax again.",
        ),
        "only the true class moves": Mistake(
            {"gradient": [0.0, -0.6, 0.0], "p": 0.548481, "loss": 0.600603},
            "The other scores count too: lowering them raises p of B.",
        ),
        "the slope of -ln p in p": Mistake(
            {"gradient": [0.0, -2.5, 0.0], "p": 0.890371, "loss": 0.116117},
            "-1/p is the slope in the probability. The question is the slope in the "
            "logits: softmax stands between, and the chain of both is p - y.",
        ),
    },
    hints=[
        "For softmax with cross-entropy the gradient in the logits is $\\hat y - y$.",
        "New scores: $z - (\\hat y - y) = (-0.3,\\ \\ln\\frac43 + 0.6,\\ -0.3)$.",
    ],
    solution=one_step,
)


# -- 07c ------------------------------------------------------------------------------
def two_truths():
    """Classes are counted from 1 here and from 0 in Python. Class 2 has p = .1 and
    class 1 has .7. Even then the loss is not 0: the class is right, but not sure."""
    p = [0.7, 0.1, 0.1, 0.05, 0.05]
    return {
        "true 2": softmax_cross_entropy(np.log(p), 1),
        "true 1": softmax_cross_entropy(np.log(p), 0),
    }


q3 = Exercise(
    id="07c",
    prompt=r"""
    Five classes, numbered 1 to 5, and the output
    $\hat y = [0.7, 0.1, 0.1, 0.05, 0.05]$. What is the cross-entropy if class 2 is
    true, and what if class 1 is?

    Answer: `{"true 2": ..., "true 1": ...}`.
    """,
    reference={"true 2": 2.302585, "true 1": 0.356675},
    mistakes={
        "if the class is right the loss is 0": Mistake(
            {"true 2": 2.302585, "true 1": 0.0},
            "The loss never sees the decision. Class 1 has p = .7, not 1.",
        ),
        "prediction and truth swapped": Mistake(
            {"true 2": 0.356675, "true 1": 2.302585},
            "Take the probability of the true class, not of the predicted one.",
        ),
        "the difference of the class numbers": Mistake(
            {"true 2": 1.0, "true 1": 0.0},
            "Class numbers are names. Class 2 is no nearer to 1 than class 5 is.",
        ),
        "counted from zero": Mistake(
            {"true 2": 2.302585, "true 1": 2.302585},
            "Here the classes are numbered from 1: class 1 is `p[0]`.",
        ),
        "the mean over the classes": Mistake(
            {"true 2": 0.460517, "true 1": 0.071335},
            "The sum over the classes is not divided by their number.",
        ),
    },
    hints=[
        "Find the one probability that the loss looks at.",
        "$-\\ln 0.1$ and $-\\ln 0.7$.",
    ],
    solution=two_truths,
)


# -- 07d ------------------------------------------------------------------------------
def mean_and_sum():
    """One loss for each sample, -ln of the probability of its own truth: 1.203973,
    .916291, 1.203973. The sum grows with the data, the mean does not: that is why the
    cost of a data set is the mean."""
    p = np.array([0.3, 0.4, 0.3])
    each = -np.log(p)
    return {"mean": each.mean(), "sum": each.sum()}


q4 = Exercise(
    id="07d",
    prompt=r"""
    Three samples get the same output $\hat y = [0.3, 0.4, 0.3]$. Their true classes are
    A, B and C. What are the mean and the sum of their losses?

    Answer: `{"mean": ..., "sum": ...}`.
    """,
    reference={"mean": 1.108079, "sum": 3.324236},
    mistakes={
        "all of them like B": Mistake(
            {"mean": 0.916291, "sum": 2.748872},
            "Each sample is judged by the probability of its own true class.",
        ),
        "the mean is a sum still": Mistake(
            {"mean": 3.324236, "sum": 3.324236},
            "The mean is the sum, divided by the number of samples.",
        ),
        "the logarithm of the mean": Mistake(
            {"mean": 1.098612, "sum": 3.295837},
            "First the logarithm of each, then the mean: the two do not commute.",
        ),
        "the share of wrong classes": Mistake(
            {"mean": 0.666667, "sum": 2.0},
            "That is one minus the accuracy: it counts decisions, not probabilities.",
        ),
        "weighted by the probabilities": Mistake(
            {"mean": 1.0889, "sum": 3.2667},
            "That is the entropy of the output. Here each of the three samples counts "
            "the same.",
        ),
    },
    hints=[
        "Three losses: two of them are $-\\ln 0.3$, one is $-\\ln 0.4$.",
        "Add them up; then divide by 3.",
    ],
    solution=mean_and_sum,
)


# -- 07e ------------------------------------------------------------------------------
def lowest_line():
    """At the lowest place both partial sums of the errors vanish, which makes two
    equations with two unknowns: least squares. The result is the place, (.7, 2.2); the
    value there is 1.8, because no line meets all four points."""
    x, y = np.array([0, 1, 2, 3]), np.array([1, 3, 4, 8])
    A = np.column_stack([np.ones(4), x])
    theta = np.linalg.solve(A.T @ A, A.T @ y)

    def loss(theta):
        return ((A @ theta - y) ** 2).sum()

    return {
        "L(0, 0)": loss([0, 0]),
        "L(1, 2)": loss([1, 2]),
        "argmin": theta,
        "min": loss(theta),
    }


q5 = Exercise(
    id="07e",
    prompt=r"""
    The data are $(0,1), (1,3), (2,4), (3,8)$, the model is
    $f[x, \theta] = \theta_0 + \theta_1 x$, and the loss is the *sum* of the squared
    errors. What are $L(0, 0)$, $L(1, 2)$, the `argmin` and the `min`? Both parameters
    of the lowest place are multiples of 0.1 between 0 and 3.

    Answer: `{"L(0, 0)": ..., "L(1, 2)": ..., "argmin": (..., ...), "min": ...}`.
    """,
    reference={"L(0, 0)": 90, "L(1, 2)": 2, "argmin": (0.7, 2.2), "min": 1.8},
    mistakes={
        "the mean in place of the sum": Mistake(
            {"L(0, 0)": 22.5, "L(1, 2)": 0.5, "argmin": (0.7, 2.2), "min": 0.45},
            "Same place, other unit: here the sum is asked for.",
        ),
        "signed errors": Mistake(
            {"L(0, 0)": -16, "L(1, 2)": 0, "argmin": (0.7, 2.2), "min": 0},
            "Errors of opposite sign cancel unless they are squared first.",
        ),
        "slope and height exchanged": Mistake(
            {"L(0, 0)": 90, "L(1, 2)": 2, "argmin": (2.2, 0.7), "min": 1.8},
            "theta_0 is the height at x = 0, theta_1 the slope.",
        ),
        "absolute errors": Mistake(
            {"L(0, 0)": 16, "L(1, 2)": 2, "argmin": (1.0, 2.0), "min": 2},
            "Square the errors. Another loss has another lowest place.",
        ),
        "the minimum of a good loss is 0": Mistake(
            {"L(0, 0)": 90, "L(1, 2)": 2, "argmin": (0.7, 2.2), "min": 0},
            "No line meets all four points, so something is left.",
        ),
    },
    hints=[
        "Two loops over `np.arange(0, 3.1, 0.1)`, and remember the best.",
        "`np.polyfit(x, y, 1)` gives the slope first, then the height.",
    ],
    solution=lowest_line,
)
