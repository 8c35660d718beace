"""The perceptron: one step unit, and the first rule that learned from mistakes."""

from collections.abc import Iterator

import numpy as np

from dlbook.activations import Array, step
from dlbook.io import checks
from dlbook.training import Step


class Perceptron:
    """Fires when w x + b >= 0: predict gives 1, else 0.

    Each mistake moves it: w <- w + rate (y - predicted) x, and b the same with x = 1.
    Where a line separates the classes it stops after at most (R / margin)^2 mistakes
    (Novikoff 1962). Source: Rosenblatt, Psychological Review 65(6), 1958. Shapes:
    x (n_in,) or (B, n_in), w (n_in,), b (); float64 keeps whole numbers exact."""

    def __init__(self, n_in: int):
        self.w, self.b = np.zeros(checks.whole("n_in", n_in)), 0.0

    def z(self, x: Array) -> Array:
        """The net sum w x + b."""
        x = np.asarray(x, dtype=float)
        if x.shape[-1:] != self.w.shape:
            raise ValueError(f"x must have {self.w.size} inputs; got shape {x.shape}")
        return x @ self.w + self.b

    def predict(self, x: Array) -> Array:
        """1 where the net sum is at least 0, else 0. Shape () or (B,)."""
        return step(self.z(x)).astype(int)

    def update(self, x: Array, y: int, rate: float = 1.0) -> bool:
        """Learn from one example; returns whether it was wrong, and so taught us."""
        rate = checks.number("rate", rate, zero=False)
        error = int(y) - int(self.predict(x))
        self.w = self.w + rate * error * np.asarray(x, dtype=float)
        self.b += rate * error
        return error != 0

    def lessons(
        self, x: Array, y: Array, epochs: int, rate: float = 1.0
    ) -> Iterator[Step]:
        """Show the examples in order, one Step each, until a pass has no mistake.

        `loss` is 1.0 for a mistake, else 0.0. A ValueError if y is not 0 and 1."""
        x, y = checks.examples(x, y, among=(0, 1))
        for epoch in range(checks.whole("epochs", epochs, least=0)):
            mistakes = 0
            for i, (x_i, y_i) in enumerate(zip(x, y, strict=True)):
                wrong = self.update(x_i, y_i, rate)
                mistakes += wrong
                yield Step(self, epoch, epoch * len(x) + i, float(wrong))
            if not mistakes:
                return
