"""The warm-up of notebook 00: one exercise, to meet a verdict."""

from dlbook.exercises.exercise import Exercise, Mistake


def through_all_five():
    """Where x = 0 the line stands at its height b, and the first point is (0, 1): so
    b = 1. From each point to the next, x grows by 1 and y by 2: so w = 2."""
    points = [(0, 1), (1, 3), (2, 5), (3, 7), (4, 9)]
    (x0, y0), (x1, y1) = points[:2]
    w = (y1 - y0) / (x1 - x0)
    b = y0 - w * x0
    assert all(w * x + b == y for x, y in points)
    return {"w": w, "b": b}


q1 = Exercise(
    id="00a",
    prompt="""
    Which slope w and which height b take the line y = w x + b through all five points?

    Answer: `{"w": ..., "b": ...}`.
    """,
    reference={"w": 2, "b": 1},
    mistakes={
        "slope and height are swapped": Mistake(
            {"w": 1, "b": 2},
            "w is what x is multiplied by, b is where the line stands at x = 0.",
        ),
        "the line starts at zero": Mistake(
            {"w": 2.5, "b": 0},
            "It comes near, but the first point lies at (0, 1), not at (0, 0).",
        ),
        "a flat line through the middle": Mistake(
            {"w": 0, "b": 5},
            "It stands at the right height on average, and meets one point. Tilt it.",
        ),
    },
    hints=[
        "Put b where the first point is, at x = 0. Then turn w.",
        "The words under the lab's picture say how far the line is off. Look for 0.",
    ],
    solution=through_all_five,
)
