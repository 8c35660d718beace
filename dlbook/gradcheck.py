"""Trust, but measure: the gradient against finite differences."""

import numpy as np

from dlbook.activations import Array
from dlbook.losses import Loss
from dlbook.network import Network


def numerical_gradient(net: Network, loss: Loss, x: Array, y: Array) -> Array:
    """dL/dtheta by central differences, (L(theta + e) - L(theta - e)) / 2e.

    Two forward passes a parameter, on a float64 twin of `net`. Shape (n_params,)."""
    twin = net.astype(np.float64)
    start, grad = twin.theta.copy(), np.zeros(net.n_params)
    for i in range(start.size):
        for side in (1e-5, -1e-5):  # there truncation and rounding errors balance
            twin.theta[i] = start[i] + side
            grad[i] += loss(twin(x), y) / (2 * side)
        twin.theta[i] = start[i]
    return grad


def gradient_error(net: Network, loss: Loss, x: Array, y: Array) -> float:
    """The worst relative error of `net.backward` against central differences.

    |a - n| / max(|a|, |n|, 1e-4), the largest over all parameters, on a float64 twin.
    Below 1e-6 the backward pass is right; a wrong one gives 0.01 to 1."""
    twin, y = net.astype(np.float64), np.asarray(y, dtype=np.float64)
    h = twin.forward(x)
    twin.backward(h, loss.grad(h[-1], y))
    a, n = twin.dtheta, numerical_gradient(net, loss, x, y)
    size = np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-4)
    return float((np.abs(a - n) / size).max(initial=0))
