"""The programs that notebook 04's misconceptions would write in place of tanh: too
flat, too low, too wide, too high. And tanh itself, with numbers to try them on."""

import numpy as np

from dlbook import sigmoid


def my_tanh(z):
    return np.tanh(z)


def flat(z):
    return 2 * sigmoid(z) - 1


def low(z):
    return sigmoid(2 * z)


def wide(z):
    return 2 * sigmoid(z / 2) - 1


def high(z):
    return 2 * sigmoid(2 * z) - 0.5


def some_z(rng):
    return (rng.uniform(-5, 5),)
