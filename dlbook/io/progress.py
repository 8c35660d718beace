"""How far a training is: a bar in a live notebook, a line in a terminal, or nothing."""

import sys
from collections.abc import Callable


def watcher(wanted: bool | None) -> Callable:
    """What `fit` calls after every epoch, as watch(step, history, epochs, ended).

    Silent where `wanted` is False, and where nobody looks unless it is True."""
    if wanted is False:
        return silent
    return bar() or (line if wanted or sys.stderr.isatty() else silent)


def silent(*seen: object) -> None:
    """Nothing is shown."""


def bar() -> Callable | None:
    """A new bar where a live notebook can show it, else None."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if not hasattr(shell, "kernel"):
        return None
    from dlbook.labs.progress import Progress  # late: only here are widgets needed

    return Progress()


def line(step: object, history: object, epochs: int, ended: bool) -> None:
    """One line in a terminal, written anew after every epoch."""
    words = "  ".join(f"{k} {v[-1]:.3f}" for k, v in vars(history).items() if v)
    end = "\n" if ended or step.epoch + 1 == epochs else ""
    print(f"\repoch {step.epoch + 1}/{epochs}  {words}", end=end, file=sys.stderr)
