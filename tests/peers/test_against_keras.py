"""The course's 784-64-64-10 program beside Keras: the first 50 updates.

Same weights, same batches. Keras differs from us in two places, and only there:

* its Adam puts epsilon beside sqrt(v), not beside the corrected sqrt(v') (see
  `HatAdam`). With that one change, updates agree. Without it our first steps are
  shorter where gradients are tiny, the losses of the first 50 updates part by up to
  0.003 and the weights by a twentieth of the way they went;
* it takes logarithms of probabilities, cut off at 1e-7 and 1 - 1e-7, where we use the
  logits: no digit is that sure in 50 updates.

The tolerance in float64 is 1e-6 and not 1e-8: Keras reports losses in float32, and on
PyTorch its first layer gives float64 numbers that are exact to about 1e-7 only.
"""

import os
from importlib.util import find_spec

import numpy as np
import pytest

from dlbook import MLP, Adam, GradientDescent, SoftmaxCrossEntropy

WORDS = "Keras is not installed: python3 course.py setup --all"
BACKEND = next((name for name in ("torch", "jax") if find_spec(name)), "")
if not BACKEND:
    pytest.skip(f"Keras has no backend. {WORDS}", allow_module_level=True)
os.environ.setdefault("KERAS_BACKEND", BACKEND)
os.environ.setdefault("JAX_ENABLE_X64", "1")  # else JAX turns float64 into float32
keras = pytest.importorskip("keras", reason=WORDS)

pytestmark = pytest.mark.peers
LOSS = SoftmaxCrossEntropy()
TOLERANCE = {"float64": 1e-6, "float32": 1e-4}


@pytest.fixture(params=["float64", "float32"])
def dtype(request):
    before = keras.config.floatx()
    keras.config.set_floatx(request.param)
    yield request.param
    keras.config.set_floatx(before)


def keras_program(net, optimizer):
    """The program of the lecture, with our weights: Keras keeps W transposed."""
    from keras.layers import Dense

    model = keras.Sequential()
    model.add(keras.Input(shape=(784,)))
    model.add(Dense(units=64, activation="relu"))
    model.add(Dense(units=64, activation="relu"))
    model.add(Dense(units=10, activation="softmax"))
    model.compile(
        optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"]
    )
    model.set_weights([p.T for p in net.params])
    return model


def both(net, optimizer, keras_optimizer, batches):
    """Train both; losses and accuracies (50, 2) of each, and the weights at the end."""
    model = keras_program(net, keras_optimizer)
    ours, theirs = [], []
    for x, y in batches:
        x, y = x.astype(net.dtype), y.astype(net.dtype)
        model.reset_metrics()  # else Keras reports the mean of all batches so far
        theirs.append(model.train_on_batch(x, y))
        h = net.forward(x)
        ours.append((LOSS(h[-1], y), LOSS.right(h[-1], y).mean()))
        net.backward(h, LOSS.grad(h[-1], y))
        optimizer.step([net.theta], [net.dtheta])
    weights = [np.asarray(w).T for w in model.get_weights()]
    return np.array(ours), np.array(theirs, dtype=float), weights


def assert_same(net, ours, theirs, weights, tolerance):
    np.testing.assert_allclose(ours[:, 0], theirs[:, 0], atol=tolerance)
    np.testing.assert_allclose(ours[:, 1], theirs[:, 1], atol=1e-6)
    for p, q in zip(net.params, weights, strict=True):
        np.testing.assert_allclose(p, q, rtol=tolerance, atol=tolerance)


def test_gradient_descent(dtype, batches):
    net = MLP(784, 64, 64, 10).astype(dtype)
    found = both(net, GradientDescent(0.01), keras.optimizers.SGD(), batches)
    assert_same(net, *found, tolerance=TOLERANCE[dtype])
    assert found[0][-1, 0] < found[0][0, 0]


def test_adam(dtype, batches, hat_adam):
    """Keras at its defaults, ours with epsilon moved to where Keras has it."""
    net = MLP(784, 64, 64, 10).astype(dtype)
    found = both(net, hat_adam(0.001, eps=1e-7), "adam", batches)
    assert_same(net, *found, tolerance=TOLERANCE[dtype])
    assert found[0][-1, 0] < 0.6 < 2 < found[0][0, 0]


def test_both_at_their_defaults(dtype, batches):
    """Epsilon where each has it: losses to 0.005, weights to a tenth of the way."""
    net = MLP(784, 64, 64, 10).astype(dtype)
    start = net.theta.copy()
    ours, theirs, weights = both(net, Adam(), "adam", batches)
    np.testing.assert_allclose(ours[:, 0], theirs[:, 0], atol=0.005)
    apart = np.concatenate([w.ravel() for w in weights]) - net.theta
    assert np.linalg.norm(apart) < 0.1 * np.linalg.norm(net.theta - start)


@pytest.mark.parametrize("dtype", ["float32"], indirect=True)
def test_a_seeded_fault_is_caught(dtype, batches, fault):
    net = MLP(784, 64, 64, 10)
    found = both(net, GradientDescent(0.01), keras.optimizers.SGD(), batches)
    with pytest.raises(AssertionError):
        assert_same(net, *found, tolerance=1e-4)
