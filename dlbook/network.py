"""A network is a chain of layers; its parameters are one long vector theta.

`forward` returns the visible tape: the input, and what every layer made of it.
`backward` walks the same tape from the end and fills in every gradient.
"""

import copy
import json
from collections.abc import Iterable
from itertools import pairwise
from os import PathLike
from types import SimpleNamespace

import numpy as np

from dlbook.activations import ACTIVATIONS, Activation, Array, linear, relu
from dlbook.layers import Dense, Layer

SLICE = 1000


class Network:
    """Layers in order: y = f(x, theta) = layer_K(... layer_2(layer_1(x))).

    Layers that are still all zero are given their start, drawn from `seed`; one whose
    weights you have written keeps them. All parameters live in one vector, `theta`,
    all gradients in `dtheta`; the arrays of the layers are windows into these.
    """

    def __init__(self, *layers: Layer, seed: int = 0):
        if not layers or not all(isinstance(layer, Layer) for layer in layers):
            raise TypeError(f"Network takes layers, such as Dense(2, 1); got {layers}")
        if len(set(map(id, layers))) < len(layers):
            raise ValueError("the same layer stands twice; give each place its own")
        for a, b in pairwise(layers):
            if isinstance(a, Dense) and isinstance(b, Dense) and a.n_out != b.n_in:
                raise ValueError(f"{a} gives {a.n_out} numbers, but {b} takes {b.n_in}")
        self.layers, self.dtype = layers, np.dtype(np.float32)
        dense = [layer for layer in layers if isinstance(layer, Dense)]
        self.sizes = tuple(d.n_in for d in dense[:1]) + tuple(d.n_out for d in dense)
        learning = (k for k, layer in enumerate(layers) if layer.learned)
        self._lowest = next(learning, len(layers) - 1)
        self._store = None
        blank = [la for la in layers if not any(p.any() for p in _arrays(la))]
        self.reset(seed, blank)
        self._windows()

    def _windows(self) -> SimpleNamespace:
        """theta and dtheta, with the arrays of every layer as windows into them.

        A deep copy, or a layer that another network took over, brings arrays of its
        own: their values are taken in, so that training moves what `forward` uses.
        """
        own, layers = self._store, self.layers
        params = [la.__dict__[name] for la in layers for name in la.learned]
        if own is None or any(p.base is not own.theta for p in params):
            theta = ravel(params).astype(self.dtype)
            own = SimpleNamespace(theta=theta, dtheta=np.zeros_like(theta))
            own.params, own.grads = unravel(theta, params), unravel(own.dtheta, params)
            self._store = own
            names = [(layer, name) for layer in layers for name in layer.learned]
            for (layer, name), p, dp in zip(names, own.params, own.grads, strict=True):
                vars(layer).update({name: p, "d" + name: dp})
        return own

    @property
    def theta(self) -> Array:
        """All parameters as one vector (n_params,); assigning to it fills them."""
        return self._windows().theta

    @theta.setter
    def theta(self, values: Array) -> None:
        theta, values = self.theta, np.asarray(values)
        if values.shape != theta.shape:
            raise ValueError(f"theta has shape {theta.shape}; got {values.shape}")
        theta[...] = values

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

    def reset(self, seed: int = 0, layers: Iterable[Layer] | None = None) -> None:
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

        Shapes: x (B, n_0), h_k (B, n_k). The last entry holds the logits.
        """
        h = [self._rows(x)]
        for layer in self.layers:
            h.append(layer.forward(h[-1]))
        return h

    def backward(self, h: list[Array], dz: Array) -> None:
        """Fill every gradient, given the tape h and dz = dL/dh_K, such as loss.grad.

        The chain rule, from the last layer down to the lowest that learns.
        """
        self._windows()
        for k in range(len(self.layers) - 1, self._lowest, -1):
            dz = self.layers[k].backward(h[k], h[k + 1], dz)
        k = self._lowest
        self.layers[k].gradients(h[k], h[k + 1], dz)

    def __call__(self, x: Array) -> Array:
        """The output h_K alone, 1,000 rows at a time, which bounds its memory."""
        x = np.asarray(x)
        starts = range(0, len(x) if x.ndim else 0, SLICE)
        parts = [x[i : i + SLICE] for i in starts] or [x]
        return np.concatenate([self.forward(part)[-1] for part in parts])

    def predict(self, x: Array) -> Array:
        """Class numbers (B,): the largest logit, or z > 0 where there is one output."""
        y, last = self(x), getattr(self.layers[-1], "activation", linear)
        if y.shape[-1] > 1:
            return y.argmax(axis=-1)
        cut = min(last(np.zeros(1))[0], 0.5)  # 0.5 where the output is squashed
        return (y[..., 0] > cut).astype(int)

    def _rows(self, x: Array) -> Array:
        x, first = np.asarray(x, dtype=self.dtype), self.layers[0]
        if isinstance(first, Dense) and (x.ndim < 2 or x.shape[-1] != first.n_in):
            hint = "; one example alone is x[None]" if x.ndim == 1 else ""
            shape = f"(B, {first.n_in}), one example a row"
            raise ValueError(f"x must have shape {shape}; got {x.shape}{hint}")
        return x

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
        words = [[type(layer).__name__, layer.settings()] for layer in self.layers]
        with open(path, "wb") as file:  # np.savez itself would add .npz to the name
            np.savez(file, layers=json.dumps(words, default=repr), theta=self.theta)

    @staticmethod
    def load(path: str | PathLike) -> "Network":
        """Read what `save` wrote; anything else is a ValueError. Nothing is executed
        but the constructors of the known layers, on plain values."""
        try:
            with np.load(path, allow_pickle=False) as file:
                words, theta = json.loads(str(file["layers"])), file["theta"]
            layers = [_layer(*word) for word in words]
            unravel(theta, [p for la in layers for p in _arrays(la)])  # before a draw
            if theta.dtype.char not in "fd" or not np.isfinite(theta).all():
                raise ValueError(f"its parameters are {theta.dtype}, or not all finite")
            net = Network(*layers)
            net.dtype, net._store = theta.dtype, None
            net.theta = theta
        except OSError:
            raise
        except Exception as error:
            raise ValueError(f"{path} is no network saved by dlbook: {error}") from None
        return net


def MLP(*sizes: int, activation: Activation = relu, seed: int = 0) -> Network:
    """A multi-layer perceptron: MLP(784, 64, 64, 10) has two hidden layers of 64.

    Hidden layers use `activation`; the last is linear, so the output is logits z,
    which the matching loss turns into probabilities.
    """
    if len(sizes) < 2:
        need = "MLP needs at least two sizes, such as MLP(2, 8, 1)"
        raise ValueError(f"{need}; got MLP({', '.join(map(str, sizes))})")
    *hidden, last = pairwise(sizes)
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
    theta, ends = np.asarray(theta), np.cumsum([0] + [p.size for p in params])
    if theta.shape != (ends[-1],):
        raise ValueError(f"theta must have shape ({ends[-1]},); got {theta.shape}")
    rows = zip(params, pairwise(ends), strict=True)
    return [theta[start:end].reshape(p.shape) for p, (start, end) in rows]


def _arrays(layer: Layer) -> list[Array]:
    return [vars(layer)[name] for name in layer.learned]


def _layer(kind: str, settings: dict[str, object]) -> Layer:
    if kind not in Layer.kinds:
        raise ValueError(f"its layer {kind} is not defined here; run its class first")
    arguments = {name: ACTIVATIONS.get(v, v) for name, v in settings.items()}
    return Layer.kinds[kind](**arguments)
