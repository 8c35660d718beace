"""Exercises of notebook 05: layers, shapes and forward propagation."""

import numpy as np

from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.judges import layers as judges
from dlbook.exercises.predict import Prediction
from dlbook.network import MLP

guess = Prediction(
    id="05",
    prompt="""
    A 6-4-4-1 network has every weight at 0.1, every bias at 0, ReLU in between and a
    sigmoid at the end. With all six inputs at 1 its output is 0.524. Now every bias is
    set to 0.1. **What becomes of the output?**
    """,
    truth="it rises to 0.56",
    choices=[
        "it stays at 0.52",
        "it rises to 0.56",
        "it rises to 0.62",
        "it rises to 0.77",
    ],
    because="""
    A bias is added once to each unit, and what it adds in an early layer is scaled by
    the weights behind it: .6, .24, .524 become .7, .38, .563.
    """,
)


# -- 05a ------------------------------------------------------------------------------
def parameter_counts():
    """Between n and m units lie n * m weights, and each of the m units has one bias:
    (6*4 + 4) + (4*4 + 4) + (4*1 + 1) = 28 + 20 + 5 = 53. Input units hold the data
    and have no parameters; the output layer has its own like any other."""
    networks = {
        "6-4-4-1": MLP(6, 4, 4, 1),
        "784-64-64-10": MLP(784, 64, 64, 10),
        "2-2-1": MLP(2, 2, 1),
    }
    return {name: network.n_params for name, network in networks.items()}


q1 = Exercise(
    id="05a",
    prompt="""
    How many parameters (weights and biases) have these fully connected networks:
    6-4-4-1, which section 5 drew, once more without looking; 784-64-64-10, which will
    read digits in notebook 14; and 2-2-1, which solved XOR?

    Answer: `{"6-4-4-1": ..., "784-64-64-10": ..., "2-2-1": ...}`.
    """,
    reference={"6-4-4-1": 53, "784-64-64-10": 55050, "2-2-1": 9},
    mistakes={
        "the biases are forgotten": Mistake(
            {"6-4-4-1": 44, "784-64-64-10": 54912, "2-2-1": 6},
            "These are the weights. Every unit behind the input has a bias, too.",
        ),
        "the input units are given biases": Mistake(
            {"6-4-4-1": 59, "784-64-64-10": 55834, "2-2-1": 11},
            "An input unit computes nothing: it holds one number of the data.",
        ),
        "the output layer is left out": Mistake(
            {"6-4-4-1": 48, "784-64-64-10": 54400, "2-2-1": 6},
            "The output layer has weights and biases as every layer has: the last "
            "step of 6-4-4-1 adds 4 + 1.",
        ),
        "one bias for a whole layer": Mistake(
            {"6-4-4-1": 47, "784-64-64-10": 54915, "2-2-1": 8},
            "Each unit has a bias of its own: a layer of 4 units has 4.",
        ),
        "the units are counted": Mistake(
            {"6-4-4-1": 15, "784-64-64-10": 922, "2-2-1": 5},
            "Parameters sit on the edges (weights) and in the units (biases).",
        ),
    },
    hints=[
        "Count between neighbouring layers: every unit is joined to every unit.",
        "From 6 to 4 units: 6 * 4 weights and 4 biases, together 28.",
    ],
    solution=parameter_counts,
)


# -- 05b ------------------------------------------------------------------------------
def xor_network():
    """Both units look along x1 + x2. The first one measures it, the second fires only
    when both inputs are on, and takes back twice as much: 0, 1, 1, 2 - 2 = 0."""
    W1 = [[1, 1], [1, 1]]
    b1 = [0, -1]
    W2 = [[1, -2]]
    b2 = [0]
    return W1, b1, W2, b2


q2 = Exercise(
    id="05b",
    prompt="""
    Find weights for a 2-2-1 network with ReLU in the hidden layer and none at the end
    that computes XOR: outputs 0, 1, 1, 0 for the inputs 00, 01, 10, 11. Any solution
    counts, found by thought or with the sliders of the lab.

    Answer: `(W1, b1, W2, b2)` with shapes (2, 2), (2,), (1, 2), (1,).
    """,
    reference=([[1, -1], [-1, 1]], [0, 0], [[1, 1]], [0]),
    accept=judges.solves_xor,
    mistakes={
        "both hidden units are the same": Mistake(
            ([[1, 1], [1, 1]], [0, 0], [[1, -2]], [0]),
            "Two units with equal weights and biases are one unit. Give one of them "
            "another bias.",
        ),
        "a hidden unit never fires": Mistake(
            ([[1, 1], [1, 1]], [0, -2], [[1, -2]], [0]),
            "Its net sum is never above 0 on the four inputs. Look at its bias.",
        ),
        "upside down": Mistake(
            ([[1, 1], [1, 1]], [0, -1], [[-1, 2]], [1]),
            "It gives 1, 0, 0, 1. Change the sign of `W2`, and `b2` with it.",
        ),
        "this is OR": Mistake(
            ([[1, 1], [1, 1]], [0, -1], [[1, -1]], [0]),
            "Only 11 is wrong: there the second unit must take away more.",
        ),
    },
    hints=[
        "Let the first unit compute $x_1 + x_2$: it is 0, 1, 1, 2. Only 11 is wrong.",
        "Let the second fire at 11 alone: the same weights, and bias -1.",
        "Now `W2` must turn (2, 1) into 0 and (1, 0) into 1.",
    ],
    solution=xor_network,
)


# -- 05c ------------------------------------------------------------------------------
def my_forward(x, weights, biases):
    """Each layer takes what the one before it made: h_1 = a[beta_0 + Omega_0 x],
    h_2 = a[beta_1 + Omega_1 h_1], ..., and the last is y = beta_K + Omega_K h_K, with
    no activation. The printed formula has no x in it: its output never changes."""
    h = x
    for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = h @ W.T + b
        last = k == len(weights) - 1
        h = z if last else np.maximum(z, 0)
    return h


SIZES = ((6, 4), (4, 4), (4, 1))
ALL_TENTHS = (
    np.ones((1, 6)),
    [np.full((n_out, n_in), 0.1) for n_in, n_out in SIZES],
    [np.full(n_out, 0.1) for _, n_out in SIZES],
)

q3 = Exercise(
    id="05c",
    prompt=r"""
    A text prints these equations for a network with activation $a$:

    $$h_0 = a[\beta_0 + \Omega_0], \quad h_1 = a[\beta_1 + \Omega_1], \quad
    y = \beta_2 + \Omega_2 h_2$$

    Run it and its output is the same for every $x$. Repair it: write
    `my_forward(x, weights, biases)` with ReLU between the layers, for any number of
    layers. `x` has shape (B, n_in), `weights[k]` (n_out, n_in), `biases[k]` (n_out,);
    the result has shape (B, n_out of the last). Answer: `check(my_forward)`.
    """,
    reference=my_forward,
    mistakes={
        "the input is left out": Mistake(
            judges.without_the_input,
            "The output does not depend on x. The first layer is "
            "h_1 = a[beta_0 + Omega_0 x].",
        ),
        "the activation is applied at the end, too": Mistake(
            judges.relu_everywhere,
            "The last layer gives y = beta + Omega h as it is: an output may be "
            "negative.",
        ),
        "no activation between the layers": Mistake(
            judges.no_relu,
            "Without a bend all layers together are one: ReLU after each but the last.",
        ),
        "the biases are forgotten": Mistake(
            judges.no_biases, "Add `b` to the product: z = h @ W.T + b."
        ),
        "the bias is added to every input": Mistake(
            judges.bias_on_every_input,
            "Each unit adds its bias once, after its products have been summed.",
        ),
        "the weights are not transposed": Mistake(
            judges.not_transposed,
            "W has shape (n_out, n_in) and h (B, n_in): only h @ W.T fits.",
        ),
    },
    hints=[
        "Call the input `h`. Each round of a loop makes the next `h` from the last.",
        "One layer for a whole batch is `z = h @ W.T + b`.",
        "ReLU is `np.maximum(z, 0)`; leave it out in the last round.",
    ],
    solution=my_forward,
    cases=[ALL_TENTHS, judges.random_network(np.random.default_rng(5), (6, 4, 4, 1))],
    inputs=judges.random_network,
)


# -- 05d ------------------------------------------------------------------------------
def named(*shapes):
    names = ("Omega_0", "beta_0", "Omega_1", "beta_1", "Omega_2", "beta_2")
    return dict(zip(names, shapes, strict=True))


def array_shapes():
    """A layer from n_in to n_out units has a matrix of shape (n_out, n_in): one row for
    each unit that computes, one column for each number it reads. Its biases are one
    for each row."""
    return named(*(array.shape for array in MLP(6, 4, 4, 1).params))


q4 = Exercise(
    id="05d",
    prompt=r"""
    Which shapes have the arrays of a 6-4-4-1 network in $\beta_k + \Omega_k h$?

    Answer with tuples, such as `(3, 2)` or `(3,)`: `{"Omega_0": ..., "beta_0": ...,
    "Omega_1": ..., "beta_1": ..., "Omega_2": ..., "beta_2": ...}`.
    """,
    reference=named((4, 6), (4,), (4, 4), (4,), (1, 4), (1,)),
    mistakes={
        "rows and columns exchanged": Mistake(
            named((6, 4), (4,), (4, 4), (4,), (4, 1), (1,)),
            "In Omega h the matrix stands on the left: its columns meet the inputs, "
            "its rows are the units. Some libraries store it the other way round.",
        ),
        "a bias for every input": Mistake(
            named((4, 6), (6,), (4, 4), (4,), (1, 4), (4,)),
            "A bias belongs to the unit that computes: as many as Omega has rows.",
        ),
        "one bias for a whole layer": Mistake(
            named((4, 6), (1,), (4, 4), (1,), (1, 4), (1,)),
            "Each unit has a bias of its own.",
        ),
    },
    hints=[
        r"$\Omega_0$ takes 6 numbers and gives 4. Which is the number of its rows?",
        r"$\beta_k$ is added to $\Omega_k h$, so it has as many entries as that.",
    ],
    solution=array_shapes,
)


# -- 05e ------------------------------------------------------------------------------
def step_xor():
    """Each unit draws one line: OR fires from the first input on, NAND until both are
    on, and AND asks for both answers at once. 'At least one, and not both' is XOR: two
    lines do what no single line can."""
    return {"OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5), "AND": (1, 1, -1.5)}


q5 = Exercise(
    id="05e",
    prompt="""
    Build XOR from three step units (fires when w1 x1 + w2 x2 + b >= 0): an OR, a NAND,
    and an AND that reads the answers of both. Find weights and a bias for each.

    Answer: `{"OR": (w1, w2, b), "NAND": (w1, w2, b), "AND": (w1, w2, b)}`.
    """,
    reference={"OR": (2, 2, -1), "NAND": (-2, -2, 3), "AND": (2, 2, -3)},
    accept=judges.builds_xor,
    mistakes={
        "it fires at exactly zero": Mistake(
            {"OR": (1, 1, 0), "NAND": (-1, -1, 1.5), "AND": (1, 1, -1.5)},
            "A net sum of 0 already fires here. Lower the bias a little.",
        ),
        "the bias has the wrong sign": Mistake(
            {"OR": (1, 1, 0.5), "NAND": (-1, -1, -1.5), "AND": (1, 1, 1.5)},
            "w x + b >= 0 means that w x must reach -b: a threshold of 0.5 is a bias "
            "of -0.5.",
        ),
        "the opposite gate": Mistake(
            {"OR": (1, 1, -0.5), "NAND": (1, 1, -1.5), "AND": (1, 1, -1.5)},
            "One unit fires exactly where it should not. Turn all its signs.",
        ),
    },
    hints=[
        "OR must be below 0 at 00 and at least 0 at 01 and 10.",
        "NAND is AND with all signs turned, if no net sum is exactly 0.",
    ],
    solution=step_xor,
)
