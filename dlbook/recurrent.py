"""Recurrence: the same cell at every step of a sequence, with its own past as input."""

import numpy as np

from dlbook.activations import Activation, Array, softmax, tanh
from dlbook.io import checks
from dlbook.layers import Layer, start_scale


class Recurrent(Layer):
    """h_t = a(W x_t + U h_(t-1) + b) with h_0 = 0; the output is every h_t.

    Shapes: x (B, T, n_in), W (n_hidden, n_in), U (n_hidden, n_hidden), b (n_hidden,),
    y (B, T, n_hidden), for any T. Source: Elman, Cognitive Science 14(2), 1990."""

    learned = ("W", "U", "b")

    def __init__(self, n_in: int, n_hidden: int, activation: Activation = tanh):
        self.n_in, self.activation = checks.whole("n_in", n_in), activation
        self.n_hidden = checks.whole("n_hidden", n_hidden)
        self.learn(W=(n_hidden, n_in), U=(n_hidden, n_hidden), b=(n_hidden,))

    def reset(self, rng: np.random.Generator) -> None:
        """W as in Dense; U orthogonal, which neither grows nor shrinks h at first
        (Saxe, McClelland and Ganguli, 2014, arXiv 1312.6120)."""
        s = start_scale(self.W.shape, self.activation)
        self.W, self.b = rng.normal(0, s, self.W.shape), np.zeros(self.n_hidden)
        self.U = np.linalg.qr(rng.normal(size=self.U.shape))[0]

    def forward(self, x: Array) -> Array:
        x = checks.shaped("x", x, "B", "T", self.n_in)
        y = np.zeros((*x.shape[:2], self.n_hidden), x.dtype)
        for t in range(x.shape[1]):  # y[:, -1] is still 0 where t is 0
            z = x[:, t] @ self.W.T + y[:, t - 1] @ self.U.T + self.b
            y[:, t] = self.activation(z)
        return y

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        """The chain rule back through time: each step adds to the same three arrays."""
        dx, carried, dW, dU, db = np.empty_like(x), 0, self.dW, self.dU, self.db
        dW[...] = dU[...] = db[...] = 0
        for t in reversed(range(x.shape[1])):
            dz = self.activation.backward(y[:, t], dy[:, t] + carried)
            dW += dz.T @ x[:, t]
            if t:
                dU += dz.T @ y[:, t - 1]
            db += dz.sum(axis=0)
            dx[:, t], carried = dz @ self.W, dz @ self.U
        return dx


class Last(Layer):
    """The output of the last step alone: (B, T, n) to (B, n)."""

    def forward(self, x: Array) -> Array:
        return x[:, -1]

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        dx = np.zeros_like(x)
        dx[:, -1] = dy
        return dx


def attention(q: Array, k: Array, v: Array) -> tuple[Array, Array]:
    """A weighted look-up: weights = softmax(q k^T / sqrt(d)), output = weights v.

    Shapes: q (n, d), k (m, d), v (m, e); output (n, e) and weights (n, m).
    Source: Vaswani et al., 2017, arXiv 1706.03762."""
    q, k, v = np.asarray(q), np.asarray(k), np.asarray(v)
    weights = softmax(q @ k.T / np.sqrt(q.shape[-1]))
    return weights @ v, weights
