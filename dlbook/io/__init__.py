"""In and out: what comes in is checked, what is kept is written, what goes on is shown.

Here the mathematics of `dlbook/*.py` meets the world: `checks` of arguments, whose
errors say how to mend them, `networks` in files, the `progress` of a training."""
