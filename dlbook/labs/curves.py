"""Three curves to descend, and how many steps each rate needs on them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

NEAR = 0.01  # a run has landed when it is this close to a minimum
FAR = 1e3  # and has flown off when it is this far out
RATES = np.geomspace(0.001, 1.2, 160)


class Curve:
    """A function to descend, its slope and minima. p has the shape (d, ...)."""

    def __init__(self, name, loss, slope, minima, curvature, centre, formulas):
        self.name, self.loss, self.slope = name, loss, slope
        self.minima, self.curvature, self.centre = minima, curvature, centre
        self.loss_text, self.slope_text = formulas

    def distance(self, p):
        """From p to the nearest minimum."""
        gaps = [sum((a - b) ** 2 for a, b in zip(p, m, strict=True)) ** 0.5
                for m in self.minima]  # fmt: skip
        return np.minimum.reduce(gaps)


BOWL = Curve(
    "bowl",
    lambda p: (p[0] - 3) ** 2,
    lambda p: (2 * (p[0] - 3),),
    minima=[(3.0,)],
    curvature=[2.0],
    centre=(3.0, 5.0),
    formulas=("(w - 3) ** 2", "2 * (w - 3)"),
)
WELL = Curve(
    "double well",
    lambda p: p[0] ** 4 - 2 * p[0] ** 2 + 0.5 * p[0],
    lambda p: (4 * p[0] ** 3 - 4 * p[0] + 0.5,),
    minima=[(-1.057454,), (0.930403,)],
    curvature=[12 * 1.057454**2 - 4, 12 * 0.930403**2 - 4],
    centre=(0.0, 2.0),
    formulas=("w**4 - 2 * w**2 + 0.5 * w", "4 * w**3 - 4 * w + 0.5"),
)
SADDLE = Curve(
    "saddle",
    lambda p: p[0] ** 2 + (p[1] ** 2 - 1) ** 2 / 4,
    lambda p: (2 * p[0], p[1] * (p[1] ** 2 - 1)),
    minima=[(0.0, -1.0), (0.0, 1.0)],
    curvature=[2.0, 2.0],
    centre=(0.0, 2.0),
    formulas=("x**2 + (y**2 - 1) ** 2 / 4", "(2 * x, y * (y**2 - 1))"),
)
CURVES = {curve.name: curve for curve in (BOWL, WELL, SADDLE)}


def descend(curve: Curve, start: float, rate: float):
    """Yield p, then p - rate * slope(p), and so on, until it has flown off."""
    p = (1.0, start) if curve is SADDLE else (start,)
    while max(map(abs, p)) < FAR:
        yield p
        slope = curve.slope(p)
        p = tuple(a - rate * b for a, b in zip(p, slope, strict=True))
    return "flew off"


@lru_cache(maxsize=64)
def steps_needed(name: str, start: float, horizon: int) -> np.ma.MaskedArray:
    """Steps until landed for every rate of RATES; masked where it never does."""
    curve = CURVES[name]
    p = np.full((len(curve.minima[0]), len(RATES)), start)
    p[0] = 1.0 if curve is SADDLE else start
    needed = np.full(len(RATES), np.nan)
    for step in range(horizon + 1):
        near = curve.distance(p) < NEAR
        needed[near & np.isnan(needed)] = step
        if not np.isnan(needed).any():
            break
        p = np.clip(p - RATES * np.array(curve.slope(p)), -FAR, FAR)
    return np.ma.masked_invalid(needed)


def point_words(point) -> str:
    """The numbers of a point, to four digits."""
    text = ", ".join(f"{p:.4f}" for p in point)
    return f"({text})" if len(point) > 1 else text


def verdict(factor: float) -> str:
    """What 1 - rate * curvature, the factor of one step, promises near a minimum."""
    if abs(factor) > 1 + 1e-9:
        return "diverging"
    if abs(factor) > 1 - 1e-9:
        return "bouncing for ever"
    if factor < 0:
        return "zigzag"
    return "crawling" if factor > 0.9 else "from one side"
