"""Rules that turn gradients into updates. Backpropagation computes, these move.

`step(params, grads)` changes the parameters in place, from two lists of arrays in
the same order. The rate may be changed between steps."""

import numpy as np

from dlbook.activations import Array
from dlbook.io import checks


class Optimizer:
    """The shared part: a checked rate, and memories shaped like the parameters."""

    n_memories = 0

    def __init__(self, rate: float):
        self.rate, self.memories, self.t = rate, [], 0

    @property
    def rate(self) -> float:
        """The learning rate alpha: the factor on the gradient, above 0."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._rate = checks.number("rate", rate, zero=False)

    def step(self, params: list[Array], grads: list[Array]) -> None:
        """Move every parameter once; t counts these updates."""
        self.t += 1
        if not self.memories:
            n = self.n_memories
            self.memories = [[np.zeros_like(p) for _ in range(n)] for p in params]
        for p, g, memory in zip(params, grads, self.memories, strict=True):
            if memory and memory[0].shape != p.shape:
                own = f"{self!r} has averages of shape {memory[0].shape}, not {p.shape}"
                raise ValueError(f"{own}: give each network an optimizer of its own")
            self.move(p, g, *memory)

    def move(self, p: Array, g: Array, *memory: Array) -> None:
        """Move one array p, given its gradient g and the memories kept for it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}(rate={self.rate:g})"


class GradientDescent(Optimizer):
    """theta <- theta - alpha g, with g = dL/dtheta."""

    def move(self, p: Array, g: Array) -> None:
        p -= self.rate * g


class Momentum(Optimizer):
    """v <- beta v + g; theta <- theta - alpha v: a sum of gradients that forgets.

    Source: Polyak, USSR Comp. Mathematics and Mathematical Physics 4(5), 1964."""

    n_memories = 1

    def __init__(self, rate: float, beta: float = 0.9):
        super().__init__(rate)
        self.beta = checks.number("beta", beta, 1)

    def move(self, p: Array, g: Array, v: Array) -> None:
        v[...] = self.beta * v + g
        p -= self.rate * v


class Adam(Optimizer):
    """Each parameter moves by about alpha at first, whatever its gradient's size.

    m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, and at update t
    theta <- theta - alpha m' / (sqrt(v') + eps), with m' = m / (1 - beta1^t) and
    v' = v / (1 - beta2^t). Source: Kingma and Ba 2015, arXiv 1412.6980, Algorithm 1."""

    n_memories = 3  # m, v, and room for the move

    def __init__(
        self, rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999,
        eps: float = 1e-7,
    ):  # fmt: skip
        super().__init__(rate)
        self.beta1 = checks.number("beta1", beta1, 1)
        self.beta2 = checks.number("beta2", beta2, 1)
        self.eps = checks.number("eps", eps, zero=False)

    def move(self, p: Array, g: Array, m: Array, v: Array, move: Array) -> None:
        # The arrays hold m / (1 - beta1) and v / (1 - beta2): the constant factors
        # and the corrections for t are then two numbers, not passes over arrays.
        to_m = (1 - self.beta1) / (1 - self.beta1**self.t)
        to_v = ((1 - self.beta2) / (1 - self.beta2**self.t)) ** 0.5
        m *= self.beta1
        m += g
        v *= self.beta2
        v += np.multiply(g, g, out=move)
        np.sqrt(v, out=move)
        move += self.eps / to_v
        np.divide(m, move, out=move)
        move *= self.rate * to_m / to_v
        p -= move
