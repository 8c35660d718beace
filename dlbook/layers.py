"""A layer is a group of neurons computed together.

It keeps its learned arrays and their gradients, and nothing of what flows through it.
"""

import inspect
import math

import numpy as np

from dlbook.activations import Activation, Array, linear, relu
from dlbook.io import checks


class Layer:
    """The two promises of every layer: forward, and backward.

    `learned` names the arrays that training changes; the gradient of `W` is `dW`.
    Assigning to one, layer.W = [[1, 2]], fills it in place, in its shape and dtype."""

    learned: tuple[str, ...] = ()

    def forward(self, x: Array) -> Array:
        """Output y for the inputs x, one example a row."""
        raise NotImplementedError

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        """Set d<name> for every learned array and return dL/dx, given dL/dy."""
        raise NotImplementedError

    def gradients(self, x: Array, y: Array, dy: Array) -> object:
        """Set d<name> alone, for the lowest layer, where nobody asks for dL/dx."""
        return self.backward(x, y, dy)

    def reset(self, rng: np.random.Generator) -> None:
        """Draw weights from N(0, s^2), see `start_scale`; vectors (biases) are 0."""
        activation = getattr(self, "activation", linear)
        for p in map(vars(self).get, self.learned):
            p[...] = 0
            if p.ndim > 1:
                p[...] = rng.normal(0, start_scale(p.shape, activation), p.shape)

    def settings(self) -> dict[str, object]:
        """The arguments that build this layer again, kept under their own names."""
        names = inspect.signature(type(self)).parameters
        return {name: vars(self)[name] for name in names if name in vars(self)}

    def learn(self, **shapes: tuple[int, ...]) -> None:
        """Create the learned arrays and their gradients, all zeros, float32."""
        for name, shape in shapes.items():
            for own in (name, "d" + name):
                vars(self)[own] = np.zeros(shape, np.float32)

    def __setattr__(self, name: str, value: object) -> None:
        array = vars(self).get(name)
        learned = any(name in (own, "d" + own) for own in self.learned)
        if array is None or not learned:
            super().__setattr__(name, np.asarray(value) if learned else value)
        else:
            mend, name = ": make another layer for it", f"{name} of {self!r}"
            array[...] = checks.shaped(name, value, *array.shape, mend=mend)

    def __repr__(self) -> str:
        inside = ", ".join(str(value) for value in self.settings().values())
        return f"{type(self).__name__}({inside})"


class Dense(Layer):
    """Every output sees every input: y = a(z), z = x W^T + b.

    Shapes: x (B, n_in), W (n_out, n_in), b (n_out,), z and y (B, n_out).
    On the board: h_k = a[beta + Omega h_(k-1)], with W = Omega and b = beta."""

    learned = ("W", "b")

    def __init__(self, n_in: int, n_out: int, activation: Activation = linear):
        if not isinstance(activation, Activation):
            raise TypeError(f"activation is an object, as in relu; got {activation!r}")
        self.n_in, self.n_out = checks.whole("n_in", n_in), checks.whole("n_out", n_out)
        self.activation = activation
        self.learn(W=(n_out, n_in), b=(n_out,))

    def z(self, a: Array) -> Array:
        """The net sums z = W a + b of each row a. Shapes: (B, n_in) to (B, n_out)."""
        z = a @ self.W.T
        z += self.b
        return z

    def forward(self, x: Array) -> Array:
        return self.activation(self.z(x))

    def gradients(self, x: Array, y: Array, dy: Array) -> Array:
        """dL/dW = dz^T x and dL/db = the sum of dz over the rows; returns dz."""
        x = np.asarray(x, self.W.dtype)
        dz = np.asarray(self.activation.backward(y, dy), self.W.dtype)  # (B, n_out)
        np.dot(dz.T, x, out=self.dW)  # (n_out, n_in); unlike matmul, fast at one row
        np.dot(np.ones(len(dz), dz.dtype), dz, out=self.db)  # (n_out,): sum of rows
        return dz

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        """As `gradients`, and returns dL/dx = dz W. Shape: as x."""
        return np.dot(self.gradients(x, y, dy), self.W)


class Flatten(Layer):
    """Lay out each example as one row: (B, rows, columns, ...) to (B, n)."""

    def forward(self, x: Array) -> Array:
        return x.reshape(len(x), -1)

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        return dy.reshape(x.shape)


class Rescale(Layer):
    """Multiply by a constant: Rescale(1 / 255) turns pixels into numbers 0 to 1.

    As the first layer it lets images stay uint8 in memory, a quarter of float32."""

    def __init__(self, factor: float = 1 / 255):
        self.factor = float(factor)

    def forward(self, x: Array) -> Array:
        return x * np.float32(self.factor)

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        return self.forward(dy)


def start_scale(shape: tuple[int, ...], activation: Activation) -> float:
    """The deviation of starting weights that keeps the size of signals from layer to
    layer: sqrt(2 / n_in) before a ReLU (He et al. 2015, arXiv 1502.01852), else
    sqrt(2 / (n_in + n_out)) (Glorot and Bengio 2010, "Xavier"). A kernel of W, of
    shape (outputs, rows, columns, inputs), counts at each of its places."""
    outputs, *places, inputs = shape
    fan = inputs if activation is relu else inputs + outputs
    return math.sqrt(2 / (math.prod(places) * fan))
