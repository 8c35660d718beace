"""Judges of notebook 12's open questions, and the programs that its misconceptions
would write, with inputs to try them on."""

import numpy as np

from dlbook import BinaryCrossEntropy, GradientDescent, LogisticRegression, descent

SLOW = "Train longer: the net wants 3,000 steps at rate 0.5, on 400 points."


def first(*cases):
    """The words of the first case that holds; None when none does."""
    return next((words for holds, words in cases if holds), None)


# -- 12b and 12c ----------------------------------------------------------------------
def accept_rings(answer):
    line, bayes, net = shares = [float(answer[k]) for k in ("logistic", "bayes", "net")]
    return first(
        (min(shares) < 0 or max(shares) > 1, "Accuracies lie between 0 and 1."),
        (max(bayes, net) <= 0.05, "the share of errors"),
        (line > 0.65, "a line can close"),
        (bayes < 0.65, "naive Bayes is a linear method"),
        (line < 0.35, "A line should be near chance here, not below it: look at y."),
        (min(bayes, net) < 0.95, SLOW),
    )


def accept_corners(answer):
    names = "logistic", "svm", "bayes", "net"
    line, svm, bayes, net = shares = [float(answer[name]) for name in names]
    return first(
        (min(shares) < 0 or max(shares) > 1, "Accuracies lie between 0 and 1."),
        (svm > 0.8, "the widest margin solves XOR"),
        (bayes > 0.65, "curved borders solve everything"),
        (line > 0.65, "probabilities solve XOR"),
        (min(line, svm, bayes) < 0.35, "Far below 0.5 a model is turned: look at y."),
        (net < 0.95, SLOW),
    )


# -- 12d ------------------------------------------------------------------------------
def dearest(scores):
    return list(scores)[-1]


def best(scores):
    return max(scores, key=scores.get)


def cheapest(scores):
    return next(iter(scores))


def the_last_that_is_near(scores):
    best = max(scores.values())
    return [name for name, score in scores.items() if score >= best - 0.02][-1]


def measured(*scores):
    """The arguments of a call: the scores of four models, the cheapest first.

    A verdict shows names in the order of the alphabet; so theirs is the order of cost.
    """
    return (dict(zip("ABCD", scores, strict=True)),)


FOUR_MODELS = [
    measured(0.999, 0.999, 0.999, 0.999),
    measured(0.992, 0.504, 0.578, 0.999),
    measured(0.884, 0.892, 0.884, 0.993),
    measured(0.90, 0.93, 0.91, 0.94),
]


def any_scores(rng):
    """No score lies just 0.02 below the best: there the last digit of a computer would
    part `best - score <= 0.02` from `score >= best - 0.02`, and both are right."""
    centre = rng.uniform(0.6, 0.95)
    scores = np.round(centre + rng.uniform(-0.05, 0.05, 4), 3)
    scores[np.isclose(scores.max() - scores, 0.02)] += 0.001
    return measured(*scores.round(3).tolist())


# -- 12e ------------------------------------------------------------------------------
def by_dlbook(x, y, rate, steps):
    net = LogisticRegression(x.shape[1]).astype(np.float64)
    net.theta = np.zeros(net.n_params)
    y = np.asarray(y, float)[:, None]
    rule = GradientDescent(rate)
    for _ in descent(net, BinaryCrossEntropy(), x, y, rule, steps, batch=None):
        pass
    return net.theta.copy()


by_dlbook.__name__ = "sigmoid_neuron"  # a verdict writes the learner's call


def variant(change, mean=True, bias=True):
    """The neuron with another error in z, change(p, y), or another step."""

    def neuron(x, y, rate, steps):
        w, b = np.zeros(x.shape[1]), 0.0
        for _ in range(steps):
            error = change(1 / (1 + np.exp(-(x @ w + b))), y)
            size = len(x) if mean else 1
            w = w - rate * (error @ x) / size
            b = b - bias * rate * error.sum() / size
        return np.array([*w, b])

    return neuron


squared_error = variant(lambda p, y: (p - y) * p * (1 - p))
summed = variant(lambda p, y: p - y, mean=False)
without_bias = variant(lambda p, y: p - y, bias=False)
step = variant(lambda p, y: (p >= 0.5) - y)

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
GATES = [
    (CORNERS, np.array([0, 0, 0, 1]), 0.5, 1),
    (CORNERS, np.array([0, 0, 0, 1]), 0.5, 20),
    (CORNERS, np.array([0, 1, 1, 1]), 0.5, 0),
]


def any_data(rng):
    n = int(rng.integers(4, 12))
    x, y = rng.normal(0, 1, (n, 2)).round(2), rng.permutation(np.arange(n) % 2)
    return x, y, round(rng.uniform(0.1, 0.5), 2), int(rng.integers(2, 12))
