"""A line through five points: the course's smallest lab, and a model for your own.

What each of the seven parts has to keep to is said in lab.py."""

from ipywidgets import FloatSlider

from dlbook.figures.colours import BLUE, INK, ORANGE
from dlbook.labs.lab import Lab, Scene

X, Y = (0, 1, 2, 3, 4), (1, 3, 5, 7, 9)


class StartLab(Lab):
    """Notebook 00: move two numbers until the line meets the points."""

    title = "Two numbers, one line"
    size = (8.4, 3.2)
    scenes = (
        Scene("Flat", {"w": 0.0}, "the line misses the points by {miss:g} on average"),
        Scene("Too steep", {"w": 3.0}, "now by {miss:g}"),
        Scene("High enough, and too flat", {"b": 5.0}, "by {miss:g}, on both sides"),
    )

    def make_controls(self):
        return {
            "w": FloatSlider(0.5, min=0, max=4, step=0.5, description="slope w"),
            "b": FloatSlider(0.0, min=-2, max=6, step=0.5, description="height b"),
        }

    def numbers(self, s):
        line = [s.w * x + s.b for x in X]
        misses = [abs(y - at) for y, at in zip(Y, line, strict=True)]
        return {"line": line, "miss": sum(misses) / len(X)}

    def draw(self, figure):
        axes = figure.add_axes((0.07, 0.18, 0.91, 0.78))
        axes.set(xlim=(-0.3, 4.3), ylim=(-2.5, 13.5), xlabel="x", ylabel="y")
        self.misses = axes.vlines(X, Y, Y, color=ORANGE, lw=3, ls=":")
        (self.line,) = axes.plot([], [], color=BLUE)
        axes.plot(X, Y, "o", color=INK)

    def update(self, n):
        self.line.set_data(X, n.line)
        ends = zip(X, n.line, Y, strict=True)
        self.misses.set_segments([[(x, at), (x, y)] for x, at, y in ends])
        return [self.line, self.misses]

    def describe(self, n):
        sign = "-" if n.b < 0 else "+"
        words = f"The line y = {n.w:g} x {sign} {abs(n.b):g} misses the points by "
        words += f"{n.miss:g}"
        return words + (" on average." if n.miss else ": it meets all five.")

    def program(self, n):
        return (
            f"misses = [abs(y - ({n.w} * x + {n.b})) for x, y in zip({X}, {Y})]\n"
            "print(f'misses the points by {sum(misses) / 5:g}')"
        )
