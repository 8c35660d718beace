"""Curves over the epochs, activations, and the chances of the classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dlbook.activations import Activation
from dlbook.figures.colours import BLUE, GREY, INK, LINE_STYLES, ORANGE, darker, number
from dlbook.figures.drawing import points_across, updating
from dlbook.figures.page import in_style
from dlbook.training import History

Array = np.ndarray
Update = Callable[..., list]
QUIET = "#B9C3CC"
LINE_HEIGHT = 17  # points between two labels


@in_style
def loss_curves(
    ax: Axes,
    history: History | Mapping[str, Sequence[float]],
    what: str = "loss",
    epochs: int | None = None,
) -> Update:
    """A line a series over the epochs 1, 2, ..., each with its name at its end.

    `history` is what `fit` returns, shown as training and validation of `what`, "loss"
    or "accuracy"; or your own series by name. `epochs` fixes the width of a picture
    whose run is still going. Returns update(history)."""
    styles = [LINE_STYLES[i % len(LINE_STYLES)] for i in range(99)]
    lines = {
        name: ax.plot([], [], color=colour, ls=style)[0]
        for name, (colour, style) in zip(_series(history, what), styles, strict=False)
    }
    labels = {name: _end_label(ax, name, line) for name, line in lines.items()}
    ax.set(xlabel="epoch", ylabel=what, xlim=(0, 0.5), ylim=(0, 1e-9))
    letters = max(map(len, lines))
    room = min(0.6, (12 + 6.5 * letters) / points_across(ax)[0])  # for the names
    ax.grid(axis="y")

    def move(history: History | Mapping[str, Sequence[float]]) -> list:
        series = _series(history, what)
        if not series.keys() <= lines.keys():
            raise ValueError(
                f"the drawing began with {list(lines)}; got {list(series)}"
            )
        for name, line in lines.items():
            values = series.get(name, ())
            line.set_data(np.arange(1, len(values) + 1), values)
        last = max(epochs or 2, *map(len, series.values()), 2)
        if last > ax.get_xlim()[1] * (1 - room):
            ax.set_xlim(1 - 0.02 * last, last / (1 - room) + 0.1)
            ticks = MaxNLocator(7, integer=True, steps=(1, 2, 5, 10)).tick_values(
                1, last
            )
            ax.set_xticks([t for t in ticks if 1 <= t <= last])
        seen = np.concatenate([np.zeros(0), *series.values()])
        seen = seen[np.isfinite(seen)]
        low, high = ax.get_ylim()
        if len(seen) and (seen.max() > high or seen.min() < low):
            low, high = seen.min(), max(seen.max(), high)
            from_zero = 0 <= low < high / 2
            room_y = 0.06 * (high - low or 1)
            ax.set_ylim(0 if from_zero else low - room_y, high + room_y)
        _spread(ax, lines, labels)
        return [*lines.values(), *labels.values()]

    return updating(move, history=history)


@in_style
def activation_plot(
    ax: Axes,
    activation: Activation,
    z: float | None = None,
    span: tuple[float, float] = (-5, 5),
) -> Update:
    """An activation h = a(z) and, dashed, its slope dh/dz, with a reading at z.

    Returns update(z, activation)."""
    axis = np.linspace(*span, 501)
    (curve,) = ax.plot([], [], color=BLUE, zorder=3)
    (slope,) = ax.plot([], [], color=ORANGE, ls="--", zorder=3)
    (drop,) = ax.plot([], [], color=GREY, ls=":", lw=1.5)
    (on_curve,) = ax.plot([], [], "o", color=BLUE, ms=11, mec="white", zorder=4)
    (on_slope,) = ax.plot([], [], "s", color=ORANGE, ms=10, mec="white", zorder=4)
    reading = ax.text(0, 1.03, "", transform=ax.transAxes, weight="bold")
    lines = {"h": curve, "slope": slope}
    labels = {name: _end_label(ax, name, line) for name, line in lines.items()}
    width = span[1] - span[0]
    ax.set(xlabel="z", ylabel="h", xlim=(span[0], span[1] + 0.13 * width))
    ax.axhline(0, color=GREY, lw=1)
    ax.grid(axis="y")
    shown = None

    def move(z: float | None, activation: Activation) -> list:
        nonlocal shown
        if activation is not shown:
            h = activation(axis)
            s = activation.slope(h)
            curve.set_data(axis, h)
            slope.set_data(axis, s)
            low, high = min(h.min(), 0), max(h.max(), s.max())
            ax.set_ylim(low - 0.08 * (high - low), high + 0.08 * (high - low))
            _spread(ax, lines, labels)
            shown = activation
        words = activation.name
        if z is None:
            for mark in (drop, on_curve, on_slope):
                mark.set_data([], [])
        else:
            h = float(activation(np.array(float(z))))
            s = float(activation.slope(np.array(h)))
            drop.set_data([z, z], [0, h])
            on_curve.set_data([z], [h])
            on_slope.set_data([z], [s])
            words += (
                f":  z = {number(z, 3)},  h = {number(h, 3)},  slope {number(s, 3)}"
            )
        reading.set_text(words)
        return [curve, slope, drop, on_curve, on_slope, reading, *labels.values()]

    return updating(move, z=z, activation=activation)


@in_style
def class_bars(
    ax: Axes,
    p: Sequence[float],
    names: Sequence[object] | None = None,
    true: int | None = None,
) -> Update:
    """The probability of every class as a bar with its number; the largest is dark.

    A triangle stands over the true class, when it is known. Shape: p (K,), with
    values 0 to 1. Returns update(p, true)."""
    k = len(p)
    names = range(k) if names is None else names
    bars = ax.bar(range(k), np.zeros(k), 0.75, edgecolor=INK)
    labels = [ax.text(i, 0, "", ha="center", va="bottom") for i in range(k)]
    (mark,) = ax.plot([], [], "v", color=INK, ms=11)
    word = ax.text(0, 1.2, "true", va="center", weight="bold")
    ax.set_xticks(range(k), names)
    ax.set(ylim=(0, 1.3), yticks=(0, 0.5, 1), ylabel="probability")
    ax.tick_params(axis="x", length=0)

    def move(p: Sequence[float], true: int | None) -> list:
        p = np.asarray(p, float)
        if p.shape != (k,):
            raise ValueError(f"p needs one number for each of {k} classes; got {p}")
        for i, (bar, label) in enumerate(zip(bars, labels, strict=True)):
            bar.set(height=p[i], facecolor=BLUE if i == p.argmax() else QUIET)
            label.set(
                y=p[i], text=f"{p[i]:.2f}".lstrip("0") if k > 6 else f"{p[i]:.3f}"
            )
        mark.set_data([] if true is None else [true], [] if true is None else [1.2])
        late = true is not None and true > k / 2
        word.set(x=(true or 0) + (-0.3 if late else 0.3), visible=true is not None)
        word.set_horizontalalignment("right" if late else "left")
        return [*bars, *labels, mark, word]

    return updating(move, p=p, true=true)


def _series(history: History | Mapping, what: str) -> dict[str, Array]:
    if isinstance(history, Mapping):
        found = dict(history)
    else:
        found = {"training": getattr(history, what)}
        if getattr(history, f"val_{what}"):
            found["validation"] = getattr(history, f"val_{what}")
    return {name: np.asarray(values, float) for name, values in found.items()}


def _end_label(ax: Axes, name: str, line):
    return ax.annotate(
        name,
        (0, 0),
        (7, 0),
        textcoords="offset points",
        color=darker(line.get_color()),
        va="center",
        weight="bold",
    )


def _spread(ax: Axes, lines: Mapping, labels: Mapping) -> None:
    """Put every label at the end of its line, and apart where they would touch."""
    points = 72 / ax.figure.dpi
    ends = {}
    for name, line in lines.items():
        x, y = line.get_data()
        inside = np.flatnonzero(np.isfinite(y))
        labels[name].set_visible(len(inside) > 0)
        if len(inside):
            labels[name].xy = (x[inside[-1]], y[inside[-1]])
            ends[name] = ax.transData.transform(labels[name].xy)[1] * points
    heights = []
    for name in sorted(ends, key=ends.get):
        heights.append(max([ends[name], *(h + LINE_HEIGHT for h in heights[-1:])]))
    over = max([0, *(h - ax.bbox.y1 * points for h in heights[-1:])])
    for name, height in zip(sorted(ends, key=ends.get), heights, strict=True):
        labels[name].xyann = (7, height - over - ends[name])
