"""A drawing pad for digits: mouse, finger, pen or keyboard; nothing from a network.

pad = drawing_pad("draw a digit")     # None where anywidget is missing
pad.value                             # what the controls of a lab hold: bytes
image(pad.value)                      # (56, 56), 0 to 1; or None while it is empty"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from traitlets import Bytes, Unicode

try:
    from anywidget import AnyWidget
except ImportError:  # the labs then offer stored digits instead
    AnyWidget = None

SIDE = 56  # as in pad.js
HERE = Path(__file__).parent


def image(value: bytes) -> np.ndarray | None:
    """The ink of a pad's value, shape (56, 56), float32 in 0 to 1; None without ink."""
    if len(value) != SIDE * SIDE:
        return None
    ink = np.frombuffer(value, np.uint8).reshape(SIDE, SIDE)
    return ink.astype(np.float32) / 255 if ink.any() else None


def ink(image: np.ndarray) -> bytes:
    """The value of a pad that shows `image`, (56, 56) or (28, 28), 0 to 1."""
    times = SIDE // len(image)
    large = np.kron(image, np.ones((times, times)))
    if large.shape != (SIDE, SIDE):
        raise ValueError(
            f"an image for the pad is 28 x 28 or 56 x 56; got {image.shape}"
        )
    return np.rint(np.clip(large, 0, 1) * 255).astype(np.uint8).tobytes()


def drawing_pad(description: str = "draw a digit"):
    """A pad to put among a lab's controls, or None where anywidget is not installed."""
    return Pad(description=description) if AnyWidget else None


if AnyWidget:

    class Pad(AnyWidget):
        """`value` is b"" or 56 x 56 bytes of ink, row by row; Python may set it too."""

        _esm = HERE / "pad.js"
        _css = HERE / "pad.css"
        description = Unicode("draw a digit").tag(sync=True)
        value = Bytes(b"").tag(sync=True, from_json=lambda json, _: bytes(json or b""))

        def clear(self) -> None:
            self.value = b""
