"""Exercises of notebook 06: shallow or deep?"""

import numpy as np

from dlbook.activations import relu
from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="06",
    prompt=r"""
    A layer of two ReLU units folds the line from 0 to 1 once: 2 straight pieces. You
    put eight such layers one behind the other, 16 units in all. **How many straight
    pieces does the output have?**
    """,
    truth=256,
    unit="pieces",
    high=2000,
    because="""
    A fold goes over everything that was folded before, so each layer doubles the
    number of pieces: 2, 4, 8, and 2^8 = 256 after eight.
    """,
)


# -- 06a ------------------------------------------------------------------------------
def three_folds():
    """Up to one half the tent doubles, 2 * 0.3 = 0.6; above it, it comes down again:
    2 * 0.6 - 4 * 0.1 = 0.8, and 2 * 0.8 - 4 * 0.3 = 0.4. Each layer reads the output
    of the layer before it, and the input is never seen again."""
    x, seen = 0.3, []
    for _ in range(3):
        x = 2 * relu(x) - 4 * relu(x - 0.5)
        seen.append(float(x))
    return seen


q1 = Exercise(
    id="06a",
    prompt=r"""
    The tent is $T(x) = 2\,\mathrm{relu}(x) - 4\,\mathrm{relu}(x - \frac12)$. Start at
    $x = 0.3$ and go through three layers of it. **What comes out of the first, the
    second and the third?** Answer: `[..., ..., ...]`.
    """,
    reference=[0.6, 0.8, 0.4],
    mistakes={
        "every layer reads the input": Mistake(
            [0.6, 0.6, 0.6],
            "The second layer reads what the first one put out, 0.6, and not 0.3.",
        ),
        "the second unit is left out": Mistake(
            [0.6, 1.2, 2.4],
            "Above one half the unit relu(x - 1/2) fires, and takes 4 times its value "
            "away.",
        ),
        "the second unit fires below one half too": Mistake(
            [1.4, -0.8, 3.6],
            "relu(0.3 - 0.5) is 0, not -0.2: a ReLU unit passes nothing negative on.",
        ),
        "the corner is taken off only once": Mistake(
            [0.6, 1.0, 1.0],
            "The second unit has weight -4. With -2 the line would go on level; with "
            "-4 it comes down.",
        ),
    },
    hints=[
        "Work out both units first: relu(0.3) and relu(0.3 - 0.5).",
        "Below one half the tent is 2x, above it 2 - 2x.",
    ],
    solution=three_folds,
)


# -- 06b ------------------------------------------------------------------------------
def count_folds():
    """Every fold doubles the pieces and costs two units. A unit of one hidden layer
    bends the line at one place, once, so 2^K pieces, with 2^K - 1 corners between
    them, need at least that many units."""
    return {"pieces": 2**5, "units": 2 * 5, "shallow": 2**10 - 1}


q2 = Exercise(
    id="06b",
    prompt=r"""
    - `pieces`: how many straight pieces do $K = 5$ folds have?
    - `units`: how many hidden units do they take?
    - `shallow`: how many units does a network with *one* hidden layer need at least
      for as many corners as $K = 10$ folds have?

    Answer: `{"pieces": ..., "units": ..., "shallow": ...}`.
    """,
    reference={"pieces": 32, "units": 10, "shallow": 1023},
    mistakes={
        "each fold adds two pieces": Mistake(
            {"pieces": 10, "units": 10, "shallow": 19},
            "A fold goes over all the pieces there are: it doubles them.",
        ),
        "as many units as pieces": Mistake(
            {"pieces": 32, "units": 32, "shallow": 1024},
            "A folding layer has two units, however many pieces it folds. And between "
            "two pieces there is one corner: count the corners of the shallow net.",
        ),
        "one unit a fold": Mistake(
            {"pieces": 32, "units": 5, "shallow": 1023},
            "The tent is made of two units: one that rises, one that bends it down.",
        ),
        "the shallow net gets by with the deep one's units": Mistake(
            {"pieces": 32, "units": 10, "shallow": 20},
            "In one hidden layer a unit bends the line once, and nothing multiplies.",
        ),
    },
    hints=[
        "Write down the pieces after 1, 2 and 3 folds.",
        "How many corners lie between 4 pieces? And how many corners has one unit?",
    ],
    solution=count_folds,
)


# -- 06c ------------------------------------------------------------------------------
def sine_errors():
    """The chords meet the sine at D + 1 places and miss it most near the hilltops. The
    error is about pi^2 / (2 D^2), so twice the units leave a quarter of it; with only
    4 pieces there is not yet a hill to follow, and the first step is a third."""
    x = np.linspace(0, 1, 100_001)
    y = np.sin(2 * np.pi * x)
    errors = []
    for pieces in (4, 8, 16, 32, 64):
        at = np.linspace(0, 1, pieces + 1)
        errors.append(np.abs(np.interp(x, at, np.sin(2 * np.pi * at)) - y).max())
    return errors


q3 = Exercise(
    id="06c",
    prompt=r"""
    Fit $\sin(2\pi x)$ on $[0, 1]$ with $D$ straight pieces of equal length, which meet
    the curve at their ends. **What is the largest error for $D = 4, 8, 16, 32, 64$?**
    Answer: a list of five numbers, to four decimals (`np.interp` may help).
    """,
    reference=[0.2105, 0.0704, 0.0188, 0.0048, 0.0012],
    tolerance=6e-5,
    mistakes={
        "twice the pieces, half the error": Mistake(
            [0.2105, 0.10525, 0.052625, 0.0263125, 0.01315625],
            "A piece half as long leaves the curve by a quarter as much. Measure.",
        ),
        "measured where the pieces meet the curve": Mistake(
            [0.0, 0.0, 0.0, 0.0, 0.0],
            "At its ends a piece is right by construction. Look between them, on a "
            "fine grid.",
        ),
        "D points in place of D pieces": Mistake(
            [0.4373, 0.0966, 0.0217, 0.0051, 0.0012],
            "D pieces have D + 1 ends: `np.linspace(0, 1, D + 1)`.",
        ),
        "the mean error, not the largest": Mistake(
            [0.1366, 0.0331, 0.0082, 0.002, 0.0005],
            "Take the maximum of the error's size over the grid, not its mean.",
        ),
    },
    hints=[
        "On a grid of 10,001 points: `np.interp(x, ends, np.sin(2 * np.pi * ends))`.",
        "D = 4 has its ends at 0, 1/4, 1/2, 3/4 and 1.",
    ],
    solution=sine_errors,
)


# -- 06d ------------------------------------------------------------------------------
def deep_and_shallow():
    """1-10-10-10-10-10-1: the first layer has 20 parameters, four more have 110 each,
    the output 11. A layer of D units cuts each piece into at most D + 1, so five layers
    of ten make at most 11^5. A shallow net for as many pieces needs one unit fewer
    than pieces, with three parameters each, and one output bias. That is what *could*
    be; random or trained weights come nowhere near it."""
    most = (10 + 1) ** 5
    return {
        "parameters": (1 + 1) * 10 + 4 * (10 + 1) * 10 + (10 + 1),
        "pieces": most,
        "shallow": 3 * (most - 1) + 1,
    }


q4 = Exercise(
    id="06d",
    prompt=r"""
    A ReLU network has one input, five hidden layers of ten units, and one output.

    - `parameters`: how many has it?
    - `pieces`: how many straight pieces can it have at most, if a layer of $D$ units
      cuts each piece into at most $D + 1$?
    - `shallow`: how many parameters has the smallest network with *one* hidden layer
      that can have as many pieces ($D$ units: at most $D + 1$)?

    Answer: `{"parameters": ..., "pieces": ..., "shallow": ...}`.
    """,
    reference={"parameters": 471, "pieces": 161051, "shallow": 483151},
    mistakes={
        "biases forgotten": Mistake(
            {"parameters": 420, "pieces": 161051, "shallow": 322100},
            "Each unit that computes has a bias too, the output unit included.",
        ),
        "layers add pieces": Mistake(
            {"parameters": 471, "pieces": 51, "shallow": 151},
            "A later layer can cut every piece it gets: the numbers multiply.",
        ),
        "ten to the fifth": Mistake(
            {"parameters": 471, "pieces": 100000, "shallow": 299998},
            "Ten cuts make eleven pieces of one.",
        ),
        "two to the number of layers": Mistake(
            {"parameters": 471, "pieces": 32, "shallow": 94},
            "Doubling belongs to layers of two units that fold. A layer of ten can do "
            "more.",
        ),
        "as many units as pieces": Mistake(
            {"parameters": 471, "pieces": 161051, "shallow": 483154},
            "The first piece is there without any corner: one unit fewer is enough.",
        ),
    },
    hints=[
        "Parameters layer by layer: 1 to 10, four times 10 to 10, 10 to 1.",
        "Pieces multiply: 11 after one layer, at most 11 times 11 after two.",
        "A shallow net with D units has 3 D + 1 parameters.",
    ],
    solution=deep_and_shallow,
)


# -- 06e ------------------------------------------------------------------------------
def who_calls_it_deep():
    """Four columns, three layers of weights, two hidden layers. Three layers or more:
    yes. Ten to thousands: no. Three hidden layers are not so deep, so two are not
    either. Several hidden layers: yes. The fifth text gives no number at all. The
    network is the same in every row; what changes is the word."""
    return {
        "three layers or more": "deep",
        "ten to thousands of layers": "not deep",
        "huge, and three hidden layers are not so deep": "not deep",
        "several hidden layers": "deep",
    }


q5 = Exercise(
    id="06e",
    prompt="""
    Four texts define *deep*. **Which of them call 784-64-64-10 deep?** Count columns of
    nodes where a text does not say what it counts.

    Answer: `{"three layers or more": ..., "ten to thousands of layers": ...,
    "huge, and three hidden layers are not so deep": ...,
    "several hidden layers": ...}`.
    """,
    reference=who_calls_it_deep(),
    choices=["deep", "not deep"],
    mistakes={
        "every text means the same": Mistake(
            dict.fromkeys(who_calls_it_deep(), "deep"),
            "It has four columns, and two hidden layers. Is that ten? Is it more than "
            "three hidden?",
        ),
        "nobody calls so small a network deep": Mistake(
            dict.fromkeys(who_calls_it_deep(), "not deep"),
            "Two of the texts set the bar low: three layers, or several hidden ones.",
        ),
        "three layers counted as three hidden ones": Mistake(
            {**who_calls_it_deep(), "three layers or more": "not deep"},
            "It has four columns of nodes, or three layers of weights: three or more "
            "either way.",
        ),
        "two hidden layers taken for one": Mistake(
            {**who_calls_it_deep(), "several hidden layers": "not deep"},
            "64 and 64 are two hidden layers. One alone would be shallow.",
        ),
    },
    hints=[
        "Count it in three ways: columns of nodes, layers of weights, hidden layers.",
        "The lab of section 2 has a row for each text.",
    ],
    solution=who_calls_it_deep,
)
