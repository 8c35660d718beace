"""Exercises of notebook 04: activation functions, and why linear is not enough."""

import math

import numpy as np

from dlbook import sigmoid
from dlbook.exercises.exercise import Exercise, Mistake, form
from dlbook.exercises.judges import activations as judges
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="04",
    prompt="""
    A network reads one number x. Six layers of eight neurons follow, one after another,
    all weights random, and **no activation anywhere**. A last neuron gives the output
    y. You plot y against x from -3 to 3. **What do you see?**
    """,
    truth="a straight line",
    choices=(
        "a straight line",
        "a line with six bends",
        "a line with 48 bends",
        "a smooth curve",
    ),
    because="""
    385 parameters, and all they make is y = w x + b with one w and one b: a weighted
    sum of weighted sums is a weighted sum.
    """,
)


# -- 04a ------------------------------------------------------------------------------
def collapse():
    """Put the first layer into the second: W2 (W1 x + b1) + b2 is
    (W2 W1) x + (W2 b1 + b2). The first bias passes through W2 like everything else.
    With a ReLU between, both sums at (5, -7) are negative, so only b2 is left."""
    W1, b1 = np.array([[1, 2], [3, 4]]), np.array([1, -1])
    W2, b2 = np.array([2, -1]), 3
    x = np.array([5, -7])
    W, b = W2 @ W1, W2 @ b1 + b2
    with_relu = W2 @ np.maximum(0, W1 @ x + b1) + b2
    return {"W": W, "b": b, "linear": W @ x + b, "relu": with_relu}


q1 = Exercise(
    id="04a",
    prompt=r"""
    Two layers without an activation: first
    $W_1 = \begin{pmatrix}1&2\\3&4\end{pmatrix}$ and $b_1 = (1, -1)$, then
    $W_2 = (2, -1)$ and $b_2 = 3$.

    - `W`, `b`: the one affine map $y = W x + b$ that does the same;
    - `linear`: its value at $x = (5, -7)$;
    - `relu`: the value there when a ReLU stands between the two layers.

    Answer: `{"W": [..., ...], "b": ..., "linear": ..., "relu": ...}`.
    """,
    reference={"W": (-1, 0), "b": 6, "linear": 1, "relu": 3},
    mistakes={
        "the matrices in the wrong order": Mistake(
            {"W": (0, 2), "b": 6, "linear": -8, "relu": 3},
            "x meets W1 first, so W1 stands next to it: W2 (W1 x), that is W2 @ W1.",
        ),
        "the first bias does not pass through the second layer": Mistake(
            {"W": (-1, 0), "b": 3, "linear": -2, "relu": 3},
            "The second layer multiplies all that comes out of the first, its bias "
            "too: b = W2 b1 + b2.",
        ),
        "ReLU at the end, not between": Mistake(
            {"W": (-1, 0), "b": 6, "linear": 1, "relu": 1},
            "It acts on the two sums of the first layer, before the second sees them.",
        ),
        "ReLU takes the size": Mistake(
            {"W": (-1, 0), "b": 6, "linear": 1, "relu": 5},
            "max(0, z) turns a negative z into 0, not into its absolute value.",
        ),
    },
    hints=[
        "Write $W_2 (W_1 x + b_1) + b_2$ and multiply out.",
        "`W2 @ W1` and `W2 @ b1 + b2`.",
        "At (5, -7) the first layer has the sums -8 and -14. What does ReLU do?",
    ],
    solution=collapse,
)


# -- 04b ------------------------------------------------------------------------------
def by_hand():
    """sigma(z) = 1 / (1 + exp(-z)), and its slope is h (1 - h) with h = sigma(z), not
    with z. At 0 that is 1/2 * 1/2, the largest there is. tanh is a quotient of
    exponentials; `math.tanh` agrees."""
    h = 1 / (1 + math.exp(-2))
    h0 = 1 / (1 + math.exp(0))
    tanh = (math.exp(1) - math.exp(-1)) / (math.exp(1) + math.exp(-1))
    return {
        "sigmoid(2)": h,
        "slope at 2": h * (1 - h),
        "slope at 0": h0 * (1 - h0),
        "tanh(1)": tanh,
    }


four = form("sigmoid(2)", "slope at 2", "slope at 0", "tanh(1)")

q2 = Exercise(
    id="04b",
    prompt=r"""
    Compute $\sigma(2)$, the slope of $\sigma$ at $z = 2$ and at $z = 0$, and
    $\tanh(1)$, to four decimals at least.

    Answer: `{"sigmoid(2)": ..., "slope at 2": ..., "slope at 0": ..., "tanh(1)": ...}`.
    """,
    reference=four(0.880797, 0.104994, 0.25, 0.761594),
    mistakes={
        "the slope formula h (1 - h) taken of z": Mistake(
            four(0.880797, -2.0, 0.0, 0.761594),
            "h (1 - h) wants the output h = sigmoid(z). A sigmoid rises everywhere, so "
            "its slope is never negative.",
        ),
        "sigmoid'(z) taken of h": Mistake(
            four(0.880797, 0.207165, 0.235004, 0.761594),
            "The sigmoid was applied twice: h is its output already, and the slope "
            "is h (1 - h).",
        ),
        "the sign of the exponent": Mistake(
            four(0.119203, 0.104994, 0.25, -0.761594),
            "It is exp(-z) in the denominator: a large z gives an output near 1.",
        ),
        "the slope formula of tanh": Mistake(
            four(0.880797, 0.224196, 0.75, 0.761594),
            "1 - h^2 is the slope of tanh. The sigmoid's is h (1 - h), at most 1/4.",
        ),
        "tanh is the sigmoid": Mistake(
            four(0.880797, 0.104994, 0.25, 0.731059),
            "That is sigmoid(1). tanh runs from -1 to 1, twice as steeply.",
        ),
    },
    hints=[
        r"$\sigma(z) = 1/(1+e^{-z})$; `math.exp` gives the exponential.",
        r"Compute $h = \sigma(z)$ first; the slope is $h\,(1-h)$.",
    ],
    solution=by_hand,
)


# -- 04c ------------------------------------------------------------------------------
def tanh_by_sigmoid(z):
    """Multiply above and below by exp(-z): tanh z = (1 - exp(-2z)) / (1 + exp(-2z)),
    which is 2 / (1 + exp(-2z)) - 1. So: half as wide, twice as high, one lower."""
    return 2 * sigmoid(2 * z) - 1


q3 = Exercise(
    id="04c",
    prompt=r"""
    Write `my_tanh(z)` with `sigmoid` alone, without `np.tanh` and without an
    exponential of your own. It must agree with tanh within $10^{-12}$ on $[-5, 5]$.

    Answer with the function itself: `check(my_tanh)`.
    """,
    reference=judges.my_tanh,
    mistakes={
        "stretched to (-1, 1), but not made steeper": Mistake(
            judges.flat,
            "The ends are right. At 0 the slope of tanh is 1, and yours is 1/2: "
            "what must stand in the sigmoid?",
        ),
        "steeper, but still from 0 to 1": Mistake(
            judges.low, "tanh runs from -1 to 1: twice the height, and shifted down."
        ),
        "z halved instead of doubled": Mistake(
            judges.wide, "That makes the curve four times too flat at 0."
        ),
        "shifted by a half": Mistake(
            judges.high,
            "At z = 0 the sigmoid is 1/2, twice that is 1, and tanh(0) = 0.",
        ),
    },
    hints=[
        "Try $a\\,\\sigma(b z) + c$. The far ends fix $a$ and $c$.",
        r"The slope at 0 fixes $b$: that of $a\,\sigma(bz)$ there is $ab/4$, and tanh "
        "has 1.",
    ],
    solution=tanh_by_sigmoid,
    cases=[(0.0,), (1.0,), (-1.0,), (5.0,), (-5.0,)],
    inputs=judges.some_z,
    tolerance=1e-12,
)


# -- 04d ------------------------------------------------------------------------------
def ranks():
    """A layer of m units hands on m numbers, and what has been merged stays merged: the
    rank of a product is at most the smallest rank of its factors. With random weights
    it is exactly the smallest width on the way."""
    rng = np.random.default_rng(0)
    found = {}
    for sizes in ((10, 1, 10), (10, 20, 10), (10, 4, 7, 10)):
        W = np.eye(10)
        for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
            W = rng.normal(size=(n_out, n_in)) @ W
        found["-".join(map(str, sizes))] = int(np.linalg.matrix_rank(W))
    return found


q4 = Exercise(
    id="04d",
    prompt=r"""
    A linear 10-1-10 network has ten inputs, one unit in the middle and ten outputs, and
    no activation. It collapses to one matrix of shape (10, 10). **What is the rank of
    that matrix**, that is, how many of its rows are independent? And of the matrices of
    10-20-10 and 10-4-7-10? All weights are random. `np.linalg.matrix_rank` may help.

    Answer: `{"10-1-10": ..., "10-20-10": ..., "10-4-7-10": ...}`.
    """,
    reference={"10-1-10": 1, "10-20-10": 10, "10-4-7-10": 4},
    mistakes={
        "the shape decides": Mistake(
            {"10-1-10": 10, "10-20-10": 10, "10-4-7-10": 10},
            "The matrix is 10 by 10, but all it does passes through one number. Every "
            "output is a multiple of that number.",
        ),
        "the last layer between decides": Mistake(
            {"10-1-10": 1, "10-20-10": 10, "10-4-7-10": 7},
            "Seven units that read four numbers can only mix those four.",
        ),
        "the widths add up": Mistake(
            {"10-1-10": 1, "10-20-10": 20, "10-4-7-10": 11},
            "A 10 by 10 matrix has at most 10 independent rows, and the narrowest "
            "place lets through no more than its width.",
        ),
        "it counts the layers": Mistake(
            {"10-1-10": 2, "10-20-10": 2, "10-4-7-10": 3},
            "However many layers there are, they collapse to one. How many independent "
            "numbers pass the narrowest place?",
        ),
    },
    hints=[
        "Draw two random matrices of shapes (1, 10) and (10, 1) and multiply them.",
        "Where is the narrowest place of each network?",
    ],
    solution=ranks,
)


# -- 04e ------------------------------------------------------------------------------
def three_answers():
    """Between layers: without one the layers collapse to a single affine map. At the
    output of a regression the identity is right, because the target may be any number.
    And linear regression is one neuron with the identity: limited, and useful."""
    return {
        "between the layers": "yes",
        "at the output of a regression network": "no",
        "in linear regression": "no",
    }


three = form(*three_answers())

q5 = Exercise(
    id="04e",
    prompt="""
    Is a nonlinear activation needed ...

    - `between the layers` of a network that shall do more than one affine map?
    - `at the output of a regression network`, which predicts any number?
    - `in linear regression`, a single neuron on data that lie along a line?

    Answer: a dict with these three names, each `"yes"` or `"no"`.
    """,
    reference=three("yes", "no", "no"),
    choices=["yes", "no"],
    mistakes={
        "an activation is mandatory": Mistake(
            three("yes", "yes", "yes"),
            "What would a sigmoid do to a target of 38.2? A model that shall give any "
            "number must not squash it at the end.",
        ),
        "an activation is never needed": Mistake(
            three("no", "no", "no"),
            "Stack as many affine layers as you like: what do they collapse to?",
        ),
        "the output needs it, the layers between do not": Mistake(
            three("no", "yes", "no"),
            "The other way round: the bend is needed on the way, and a regression has "
            "to be able to answer any number.",
        ),
        "every network needs it, also at its output": Mistake(
            three("yes", "yes", "no"),
            "Can a network that ends in a sigmoid ever answer 38.2?",
        ),
    },
    hints=[
        "What do two affine layers in a row collapse to?",
        "Which numbers can a sigmoid give? Which may a regression have to give?",
    ],
    solution=three_answers,
)
