"""Pictures: each function takes `ax` first, draws once, and returns an update().

    fig = figures.figure(9, 4)
    update = figures.draw_neuron(fig.axes[0], x=(1, 1, 1), w=(10, 5, 6), b=9)
    figures.show(fig, alt="A neuron: 10 + 5 + 6 and the bias 9 make 30.")

`update(...)` takes new values, moves the artists and returns those that changed, so
that a live lab can use the function that drew the still picture."""

from dlbook.figures.colours import (
    AMOUNT,
    BLUE,
    CLASS_COLOURS,
    CLASS_MARKERS,
    GREEN,
    GREY,
    INK,
    LINE_STYLES,
    NEGATIVE,
    ORANGE,
    PALE,
    PAPER,
    POSITIVE,
    PURPLE,
    SIGNS,
    class_colour,
    class_marker,
    darker,
    number,
    sign_colour,
)
from dlbook.figures.curves import activation_plot, class_bars, loss_curves
from dlbook.figures.descents import curve_descent, loss_map
from dlbook.figures.images import confusion_matrix, gallery, image_numbers
from dlbook.figures.maps import unit_maps
from dlbook.figures.networks import draw_network
from dlbook.figures.neuron import contribution_bars, draw_neuron
from dlbook.figures.page import STYLE, figure, in_style, png, show
from dlbook.figures.regions import data_points, decision_map, perceptron_line

__all__ = [
    "AMOUNT",
    "BLUE",
    "CLASS_COLOURS",
    "CLASS_MARKERS",
    "GREEN",
    "GREY",
    "INK",
    "LINE_STYLES",
    "NEGATIVE",
    "ORANGE",
    "PALE",
    "PAPER",
    "POSITIVE",
    "PURPLE",
    "SIGNS",
    "class_colour",
    "class_marker",
    "darker",
    "number",
    "sign_colour",
    "activation_plot",
    "class_bars",
    "loss_curves",
    "curve_descent",
    "loss_map",
    "confusion_matrix",
    "gallery",
    "image_numbers",
    "unit_maps",
    "draw_network",
    "contribution_bars",
    "draw_neuron",
    "STYLE",
    "figure",
    "in_style",
    "png",
    "show",
    "data_points",
    "decision_map",
    "perceptron_line",
]
