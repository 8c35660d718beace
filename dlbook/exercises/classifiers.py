"""Exercises of notebook 12: four classifiers on four data sets."""

import numpy as np

from dlbook import (
    MLP,
    BinaryCrossEntropy,
    GaussianNaiveBayes,
    GradientDescent,
    Hinge,
    LogisticRegression,
    data,
    descent,
    tanh,
)
from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.judges import classifiers as judges
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="12",
    prompt=r"""
    One ring lies inside another. From 400 points both naive Bayes and the small net
    learn it, and are right on 99 of 100 new points. **Now they get 20 points to learn
    from. Who is right more often on new ones?**
    """,
    truth="naive Bayes",
    choices=("small net", "naive Bayes", "level, within 0.02"),
    because="""
    0.93 against 0.80. Naive Bayes has four numbers a class to measure, and its shape,
    a closed curve, is the right one. The net, with 65 parameters, is right on all
    twenty, in one of the many ways that twenty points allow.
    """,
)


# -- 12a ------------------------------------------------------------------------------
def losses_of_margins():
    """The hinge asks for a margin of 1: at 2 it is content, at 0.5 half is missing, at
    -1 two are. The logistic loss is never quite content, not even at 2."""
    m = np.array([2, 0.5, -1])
    return {"hinge": np.maximum(0, 1 - m), "logistic": np.log(1 + np.exp(-m))}


q1 = Exercise(
    id="12a",
    prompt=r"""
    What does each loss charge at the margins $m = 2$, $0.5$ and $-1$? The hinge is
    $\max(0, 1 - m)$, the logistic loss $\ln(1 + e^{-m})$.

    Answer: `{"hinge": [..., ..., ...], "logistic": [..., ..., ...]}`, to four decimals.
    """,
    reference={"hinge": (0, 0.5, 2), "logistic": (0.126928, 0.474077, 1.313262)},
    mistakes={
        "whatever is right costs nothing": Mistake(
            {"hinge": (0, 0, 1), "logistic": (0.126928, 0.474077, 1.313262)},
            "That is max(0, -m), the perceptron's loss. The hinge wants a margin of 1, "
            "not only the right side.",
        ),
        "the hinge pays you back": Mistake(
            {"hinge": (-1, 0.5, 2), "logistic": (0.126928, 0.474077, 1.313262)},
            "1 - m is negative at m = 2, and max(0, ...) makes it 0. A wide margin "
            "costs nothing, and earns nothing.",
        ),
        "the sign of the exponent": Mistake(
            {"hinge": (0, 0.5, 2), "logistic": (2.126928, 0.974077, 0.313262)},
            "A larger margin must cost less: the exponent is -m.",
        ),
        "the logarithm to base 2": Mistake(
            {"hinge": (0, 0.5, 2), "logistic": (0.183119, 0.683949, 1.894636)},
            "The course counts in nats: `np.log`, not `np.log2`.",
        ),
        "the probability in place of the loss": Mistake(
            {"hinge": (0, 0.5, 2), "logistic": (0.880797, 0.622459, 0.268941)},
            "That is the probability of the true class. The loss is minus its "
            "logarithm.",
        ),
    },
    hints=[
        "The hinge first: how much is missing to a margin of 1? Never less than 0.",
        "`np.log(1 + np.exp(-m))` with `m = np.array([2, 0.5, -1])`.",
    ],
    solution=losses_of_margins,
)


# -- 12b and 12c ----------------------------------------------------------------------
def trained(net, loss, x, y, rate, steps, l2=0.0):
    y = (2 * y - 1 if isinstance(loss, Hinge) else y)[:, None].astype(float)
    for _ in descent(net, loss, x, y, GradientDescent(rate), steps, None, l2=l2):
        pass
    return net


def accuracies(world):
    x, y = world(400, seed=2)
    new, truth = world(1000, seed=3)
    loss = BinaryCrossEntropy()
    models = {
        "logistic": trained(LogisticRegression(2), loss, x, y, 0.5, 2000),
        "svm": trained(LogisticRegression(2), Hinge(), x, y, 0.1, 2000, l2=0.001),
        "bayes": GaussianNaiveBayes().fit(x, y),
        "net": trained(MLP(2, 16, 1, activation=tanh), loss, x, y, 0.5, 3000),
    }
    return {name: np.mean(net.predict(new) == truth) for name, net in models.items()}


def rings():
    """No straight line parts a ring from what lies inside it, so logistic regression is
    left with chance. Naive Bayes measures that one class is spread wider than the
    other, and draws a closed curve between them; the net bends its border."""
    found = accuracies(data.circles)
    return {name: found[name] for name in ("logistic", "bayes", "net")}


q2 = Exercise(
    id="12b",
    prompt=r"""
    Train logistic regression, naive Bayes and the net of this notebook on points that
    it did not use, `data.circles(400, seed=2)`, and measure the accuracy on
    `data.circles(1000, seed=3)`.

    Answer: `{"logistic": ..., "bayes": ..., "net": ...}`, as shares from 0 to 1. Your
    digits may differ a little from ours.
    """,
    reference={"logistic": 0.51, "bayes": 0.991, "net": 0.998},
    accept=judges.accept_rings,
    mistakes={
        "naive Bayes is a linear method": Mistake(
            {"logistic": 0.504, "bayes": 0.5, "net": 0.999},
            "It is linear only where both classes have the same variances. Print "
            "`model.variances`: here one class is six times as wide.",
        ),
        "a line can close": Mistake(
            {"logistic": 0.99, "bayes": 0.992, "net": 0.999},
            "One neuron cuts the plane along one straight line. Which line has the "
            "inner ring on one side and the outer on the other?",
        ),
        "the share of errors": Mistake(
            {"logistic": 0.496, "bayes": 0.008, "net": 0.001},
            "Those are the wrong ones. Accuracy is the share that is right: `np.mean("
            "model.predict(new) == truth)`.",
        ),
    },
    hints=[
        "`train` of section 2 and `GaussianNaiveBayes().fit(x, y)` do the work.",
        "`np.mean(model.predict(new) == truth)` for each of the three.",
    ],
    solution=rings,
    limit=60,
)


def corners():
    """On XOR each feature alone has the same mean and the same spread in both classes:
    naive Bayes, which looks at one feature at a time, sees nothing. A line is right on
    three corners at most, 0.75. To the hinge, three corners at 0 and one at 4 cost as
    much as deciding nothing, 1 each, so the noise decides that it cuts one off. The net
    bends its border."""
    return accuracies(data.xor)


q3 = Exercise(
    id="12c",
    prompt=r"""
    The same on `data.xor(400, seed=2)` and `data.xor(1000, seed=3)`, with all four: the
    linear SVM too (hinge, targets -1 and +1, rate 0.1, 2,000 steps, `l2=0.001`).

    Answer: `{"logistic": ..., "svm": ..., "bayes": ..., "net": ...}`.
    """,
    reference={"logistic": 0.491, "svm": 0.734, "bayes": 0.453, "net": 0.998},
    accept=judges.accept_corners,
    mistakes={
        "curved borders solve everything": Mistake(
            {"logistic": 0.497, "svm": 0.734, "bayes": 0.99, "net": 0.997},
            "Naive Bayes looks at one feature at a time. Print `model.means` and "
            "`model.variances`: do the two classes differ in any of them?",
        ),
        "the widest margin solves XOR": Mistake(
            {"logistic": 0.497, "svm": 0.99, "bayes": 0.491, "net": 0.997},
            "A linear SVM draws one straight line. How many of the four corners can a "
            "line get right?",
        ),
        "probabilities solve XOR": Mistake(
            {"logistic": 0.99, "svm": 0.734, "bayes": 0.491, "net": 0.997},
            "The sigmoid changes the score into a probability, not the line into a "
            "curve.",
        ),
    },
    hints=[
        "For the hinge the targets are `2 * y - 1`.",
        "Which corners can one straight line part from the others? At most one: 3/4.",
    ],
    solution=corners,
    limit=60,
)


# -- 12d ------------------------------------------------------------------------------
def choose(scores):
    """From the cheapest on: the first that comes within .02 of the best is enough. On
    the blobs that is naive Bayes, which needs one pass and no descent."""
    best = max(scores.values())
    for name, score in scores.items():
        if score >= best - 0.02:
            return name


q4 = Exercise(
    id="12d",
    prompt=r"""
    Write `choose(scores)`: `scores` maps the names of models, **from the cheapest to
    the dearest**, to their validation accuracies. Return the name of the cheapest one
    that comes within 0.02 of the best.

    On the blobs, `choose({"naive Bayes": 0.999, "logistic": 0.999, "svm": 0.999,
    "net": 0.999})` is `"naive Bayes"`; with 0.992, 0.504, 0.578, 0.999, on the rings,
    it is, too. It will be tried on models of other names. Answer with the function:
    `check(choose)`.
    """,
    reference=choose,
    mistakes={
        "the net always wins": Mistake(
            judges.dearest, "Look at the scores: what does the dearest model add?"
        ),
        "the best, whatever it costs": Mistake(
            judges.best,
            "A lead of 0.001 may be chance, and has its price. Which is the first "
            "within 0.02 of the best?",
        ),
        "the cheapest, whatever it scores": Mistake(
            judges.cheapest, "It must come within 0.02 of the best."
        ),
        "the dearest of those that suffice": Mistake(
            judges.the_last_that_is_near, "Return the first of them, not the last."
        ),
    },
    hints=[
        "First the best score: `max(scores.values())`.",
        "Then go through `scores.items()` in order, and return the first good enough.",
    ],
    solution=choose,
    cases=judges.FOUR_MODELS,
    inputs=judges.any_scores,
)


# -- 12e ------------------------------------------------------------------------------
def sigmoid_neuron(x, y, rate, steps):
    """One neuron, z = w x + b, p = sigmoid(z), with cross-entropy: its slope in z is
    p - y, and that is the whole of logistic regression."""
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = 1 / (1 + np.exp(-(x @ w + b))) - y
        w = w - rate * (error @ x) / len(x)
        b = b - rate * error.mean()
    return np.array([*w, b])


q5 = Exercise(
    id="12e",
    prompt=r"""
    Write `sigmoid_neuron(x, y, rate, steps)`: one sigmoid neuron with cross-entropy,
    trained from zeros by full-batch gradient descent. `x` is (n, 2), `y` is (n,) of 0
    and 1. Return `[w1, w2, b]` after so many steps.

    It is compared with `LogisticRegression` of the package, same start, same steps.
    Answer with the function: `check(sigmoid_neuron)`.
    """,
    reference=judges.by_dlbook,
    mistakes={
        "the slope of the sigmoid is multiplied in": Mistake(
            judges.squared_error,
            "That is descent on the squared error. With cross-entropy the slope of the "
            "sigmoid cancels: the error in z is p - y.",
        ),
        "the sum in place of the mean": Mistake(
            judges.summed, "The loss is a mean over the rows: divide by `len(x)`."
        ),
        "the bias does not learn": Mistake(
            judges.without_bias,
            "b is a parameter, too: its gradient is the mean of p - y.",
        ),
        "a step in place of the sigmoid": Mistake(
            judges.step,
            "That is the perceptron, which learns from mistakes alone. Keep p as a "
            "probability.",
        ),
    },
    hints=[
        "The error of every row is $p - y$, with $p = \\sigma(w x + b)$.",
        "`w = w - rate * (error @ x) / len(x)`, and the same for `b` with the mean.",
    ],
    solution=sigmoid_neuron,
    cases=judges.GATES,
    inputs=judges.any_data,
)
