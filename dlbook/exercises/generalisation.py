"""Exercises of notebook 11: generalisation, and how to read a claim."""

from functools import lru_cache
from math import sqrt

import numpy as np

from dlbook import MLP, Adam, SoftmaxCrossEntropy, data, evaluate, fit
from dlbook.exercises.exercise import Exercise, Later, Mistake, form
from dlbook.exercises.judges import generalisation as judges
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="11",
    prompt=r"""
    A polynomial of degree 9 goes exactly through ten noisy points of a sine: training
    error 0, and a large test error. Now it is fitted to **a hundred** points of the
    same wave, with the same noise. **What happens to the two errors?**
    """,
    truth="training rises, test falls",
    choices=(
        "both fall",
        "training rises, test falls",
        "training stays 0, test falls",
        "both rise",
    ),
    because="""
    Ten coefficients cannot pass through a hundred points, so the training error rises
    from 0 to 0.043, about the variance of the noise. Noise that cannot be learned by
    heart does no harm: the test error falls to 0.003.
    """,
)


# -- 11a ------------------------------------------------------------------------------
def two_models():
    """Accuracy only asks whether the true class got more than half. The loss asks how
    much it got: -ln p, averaged. B is sure and right three times, and its one miss is
    a near miss. Training, which follows the loss, prefers B; a reader who looks at
    accuracy alone prefers A."""
    p = {"A": np.full(4, 0.51), "B": np.array([0.99, 0.99, 0.99, 0.49])}
    return {
        "accuracy": tuple(float(np.mean(p[name] > 0.5)) for name in "AB"),
        "loss": tuple(float(np.mean(-np.log(p[name]))) for name in "AB"),
        "training prefers": "B",
    }


three = form("accuracy", "loss", "training prefers")

q1 = Exercise(
    id="11a",
    prompt=r"""
    Two models judge the same four patients, two classes each. The probability that each
    gave to the *true* class was

    - A: 0.51, 0.51, 0.51, 0.51
    - B: 0.99, 0.99, 0.99, 0.49

    Give accuracy and mean cross-entropy (natural logarithm, three decimals) of A and of
    B, and say which of the two training would prefer.

    Answer:
    `{"accuracy": (..., ...), "loss": (..., ...), "training prefers": "A or B"}`.
    """,
    reference=three((1.0, 0.75), (0.673345, 0.185875), "B"),
    tolerance=0.0006,
    choices=["A", "B"],
    mistakes={
        "training is taken to follow accuracy": Mistake(
            three((1.0, 0.75), (0.673345, 0.185875), "A"),
            "Gradient descent makes the loss small. Accuracy has no slope to follow.",
        ),
        "the losses are summed, not averaged": Mistake(
            three((1.0, 0.75), (2.693378, 0.743501), "B"),
            "The loss of a set is the mean over its rows. Divide by 4.",
        ),
        "logarithm to base 2": Mistake(
            three((1.0, 0.75), (0.971431, 0.268161), "B"),
            "That is in bits. The course takes the natural logarithm, `np.log`.",
        ),
        "a near miss counts as right": Mistake(
            three((1.0, 1.0), (0.673345, 0.185875), "B"),
            "0.49 for the true class leaves 0.51 for the other one, and that one is "
            "predicted.",
        ),
    },
    hints=[
        "With two classes the true one is predicted when it got more than 0.5.",
        r"The loss is the mean of $-\ln p$: `np.mean(-np.log(p))`.",
    ],
    solution=two_models,
)


# -- 11b ------------------------------------------------------------------------------
def test_errors():
    """A degree is a family of curves: a larger one holds every curve of the smaller, so
    the error on the ten points can only fall with it. The error on new points does
    not: degree 9 spends its freedom on the noise."""
    rng = np.random.default_rng(3)
    x = np.linspace(0, 1, 10)
    y = np.sin(2 * np.pi * x) + rng.normal(0, 0.2, 10)
    new = np.linspace(0, 1, 200)
    truth = np.sin(2 * np.pi * new)
    found = []
    for degree in (1, 3, 9):
        curve = np.polynomial.Polynomial.fit(x, y, degree)
        found.append(float(np.mean((curve(new) - truth) ** 2)))
    return found


test_errors.__test__ = False  # a solution, whatever its name suggests

q2 = Exercise(
    id="11b",
    prompt=r"""
    With `rng = np.random.default_rng(3)`, take ten points `x = np.linspace(0, 1, 10)`
    and `y = np.sin(2 * np.pi * x) + rng.normal(0, 0.2, 10)`. Fit polynomials of degree
    1, 3 and 9 (`np.polyfit`), and give the mean squared error of each on
    `np.linspace(0, 1, 200)` against the sine *without* noise.

    Answer: `[..., ..., ...]`, three decimals will do.
    """,
    reference=[0.2422, 0.0356, 0.1378],
    tolerance=0.0006,
    mistakes={
        "judged on the points it was fitted to": Mistake(
            [0.447753, 0.080971, 0.0],
            "Those are training errors: the last is 0 because nine powers and a "
            "constant pass through ten points. Use the 200 new ones.",
        ),
        "the root is taken": Mistake(
            [0.492137, 0.188559, 0.371177],
            "That is the root of the mean square. The mean square is asked.",
        ),
        "summed, not averaged": Mistake(
            [48.439827, 7.111786, 27.554483], "Divide by the 200 points: np.mean."
        ),
        "half the squared error": Mistake(
            [0.1211, 0.017779, 0.068886],
            "dlbook's SquaredError has a factor 1/2. Here the plain mean is asked.",
        ),
        "the ten points of section 1": Mistake(
            [0.20567, 0.018017, 0.127842],
            "Those came from `default_rng(11)`. Draw ten others with `default_rng(3)`.",
        ),
    },
    hints=[
        "`c = np.polyfit(x, y, degree)`, then `np.polyval(c, new)`.",
        "The mean of `(np.polyval(c, new) - np.sin(2 * np.pi * new)) ** 2`.",
    ],
    solution=test_errors,
)


# -- 11c ------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def random_labels():
    """200 digits and 200 labels drawn by lot. The net has 55,050 parameters and learns
    the list by heart; on unseen digits it knows as much as the lot did, about one in
    ten. A perfect training accuracy alone says nothing."""
    (x, _), (x_test, y_test) = data.mnist()
    x = x[:200].reshape(200, -1) / 255
    x_test = x_test[:1000].reshape(1000, -1) / 255
    y = data.one_hot(np.random.default_rng(0).integers(0, 10, 200), 10)
    net, loss = MLP(784, 64, 64, 10), SoftmaxCrossEntropy()
    fit(net, loss, x, y, Adam(), epochs=100, progress=False)
    _, train = evaluate(net, loss, x, y)
    _, test = evaluate(net, loss, x_test, data.one_hot(y_test[:1000], 10))
    return {"train": train, "test": test}


q3 = Exercise(
    id="11c",
    prompt=r"""
    Take the first 200 training digits of `data.mnist()` (divided by 255, as rows), and
    *random* labels, `np.random.default_rng(0).integers(0, 10, 200)`. Train
    `MLP(784, 64, 64, 10)` with `Adam()` for 100 epochs (`fit` as in the notebook).
    Then measure the accuracy on those 200, and on the first 1,000 test digits with
    their true labels.

    Answer: `{"train": ..., "test": ...}`.
    """,
    reference=Later(random_labels),
    accept=judges.learned_by_heart,
    limit=60,
    mistakes=judges.HEART_MISTAKES,
    hints=[
        "`y = data.one_hot(labels, 10)`; `fit(net, loss, x, y, Adam(), epochs=100)`.",
        "`evaluate(net, loss, x_test, data.one_hot(y_test, 10))[1]` is an accuracy.",
    ],
    solution=random_labels,
)


# -- 11d ------------------------------------------------------------------------------
def fifteen_per_cent():
    """PUE is all energy over that of the computers, so 1.12 means an overhead of 0.12.
    Fifteen per cent of 0.12 is 0.018: that is what is saved, of 1.12 in all."""
    overhead = 0.12 * (1 - 0.15)
    after = 1 + overhead
    return {"PUE": after, "percent": 100 * (after - 1.12) / 1.12}


q4 = Exercise(
    id="11d",
    prompt=r"""
    A computer centre has PUE 1.12: for every unit of energy in its computers, 0.12 go
    into cooling and other overhead. The *overhead* falls by 15 %. What is the PUE then,
    and by how many per cent does *all* energy change (a saving is negative)?

    Answer: `{"PUE": ..., "percent": ...}`, three decimals.
    """,
    reference={"PUE": 1.102, "percent": -1.607143},
    tolerance=0.0006,
    mistakes={
        "15 % of the PUE itself": Mistake(
            {"PUE": 0.952, "percent": -15.0},
            "Below 1 the computers would get more energy than the site takes in. Only "
            "the part above 1 shrinks.",
        ),
        "the saving as a share of the computers' energy": Mistake(
            {"PUE": 1.102, "percent": -1.8},
            "0.018 of 1 is saved for the computers; all energy is 1.12.",
        ),
        "the overhead's 15 % quoted for all energy": Mistake(
            {"PUE": 1.102, "percent": -15.0},
            "15 % is the change of the overhead, a small part of the whole.",
        ),
        "divided by the new total": Mistake(
            {"PUE": 1.102, "percent": -1.633394},
            "A change is measured from where it began: divide by 1.12.",
        ),
    },
    hints=[
        "The overhead is 0.12 and becomes 0.85 of that.",
        "Change in per cent: 100 (new - old) / old, both with the 1 of the computers.",
    ],
    solution=fifteen_per_cent,
)


# -- 11e ------------------------------------------------------------------------------
def gap_in_standard_errors():
    """Each accuracy is a mean of 6,000 zeros and ones: its variance is p (1 - p) / n,
    and the variances of the two add. The gap of 0.28 points is not even one standard
    error: nobody has shown that the two differ."""
    a, b, n = 0.9725, 0.9753, 6000
    p = (a + b) / 2
    z = (b - a) / sqrt(p * (1 - p) * (1 / n + 1 / n))
    return {"z": z, "significant": "yes" if abs(z) > 1.96 else "no"}


q5 = Exercise(
    id="11e",
    prompt=r"""
    The press gave 97.25 % for the system and 97.53 % for people. Suppose each was
    measured on 6,000 pairs of its own. How many standard errors is the gap,

    $$z = \frac{p_2 - p_1}{\sqrt{2\,\bar p\,(1 - \bar p) / n}}, \qquad
    \bar p = \frac{p_1 + p_2}{2},$$

    and is it significant, that is, above 1.96?

    Answer: `{"z": ..., "significant": "yes or no"}`, two decimals.
    """,
    reference={"z": 0.961925, "significant": "no"},
    tolerance=0.004,
    choices=["yes", "no"],
    mistakes={
        "only one of the two varies": Mistake(
            {"z": 1.360368, "significant": "no"},
            "Both numbers come from a sample. Their variances add: that is the 2.",
        ),
        "a larger number is taken for a significant one": Mistake(
            {"z": 0.961925, "significant": "yes"},
            "A gap below 1.96 standard errors is what luck does, more often than one "
            "time in twenty.",
        ),
        "the root is missing": Mistake(
            {"z": 330.466, "significant": "yes"},
            "The standard error is the **root** of the variance.",
        ),
        "per cent left in the formula": Mistake(
            {"z": 96.1925, "significant": "yes"},
            "Use 0.9725 and 0.9753 everywhere, also for the gap.",
        ),
        "the gap of the other figure": Mistake(
            {"z": 0.624230, "significant": "no"},
            "That is 97.35 %, the figure of the paper. The press said 97.25 %.",
        ),
    },
    hints=[
        r"$\bar p = 0.9739$, so $2\,\bar p\,(1-\bar p)/6000$ is about 0.0000085.",
        "The gap is 0.0028. Divide it by the root of that variance.",
    ],
    solution=gap_in_standard_errors,
)
