"""The knobs of the playground, row by row."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as widgets

from dlbook.labs.grounds import FEATURES, LOSSES, WORLDS
from dlbook.labs.notches import Notches, rates
from dlbook.labs.worlds import OPTIMIZERS

MOST_LAYERS = 6
UNITS = (1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64)
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 200, 400)
PENALTIES = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1)
ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
NAMES = ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin πx₁", "sin πx₂")
LAYERS = tuple(f"units{k}" for k in range(1, MOST_LAYERS + 1))
GROUPS = {
    "Data": "data noise share",
    "Features": " ".join(FEATURES),
    "Layers": "layers " + " ".join(LAYERS),
    "Function": "activation loss l1 l2",
    "Training": "optimizer rate batch",
    "Luck": "seed sample luck",
    "Picture": "layer unit unseen sharp",
}


def knobs() -> dict[str, widgets.Widget]:
    """Every control but the scrubber, in reading order."""
    controls = {
        "data": choice("data", WORLDS),
        "noise": widgets.FloatSlider(
            0.1, min=0, max=0.6, step=0.05, description="noise", layout=wide(190)
        ),
        "share": whole("% to train on", 50, 10, 90, step=10),
        **{f: tick(NAMES[k], k < 2) for k, f in enumerate(FEATURES)},
        "layers": whole("hidden layers", 2, 0, MOST_LAYERS),
        **{f: Notches(UNITS, 8, f"layer {k}") for k, f in enumerate(LAYERS, 1)},
        "activation": choice("activation", ACTIVATIONS),
        "loss": choice("loss", LOSSES),
        "l1": Notches(PENALTIES, 0, "L1"),
        "l2": Notches(PENALTIES, 0, "L2"),
        "optimizer": choice("optimizer", OPTIMIZERS, 230),
        "rate": rates(0.1, 0.0001, 10, "rate α"),
        "batch": Notches(BATCHES, 10, "batch size"),
        "seed": whole("seed", 0, 0, 100),
        "sample": whole("other data", 0, 0, 20),
        "luck": tick("is it luck? 16 seeds"),
        "layer": Notches(range(MOST_LAYERS + 1), 0, "large map: layer"),
        "unit": whole("unit", 1, 1, UNITS[-1]),
        "unseen": tick("test points"),
        "sharp": tick("yes or no only"),
    }
    controls["layer"].options = [("output", 0), *controls["layer"].options[1:]]
    for control in controls.values():
        if control.layout.width is None:
            control.layout.width = "190px"
    for name in ("share", "layers", "rate", "batch", "layer"):
        controls[name].layout.width = "240px"

    def show_units(change: dict) -> None:
        for k, name in enumerate(LAYERS):
            shown = k < change["new"]
            controls[name].layout.display = None if shown else "none"

    controls["layers"].observe(show_units, "value")
    show_units({"new": controls["layers"].value})
    return controls


def wide(pixels: int) -> dict[str, str]:
    return {"width": f"{pixels}px"}


def choice(words: str, options: Iterable[str], width: int = 190) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=list(options), description=words, layout=wide(width)
    )


def whole(words: str, value: int, low: int, high: int, step: int = 1):
    return widgets.IntSlider(
        value, low, high, step, description=words, layout=wide(190)
    )


def tick(words: str, value: bool = False) -> widgets.Checkbox:
    layout = {"width": "auto", "margin": "2px 14px 2px 2px"}
    return widgets.Checkbox(value, indent=False, description=words, layout=layout)
