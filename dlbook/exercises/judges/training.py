"""Judges of notebook 10's measured answers, with the mistakes that they know, and the
programs that misconceptions about batches write, with sizes to try them on."""

import math

import numpy as np

from dlbook.exercises.exercise import Mistake, form


# -- 10b ------------------------------------------------------------------------------
def rounded_down(n, batch):
    return n // batch, n % batch


def full_last(n, batch):
    return math.ceil(n / batch), batch


def remainder(n, batch):
    return math.ceil(n / batch), n % batch


def one_update(n, batch):
    return 1, n


def any_sizes(rng):
    batch = int(rng.integers(1, 200))
    return int(rng.integers(batch, 5000)), batch


# -- 10d ------------------------------------------------------------------------------
NOISE = [1.3167, 0.3292, 0.1646]  # of batches of 1, 16 and 64
NOISE_MISTAKES = {
    "divided by B, not by its root": Mistake(
        [1.3167, 0.0823, 0.0206],
        "The variance falls as 1 / B; the deviation is its root.",
    ),
    "the noise does not fall": Mistake(
        [1.3167, 1.3167, 1.3167],
        "That is the scatter of single examples. A mean of 16 scatters less.",
    ),
    "the variance": Mistake([1.7337, 0.1084, 0.0271], "Take the square root of it."),
    "the sum of the batch, not its mean": Mistake(
        [1.3167, 5.267, 10.534],
        "The sum scatters more and more; the gradient of a batch is the mean.",
    ),
}


def near_the_noise(answer):
    spread = np.asarray(answer, dtype=float)
    if spread.shape != (3,):
        return f"Three numbers are wanted, for 1, 16 and 64; got shape {spread.shape}."
    if np.allclose(spread, NOISE, rtol=0.1):
        return None
    for name, wrong in NOISE_MISTAKES.items():
        if np.allclose(spread, wrong.answer, rtol=0.1):
            return name
    return "Not within 10 % of the measured deviations. Check the batch of 1 first."


# -- 10e ------------------------------------------------------------------------------
left = form("plain", "momentum")
DISTANCES = left(0.47552508, 3.44366e-5)
DISTANCE_MISTAKES = {
    "the velocity is an average, not a sum": Mistake(
        left(0.47552508, 0.34050478),
        "With v = 0.8 v + 0.2 g the steps are as small as before. Here g is added "
        "in full.",
    ),
    "momentum makes no difference": Mistake(
        left(0.47552508, 0.47552508),
        "Keep v from step to step: it must not start from 0 each time.",
    ),
    "the curvature 25 is forgotten": Mistake(
        left(0.47789679, 3.1772e-5), "The gradient is (x, 25 y)."
    ),
    "the loss, not the distance": Mistake(
        left(0.11306205, 2.82987e-9),
        "How far: the square root of x^2 + y^2.",
    ),
}


def near_the_minimum(answer):
    plain, momentum = float(answer["plain"]), float(answer["momentum"])
    for name, wrong in DISTANCE_MISTAKES.items():
        if np.allclose([plain, momentum], [*wrong.answer.values()], rtol=0.002, atol=0):
            return name
    if abs(plain - DISTANCES["plain"]) > 0.0006:
        return "`plain` is not right yet: along x a step leaves 97 % of the distance."
    if abs(momentum - DISTANCES["momentum"]) > 6e-7:
        return "`plain` is right, `momentum` not yet: v starts at 0 and is kept."
    return None
