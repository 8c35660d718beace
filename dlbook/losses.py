"""How bad is a prediction? One number, to be made small.

A loss takes logits z (B, K) and targets y of the same shape. It carries its link,
the map from logits to predictions, so for the three matched pairs the gradient is
the same line: dL/dz = (link(z) - y) / B."""

import numpy as np

from dlbook.activations import Activation, Array, linear, sigmoid, softmax
from dlbook.io import checks


class Loss:
    """A scalar: the mean of `rows` over a batch.

    A single output says "class 1" above `z_cut`. `takes` names the targets that fit."""

    link: Activation = linear
    z_cut, takes = 0.0, "finite numbers"

    def __call__(self, z: Array, y: Array) -> float:
        return float(self.rows(z, checks.alike(z, y)).sum() / len(z))

    def rows(self, z: Array, y: Array) -> Array:
        """The loss of each row. Shapes: z and y (B, K), result (B,)."""
        raise NotImplementedError

    def grad(self, z: Array, y: Array) -> Array:
        """dL/dz of the mean loss. Shape (B, K)."""
        return (self.link(z) - checks.alike(z, y)) / len(z)

    def accepts(self, y: Array) -> bool:
        """Whether y holds targets that this loss is made for."""
        return True

    def right(self, z: Array, y: Array) -> Array:
        """Which rows have their class right. Shape (B,), True or False."""
        if z.shape[-1] > 1:
            return z.argmax(axis=-1) == y.argmax(axis=-1)
        return (z[:, 0] > self.z_cut) == (y[:, 0] > 0.5)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class SquaredError(Loss):
    """L = 1/2 sum_k (z_k - y_k)^2, mean over rows: for regression. dL/dz = z - y."""

    z_cut = 0.5

    def rows(self, z: Array, y: Array) -> Array:
        return 0.5 * ((z - y) ** 2).sum(axis=-1)


class BinaryCrossEntropy(Loss):
    """L = -y ln p - (1 - y) ln(1 - p) with p = sigmoid(z), summed over outputs.

    Computed as max(z, 0) - z y + ln(1 + exp(-|z|)), exact at any size of z."""

    link, takes = sigmoid, "numbers from 0 to 1"

    def rows(self, z: Array, y: Array) -> Array:
        return (np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))).sum(axis=-1)

    def accepts(self, y: Array) -> bool:
        return bool(y.min() >= 0 and y.max() <= 1)


class SoftmaxCrossEntropy(Loss):
    """L = -sum_k y_k ln p_k with p = softmax(z): for one class out of K.

    Computed as ln(sum_k exp(z_k)) - sum_k y_k z_k, with the largest z taken out of
    the logarithm, exact at any size of z. Each row of y sums to 1."""

    link, takes = softmax, "rows that sum to 1, such as one-hot rows"

    def rows(self, z: Array, y: Array) -> Array:
        top = z.max(axis=-1, keepdims=True)
        log_sum = np.log(np.exp(z - top).sum(axis=-1)) + top[..., 0]
        return log_sum - (y * z).sum(axis=-1)

    def accepts(self, y: Array) -> bool:
        return bool(y.min() >= 0 and np.allclose(y.sum(axis=-1), 1, atol=1e-4))


class Hinge(Loss):
    """L = max(0, 1 - y z) for targets y = -1 or +1: the loss of a linear SVM.

    dL/dz = -y where the margin y z is below 1, else 0: wide margins cost nothing."""

    takes = "-1 or +1"

    def rows(self, z: Array, y: Array) -> Array:
        return np.maximum(0, 1 - y * z).sum(axis=-1)

    def grad(self, z: Array, y: Array) -> Array:
        return -checks.alike(z, y) * (y * z < 1) / len(z)

    def accepts(self, y: Array) -> bool:
        return bool((np.abs(y) == 1).all())


def cross_entropy(p: Array, y: Array) -> float:
    """-sum_k y_k ln p_k for probabilities p, in nats; for several rows their mean.

    p is (K,) or (B, K); y is one-hot (or any distribution) of that shape, or the
    number of the true class, one a row. A class with y = 0 costs nothing, even at
    p = 0. Example: cross_entropy([.3, .4, .3], 1) = -ln .4 = .916291."""
    p, y = checks.distributions(p, y)
    with np.errstate(divide="ignore"):  # -ln 0 is infinite, as it should be
        cost = np.where(y > 0, -y * np.log(np.where(y > 0, p, 1)), 0)
    return float(cost.sum(axis=-1).mean())


def softmax_cross_entropy(z: Array, labels: Array) -> float:
    """Cross-entropy of softmax(z), stable at logits of any size; mean over rows.

    z is (K,) or (B, K); labels are one-hot of that shape, or class numbers."""
    z = np.asarray(z, dtype=float)
    return float(SoftmaxCrossEntropy().rows(z, checks.targets(z, labels)).mean())
