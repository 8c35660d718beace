"""Exercises of notebook 08: gradient descent, too small, right, too large."""

import numpy as np

from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.judges import gradient_descent as judges
from dlbook.exercises.predict import Prediction

guess = Prediction(
    id="08",
    prompt=r"""
    The loss is $L(w) = (w-3)^2$ and the ball starts at $w = 0$. With rate 0.1 it takes
    26 steps until $w$ is within 0.01 of the lowest point. **How many does it take with
    rate 0.9?**
    """,
    truth=26,
    unit="steps",
    because="""
    Each step multiplies the distance by 1 - 2 rate: by 0.8 at rate 0.1, by -0.8 at
    rate 0.9. The ball jumps from side to side, and comes down no faster.
    """,
)


# -- 08a ------------------------------------------------------------------------------
def descend(w, rate, steps):
    """The slope of (w - 3)^2 is 2 (w - 3). It is worked out anew before every step,
    and the step against it has length rate times slope: at w = 0 that is 0.6, not 0.1.
    Ten steps end at 3 - 3 * 0.8^10 = 2.677877."""
    for _ in range(steps):
        slope = 2 * (w - 3)
        w = w - rate * slope
    return w


q1 = Exercise(
    id="08a",
    prompt=r"""
    Write `descend(w, rate, steps)`: start at `w`, take so many steps of gradient
    descent on $L(w) = (w-3)^2$, and return where you end.

    `descend(0, 0.1, 1)` is 0.6, and ten such steps from 0 end at 2.677877. Answer with
    the function itself: `check(descend)`.
    """,
    reference=descend,
    mistakes={
        "the step goes uphill": Mistake(
            judges.uphill,
            "The slope points uphill. Subtract it: `w - rate * slope`.",
        ),
        "the 2 of the derivative is missing": Mistake(
            judges.without_the_two, "The derivative of (w - 3)^2 is 2 (w - 3)."
        ),
        "the rate is taken for the step length": Mistake(
            judges.rate_as_length,
            "A step has length rate times slope, so it shrinks near the bottom. Yours "
            "is as long as the rate, everywhere.",
        ),
        "the slope is never worked out again": Mistake(
            judges.slope_of_the_start,
            "The slope belongs to where the ball is now. Move its line into the loop.",
        ),
    },
    hints=[
        "What is the derivative of $(w-3)^2$? At $w = 0$ it is $-6$.",
        "One step is `w = w - rate * slope`, with the slope at the present `w`.",
        "Put both lines into `for _ in range(steps):` and return `w` after the loop.",
    ],
    solution=descend,
    cases=[(0.0, 0.1, 1), (0.0, 0.1, 10), (3.0, 0.1, 5), (0.0, 1.0, 3), (1.0, 0.1, 0)],
    inputs=judges.any_descent,
)


# -- 08b ------------------------------------------------------------------------------
def stationary_points():
    """The slope 4 w^3 - 4 w + 0.5 is zero at three places. The outer two are minima,
    the left one the deeper; the middle one is the top of the hill between them, where
    a ball balances but does not rest."""
    w = np.sort(np.roots([4, 0, -4, 0.5]).real)
    return {"w": w, "L": w**4 - 2 * w**2 + 0.5 * w}


q2 = Exercise(
    id="08b",
    prompt=r"""
    The double well is $L(w) = w^4 - 2w^2 + 0.5\,w$. Find its three stationary points,
    from left to right, and the loss at each (`np.roots` may help).

    Answer: `{"w": [..., ..., ...], "L": [..., ..., ...]}`, to four decimals.
    """,
    reference={
        "w": (-1.057454, 0.127051, 0.930403),
        "L": (-1.514754, 0.031502, -0.516749),
    },
    mistakes={
        "the zeros of the loss, not of its slope": Mistake(
            {"w": (-1.525687, 0, 0.258652, 1.267035), "L": (0, 0, 0, 0)},
            "There the curve crosses zero. It is stationary where its derivative, "
            "4 w^3 - 4 w + 0.5, is zero.",
        ),
        "the 0.5 w is forgotten": Mistake(
            {"w": (-1, 0, 1), "L": (-1.5, 0, -0.5)},
            "Without the last term both wells are alike. Its derivative, 0.5, moves "
            "all three points.",
        ),
        "only the minima": Mistake(
            {"w": (-1.057454, 0.930403), "L": (-1.514754, -0.516749)},
            "A hilltop is stationary too: the slope is zero between the two wells.",
        ),
        "the slope in place of the loss": Mistake(
            {"w": (-1.057454, 0.127051, 0.930403), "L": (0.0, 0.0, 0.0)},
            "The slope is zero there, the loss is not. Put each w into L(w).",
        ),
    },
    hints=[
        "Stationary means that the slope is zero. Differentiate term by term.",
        "`np.roots([4, 0, -4, 0.5])` solves $4w^3 - 4w + 0.5 = 0$; then sort.",
    ],
    solution=stationary_points,
)


# -- 08c ------------------------------------------------------------------------------
def share_that_finds_the_lowest():
    """All 401 starts descend at once, as one array. Those left of the hilltop at 0.127
    roll into the deep well, the others into the shallow one, and no number of steps
    gets them out: gradient descent finds *a* minimum."""
    w = np.linspace(-2, 2, 401)
    for _ in range(1000):
        w = w - 0.05 * (4 * w**3 - 4 * w + 0.5)
    return np.mean(w < 0)


q3 = Exercise(
    id="08c",
    prompt=r"""
    Start gradient descent on the double well (08b) from 401 equally spaced points,
    `np.linspace(-2, 2, 401)`, with rate 0.05 for 1,000 steps. **What fraction of the
    starts ends in the global minimum?** Two decimals will do.
    """,
    reference=0.5312,
    tolerance=0.005,
    mistakes={
        "gradient descent always finds the global minimum": Mistake(
            1.0,
            "It follows the slope it stands on. Which well does a ball from w = 1 "
            "roll into?",
        ),
        "the other well": Mistake(
            0.4688, "That is the share of the shallow well. The left one is deeper."
        ),
        "the number of starts, not the fraction": Mistake(
            213, "Divide by the number of starts, 401."
        ),
        "a half, because there are two wells": Mistake(
            0.5,
            "The hilltop that parts them is not at 0 but at 0.127, and the start range "
            "is symmetric. Count.",
        ),
    },
    hints=[
        "An array of starts can descend as one: `w = w - 0.05 * slope(w)`.",
        "After 1,000 steps everyone has arrived at -1.057 or at 0.930.",
    ],
    solution=share_that_finds_the_lowest,
)


# -- 08d ------------------------------------------------------------------------------
def saddle_from(x, y, until=None, rate=0.1):
    steps = 0
    while steps < 1000 and not (until and abs(y) >= until):
        x, y = x - rate * 2 * x, y - rate * y * (y**2 - 1)
        steps += 1
    return x, y, steps


def saddle():
    """On the line y = 0 the slope in y is exactly zero, so nothing ever moves the ball
    off it: it rests on the saddle, where the loss is 1/4. A millionth to the side is
    enough to leave, but the push grows by only a tenth a step: 163 steps of patience.
    A plateau in a loss curve need not be the end."""
    x, y, _ = saddle_from(1.0, 0.0)
    return {
        "end": (x, y),
        "loss": x**2 + (y**2 - 1) ** 2 / 4,
        "steps": saddle_from(1.0, 1e-6, until=0.99)[2],
    }


q4 = Exercise(
    id="08d",
    prompt=r"""
    $L(x, y) = x^2 + (y^2-1)^2/4$ has minima at $(0, \pm 1)$. With rate 0.1:

    - From $(1, 0)$: where does gradient descent end, and with which loss?
    - From $(1, 10^{-6})$: after how many steps is $|y| \ge 0.99$ for the first time?

    Answer: `{"end": (..., ...), "loss": ..., "steps": ...}`.
    """,
    reference={"end": (0.0, 0.0), "loss": 0.25, "steps": 163},
    mistakes={
        "it slides off the saddle by itself": Mistake(
            {"end": (0.0, 1.0), "loss": 0.0, "steps": 163},
            "At y = 0 the slope in y is exactly 0. What could move it sideways?",
        ),
        "flat means lowest": Mistake(
            {"end": (0.0, 0.0), "loss": 0.0, "steps": 163},
            "The slope is zero there, the loss is not: put (0, 0) into L.",
        ),
        "the slope in y is half of what it is": Mistake(
            {"end": (0.0, 0.0), "loss": 0.25, "steps": 321},
            "Chain rule: the derivative of (y^2 - 1)^2 / 4 is y (y^2 - 1).",
        ),
        "the slope in y is twice what it is": Mistake(
            {"end": (0.0, 0.0), "loss": 0.25, "steps": 84},
            "Chain rule: the derivative of (y^2 - 1)^2 / 4 is y (y^2 - 1).",
        ),
    },
    hints=[
        "The two slopes are $2x$ and $y(y^2-1)$. Update both from the old values.",
        "Near y = 0 a step multiplies y by 1.1. From a millionth that takes a while.",
        "Count in a `while abs(y) < 0.99:` loop.",
    ],
    solution=saddle,
)


# -- 08e ------------------------------------------------------------------------------
def bowl_rates():
    """A step multiplies the distance along a direction of curvature c by 1 - rate * c.
    The steepest direction sets the limit, 2/10. The best rate makes the two factors
    equal in size, 1 - r = 10 r - 1: r = 2/11, and both are 9/11. The more unequal the
    curvatures, the nearer to 1, and the slower: that is why inputs are scaled."""
    flat, steep = 1, 10
    best = 2 / (flat + steep)
    return {"limit": 2 / steep, "best": best, "factor": 1 - best * flat}


q5 = Exercise(
    id="08e",
    prompt=r"""
    The bowl $L(x, y) = \frac12 (x^2 + 10\,y^2)$ has curvatures 1 and 10. A step
    multiplies $x$ by $1 - \alpha$ and $y$ by $1 - 10\,\alpha$.

    - `limit`: below which rate does descent converge?
    - `best`: which rate makes the slower of the two directions as fast as possible?
    - `factor`: by what is its distance then multiplied at each step (its size)?

    Answer: `{"limit": ..., "best": ..., "factor": ...}`.
    """,
    reference={"limit": 0.2, "best": 2 / 11, "factor": 9 / 11},
    mistakes={
        "the flat direction decides": Mistake(
            {"limit": 2.0, "best": 1.0, "factor": 0.0},
            "With rate 1 the steep direction is multiplied by -9 at every step.",
        ),
        "only the steep direction counts": Mistake(
            {"limit": 0.2, "best": 0.1, "factor": 0.9},
            "Rate 0.1 lands y in one step, but leaves x a factor 0.9. A slightly "
            "larger rate helps x more than it costs y.",
        ),
        "where the zigzag begins, not where it diverges": Mistake(
            {"limit": 0.1, "best": 2 / 11, "factor": 9 / 11},
            "Above 1/10 the steep direction changes sides at each step, but it still "
            "shrinks, as long as the factor is above -1.",
        ),
        "the mean curvature": Mistake(
            {"limit": 2 / 5.5, "best": 1 / 5.5, "factor": 0.0},
            "Each direction has a factor of its own; they do not average.",
        ),
    },
    hints=[
        r"It converges while both $|1-\alpha|$ and $|1-10\,\alpha|$ are below 1.",
        r"The best rate makes both sizes equal: $1-\alpha = 10\,\alpha - 1$.",
    ],
    solution=bowl_rates,
)
