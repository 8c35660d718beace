"""The programs that notebook 08's misconceptions would write, and starts for them."""

import numpy as np


def uphill(w, rate, steps):
    for _ in range(steps):
        w = w + rate * 2 * (w - 3)
    return w


def without_the_two(w, rate, steps):
    for _ in range(steps):
        w = w - rate * (w - 3)
    return w


def rate_as_length(w, rate, steps):
    for _ in range(steps):
        w = w - rate * np.sign(w - 3)
    return w


def slope_of_the_start(w, rate, steps):
    slope = 2 * (w - 3)
    for _ in range(steps):
        w = w - rate * slope
    return w


def any_descent(rng):
    return rng.uniform(-5, 9), rng.uniform(0.01, 0.9), int(rng.integers(1, 12))
