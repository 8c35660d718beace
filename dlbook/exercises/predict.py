"""Predict, commit, reveal: say what you expect before you look.

    ex.guess                  # the question; ex.guess.form() is the same as a form
    ex.guess.commit(20)       # locks the guess
    ...                       # the lab
    ex.guess.reveal()         # how far it was from what happens

A guess is a number, one of the `choices`, or a sketch: one number for each of the
places in `points`."""

import inspect
import math
from collections.abc import Sequence

import numpy as np

from dlbook.exercises import compare, progress
from dlbook.exercises.compare import show
from dlbook.exercises.time_limit import TimeUp, time_limit
from dlbook.exercises.verdict import Note, marked

OPEN = "Replace the `...` by your guess and run this cell: a wrong one costs nothing."


class Prediction:
    """A question with its outcome: `truth` is a number, a choice or a list of numbers.

    `because` is the sentence that explains the outcome; `unit` follows numbers. For a
    sketch, `points` names the places, such as (0, 1, 2), and `low`, `high` bound it."""

    def __init__(
        self,
        id: str,
        prompt: str,
        truth: object,
        because: str,
        *,
        unit: str = "",
        choices: Sequence[str] = (),
        points: Sequence[object] = (),
        low: float = 0.0,
        high: float = 1.0,
    ):
        self.id, self.truth, self.unit = id, truth, unit
        self.prompt = inspect.cleandoc(prompt)
        self.because = inspect.cleandoc(because)
        self.choices, self.points = tuple(choices), tuple(points)
        self.low, self.high = low, high
        self._guess: object = None

    @property
    def guess(self) -> object:
        """The committed guess, or None."""
        kept = progress.load()["predictions"].get(self.id)
        return self._guess if kept is None else self._read(kept)

    def commit(self, guess: object = ...) -> Note:
        """Lock a guess; the first one counts."""
        locked = self.guess
        if locked is not None:
            said = f"Your guess {self._said(locked)} is locked. Run on to `reveal()`."
            return Note("Committed", said)
        if guess is None or guess is ...:
            return Note("Not committed", OPEN)
        try:
            with time_limit(2):
                clean = self._read(guess)
        except (TimeUp, Exception):
            clean = None
        if clean is None:
            return Note("Not committed", f"A guess here is {self._wanted()}.")
        self._guess = clean
        said = progress.change(lambda s: s["predictions"].update({self.id: clean}))
        return Note("Committed", f"Your guess is {self._said(clean)}. {said}".strip())

    def reveal(self, truth: object = None) -> Note:
        """The outcome (or `truth`, as you have just measured it) beside the guess."""
        truth = self.truth if truth is None else self._read(truth)
        guess, first = self.guess, "No guess was committed."
        if guess is not None:
            first = f"You said {self._said(guess)}: {self._apart(guess, truth)}."
        said = f"{first} The answer is {self._said(truth)}. {self.because}"
        return Note("Revealed", said)

    def forget(self) -> None:
        """Unlock, so that a guess can be committed again."""
        self._guess = None
        progress.change(lambda state: state["predictions"].pop(self.id, None))

    def __repr__(self) -> str:
        return repr(self._note())

    def _repr_markdown_(self) -> str:
        return self._note()._repr_markdown_()

    def _note(self) -> Note:
        return Note("Predict first", f"{self.prompt}\n\nA guess is {self._wanted()}.")

    def _wanted(self) -> str:
        if self.choices:
            return "one of " + ", ".join(f'`"{c}"`' for c in self.choices)
        if self.points:
            places = ", ".join(map(str, self.points))
            kind = f"{len(self.points)} numbers from {self.low:g} to {self.high:g}"
            return f"a list of {kind}, one for each of {places}"
        return f"a number{' of ' + self.unit if self.unit else ''}"

    def _read(self, guess: object) -> object:
        """The guess as a word, a number or a list of numbers; None if it is none."""
        if self.choices:
            return next((c for c in self.choices if compare.same(guess, c)), None)
        found = compare.as_numbers(guess)
        if found is None or not np.isfinite(found).all():
            return None
        if self.points:
            fits = found.shape == (len(self.points),)
            fits = fits and ((self.low <= found) & (found <= self.high)).all()
            return found.tolist() if fits else None
        return found.item() if found.size == 1 else None

    def _said(self, value: object) -> str:
        if isinstance(value, str):
            return f'"{value}"'
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(f"{v:.3g}" for v in value) + "]"
        return f"{show(value)} {self.unit}".strip()

    def _apart(self, guess: object, truth: object) -> str:
        """The distance in words."""
        if self.choices:
            return "so it is" if guess == truth else "not so"
        if self.points:
            apart = np.abs(np.subtract(guess, truth))
            worst = self.points[int(apart.argmax())]
            return (
                f"on average {apart.mean():.2g} away, at most {apart.max():.2g} "
                f"(at {worst})"
            )
        if math.isclose(guess, truth, rel_tol=0.01):
            return "spot on"
        side = "high" if guess > truth else "low"
        apart = show(abs(guess - truth))
        if guess * truth > 0:
            factor = max(guess / truth, truth / guess)
            return f"too {side} by {apart}, a factor of {factor:.2g}"
        return f"too {side} by {apart}"

    # -- the same as a small form -------------------------------------------------

    def form(self):  # noqa: ANN201 - an ipywidgets box, imported only here
        """The question as a form: choose or type, press Commit, and later Reveal."""
        import ipywidgets as w

        wide = w.Layout(width="auto")
        style = {"description_width": "initial"}
        if self.choices:
            entry = w.RadioButtons(
                options=self.choices, value=None, description="Guess", layout=wide
            )
        elif self.points:
            middle = (self.low + self.high) / 2
            entry = w.VBox(
                [
                    w.FloatSlider(
                        middle,
                        min=self.low,
                        max=self.high,
                        description=f"at {p}",
                        step=(self.high - self.low) / 100,
                        style=style,
                    )
                    for p in self.points
                ]
            )
        else:
            entry = w.FloatText(description="Guess", style=style)
        commit = w.Button(description="Commit", tooltip="Lock this guess")
        reveal = w.Button(description="Reveal", tooltip="Show the outcome")
        said = w.HTML()

        def tell(note: Note) -> None:
            said.value = (
                f"<p role='status'><b>{note.title}.</b> {marked(note.body)}</p>"
            )
            commit.disabled = self.guess is not None

        def press_commit(_button: object) -> None:
            sketch = self.points and not self.choices
            guess = [s.value for s in entry.children] if sketch else entry.value
            tell(self.commit(guess))

        commit.on_click(press_commit)
        reveal.on_click(lambda _button: tell(self.reveal()))
        question = w.HTMLMath(f"<p>{marked(' '.join(self.prompt.split()))}</p>")
        form = w.VBox([question, entry, w.HBox([commit, reveal]), said])
        return _named_form(form, repr(self))


def _named_form(form, text: str):  # noqa: ANN001, ANN202
    """The box, with the question instead of its parts where no widget can be shown."""

    class Form(type(form)):
        def _repr_mimebundle_(self, **kwargs):  # noqa: ANN003, ANN202
            return super()._repr_mimebundle_(**kwargs) | {"text/plain": text}

    return Form(form.children)
