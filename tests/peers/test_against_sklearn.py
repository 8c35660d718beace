"""Beside scikit-learn: its network step by step, its optimum, its naive Bayes."""

import numpy as np
import pytest

from dlbook import (
    MLP,
    BinaryCrossEntropy,
    GaussianNaiveBayes,
    GradientDescent,
    LogisticRegression,
    Momentum,
    SoftmaxCrossEntropy,
    SquaredError,
    data,
    descent,
    one_hot,
    relu,
    sigmoid,
    tanh,
)

pytest.importorskip(
    "sklearn", reason="scikit-learn is not installed: python3 course.py setup --all"
)
from sklearn import linear_model, naive_bayes  # noqa: E402
from sklearn.datasets import load_iris  # noqa: E402
from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: E402

pytestmark = pytest.mark.peers
RNG = np.random.default_rng(0)
NAMES = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic"}


def assert_same_training(net, loss, batches, optimizer, peer):
    """Give `peer` our weights, train both, compare after every batch. float64.

    scikit-learn makes its own start: one throw-away update creates the arrays, which
    we then fill, and forgetting its optimizer resets the averages.
    """
    for k, (x, y) in enumerate(batches):
        labels = y.argmax(axis=1) if isinstance(peer, MLPClassifier) else y.ravel()
        if k == 0:
            known = isinstance(peer, MLPClassifier)
            peer.partial_fit(x, labels, **{"classes": range(10)} if known else {})
            for layer, W, b in arrays(net, peer):
                W[...], b[...] = layer.W.T, layer.b
            del peer._optimizer
        peer.partial_fit(x, labels)
        h = net.forward(x)
        assert loss(h[-1], y) == pytest.approx(peer.loss_, rel=1e-8)
        net.backward(h, loss.grad(h[-1], y))
        optimizer.step([net.theta], [net.dtheta])
        for layer, W, b in arrays(net, peer):
            np.testing.assert_allclose(layer.W, W.T, rtol=1e-8, atol=1e-8)
            np.testing.assert_allclose(layer.b, b, rtol=1e-8, atol=1e-8)


def arrays(net, peer):
    return zip(net.layers, peer.coefs_, peer.intercepts_, strict=True)


def peer(kind=MLPClassifier, hidden=(64, 64), **settings):
    """Its network with what we have: no l2, no Nesterov, a constant rate."""
    plain = {"solver": "sgd", "learning_rate_init": 0.1, "momentum": 0}
    plain |= {"alpha": 0, "batch_size": 128, "nesterovs_momentum": False}
    return kind(hidden_layer_sizes=hidden, **plain | settings)


def digits_network():
    return MLP(784, 64, 64, 10).astype(np.float64), SoftmaxCrossEntropy()


def test_the_digits_network_by_gradient_descent(batches):
    assert_same_training(*digits_network(), batches, GradientDescent(0.1), peer())


def test_the_digits_network_with_momentum(batches):
    """Its velocity is -alpha times ours: the same path at a constant rate."""
    theirs = peer(momentum=0.9)
    assert_same_training(*digits_network(), batches, Momentum(0.1, 0.9), theirs)


def test_the_digits_network_with_adam(batches, hat_adam):
    theirs = peer(solver="adam", learning_rate_init=0.001, epsilon=1e-8)
    assert_same_training(*digits_network(), batches, hat_adam(eps=1e-8), theirs)


@pytest.mark.parametrize("activation", [relu, tanh, sigmoid], ids=repr)
def test_regression(activation):
    net = MLP(3, 8, 5, 1, activation=activation).astype(np.float64)
    x = RNG.normal(size=(20, 128, 3))
    batches = list(zip(x, np.sin(x.sum(axis=2, keepdims=True)), strict=True))
    theirs = peer(MLPRegressor, (8, 5), activation=NAMES[activation.name])
    assert_same_training(net, SquaredError(), batches, GradientDescent(0.1), theirs)


def test_a_seeded_fault_is_caught(batches, fault):
    with pytest.raises(AssertionError):
        assert_same_training(*digits_network(), batches, GradientDescent(0.1), peer())


def standard(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def descend(net, loss, x, y, l2):
    """2,000 full-batch steps, and the layers."""
    for _ in descent(net, loss, x, y, Momentum(0.3), 2000, batch=None, l2=l2):
        pass
    return net.layers


@pytest.mark.parametrize("C", [np.inf, 1.0, 0.01])
def test_the_optimum_of_logistic_regression(C):
    """scikit-learn weighs the sum of losses by C, we the weights by l2 = 1 / (n C)."""
    x, y = data.patients(400)
    x = standard(x.astype(float))
    theirs = linear_model.LogisticRegression(C=C, tol=1e-10).fit(x, y)
    net, targets = LogisticRegression(3).astype(np.float64), y[:, None].astype(float)
    (layer,) = descend(net, BinaryCrossEntropy(), x, targets, l2=1 / (len(x) * C))
    np.testing.assert_allclose(layer.W, theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(layer.b, theirs.intercept_, atol=1e-5)
    assert np.abs(layer.W).max() > 0.1


def test_the_optimum_of_softmax_regression():
    x, y = load_iris(return_X_y=True)
    x = standard(x)
    theirs = linear_model.LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(x, y)
    net = MLP(4, 3).astype(np.float64)
    (layer,) = descend(net, SoftmaxCrossEntropy(), x, one_hot(y, 3), l2=1 / len(x))
    np.testing.assert_allclose(layer.W, theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(layer.b - layer.b.mean(), theirs.intercept_, atol=1e-5)


def test_gaussian_naive_bayes():
    for x, y in (load_iris(return_X_y=True), data.patients(400), data.circles(300)):
        ours, theirs = GaussianNaiveBayes().fit(x, y), naive_bayes.GaussianNB()
        theirs.fit(np.asarray(x, float), y)
        np.testing.assert_allclose(ours.means, theirs.theta_, rtol=1e-8)
        np.testing.assert_allclose(ours.variances, theirs.var_, rtol=1e-8)
        np.testing.assert_allclose(ours.shares, theirs.class_prior_, rtol=1e-8)
        joint = theirs.predict_joint_log_proba(np.asarray(x, float))
        np.testing.assert_allclose(ours.log_joint(x), joint, rtol=1e-8, atol=1e-8)
        assert (ours.predict(x) == theirs.predict(x)).all()
