"""What every comparison uses: real digits in batches, and the other reading of Adam."""

import math

import numpy as np
import pytest

from dlbook import Adam, data, one_hot


@pytest.fixture(scope="session")
def batches():
    """The first 50 batches of 128 MNIST digits: x (128, 784), y one-hot, float64.

    Pixels are rounded to float32 first, as a peer may do it on its own.
    """
    (images, labels), _ = data.mnist()
    x = images[: 50 * 128].reshape(50, 128, 784) / np.float32(255)
    y = one_hot(labels[: 50 * 128], 10).reshape(50, 128, 10)
    return list(zip(x.astype(float), y.astype(float), strict=True))


class HatAdam(Adam):
    """Adam as Keras and scikit-learn compute it.

    They follow the shorter form at the end of section 2 of Kingma and Ba, where eps
    stands beside sqrt(v) and not beside the corrected sqrt(v'): a larger share of eps
    in the first steps. It is Algorithm 1, ours and PyTorch's, with
    eps / sqrt(1 - beta2^t) for eps.
    """

    def __init__(self, rate: float = 0.001, eps: float = 1e-7):
        super().__init__(rate, eps=eps)
        self.hat = eps

    def step(self, params, grads):
        self.eps = self.hat / math.sqrt(1 - self.beta2 ** (self.t + 1))
        super().step(params, grads)


@pytest.fixture
def hat_adam():
    return HatAdam


@pytest.fixture(params=["loss", "gradient", "transposed", "rate", "batch"])
def fault(request, monkeypatch):
    """A seeded fault in dlbook, one of five that look harmless."""
    from dlbook.layers import Dense
    from dlbook.losses import SoftmaxCrossEntropy
    from dlbook.optimizers import Optimizer

    grad, gradients, step = SoftmaxCrossEntropy.grad, Dense.gradients, Optimizer.step

    def first_row_lost(self, x, y, dy):
        dz = gradients(self, x, y, dy)
        self.dW = self.dW - np.outer(dz[0], x[0])
        return dz

    def transposed(self, x, y, dy):
        W = self.W.T if self.n_in == self.n_out else self.W
        return self.gradients(x, y, dy) @ W

    def faster(self, params, grads):
        self._rate *= 1.001
        step(self, params, grads)

    owner, name, wrong = {
        "loss": (SoftmaxCrossEntropy, "rows", lambda self, z, y: -(y * z).sum(axis=-1)),
        "gradient": (Dense, "gradients", first_row_lost),
        "transposed": (Dense, "backward", transposed),
        "rate": (Optimizer, "step", faster),
        "batch": (SoftmaxCrossEntropy, "grad", lambda s, z, y: grad(s, z, y) * len(z)),
    }[request.param]
    monkeypatch.setattr(owner, name, wrong)
    return request.param
