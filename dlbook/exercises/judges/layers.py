"""Judges of notebook 05's two XOR questions, and the forward passes that
misconceptions write, with random networks to try them on."""

import numpy as np

from dlbook.activations import relu, step

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.array([0, 1, 1, 0])
TABLES = {"OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0), "AND": (0, 0, 0, 1)}


# -- 05b ------------------------------------------------------------------------------
def solves_xor(answer):
    W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in answer)
    for name, found, shape in (("W1", W1, (2, 2)), ("W2", W2, (1, 2))):
        if found.shape != shape:
            return f"`{name}` has shape {found.shape}, needed is {shape}: (out, in)."
    h = relu(CORNERS @ W1.T + b1.reshape(2))
    out = (h @ W2.T + b2.reshape(1))[:, 0]
    if np.allclose(out, XOR, atol=1e-6):
        return None
    if np.allclose(h[:, 0], h[:, 1]):
        return "both hidden units are the same"
    if not h.any(axis=0).all():
        return "a hidden unit never fires"
    if np.allclose(out, 1 - XOR, atol=1e-6):
        return "upside down"
    if np.allclose(out, CORNERS.max(axis=1), atol=1e-6):
        return "this is OR"
    shown = ", ".join(f"{v:.3g}" for v in out)
    return f"On 00, 01, 10, 11 its outputs are {shown}; needed are 0, 1, 1, 0."


# -- 05c ------------------------------------------------------------------------------
def forward(x, weights, biases):
    """What is right; some mistakes do this with other numbers."""
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        x = np.maximum(x @ W.T + b, 0)
    return x @ weights[-1].T + biases[-1]


def without_the_input(x, weights, biases):
    return forward(np.ones_like(x), weights, biases)


def no_biases(x, weights, biases):
    return forward(x, weights, [0 * b for b in biases])


def bias_on_every_input(x, weights, biases):
    return forward(
        x, weights, [W.shape[1] * b for W, b in zip(weights, biases, strict=True)]
    )


def relu_everywhere(x, weights, biases):
    for W, b in zip(weights, biases, strict=True):
        x = np.maximum(x @ W.T + b, 0)
    return x


def no_relu(x, weights, biases):
    for W, b in zip(weights, biases, strict=True):
        x = x @ W.T + b
    return x


def not_transposed(x, weights, biases):
    for W, b in zip(weights, biases, strict=True):
        x = x @ W + b
    return x


def random_network(rng, sizes=None):
    if sizes is None:
        sizes = rng.integers(1, 6, size=rng.integers(2, 5))
    pairs = list(zip(sizes[:-1], sizes[1:], strict=True))
    weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in pairs]
    biases = [rng.normal(size=n_out) for _, n_out in pairs]
    return rng.normal(size=(rng.integers(1, 5), sizes[0])), weights, biases


# -- 05e ------------------------------------------------------------------------------
def builds_xor(answer):
    for gate, table in TABLES.items():
        *w, b = (float(v) for v in answer[gate])
        z, want = CORNERS @ np.array(w) + b, np.array(table)
        if (step(z) == want).all():
            continue
        if ((z > 0) == want).all():
            return "it fires at exactly zero"
        if (step(z - 2 * b) == want).all():
            return "the bias has the wrong sign"
        if (step(z) == 1 - want).all():
            return "the opposite gate"
        fires = ", ".join(str(int(v)) for v in step(z))
        return f"On 00, 01, 10, 11 your {gate} gives {fires}; needed is {table}."
    return None
