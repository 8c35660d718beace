"""Exercises of notebook 02: one neuron, its weights, its bias and its score."""

import numpy as np

from dlbook import data
from dlbook.activations import sigmoid
from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="02",
    prompt="""
    For a patient of 170 cm and 70 kg the neuron is 11.9 % sure of an illness at 37
    degrees, 50.0 % at 38 and 88.1 % at 39: each degree has added 38.1. **How sure is
    it at 40 degrees, in percent?**
    """,
    truth=98.2,
    unit="percent",
    because="""
    The score rises by 2 with every degree, to z = 4. The sigmoid is steepest at z = 0
    and flattens towards 100 %, which it never reaches.
    """,
)


# -- 02a ------------------------------------------------------------------------------
def three_sums():
    """Multiply each input by its own weight, add the products, and add the bias once:
    10 + 10 + 18 + 9 = 47; 5 - 5 + 12 + 9 = 21; -10 - 5 - 6 + 9 = -12. A positive weight
    with a negative input takes away, and the bias is there whatever the inputs are."""
    rows = [(1, 2, 3), (0.5, -1, 2), (-1, -1, -1)]
    return [10 * x1 + 5 * x2 + 6 * x3 + 9 for x1, x2, x3 in rows]


q1 = Exercise(
    id="02a",
    prompt="""
    A neuron has the weights 10, 5, 6 and the bias 9. What is its net sum for the
    inputs (1, 2, 3), for (0.5, -1, 2) and for (-1, -1, -1)?

    Answer with the three numbers: `[..., ..., ...]`.
    """,
    reference=[47, 21, -12],
    mistakes={
        "the bias is added to every input": Mistake(
            [65, 39, 6],
            "The neuron has one bias, and adds it once, after the products are summed.",
        ),
        "the bias is forgotten": Mistake(
            [38, 12, -21], "These are the sums of the products alone."
        ),
        "the inputs are added to the weights": Mistake(
            [36, 31.5, 27], "An input is multiplied by its weight: 10 * 1 + 5 * 2 + ..."
        ),
        "the minus signs are lost": Mistake(
            [47, 31, 30], "5 times -1 is -5: that input takes away from the sum."
        ),
    },
    hints=[
        "Write the three products of (1, 2, 3) first: 10, 10 and 18.",
        "Add them up, and add 9 once.",
    ],
    solution=three_sums,
)


# -- 02b ------------------------------------------------------------------------------
def net_sum(inputs, weights, bias):
    """The sum starts at the bias, or the bias comes after the loop: it must not stand
    inside, where it would be added once an input. `np.dot(inputs, weights) + bias` is
    the same in one line. The five numbers of Z1 give 3.2."""
    total = bias
    for value, weight in zip(inputs, weights, strict=True):
        total = total + value * weight
    return total


def bias_for_each(inputs, weights, bias):
    return sum(i * w + bias for i, w in zip(inputs, weights, strict=True))


def no_bias(inputs, weights, bias):
    return sum(i * w for i, w in zip(inputs, weights, strict=True))


def bias_before_the_weight(inputs, weights, bias):
    return sum((i + bias) * w for i, w in zip(inputs, weights, strict=True))


def sums_multiplied(inputs, weights, bias):
    return sum(inputs) * sum(weights) + bias


def any_neuron(rng):
    n = int(rng.integers(2, 8))
    inputs, weights = rng.normal(size=(2, n)).round(2)
    return list(map(float, inputs)), list(map(float, weights)), float(rng.normal())


Z1 = [1.0, 2.0, 3.0, 4.0, 5.0], [0.2, -0.1, 0.4, 0.0, 0.3], 0.5

q2 = Exercise(
    id="02b",
    prompt="""
    Write `net_sum(inputs, weights, bias)` with a loop, without NumPy, for two lists of
    the same length. For the inputs 1, 2, 3, 4, 5, the weights 0.2, -0.1, 0.4, 0, 0.3
    and the bias 0.5 it gives Z1. Answer with the function itself: `check(net_sum)`.
    """,
    reference=net_sum,
    mistakes={
        "the bias is added to every input": Mistake(
            bias_for_each,
            "Z1 is then 5.2. Take the bias out of the loop: it is added once.",
        ),
        "the bias is forgotten": Mistake(
            no_bias, "Z1 is then 2.7. Add the bias once, before or after the loop."
        ),
        "the bias is added before the weights": Mistake(
            bias_before_the_weight,
            "The bias has no weight. Add it to the sum of the products.",
        ),
        "sums multiplied instead of products summed": Mistake(
            sums_multiplied,
            "Each input meets its own weight: multiply pair by pair, then add.",
        ),
    },
    hints=[
        "`for value, weight in zip(inputs, weights):` walks through the pairs.",
        "Start with `total = bias`, and add one product in each turn.",
    ],
    solution=net_sum,
    cases=[Z1, ([1.0, 1.0, 1.0], [10.0, 5.0, 6.0], 9.0), ([0.0], [3.0], -2.0)],
    inputs=any_neuron,
)


# -- 02c ------------------------------------------------------------------------------
def two_patients():
    """The scores are -3.2 + 2.7 + 77 - 74.7 = 1.8 and -3.6 + 1.8 + 73 - 74.7 = -3.5. A
    score is no probability; the sigmoid makes a number between 0 and 1 of it."""
    patients = np.array([(160, 90, 38.5), (180, 60, 36.5)])
    return sigmoid(patients @ np.array([-0.02, 0.03, 2]) - 74.7)


q3 = Exercise(
    id="02c",
    prompt=r"""
    The neuron of the patient lab has $z = -0.02\,h + 0.03\,w + 2\,T - 74.7$. How sure
    is it that these two are sick: 160 cm, 90 kg, 38.5 °C, and 180 cm, 60 kg, 36.5 °C?

    Answer with two fractions between 0 and 1: `[..., ...]`, to four decimals.
    """,
    reference=[0.858149, 0.029312],
    mistakes={
        "the raw score": Mistake(
            [1.8, -3.5],
            "That is z. The confidence is sigma(z), a number between 0 and 1.",
        ),
        "the confidence that they are healthy": Mistake(
            [0.141851, 0.970688],
            "The sigmoid is 1 / (1 + exp(-z)). Did you write exp(z)?",
        ),
        "the sign of the height is lost": Mistake(
            [0.999726, 0.975873],
            "The weight of the height is -0.02: taller patients score lower.",
        ),
        "the bias is forgotten": Mistake(
            [1.0, 1.0], "Without -74.7 the temperature alone makes everybody sick."
        ),
        "the decision, not the confidence": Mistake(
            [1, 0], "That is what it says at a cut-off of one half. How sure is it?"
        ),
    },
    hints=[
        "First the scores: they are 1.8 and -3.5.",
        r"Then $\sigma(z) = 1 / (1 + e^{-z})$, or `sigmoid` of dlbook.",
    ],
    solution=two_patients,
)


# -- 02d ------------------------------------------------------------------------------
def in_fahrenheit():
    """T_C = (T_F - 32) / 1.8, so 2 T_C = (2 / 1.8) T_F - 2 * 32 / 1.8: the weight is
    divided by 1.8, and the bias takes the rest. The score cannot change, for it is the
    same patient: 102.2 F is 39 C, and z = 2."""
    w = 2 / 1.8
    b = -74.7 - 32 * w
    return {"w_T": w, "b": b, "z": -0.02 * 170 + 0.03 * 70 + w * 102.2 + b}


q4 = Exercise(
    id="02d",
    prompt=r"""
    Your thermometer shows degrees Fahrenheit, $T_F = 1.8\,T_C + 32$. Rewrite the neuron
    $z = -0.02\,h + 0.03\,w + 2\,T_C - 74.7$ so that it takes $T_F$ and gives every
    patient the same score as before.

    - `w_T`, `b`: the new weight of the temperature and the new bias;
    - `z`: the score of a patient of 170 cm, 70 kg and 102.2 °F.

    Answer: `{"w_T": ..., "b": ..., "z": ...}`, to six decimals.
    """,
    reference={"w_T": 1.111111, "b": -110.255556, "z": 2.0},
    mistakes={
        "the weights as they were": Mistake(
            {"w_T": 2.0, "b": -74.7, "z": 128.4},
            "The same patient would have z = 2 in Celsius and 128.4 in Fahrenheit.",
        ),
        "multiplied where it should be divided": Mistake(
            {"w_T": 3.6, "b": -189.9, "z": 176.72},
            "A degree Fahrenheit is a smaller step than a degree Celsius, so its "
            "weight is smaller.",
        ),
        "the bias is not moved": Mistake(
            {"w_T": 1.111111, "b": -74.7, "z": 37.555556},
            "Fahrenheit has its zero elsewhere, too. Put (T_F - 32) / 1.8 for T_C and "
            "multiply out: what is left without T_F belongs to the bias.",
        ),
        "32 without its weight": Mistake(
            {"w_T": 1.111111, "b": -106.7, "z": 5.555556},
            "The 32 degrees are multiplied by the weight before they join the bias.",
        ),
        "the bias moved the wrong way": Mistake(
            {"w_T": 1.111111, "b": -39.144444, "z": 73.111111},
            "T_C = (T_F - 32) / 1.8: the 32 is taken away.",
        ),
    },
    hints=[
        r"Put $T_C = (T_F - 32) / 1.8$ into the formula and multiply out.",
        "The weight is what stands before T_F, the bias all that has no variable.",
        "102.2 F is 39 C. What was the score at 39 C?",
    ],
    solution=in_fahrenheit,
)


# -- 02e ------------------------------------------------------------------------------
def least_squares_xor():
    """Either input alone says nothing: for x1 = 0 the answers are 0 and 1, for x1 = 1
    they are 1 and 0, so a straight line in x1 is best when it is flat. The same holds
    for x2. What is left is the mean of the answers, one half. And yet changing either
    input changes every answer: a weight of zero does not mean that an input is
    unimportant. It means that a sum of products has no use for it."""
    x, y = data.gates("xor")
    columns = np.column_stack([x, np.ones(4)])
    w1, w2, b = np.linalg.lstsq(columns, y, rcond=None)[0]
    changed_1 = y[:2] != y[2:]  # does the answer change when x1 does?
    changed_2 = y[::2] != y[1::2]
    matter = int(changed_1.any()) + int(changed_2.any())
    return {"w": (w1, w2), "b": b, "matter": matter}


q5 = Exercise(
    id="02e",
    prompt=r"""
    XOR is 1 where exactly one of its two inputs is 1: the rows 00, 01, 10, 11 have the
    answers 0, 1, 1, 0. Take a neuron without activation, $z = w_1 x_1 + w_2 x_2 + b$,
    and find the weights and the bias with the smallest sum of squared errors over the
    four rows. (`np.linalg.lstsq(columns, y, rcond=None)[0]` finds them; `columns` has
    a column for each input, and a column of ones for the bias.)

    - `w`, `b`: the weights and the bias;
    - `matter`: how many of the two inputs change the answer of XOR when they change?

    Answer: `{"w": (..., ...), "b": ..., "matter": ...}`.
    """,
    reference={"w": (0.0, 0.0), "b": 0.5, "matter": 2},
    mistakes={
        "a weight of zero taken for an unimportant input": Mistake(
            {"w": (0.0, 0.0), "b": 0.5, "matter": 0},
            "The weights are right. Now turn one input of XOR round and leave the "
            "other: does the answer stay?",
        ),
        "one input is taken to be enough": Mistake(
            {"w": (0.0, 0.0), "b": 0.5, "matter": 1},
            "XOR treats its inputs alike: what is true of one is true of the other.",
        ),
        "no column of ones": Mistake(
            {"w": (1 / 3, 1 / 3), "b": 0.0, "matter": 2},
            "Without that column the fit has no bias, and must give 0 for the row 00.",
        ),
        "OR in place of XOR": Mistake(
            {"w": (0.5, 0.5), "b": 0.25, "matter": 2},
            "In XOR the row 11 has the answer 0.",
        ),
    },
    hints=[
        "`columns = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]`, `y = [0, 1, 1, 0]`.",
        "Can a sum that grows with x1 fit rows where x1 helps once and harms once?",
        "Turn x1 round in each of the four rows: in how many does the answer change?",
    ],
    solution=least_squares_xor,
)
