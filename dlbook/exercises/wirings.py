"""Exercises of notebook 15: other wirings."""

import numpy as np

from dlbook.activations import relu
from dlbook.convolution import Convolution, correlate, output_size
from dlbook.exercises.exercise import Exercise, Mistake, form
from dlbook.exercises.judges import wirings as judges
from dlbook.exercises.predict import Prediction
from dlbook.images import shift
from dlbook.network import Network
from dlbook.recurrent import Recurrent

guess = Prediction(
    id="15",
    prompt="""
    Four networks learn from the same 2,000 digits: an MLP 784-4-10, a recurrent one and
    a convolutional one, each with about 3,100 parameters, and an MLP 784-40-10 with ten
    times as many. **Sketch the accuracy of each on new digits, from 0 to 1.**
    """,
    truth=[0.82, 0.81, 0.95, 0.94],
    points=("MLP", "recurrent", "convolutional", "large MLP"),
    because="""
    At equal numbers of parameters the convolutional one is well ahead: its wiring knows
    that pixels have neighbours. It even keeps up with ten times its parameters.
    """,
)


# -- 15a ------------------------------------------------------------------------------
def three_sizes():
    """Lay the kernel at the left rim and move it until its right end meets the right
    rim: (n + 2 padding - kernel) // stride moves, and the place it began at."""
    return {
        "kernel 3": output_size(28, 3),
        "kernel 5, padding 2": output_size(28, 5, padding=2),
        "kernel 3, stride 2": output_size(28, 3, stride=2),
    }


sizes = form("kernel 3", "kernel 5, padding 2", "kernel 3, stride 2")

q1 = Exercise(
    id="15a",
    prompt="""
    An image is 28 pixels wide. How wide is the output of a kernel of 3, of a kernel of
    5 with padding 2, and of a kernel of 3 with stride 2?

    Answer: `{"kernel 3": ..., "kernel 5, padding 2": ..., "kernel 3, stride 2": ...}`.
    """,
    reference=sizes(26, 28, 13),
    mistakes={
        "the output is as large as the image": Mistake(
            sizes(28, 28, 14),
            "Without padding the kernel does not reach over the rim. How many places "
            "has a window of 3 pixels among 5?",
        ),
        "the first place is not counted": Mistake(
            sizes(25, 27, 12),
            "28 - 3 counts the moves. The kernel was somewhere before the first one.",
        ),
        "padding on one side only": Mistake(
            sizes(26, 26, 13), "Padding 2 means two pixels on each side: 28 + 4."
        ),
        "rounded up": Mistake(
            sizes(26, 28, 14),
            "25 / 2 = 12.5: the thirteenth move would leave the image. Round down, "
            "then count the first place.",
        ),
    },
    hints=[
        "Draw it small: 5 pixels, a kernel of 3. How many places are there?",
        "Padding makes the image wider first. A stride of 2 takes every second place.",
    ],
    solution=three_sizes,
)


# -- 15b ------------------------------------------------------------------------------
def shared_and_not():
    """A filter has 9 weights and one bias, wherever it is laid: 8 * 10. A dense layer
    from 784 pixels to the same 26 * 26 * 8 = 5,408 numbers has a weight for each pair,
    and a bias each: 784 * 5,408 + 5,408."""
    numbers_out = 26 * 26 * 8
    return {
        "convolution": Network(Convolution(1, 8, 3)).n_params,
        "dense": 28 * 28 * numbers_out + numbers_out,
    }


both = form("convolution", "dense")

q2 = Exercise(
    id="15b",
    prompt="""
    A layer takes a grey image of 28 x 28 and gives eight maps of 26 x 26. How many
    parameters has it as a convolution of eight 3 x 3 filters, and how many as a dense
    layer with as many outputs? Biases count.

    Answer: `{"convolution": ..., "dense": ...}`.
    """,
    reference=both(80, 4_245_280),
    mistakes={
        "the biases are forgotten": Mistake(
            both(72, 4_239_872), "Each filter has a bias, and so has each dense unit."
        ),
        "a filter has weights of its own at every place": Mistake(
            both(54_080, 4_245_280),
            "That is a locally connected layer. In a convolution the nine weights and "
            "the bias of a filter are shared by all places.",
        ),
        "one filter only": Mistake(
            both(10, 531_180), "Count for one map, then for all eight."
        ),
        "one bias for all filters": Mistake(
            both(73, 4_239_873), "Eight filters, eight biases; one for each dense unit."
        ),
        "the dense layer has eight units": Mistake(
            both(80, 6_280), "It is to give as many numbers: 26 * 26 * 8 of them."
        ),
    },
    hints=[
        "A filter is a 3 x 3 array of weights and one bias, the same at every place.",
        "The dense layer has 26 * 26 * 8 units, each joined to all 784 pixels.",
    ],
    solution=shared_and_not,
)


# -- 15c ------------------------------------------------------------------------------
def recurrent_counts():
    """W has H * D weights for the input, U has H * H for the memory, and there are H
    biases: H (H + D + 1), for a sequence of any length."""
    return {
        f"H={h}, D={d}": Network(Recurrent(d, h)).n_params for h, d in ((4, 1), (16, 8))
    }


counts = form("H=4, D=1", "H=16, D=8")

q3 = Exercise(
    id="15c",
    prompt="""
    How many parameters has a recurrent layer with H hidden units that reads D numbers
    at each step, for H = 4, D = 1 and for H = 16, D = 8, if the sequence has 28 steps?

    Answer: `{"H=4, D=1": ..., "H=16, D=8": ...}`.
    """,
    reference=counts(24, 400),
    mistakes={
        "new weights at every step": Mistake(
            counts(672, 11_200),
            "The cell is the same at each of the 28 steps: the length does not count.",
        ),
        "the memory is left out": Mistake(
            counts(8, 144),
            "That is a dense layer. The hidden units also read themselves, as they "
            "were one step ago: H * H more weights.",
        ),
        "the biases are forgotten": Mistake(
            counts(20, 384), "Each of the H units has a bias."
        ),
        "each unit remembers only itself": Mistake(
            counts(12, 160), "Each unit reads all H states of the step before: H * H."
        ),
    },
    hints=[
        "A unit reads D inputs and H memories, and has one bias.",
        "So H units have H (H + D + 1). Where does the length 28 come in?",
    ],
    solution=recurrent_counts,
)


# -- 15d ------------------------------------------------------------------------------
def parity(bits):
    """XOR of what was and what comes: the two ReLU units of notebook 05, used once for
    each bit. Nothing in it knows how long the sequence is."""
    h = 0
    for x in bits:
        a, b = relu(np.array([x + h, x + h - 1.0]))
        h = a - 2 * b
    return int(h)


q4 = Exercise(
    id="15d",
    prompt="""
    Write `parity(bits)`: 1 when the list holds an odd number of ones, else 0, for a
    list of *any* length. Go through the bits with one state `h` and the XOR network of
    notebook 05 as the cell: `h = relu(x + h) - 2 * relu(x + h - 1)`.

    Of `[1, 0, 1, 1]` it is 1, of seven ones 1, of `[1, 1]` 0. Answer: `check(parity)`.
    """,
    reference=parity,
    mistakes={
        "only the last two bits": Mistake(
            judges.last_two,
            "The state carries all the bits before. Use it again, do not replace it.",
        ),
        "OR in place of XOR": Mistake(
            judges.any_one, "Once on, it never goes off again. 1 and 1 must give 0."
        ),
        "the state starts at 1": Mistake(
            judges.starts_at_one, "Before the first bit no 1 has been seen: h = 0."
        ),
        "a sum in place of a parity": Mistake(
            judges.how_many, "You count the ones. Two ones must lead back to 0."
        ),
        "exactly one": Mistake(
            judges.forgets_the_second_unit, "Three ones are odd, too."
        ),
    },
    hints=[
        "Two states suffice: even (0) and odd (1). Each 1 changes the state.",
        "`for x in bits:` holds the line of the cell; after the loop return `h`.",
    ],
    solution=parity,
    cases=[([1, 0, 1, 1],), (7 * [1],), ([1, 1],), ([0],), ([1, 1, 1],)],
    inputs=judges.any_bits,
)


# -- 15e ------------------------------------------------------------------------------
def places_that_differ():
    """Move, then filter; filter, then move; compare. The convolution gives the same but
    in the first column, where one way sees pixels and the other the zeros that came in.
    The dense layer has other weights at each place, so nothing agrees: for it a
    moved image is a new image."""
    rng = np.random.default_rng(0)
    image = rng.integers(1, 10, (6, 6))
    weights = rng.integers(-9, 10, (16, 36))
    kernel = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])

    def dense(x):
        return (weights @ x.ravel()).reshape(4, 4)

    def differ(f):
        return f(shift(image, right=1)) != shift(f(image), right=1)

    here, there = differ(lambda x: correlate(x, kernel)), differ(dense)
    return {
        "all": int(here.sum()),
        "inside": int(here[:, 1:].sum()),
        "dense": int(there[:, 1:].sum()),
    }


differing = form("all", "inside", "dense")

q5 = Exercise(
    id="15e",
    prompt="""
    Does shifting the input shift the output? Draw, in this order, with
    `rng = np.random.default_rng(0)`: `image = rng.integers(1, 10, (6, 6))` and
    `weights = rng.integers(-9, 10, (16, 36))`. The kernel is 1 to 9, row by row.

    Compare "shift right by 1, then the layer" with "the layer, then shift right by 1"
    (`images.shift`). In how many of the 16 outputs do they differ

    - `all`: for `correlate(image, kernel)`?
    - `inside`: the same, without the first column?
    - `dense`: for `(weights @ image.ravel()).reshape(4, 4)`, without the first column?

    Answer: `{"all": ..., "inside": ..., "dense": ...}`.
    """,
    reference=differing(4, 0, 12),
    mistakes={
        "there is no border": Mistake(
            differing(0, 0, 12),
            "At the left rim one way has zeros, the other has pixels: look there.",
        ),
        "every layer is equivariant": Mistake(
            differing(4, 0, 0),
            "Each output of the dense layer has weights of its own. Why should the one "
            "beside it say the same of a moved image?",
        ),
        "equivariant taken for invariant": Mistake(
            differing(16, 12, 12),
            "The output is not to stay the same, it is to move along: shift it, too.",
        ),
        "the first column is counted for the dense layer": Mistake(
            differing(4, 0, 16), "Leave out the first column there, as well: `[:, 1:]`."
        ),
    },
    hints=[
        "`moved = images.shift(image, right=1)`, then `correlate(moved, kernel)`.",
        "The other way: `images.shift(correlate(image, kernel), right=1)`; `!=`, sum.",
    ],
    solution=places_that_differ,
)
