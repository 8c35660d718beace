"""A network is a chain of layers; its parameters are one long vector theta.

`forward` returns the visible tape: the input, and what every layer made of it.
`backward` walks the same tape from the end and fills in every gradient."""

import copy
from itertools import accumulate, pairwise
from os import PathLike
from types import SimpleNamespace

import numpy as np

from dlbook.activations import Activation, Array, linear, relu
from dlbook.io import checks, networks
from dlbook.layers import Dense, Layer


class Network:
    """Layers in order: y = f(x, theta) = layer_K(... layer_2(layer_1(x))).

    Layers that are still all zero are given their start, drawn from `seed`; one whose
    weights you have written keeps them. All parameters live in one vector, `theta`,
    all gradients in `dtheta`; the arrays of the layers are windows into these."""

    def __init__(self, *layers: Layer, seed: int = 0):
        checks.chain(layers, Layer, Dense)
        dense = [layer for layer in layers if isinstance(layer, Dense)]
        self.sizes = tuple(d.n_in for d in dense[:1]) + tuple(d.n_out for d in dense)
        self.layers, self.dtype, self._store = layers, np.dtype(np.float32), None
        self.reset(seed, [la for la in layers if not any(p.any() for p in _arrays(la))])
        self._windows()

    def _windows(self) -> SimpleNamespace:
        """theta and dtheta, with the arrays of every layer as windows into them.

        A deep copy, or a layer that another network took over, brings arrays of its
        own: their values are taken in, so that training moves what `forward` uses."""
        own, layers = self._store, self.layers
        params = [la.__dict__[name] for la in layers for name in la.learned]
        if own is None or any(p.base is not own.theta for p in params):
            theta = ravel(params).astype(self.dtype)
            own = self._store = SimpleNamespace(theta=theta)
            own.dtheta, own.params = np.zeros_like(theta), unravel(theta, params)
            own.grads = unravel(own.dtheta, params)
            windows = zip(own.params, own.grads, strict=True)
            for layer in layers:
                for name in layer.learned:
                    vars(layer)[name], vars(layer)["d" + name] = next(windows)
        return own

    @property
    def theta(self) -> Array:
        """All parameters as one vector (n_params,); assigning to it fills them."""
        return self._windows().theta

    @theta.setter
    def theta(self, values: Array) -> None:
        self.theta[...] = checks.shaped("theta", values, self.n_params)

    @property
    def dtheta(self) -> Array:
        """dL/dtheta (n_params,), as the last `backward` left it."""
        return self._windows().dtheta

    @property
    def params(self) -> list[Array]:
        """Every learned array, from the first layer to the last: W, b, W, b, ..."""
        return list(self._windows().params)

    @property
    def grads(self) -> list[Array]:
        """The gradient of each of `params`, in the same order and shapes."""
        return list(self._windows().grads)

    @property
    def n_params(self) -> int:
        """How many numbers training may change."""
        return self.theta.size

    def reset(self, seed: int = 0, layers: list[Layer] | None = None) -> None:
        """Draw the starting weights anew, of every layer or of those given."""
        rng = np.random.default_rng(seed)
        for layer in self.layers if layers is None else layers:
            layer.reset(rng)

    def astype(self, dtype: type) -> "Network":
        """An independent twin in another precision, such as np.float64."""
        twin = copy.deepcopy(self)
        twin.dtype, twin._store = np.dtype(dtype), None
        twin._windows()
        return twin

    def forward(self, x: Array) -> list[Array]:
        """The tape [h_0, ..., h_K]: h_0 = x, then the output of every layer.

        Shapes: x (B, n_0), h_k (B, n_k). The last entry holds the logits."""
        h = [np.asarray(x, dtype=self.dtype)]
        if isinstance(self.layers[0], Dense):
            checks.rows(h[0], self.layers[0].n_in)
        for layer in self.layers:
            h.append(layer.forward(h[-1]))
        return h

    def backward(self, h: list[Array], dz: Array) -> None:
        """Fill every gradient, given the tape h and dz = dL/dh_K, such as loss.grad.

        The chain rule, from the last layer down to the lowest that learns."""
        self._windows()
        top = len(self.layers) - 1
        lowest = next((k for k, layer in enumerate(self.layers) if layer.learned), top)
        for k in range(top, lowest, -1):
            dz = self.layers[k].backward(h[k], h[k + 1], dz)
        self.layers[lowest].gradients(h[lowest], h[lowest + 1], dz)

    def __call__(self, x: Array) -> Array:
        """The output h_K alone, 1,000 rows at a time, which bounds its memory."""
        x = np.asarray(x)
        starts = range(0, len(x) if x.ndim else 0, 1000)
        parts = [x[i : i + 1000] for i in starts] or [x]
        return np.concatenate([self.forward(part)[-1] for part in parts])

    def predict(self, x: Array) -> Array:
        """Class numbers (B,): the largest logit, or z > 0 where there is one output."""
        y, last = self(x), getattr(self.layers[-1], "activation", linear)
        if y.shape[-1] > 1:
            return y.argmax(axis=-1)
        cut = min(last(np.zeros(1))[0], 0.5)  # 0.5 where the output is squashed
        return (y[..., 0] > cut).astype(int)

    def summary(self) -> str:
        """One line a layer with its number of parameters, and the total."""
        rows = [(repr(la), sum(p.size for p in _arrays(la))) for la in self.layers]
        rows.append(("total", self.n_params))
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {n:>9,}" for name, n in rows)

    def __repr__(self) -> str:
        return f"Network({', '.join(map(repr, self.layers))})"

    def save(self, path: str | PathLike) -> None:
        """Write layers and parameters to an .npz file. No pickle."""
        networks.save(path, self.layers, self.theta)

    @staticmethod
    def load(path: str | PathLike) -> "Network":
        """Read what `save` wrote; anything else is a ValueError."""
        return networks.load(path, Network)


def MLP(*sizes: int, activation: Activation = relu, seed: int = 0) -> Network:
    """A multi-layer perceptron: MLP(784, 64, 64, 10) has two hidden layers of 64.

    Hidden layers use `activation`; the last is linear, so the output is logits z,
    which the matching loss turns into probabilities."""
    *hidden, last = pairwise(checks.sizes(sizes))
    layers = [Dense(n_in, n_out, activation) for n_in, n_out in hidden]
    return Network(*layers, Dense(*last), seed=seed)


def LogisticRegression(n_in: int, seed: int = 0) -> Network:
    """One neuron: z = w x + b, p = sigmoid(z). Train it with BinaryCrossEntropy; with
    Hinge it is a linear support vector machine."""
    return MLP(n_in, 1, seed=seed)


def ravel(params: list[Array]) -> Array:
    """All arrays laid out as one vector, in order. Shape: (total size,)."""
    return np.concatenate([np.zeros(0, np.float32), *map(np.ravel, params)])


def unravel(theta: Array, params: list[Array]) -> list[Array]:
    """Windows on the vector theta with the shapes of `params`: the way back."""
    ends = [0, *accumulate(p.size for p in params)]
    theta = checks.shaped("theta", theta, ends[-1])
    rows = zip(params, pairwise(ends), strict=True)
    return [theta[start:end].reshape(p.shape) for p, (start, end) in rows]


def _arrays(layer: Layer) -> list[Array]:
    return [vars(layer)[name] for name in layer.learned]
