"""Exercises of notebook 03: the perceptron learns AND, OR, XOR."""

import itertools

import numpy as np

from dlbook import data
from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.predict import Prediction
from dlbook.perceptron import Perceptron

guess = Prediction(
    id="03",
    prompt="""
    A perceptron starts at zero and is shown the four rows of AND in order, 00, 01, 10,
    11, again and again, with rate 1. **In which pass does it make no mistake for the
    first time?**
    """,
    truth=6,
    unit="passes",
    because="""
    Five passes with 11 corrections, then one without a mistake: an answer learned for
    one row is spoiled by the next, until all four fit.
    """,
)


# -- 03a ------------------------------------------------------------------------------
def and_or():
    """Each mistake adds or subtracts the row itself, and right answers change nothing.
    From zero with rate 1 all numbers stay whole: AND needs 11 corrections in 6 passes,
    OR 5 in 4, NOR 4 in 4. There are many right lines; the rule ends at the first it
    meets."""
    ends = {}
    for gate in ("AND", "OR", "NOR"):
        x, y = data.gates(gate.lower())
        unit = Perceptron(2)
        for _lesson in unit.lessons(x, y, epochs=100):
            pass
        ends[gate] = (*unit.w, unit.b)
    return ends


q1 = Exercise(
    id="03a",
    prompt="""
    A perceptron with two inputs starts at w = (0, 0), b = 0 and fires when
    w x + b >= 0. Rows come in the order 00, 01, 10, 11, the rate is 1, and training
    ends after a pass without a mistake. Let a program of your own find where it ends on
    AND and on OR, which the lab confirms, and on NOR, which the lab does not have: NOR
    is 1 at 00 alone.

    Answer: `{"AND": (w1, w2, b), "OR": (w1, w2, b), "NOR": (w1, w2, b)}`.
    """,
    reference={"AND": (2, 1, -3), "OR": (1, 1, -1), "NOR": (-1, -1, 0)},
    mistakes={
        "it fires only above zero": Mistake(
            {"AND": (2, 1, -2), "OR": (1, 1, 0), "NOR": (-1, -1, 1)},
            "A net sum of exactly 0 fires here, so the very first row, 00, is already "
            "a mistake.",
        ),
        "stopped after one pass": Mistake(
            {"AND": (1, 1, 0), "OR": (0, 1, 0), "NOR": (0, -1, -1)},
            "There were mistakes in that pass. Go on until a pass has none.",
        ),
        "the bias is never moved": Mistake(
            {"AND": (0, 0, 0), "OR": (0, 0, 0), "NOR": (-1, -1, 0)},
            "The bias learns as a weight on a constant input 1: b += y - predicted.",
        ),
        "right answers move it, too": Mistake(
            {"AND": (0, 0, -12), "OR": (8, 8, 8), "NOR": (-8, -8, -8)},
            "The rule multiplies by y - predicted, which is 0 for a right answer.",
        ),
    },
    hints=[
        "The first row is 00 and z = 0: it fires, but AND wants 0. So b becomes -1.",
        "After each row: w += (y - predicted) * x and b += y - predicted.",
        "Six passes for AND, four for OR and for NOR. Section 5 has the whole program.",
    ],
    solution=and_or,
)


# -- 03b ------------------------------------------------------------------------------
def best_line_on_xor():
    """Try every line of a grid: none gets more than 3 of 4. The proof is short. 01 and
    10 must fire: w2 + b >= 0 and w1 + b >= 0. Added, w1 + w2 + 2b >= 0. But 00 and 11
    must not: b < 0 and w1 + w2 + b < 0, and these add up to the opposite."""
    x, y = data.gates("xor")
    grid = np.arange(-2, 2.25, 0.25)
    return max(
        np.mean((x @ np.array([w1, w2]) + b >= 0) == y)
        for w1, w2, b in itertools.product(grid, grid, grid)
    )


q2 = Exercise(
    id="03b",
    prompt="""
    What is the highest accuracy, as a fraction of the four rows, that any single line
    w1 x1 + w2 x2 + b >= 0 reaches on XOR?
    """,
    reference=0.75,
    mistakes={
        "train it longer and XOR will come": Mistake(
            1.0,
            "No training helps where no line exists. Write down what the four rows "
            "ask of w1, w2 and b, and add the inequalities up.",
        ),
        "where the training happens to be": Mistake(
            0.5,
            "That is the line (-1, 0, 0) to which training comes back for ever. "
            "Another line does better.",
        ),
        "the mistakes made in a pass": Mistake(
            0.0,
            "Training makes 4 mistakes in each pass because the line moves while it "
            "looks. A line that stands still is right more often.",
        ),
        "the rows, not their fraction": Mistake(3, "Divide by the four rows."),
    },
    hints=[
        "Draw the four corners of the square. Which can one line cut off together?",
        "OR is a line, too. On how many rows do OR and XOR agree?",
    ],
    solution=best_line_on_xor,
)


# -- 03c ------------------------------------------------------------------------------
def separable_functions():
    """Every line of a fine enough grid draws one function; count the different ones.
    With two inputs only XOR and its opposite are missing. With three, 104 of 256
    remain, and the share falls fast from there."""
    counts = []
    for n in (2, 3):
        rows = np.array(list(itertools.product((0, 1), repeat=n)))
        weights = np.array(list(itertools.product(range(-4, 5), repeat=n)))
        found = set()
        for b in np.arange(-9.5, 10):
            found |= {tuple(column) for column in (rows @ weights.T + b >= 0).T}
        counts.append(len(found))
    return tuple(counts)


q3 = Exercise(
    id="03c",
    prompt="""
    A Boolean function of two inputs is a column of four answers, so there are 16. How
    many of them can one perceptron compute? And of the 256 functions of three inputs?

    Answer: `(two_inputs, three_inputs)`.
    """,
    reference=(14, 104),
    mistakes={
        "every function": Mistake(
            (16, 256), "XOR is one that it cannot compute. There are more."
        ),
        "XOR has an opposite": Mistake(
            (15, 255),
            "If a line cannot draw XOR, it cannot draw its opposite, and with three "
            "inputs many more are lost.",
        ),
        "the constants are left out": Mistake(
            (12, 102),
            "'Always 0' and 'always 1' count: zero weights and a bias do it.",
        ),
        "lines through the origin only": Mistake(
            (6, 32), "Give the unit its bias: the line need not pass through 00."
        ),
    },
    hints=[
        "Two inputs: go through the 16. Which ones have the ones on a diagonal?",
        "Three inputs: let a loop try many weights and biases, and collect the "
        "different columns of answers in a set.",
    ],
    solution=separable_functions,
)


# -- 03d ------------------------------------------------------------------------------
def novikoff():
    """The widest street for AND is x1 + x2 = 1.5, that is w = (2, 2, -3) up to scale:
    every row has y (w x) >= 1, and the length of w is sqrt(17). For OR it is
    (2, 2, -1) with length 3. The bound (R / margin)^2 is 3 * 17 = 51 and 3 * 9 = 27;
    training needed 18 and 9 corrections in this form, well below."""
    bounds = {}
    for gate, w in {"AND": (2, 2, -3), "OR": (2, 2, -1)}.items():
        x, y = data.gates(gate.lower())
        x = np.column_stack([x, np.ones(4)])  # the bias is a weight on a constant 1
        margin = ((2 * y - 1) * (x @ w)).min() / np.linalg.norm(w)
        bounds[gate] = (margin, 3 / margin**2)
    return bounds


q4 = Exercise(
    id="03d",
    prompt=r"""
    Novikoff's theorem bounds the number of corrections by $(R/\gamma)^2$. Take labels
    $\pm 1$ and the bias as a third weight, so that rows are $(x_1, x_2, 1)$. $R^2$ is
    the largest squared length of a row; the margin $\gamma$ is the largest value that
    $\min_i\, y_i\, (w \cdot x_i) / |w|$ can have. Find margin and bound for AND and OR.

    Answer: `{"AND": (margin, bound), "OR": (margin, bound)}`.
    """,
    reference={"AND": (0.242536, 51.0), "OR": (1 / 3, 27.0)},
    mistakes={
        "the bias is left out of the length": Mistake(
            {"AND": (0.353553, 24.0), "OR": (0.353553, 24.0)},
            "Here w has three entries, the bias among them, and so has its length.",
        ),
        "the constant 1 is left out of R": Mistake(
            {"AND": (0.242536, 34.0), "OR": (1 / 3, 18.0)},
            "The longest row is (1, 1, 1): its squared length is 3.",
        ),
        "R and the margin are not squared": Mistake(
            {"AND": (0.242536, 7.141428), "OR": (1 / 3, 5.196152)},
            "The bound is the square of R / margin.",
        ),
        "the corrections were counted, not bounded": Mistake(
            {"AND": (0.242536, 18), "OR": (1 / 3, 9)},
            "That is what happens. The theorem says what can at most happen.",
        ),
    },
    hints=[
        "The best w for AND is (2, 2, -3): both sides of the line at equal distance.",
        r"Its length is $\sqrt{17}$, and the nearest rows have $y\,(w \cdot x) = 1$.",
        "For OR take (2, 2, -1).",
    ],
    solution=novikoff,
)


# -- 03e ------------------------------------------------------------------------------
def neuron(x, w, b, add=np.sum, fire=lambda z: float(z >= 0)):
    return fire(add(w * x) + b)


def four_parts():
    """Take one part away and run what is left. Without inputs every row is alike;
    without the bias z is 0 at 00, which fires; with the larger product in place of
    the sum, 11 looks like 01 or 10; without the step the answer is just z."""
    rows = [np.array(row) for row in ((0, 0), (0, 1), (1, 0), (1, 1))]
    grid = [np.array(w) for w in itertools.product(range(-4, 5), repeat=2)]
    answers = {}
    if len({neuron(0 * x, np.array([3, 2]), -4) for x in rows}) == 1:
        answers["input"] = "A"
    if all(neuron(rows[0], w, 0) == 1 for w in grid):
        answers["bias"] = "B"
    if not any(
        [neuron(x, w, b, add=np.max) for x in rows] == [0, 0, 0, 1]
        for w in grid
        for b in range(-5, 6)
    ):
        answers["sum"] = "C"
    if neuron(rows[0], np.array([3, 2]), -4, fire=float) not in (0, 1):
        answers["step"] = "D"
    return answers


q5 = Exercise(
    id="03e",
    prompt="""
    A perceptron that computes AND loses one of its four parts. Which test fails then?
    Use each letter once.

    - **A** "Different rows can get different answers."
    - **B** "The row 00 can get the answer 0."
    - **C** "11 can get another answer than both 01 and 10."
    - **D** "Every answer is 0 or 1."

    The parts: the `"input"` (all inputs read as 0), the `"bias"` (kept at 0), the
    `"sum"` (only the larger product is used), the `"step"` (z goes out as it is).

    Answer: `{"input": ..., "bias": ..., "sum": ..., "step": ...}`.
    """,
    reference={"input": "A", "bias": "B", "sum": "C", "step": "D"},
    choices=["A", "B", "C", "D"],
    mistakes={
        "the activation does the summing": Mistake(
            {"input": "A", "bias": "B", "sum": "D", "step": "C"},
            "The sum adds the products and the bias. The step only sees the result, "
            "and turns it into 0 or 1.",
        ),
        "the bias is taken for an input": Mistake(
            {"input": "B", "bias": "A", "sum": "C", "step": "D"},
            "The bias is the same for every row. Only inputs tell rows apart.",
        ),
        "the bias does the summing": Mistake(
            {"input": "A", "bias": "C", "sum": "B", "step": "D"},
            "The bias shifts the sum, it adds nothing up. What is z at 00 without it?",
        ),
    },
    hints=[
        "At 00 both products are 0, whatever the weights. What is left of z?",
        "With the larger product alone, compare z at 11 with z at 01 and at 10.",
    ],
    solution=four_parts,
)
