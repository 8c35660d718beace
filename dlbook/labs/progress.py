"""The bar that `fit` shows in a notebook: one widget, and one stable line of words."""

from __future__ import annotations

import ipywidgets as widgets
from IPython.display import display

from dlbook.training import History, Step


class Progress:
    """Called by `fit` after every epoch; shows itself at the first call."""

    def __init__(self):
        self.bar = widgets.IntProgress(description="training")
        self.words = widgets.HTML()
        self.view = widgets.HBox([self.bar, self.words])

    def __call__(
        self, step: Step, history: History, epochs: int, ended: bool = False
    ) -> None:
        done = step.epoch + 1
        if done == 1:
            self.bar.max = epochs
            display(self)
        self.bar.value = done
        last = "  ".join(f"{k} {v[-1]:.3f}" for k, v in vars(history).items() if v)
        self.words.value = f'<span role="status">epoch {done}/{epochs} {last}</span>'
        if ended or done == epochs:
            self.bar.description = "trained"
            self.bar.bar_style = "success"

    def __repr__(self) -> str:
        return f"training, {self.bar.max} epochs"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The bar; its words do not change while it runs, so that nbval can compare."""
        live = self.view._repr_mimebundle_() or {}
        return {**live, "text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}
