"""A layer is a group of neurons computed together.

It keeps its learned arrays and their gradients, and nothing of what flows through it.
"""

import inspect

import numpy as np

from dlbook.activations import Activation, Array, linear, relu


class Layer:
    """The two promises of every layer: forward, and backward.

    `learned` names the arrays that training changes; the gradient of `W` is `dW`.
    Assigning to one fills it in place, in its own shape and dtype: layer.W = [[1, 2]].
    """

    learned: tuple[str, ...] = ()
    kinds: dict[str, type["Layer"]] = {}  # every class of layers by its name

    def __init_subclass__(cls) -> None:
        Layer.kinds[cls.__name__] = cls

    def forward(self, x: Array) -> Array:
        """Output y for the inputs x, one example a row."""
        raise NotImplementedError

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        """Set d<name> for every learned array and return dL/dx, given dL/dy."""
        raise NotImplementedError

    def gradients(self, x: Array, y: Array, dy: Array) -> None:
        """Set d<name> alone, for the lowest layer, where nobody asks for dL/dx."""
        self.backward(x, y, dy)

    def reset(self, rng: np.random.Generator) -> None:
        """Draw new starting values for the learned arrays."""

    def settings(self) -> dict[str, object]:
        """The arguments that build this layer again, kept under their own names."""
        names = inspect.signature(type(self)).parameters
        return {name: vars(self)[name] for name in names if name in vars(self)}

    def learn(self, **shapes: tuple[int, ...]) -> None:
        """Create the learned arrays and their gradients, all zeros, float32."""
        for name, shape in shapes.items():
            self.__dict__[name] = np.zeros(shape, np.float32)
            self.__dict__["d" + name] = np.zeros(shape, np.float32)

    def __setattr__(self, name: str, value: object) -> None:
        array = vars(self).get(name)
        learned = name in self.learned or name[:1] == "d" and name[1:] in self.learned
        if array is None or not learned:
            object.__setattr__(self, name, np.asarray(value) if learned else value)
        elif array is not value:  # layer.W += ... hands back the array itself
            value = np.asarray(value, dtype=array.dtype)
            if value.shape != array.shape:
                own = f"{name} of {self!r} has shape {array.shape}"
                raise ValueError(f"{own}; got {value.shape}: make another layer for it")
            array[...] = value

    def __repr__(self) -> str:
        inside = ", ".join(str(value) for value in self.settings().values())
        return f"{type(self).__name__}({inside})"


class Dense(Layer):
    """Every output sees every input: y = a(z), z = x W^T + b.

    Shapes: x (B, n_in), W (n_out, n_in), b (n_out,), z and y (B, n_out).
    On the board: h_k = a[beta + Omega h_(k-1)], with W = Omega and b = beta.
    """

    learned = ("W", "b")

    def __init__(self, n_in: int, n_out: int, activation: Activation = linear):
        whole("n_in", n_in), whole("n_out", n_out)
        if not isinstance(activation, Activation):
            raise TypeError(f"activation is an object, as in relu; got {activation!r}")
        self.n_in, self.n_out, self.activation = n_in, n_out, activation
        self.learn(W=(n_out, n_in), b=(n_out,))

    def reset(self, rng: np.random.Generator) -> None:
        """Draw W from N(0, s^2), see `start_scale`, and set b to 0."""
        s = start_scale(self.n_in, self.n_out, self.activation)
        self.W, self.b = rng.normal(0, s, self.W.shape), np.zeros(self.n_out)

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

    As the first layer it lets images stay uint8 in memory, a quarter of float32.
    """

    def __init__(self, factor: float = 1 / 255):
        self.factor = float(factor)

    def forward(self, x: Array) -> Array:
        return x * np.float32(self.factor)

    def backward(self, x: Array, y: Array, dy: Array) -> Array:
        return dy * np.float32(self.factor)


def start_scale(n_in: int, n_out: int, activation: Activation) -> float:
    """The deviation of starting weights that keeps the size of signals from layer to
    layer: sqrt(2 / n_in) before a ReLU (He et al. 2015, arXiv 1502.01852), else
    sqrt(2 / (n_in + n_out)) (Glorot and Bengio 2010, "Xavier")."""
    return float(np.sqrt(2 / (n_in if activation is relu else n_in + n_out)))


def whole(name: str, value: object, least: int = 1) -> int:
    """value, if it is a whole number of at least `least`; else a ValueError."""
    if not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} must be a whole number >= {least}; got {value!r}")
    return int(value)


def number(name: str, value: object, below: float = np.inf, zero: bool = True) -> float:
    """value, if it is a number >= 0 (or > 0) and below a limit; else a ValueError."""
    fits = isinstance(value, (int, float, np.number)) and 0 <= value < below
    if not fits or not (zero or value):
        limits = f"{'from' if zero else 'above'} 0, below {below}"
        raise ValueError(f"{name} must be a number {limits}; got {value!r}")
    return float(value)


def examples(x: Array, y: Array) -> tuple[Array, Array]:
    """x (n, d) as float64 and y (n,), if they are finite and fit; else a ValueError."""
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    if x.ndim != 2 or not len(x) or y.shape != x.shape[:1]:
        raise ValueError(f"data are x (n, d) and y (n,); got {x.shape} and {y.shape}")
    if not np.isfinite(x).all():
        raise ValueError("x holds NaN or infinite numbers; drop those rows")
    return x, y
