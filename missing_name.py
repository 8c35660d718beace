"""Says which cells to run first when a name is missing, as after a restart half-way.

`course.py` loads it into every kernel of the course. It imports nothing, so that no
kernel starts later for it.
"""

WORDS = """\
{!r} is not there. If a cell above makes it, this kernel has not run that cell yet, as
after a restart: choose Run > Run All Above Selected Cell in the menu, then run this one
again. If none does, look at how it is spelt.\
"""


def load_ipython_extension(shell) -> None:
    """IPython calls this when the kernel starts."""
    shell.set_custom_exc((NameError,), explain)


def explain(shell, kind, error, trace, tb_offset=None) -> None:
    """The usual traceback, and below it what to do."""
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    if error.name and type(error) is NameError:
        print(WORDS.format(error.name))
