"""The headline: 784-64-64-10 on the real digits, as the course promises it."""

import numpy as np
import pytest

from dlbook import (
    MLP,
    Adam,
    Flatten,
    Network,
    Rescale,
    SoftmaxCrossEntropy,
    data,
    evaluate,
    fit,
    one_hot,
)


def digits():
    """Pixels as rows of 784 numbers from 0 to 1, labels as rows with a single 1."""
    pictures = Network(Rescale(1 / 255), Flatten())
    (x, y), (x_test, y_test) = data.mnist()
    return pictures(x), one_hot(y, 10), pictures(x_test), one_hot(y_test, 10)


def trained(*sizes, seed, epochs):
    x, y, x_test, y_test = digits()
    net = MLP(*sizes, seed=seed)
    history = fit(net, SoftmaxCrossEntropy(), x, y, Adam(), epochs=epochs, batch=128,
                  seed=seed, validation=0.2, progress=False)  # fmt: skip
    return history, evaluate(net, SoftmaxCrossEntropy(), x_test, y_test)[1]


def test_the_digit_program_reaches_its_accuracy():
    """Mean over seeds 0, 1, 2 of the test accuracy after ten epochs."""
    runs = [trained(784, 64, 64, 10, seed=seed, epochs=10) for seed in range(3)]
    assert np.mean([accuracy for _, accuracy in runs]) >= 0.970
    for history, accuracy in runs:
        assert accuracy >= 0.965
        assert len(history.loss) == 10 and history.loss == sorted(history.loss)[::-1]
        assert history.val_accuracy[-1] == pytest.approx(accuracy, abs=0.01)


def test_softmax_regression_stays_well_below():
    _, accuracy = trained(784, 10, seed=0, epochs=10)
    assert 0.90 < accuracy < 0.93


def test_pixels_may_stay_bytes():
    """uint8 images through Rescale and Flatten are the same program."""
    (x, y), _ = data.mnist()
    x, y = x[:2000], one_hot(y[:2000], 10)
    float_net = MLP(784, 16, 10, seed=1)
    byte_net = Network(Rescale(1 / 255), Flatten(), *MLP(784, 16, 10, seed=1).layers)
    rows = Network(Rescale(1 / 255), Flatten())(x)
    a = fit(float_net, SoftmaxCrossEntropy(), rows, y, Adam(), 3, progress=False)
    b = fit(byte_net, SoftmaxCrossEntropy(), x, y, Adam(), 3, progress=False)
    assert a.loss == pytest.approx(b.loss, rel=1e-5)
    np.testing.assert_allclose(float_net.theta, byte_net.theta, atol=1e-4)
