"""A network in an .npz file: its layers in words, its parameters in numbers."""

import json
from os import PathLike

import numpy as np

from dlbook.activations import ACTIVATIONS
from dlbook.io import checks
from dlbook.layers import Layer


def save(path: str | PathLike, layers: tuple[Layer, ...], theta: np.ndarray) -> None:
    """Write layers and parameters, without pickle."""
    words = [[type(layer).__name__, layer.settings()] for layer in layers]
    with open(path, "wb") as file:  # np.savez itself would add .npz to the name
        np.savez(file, layers=json.dumps(words, default=repr), theta=theta)


def load(path: str | PathLike, build: type) -> object:
    """The network that `build` makes of what `save` wrote; ValueError for the rest.

    Nothing is executed but the constructors of the known layers, on plain values."""
    try:
        with np.load(path, allow_pickle=False) as file:
            words, theta = json.loads(str(file["layers"])), file["theta"]
        layers = [_layer(*word) for word in words]
        size = sum(vars(la)[name].size for la in layers for name in la.learned)
        checks.shaped("theta", theta, size)  # before any draw
        if theta.dtype.char not in "fd" or not np.isfinite(theta).all():
            raise ValueError(f"its parameters are {theta.dtype}, or not all finite")
        net = build(*layers).astype(theta.dtype)
        net.theta = theta
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{path} is no network saved by dlbook: {error}") from None
    return net


def _layer(kind: str, settings: dict[str, object]) -> Layer:
    kinds = _kinds(Layer)
    if kind not in kinds:
        raise ValueError(f"its layer {kind} is not defined here; run its class first")
    arguments = {name: ACTIVATIONS.get(v, v) for name, v in settings.items()}
    return kinds[kind](**arguments)


def _kinds(base: type) -> dict[str, type]:
    """Every class made of base, by its name; of two of one name the newer."""
    kinds = {}
    for kind in base.__subclasses__():
        kinds |= {kind.__name__: kind} | _kinds(kind)
    return kinds
