"""The same weights and batches in PyTorch: the same losses, gradients and updates.

PyTorch works on tensors in our own shapes; its autograd and its optimizers do the
rest, so nothing is translated but the order of image axes. All in float64.
"""

import copy

import numpy as np
import pytest

from dlbook import (
    MLP,
    Adam,
    BinaryCrossEntropy,
    Convolution,
    Dense,
    Flatten,
    GradientDescent,
    Hinge,
    Last,
    LogisticRegression,
    MaxPool,
    Momentum,
    Network,
    Recurrent,
    Rescale,
    SoftmaxCrossEntropy,
    SquaredError,
    attention,
    correlate,
    linear,
    relu,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    tanh,
)

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: python3 course.py setup --all"
)
F = torch.nn.functional
RNG = np.random.default_rng(0)
pytestmark = pytest.mark.peers

ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softmax": lambda z: torch.softmax(z, dim=-1),
}
LOSSES = {
    "SquaredError": lambda z, y: F.mse_loss(z, y, reduction="sum") / 2 / len(z),
    "BinaryCrossEntropy": lambda z, y: (
        F.binary_cross_entropy_with_logits(z, y, reduction="sum") / len(z)
    ),
    "SoftmaxCrossEntropy": F.cross_entropy,
    "Hinge": lambda z, y: torch.clamp(1 - y * z, min=0).sum() / len(z),
}
OPTIMIZERS = {
    "GradientDescent": (
        lambda: GradientDescent(0.1),
        lambda params: torch.optim.SGD(params, lr=0.1),
    ),
    "Momentum": (
        lambda: Momentum(0.05, beta=0.9),
        lambda params: torch.optim.SGD(params, lr=0.05, momentum=0.9),
    ),
    "Adam": (
        lambda: Adam(0.001, eps=1e-7),
        lambda params: torch.optim.Adam(params, lr=0.001, eps=1e-7),
    ),
    "Adam, other betas": (
        lambda: Adam(0.01, beta1=0.8, beta2=0.95, eps=1e-4),
        lambda params: torch.optim.Adam(params, lr=0.01, betas=(0.8, 0.95), eps=1e-4),
    ),
}


def tensor(array):
    return torch.tensor(np.asarray(array, dtype=np.float64))


def through(layer, x, params):
    """What PyTorch makes of x in this layer. Its images are (B, n, rows, columns)."""
    match layer:
        case Dense():
            return ACTIVATIONS[layer.activation.name](F.linear(x, *params))
        case Convolution():
            W, b = params
            z = F.conv2d(x.permute(0, 3, 1, 2), W.permute(0, 3, 1, 2), b,
                         layer.stride, layer.padding)  # fmt: skip
            return ACTIVATIONS[layer.activation.name](z).permute(0, 2, 3, 1)
        case MaxPool():
            return F.max_pool2d(x.permute(0, 3, 1, 2), layer.size).permute(0, 2, 3, 1)
        case Recurrent():
            settings = {"nonlinearity": layer.activation.name, "batch_first": True}
            cell = torch.nn.RNN(layer.n_in, layer.n_hidden, **settings).double()
            names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
            values = dict(zip(names, [*params, 0 * params[2].detach()], strict=True))
            return torch.func.functional_call(cell, values, (x,))[0]
        case Last():
            return x[:, -1]
        case Flatten():
            return x.flatten(1)
        case Rescale():
            return x * float(np.float32(layer.factor))


def assert_same_training(net, loss, batches, optimizer="GradientDescent"):
    """Train both from the weights of `net`; compare everything after every batch."""
    net = net.astype(np.float64)
    params = [tensor(p).requires_grad_() for p in net.params]
    make_ours, make_theirs = OPTIMIZERS[optimizer]
    ours, theirs = make_ours(), make_theirs(params)
    start = copy.deepcopy(net.params)
    close = {"rtol": 1e-8, "atol": 1e-8}
    for x, y in batches:
        h = net.forward(x)
        value = loss(h[-1], y)
        net.backward(h, loss.grad(h[-1], y))
        z, rest = tensor(x), iter(params)
        for layer, output in zip(net.layers, h[1:], strict=True):
            z = through(layer, z, [next(rest) for _ in layer.learned])
            np.testing.assert_allclose(output, z.detach().numpy(), **close)
        their_value = LOSSES[type(loss).__name__](z, tensor(y))
        theirs.zero_grad()
        their_value.backward()
        assert value == pytest.approx(their_value.item(), rel=1e-8)
        for dp, p in zip(net.grads, params, strict=True):
            np.testing.assert_allclose(dp, p.grad.numpy(), **close)
        ours.step([net.theta], [net.dtheta])
        theirs.step()
        for p, q in zip(net.params, params, strict=True):
            np.testing.assert_allclose(p, q.detach().numpy(), **close)
    moved = [np.abs(p - q).max() for p, q in zip(net.params, start, strict=True)]
    assert min(moved) > 1e-4, "every array was trained, or nothing was compared"


def random_batches(x_shape, n_outputs, targets="classes", n=5):
    """Batches of 7 normal inputs: with one-hot, 0/1, -1/+1 or real targets."""
    for _ in range(n):
        x = RNG.normal(size=(7, *x_shape))
        classes = RNG.integers(0, n_outputs, 7)
        signs = RNG.choice([-1.0, 1.0], (7, n_outputs))
        kinds = {
            "classes": np.eye(n_outputs)[classes],
            "shares": RNG.dirichlet(np.ones(n_outputs), 7),
            "0 or 1": (signs + 1) / 2,
            "signs": signs,
            "reals": RNG.normal(size=(7, n_outputs)),
        }
        yield x, kinds[targets]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_digits_network(batches, optimizer):
    net = MLP(784, 64, 64, 10)
    assert_same_training(net, SoftmaxCrossEntropy(), batches, optimizer)


@pytest.mark.parametrize("activation", [linear, sigmoid, tanh, relu, softmax], ids=repr)
@pytest.mark.parametrize(
    "loss, targets",
    [
        (SquaredError(), "reals"),
        (BinaryCrossEntropy(), "0 or 1"),
        (SoftmaxCrossEntropy(), "classes"),
        (SoftmaxCrossEntropy(), "shares"),
        (Hinge(), "signs"),
    ],
)
def test_every_activation_with_every_loss(activation, loss, targets):
    net = MLP(5, 8, 6, 3, activation=activation, seed=1)
    assert_same_training(net, loss, random_batches((5,), 3, targets))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("net", [MLP(2, 8, 8, 1), LogisticRegression(2)], ids=repr)
def test_one_output(net, optimizer):
    data = random_batches((2,), 1, "0 or 1", n=30)
    assert_same_training(net, BinaryCrossEntropy(), data, optimizer)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", [tanh, relu], ids=repr)
def test_convolution_and_pooling(activation, optimizer):
    net = Network(
        Convolution(2, 4, 3, activation, padding=1),
        MaxPool(2),
        Convolution(4, 6, 3, activation, stride=2),
        MaxPool(2),
        Flatten(),
        Dense(6, 3),
    )
    data = random_batches((13, 11, 2), 3)
    assert_same_training(net, SoftmaxCrossEntropy(), data, optimizer)


def test_convolution_on_digits(batches):
    digits = [(x[:16].reshape(16, 28, 28, 1) * 255, y[:16]) for x, y in batches[:5]]
    seeing = Rescale(1 / 255), Convolution(1, 8, 5, relu), MaxPool(2), Flatten()
    net = Network(*seeing, Dense(1152, 10))
    assert_same_training(net, SoftmaxCrossEntropy(), digits, "Adam")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", [tanh, relu], ids=repr)
def test_recurrence(activation, optimizer):
    net = Network(Recurrent(3, 6, activation), Last(), Dense(6, 2))
    data = random_batches((9, 3), 2)
    assert_same_training(net, SoftmaxCrossEntropy(), data, optimizer)


def test_recurrence_with_a_loss_at_every_step():
    net = Network(Recurrent(3, 6), Recurrent(6, 4), Flatten(), Dense(36, 2))
    assert_same_training(net, SquaredError(), random_batches((9, 3), 2, "reals"))


@pytest.mark.parametrize("layer, shape", [
    (Dense(4, 3, tanh), (4,)),
    (Convolution(2, 3, 3, relu, padding=1), (6, 5, 2)),
    (Convolution(2, 3, 2, tanh, stride=2), (6, 5, 2)),
    (MaxPool(2), (5, 7, 3)),
    (Recurrent(3, 4), (6, 3)),
], ids=repr)  # fmt: skip
def test_what_a_layer_hands_down(layer, shape):
    """dL/dx, which training never asks of the lowest layer."""
    net = Network(layer).astype(np.float64)
    x = RNG.normal(size=(4, *shape))
    (layer,), y = net.layers, net(x)
    dy = RNG.normal(size=y.shape)
    z = tensor(x).requires_grad_()
    through(layer, z, [tensor(p) for p in net.params]).backward(tensor(dy))
    np.testing.assert_allclose(layer.backward(x, y, dy), z.grad.numpy(), atol=1e-8)


def test_correlate():
    image, kernel = RNG.normal(size=(9, 8)), RNG.normal(size=(3, 2))
    theirs = F.conv2d(tensor(image)[None, None], tensor(kernel)[None, None])[0, 0]
    np.testing.assert_allclose(correlate(image, kernel), theirs.numpy(), atol=1e-8)


def test_attention():
    q, k, v = RNG.normal(size=(5, 4)), RNG.normal(size=(7, 4)), RNG.normal(size=(7, 3))
    theirs = F.scaled_dot_product_attention(*(tensor(a)[None] for a in (q, k, v)))[0]
    np.testing.assert_allclose(attention(q, k, v)[0], theirs.numpy(), atol=1e-8)


@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_the_cross_entropy_of_large_logits(size):
    z, labels = size * RNG.normal(size=(20, 5)), RNG.integers(0, 5, 20)
    theirs = F.cross_entropy(tensor(z), torch.tensor(labels)).item()
    assert softmax_cross_entropy(z, labels) == pytest.approx(theirs, rel=1e-12)


def test_a_seeded_fault_is_caught(batches, fault):
    with pytest.raises(AssertionError):
        assert_same_training(MLP(784, 64, 64, 10), SoftmaxCrossEntropy(), batches)
