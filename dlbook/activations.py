"""What a neuron passes on: the map from its net sum z to its output h.

Slopes are in terms of the output h, which a network's tape keeps. Shapes: as z."""

import numpy as np

Array = np.ndarray


class Activation:
    """A map: a(z) is h, with its slope dh/dz and the way back from dL/dh to dL/dz."""

    def __init_subclass__(cls) -> None:
        cls.name = cls.__name__.lower()  # step, linear, sigmoid, ...

    def slope(self, h: Array) -> Array:
        """dh/dz for each number on its own, from the output h."""
        raise TypeError(f"{self} has no elementwise slope; use {self}.backward(h, dh)")

    def backward(self, h: Array, dh: Array) -> Array:
        """The chain rule: dL/dz = dL/dh * dh/dz."""
        return dh * self.slope(h)

    def __repr__(self) -> str:
        return self.name

    __reduce__ = __repr__  # a copy or a pickle is the one ready object, by its name


class Step(Activation):
    """h = 1 where z >= 0, else 0. Slope 0. Source: Rosenblatt 1958."""

    def __call__(self, z: Array) -> Array:
        return np.heaviside(z, 1)

    def slope(self, h: Array) -> Array:
        return np.zeros_like(h)


class Linear(Activation):
    """h = z, the identity: for logits and for regression. Slope 1."""

    def __call__(self, z: Array) -> Array:
        return z

    def slope(self, h: Array) -> Array:
        return np.ones_like(h)

    def backward(self, h: Array, dh: Array) -> Array:
        return dh


class Sigmoid(Activation):
    """h = 1 / (1 + exp(-z)), in (0, 1). Slope h (1 - h), at most 1/4.

    Computed as (1 + tanh(z / 2)) / 2: the same number, and nothing overflows."""

    def __call__(self, z: Array) -> Array:
        return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))

    def slope(self, h: Array) -> Array:
        return h * (1 - h)


class Tanh(Activation):
    """h = tanh(z) = 2 sigmoid(2z) - 1, in (-1, 1). Slope 1 - h^2."""

    def __call__(self, z: Array) -> Array:
        return np.tanh(z)

    def slope(self, h: Array) -> Array:
        return 1 - h * h


class ReLU(Activation):
    """h = max(0, z). Slope 1 where h > 0, else 0, also at z = 0."""

    def __call__(self, z: Array) -> Array:
        return np.maximum(z, 0)

    def slope(self, h: Array) -> Array:
        return np.sign(h)


class Softmax(Activation):
    """h_i = exp(z_i) / sum_j exp(z_j) along the last axis: positive, with sum 1.

    The largest z is subtracted first: that changes no h, and nothing overflows. Each
    h depends on every z, so `backward` is the full Jacobian product,
    dz_i = h_i (dh_i - sum_j dh_j h_j), and `slope` is a TypeError."""

    def __call__(self, z: Array) -> Array:
        z = np.asarray(z)
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def backward(self, h: Array, dh: Array) -> Array:
        return h * (dh - (dh * h).sum(axis=-1, keepdims=True))


ACTIVATIONS = {kind.name: kind() for kind in Activation.__subclasses__()}
step, linear, sigmoid, tanh, relu, softmax = ACTIVATIONS.values()
