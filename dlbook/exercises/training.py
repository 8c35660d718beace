"""Exercises of notebook 10: epochs, batches, noise and momentum."""

import math

import numpy as np

from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.judges import training as judges
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="10",
    prompt="""
    A network with one hidden layer learns to tell ten digits apart. Whoever guesses
    among ten classes has loss ln 10 = 2.30. From random weights (He's start) the loss
    is near 0.5 after 20 epochs. Now **all weights and biases start at zero**. What is
    the loss after 20 epochs?
    """,
    truth="2.30 still",
    choices=[
        "0.5 as well: training sets the weights",
        "1.1: it starts later",
        "2.30 still",
        "not a number: a division by zero",
    ],
    because="""
    With zero weights every hidden unit gives 0, so no gradient reaches any weight. Only
    the ten output biases move, and they know nothing of the picture.
    """,
)

X = np.array([1.0, 2.0, 3.0, 4.0])
Y = 2 * X


# -- 10a ------------------------------------------------------------------------------
def after_epochs(batch, rate=0.01, epochs=5):
    w = 0.0
    for _ in range(epochs):
        for start in range(0, len(X), batch):
            x, y = X[start : start + batch], Y[start : start + batch]
            w = w - rate * np.mean(2 * (w * x - y) * x)
    return w


def five_epochs():
    """The slope of (w x - y)^2 is 2 (w x - y) x: at w = 0 that is -4 x^2. The batch
    gradient is the mean of those in the batch. A batch of one makes twenty updates in
    five epochs, a batch of four makes five: with the same rate it is not as far."""
    return {
        "gradients": 2 * (0 * X - Y) * X,
        "w": [after_epochs(4), after_epochs(2), after_epochs(1)],
    }


def found(*w, slopes=(-4.0, -16.0, -36.0, -64.0)):
    return {"gradients": slopes, "w": w}


q1 = Exercise(
    id="10a",
    prompt=r"""
    $x = 1, 2, 3, 4$, $y = 2x$, loss of one example $(w x - y)^2$.

    - `gradients`: the slope of each example's loss at $w = 0$, in order.
    - `w`: where $w$ is after **five** epochs from 0 with rate 0.01, the order of the
      examples kept, with batch size 4, 2 and 1. The gradient of a batch is the mean.

    Answer: `{"gradients": [..., ..., ..., ...], "w": [..., ..., ...]}`.
    """,
    reference=found(1.112589, 1.632756, 1.935774),
    mistakes={
        "the sum of the batch, not its mean": Mistake(
            found(1.97952, 1.963094, 1.935774),
            "The loss of a batch is a mean, so its gradient is a mean too. With the "
            "sum a larger batch takes larger steps.",
        ),
        "one epoch only": Mistake(
            found(0.3, 0.575, 0.99453568),
            "That is where one epoch ends. Go through the data five times.",
        ),
        "an epoch taken for one update": Mistake(
            found(1.112589, 1.035453, 1.014645),
            "An epoch is a pass over all the data: with batches of two it has two "
            "updates, with batches of one it has four.",
        ),
        "the 2 of the derivative is missing": Mistake(
            found(0.645626, 1.096156, 1.59527, slopes=(-2.0, -8.0, -18.0, -32.0)),
            "The derivative of (w x - y)^2 is 2 (w x - y) x.",
        ),
        "the inner derivative x is missing": Mistake(
            found(0.452438, 0.805177, 1.286991, slopes=(-4.0, -8.0, -12.0, -16.0)),
            "Chain rule: the derivative of w x - y by w is x.",
        ),
    },
    hints=[
        "Write the slope of one example first; the gradient of a batch is its mean.",
        "Two loops: `for epoch in range(5)`, and inside it over the batches.",
        "The one-epoch values are 0.3, 0.575 and 0.9945: check yourself against them.",
    ],
    solution=five_epochs,
    tolerance=1e-3,
)


# -- 10b ------------------------------------------------------------------------------
def updates(n, batch):
    """As many batches as are needed to hold everyone: n / batch, rounded up. The last
    one takes what is left: 60,000 = 468 * 128 + 96."""
    count = math.ceil(n / batch)
    last = n - (count - 1) * batch
    return count, last


q2 = Exercise(
    id="10b",
    prompt="""
    Write `updates(n, batch)`: how many updates one epoch over `n` examples makes, and
    how many examples the last batch holds.

    `updates(48_000, 128)` is `(375, 128)`. Also worth knowing: 60,000 with 128,
    and 1,000 with 32. Answer with the function itself: `check(updates)`.
    """,
    reference=updates,
    mistakes={
        "the rest is thrown away": Mistake(
            judges.rounded_down,
            "The examples that do not fill a batch make one more, smaller batch.",
        ),
        "the last batch is taken for a full one": Mistake(
            judges.full_last, "The last batch holds what is left, which may be fewer."
        ),
        "an empty last batch": Mistake(
            judges.remainder,
            "When n is a multiple of the batch size the remainder is 0, but the last "
            "batch is a full one.",
        ),
        "an epoch taken for one update": Mistake(
            judges.one_update,
            "An epoch is a pass over all examples; every batch in it is an update.",
        ),
    },
    hints=[
        "`math.ceil(n / batch)` rounds up.",
        "All batches before the last are full. What do they leave?",
    ],
    solution=updates,
    cases=[(60_000, 128), (1_000, 32), (48_000, 128), (5, 5), (7, 1)],
    inputs=judges.any_sizes,
)


# -- 10c ------------------------------------------------------------------------------
def stable_rates():
    """The loss of one example is a parabola in w with curvature 2 x^2; descent is
    stable below 2 / curvature. The full batch has the mean curvature, 2 * 7.5 = 15.
    Alone, the example x = 4 has curvature 32: the worst one sets the limit."""
    curvatures = 2 * X**2
    return {"full": 2 / curvatures.mean(), "single": 2 / curvatures.max()}


q3 = Exercise(
    id="10c",
    prompt=r"""
    Same data and loss as in 10a. Below which rate is a step no jump away from the
    minimum (notebook 08: rate times curvature below 2)?

    - `full`: for the full batch, whose loss is the mean of the four.
    - `single`: for batches of one, so that no single example makes a step that
      increases the distance.

    Answer: `{"full": ..., "single": ...}`.
    """,
    reference={"full": 0.133333, "single": 0.0625},
    tolerance=0.0005,
    mistakes={
        "the curvature without its 2": Mistake(
            {"full": 2 / 7.5, "single": 0.125},
            "The second derivative of (w x - y)^2 by w is 2 x^2.",
        ),
        "one limit for both": Mistake(
            {"full": 0.133333, "single": 0.133333},
            "The mean of the four curvatures is 15; a step on x = 4 alone meets 32.",
        ),
        "where the zigzag begins": Mistake(
            {"full": 0.066667, "single": 0.03125},
            "Above 1 / curvature it jumps over the minimum, but it still comes nearer.",
        ),
        "the gentlest example decides": Mistake(
            {"full": 0.133333, "single": 1.0},
            "x = 1 would bear a rate of 1. The steepest example is the first to fail.",
        ),
        "the sum of the batch, not its mean": Mistake(
            {"full": 2 / 60, "single": 0.0625},
            "The loss of the batch is a mean, so its curvature is the mean of theirs.",
        ),
    },
    hints=[
        "The curvature of one example is $2x^2$: 2, 8, 18, 32.",
        "The curvature of a mean of losses is the mean of the curvatures.",
    ],
    solution=stable_rates,
)


# -- 10d ------------------------------------------------------------------------------
def gradients_at_zero():
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, 200)
    y = 2 * x + rng.normal(0, 0.5, 200)
    return 2 * (0 * x - y) * x


def noise_of_batches():
    """Each example's gradient scatters around the mean with deviation 1.317. A mean of
    B independent draws scatters less by the factor sqrt(B): four times the batch is
    half the noise, at four times the price."""
    each = gradients_at_zero()
    draws = np.random.default_rng(1)
    batches = [draws.choice(each, size=(20_000, B)) for B in (1, 16, 64)]
    return [batch.mean(axis=1).std() for batch in batches]


q4 = Exercise(
    id="10d",
    prompt=r"""
    200 noisy points: `rng = np.random.default_rng(0)`, `x = rng.uniform(-1, 1, 200)`,
    `y = 2 * x + rng.normal(0, 0.5, 200)`. The gradient of one example at $w = 0$ is
    $2\,(0 \cdot x - y)\,x$.

    What is the standard deviation of the gradient of a batch of 1, 16 and 64 examples,
    drawn at random with replacement? 10 % is near enough.

    Answer: `[..., ..., ...]`, for 1, 16 and 64.
    """,
    reference=judges.NOISE,
    accept=judges.near_the_noise,
    mistakes=judges.NOISE_MISTAKES,
    hints=[
        "`np.std` of the 200 gradients is the answer for a batch of one.",
        "Draw many batches: `rng.choice(g, size=(20_000, 16)).mean(axis=1)`.",
        r"A mean of $B$ independent draws has deviation $\sigma / \sqrt{B}$.",
    ],
    solution=noise_of_batches,
)


# -- 10e ------------------------------------------------------------------------------
def walk(beta, rate=0.03, steps=100):
    """The velocity v is a sum of gradients that forgets: v = beta v + g."""
    p, v = np.array([10.0, 1.0]), np.zeros(2)
    for _ in range(steps):
        v = beta * v + p * np.array([1, 25])
        p = p - rate * v
    return np.linalg.norm(p)


def valley():
    """Along the flat direction the gradients agree, and the velocity adds them up: five
    times the step at beta 0.8. Across the valley they change sign and cancel. Plain
    descent is left with 0.97^100 of its ten: 0.4755."""
    return {"plain": walk(0), "momentum": walk(0.8)}


q5 = Exercise(
    id="10e",
    prompt=r"""
    $L(x, y) = \frac12 (x^2 + 25\,y^2)$ from $(10, 1)$, rate 0.03, 100 steps. How far
    from the minimum are you

    - `plain`: with gradient descent;
    - `momentum`: with $v \leftarrow 0.8\,v + g$, $p \leftarrow p - 0.03\,v$, and
      $v = 0$ at the start?

    Answer: `{"plain": ..., "momentum": ...}` (two digits of the second will do).
    """,
    reference=judges.DISTANCES,
    accept=judges.near_the_minimum,
    mistakes=judges.DISTANCE_MISTAKES,
    hints=[
        "The gradient is `p * np.array([1, 25])`.",
        "`v = beta * v + g`, then `p = p - rate * v`; plain descent is beta = 0.",
    ],
    solution=valley,
)
