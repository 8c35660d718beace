"""Exercises of notebook 13: images are numbers."""

import numpy as np

from dlbook.exercises.exercise import Exercise, Mistake
from dlbook.exercises.predict import Prediction
from dlbook.images import resize_average, resize_nearest

guess = Prediction(
    id="13",
    prompt="""
    The wall of the painted house is grey: 200 in every channel, as uint8. You make the
    picture lighter and add 100 to every number. **What does the wall look like?**
    """,
    truth="nearly black",
    choices=["white", "lighter, not white", "as before", "nearly black"],
    because="""
    A byte counts to 255 and starts again at 0: 200 + 100 - 256 = 44, dark grey. NumPy
    gives neither an error nor a warning for arrays.
    """,
)


# -- 13a ------------------------------------------------------------------------------
def count_and_flatten():
    """A shape multiplies out to the count of its numbers. Flattening keeps the first
    axis, one row an image, and multiplies out the others: 28 * 28 = 784."""
    picture = np.zeros((200, 400, 3), np.uint8)
    images = np.zeros((60_000, 28, 28), np.uint8)
    return {"numbers": picture.size, "flat": images.reshape(60_000, -1).shape}


q1 = Exercise(
    id="13a",
    prompt="""
    - `numbers`: how many numbers does an array of shape (200, 400, 3) hold?
    - `flat`: 60,000 images of shape (60000, 28, 28) become one row an image, as the
      first layer of a network takes them. Which shape is that?

    Answer: `{"numbers": ..., "flat": (..., ...)}`.
    """,
    reference={"numbers": 240_000, "flat": (60_000, 784)},
    mistakes={
        "pixels counted, not numbers": Mistake(
            {"numbers": 80_000, "flat": (60_000, 784)},
            "A colour pixel holds three numbers, one a channel.",
        ),
        "everything in one row": Mistake(
            {"numbers": 240_000, "flat": (47_040_000,)},
            "Then nobody knows where an image ends. Keep the first axis.",
        ),
        "28 + 28 for 28 * 28": Mistake(
            {"numbers": 240_000, "flat": (60_000, 56)},
            "28 rows of 28 pixels each: multiply.",
        ),
        "a row for every row of pixels": Mistake(
            {"numbers": 240_000, "flat": (1_680_000, 28)},
            "One row must be one whole image, 28 * 28 numbers long.",
        ),
    },
    hints=[
        "`np.zeros((200, 400, 3)).size`",
        "`reshape(60000, -1)` fits the last axis.",
    ],
    solution=count_and_flatten,
)


# -- 13b ------------------------------------------------------------------------------
def two_ways_to_shrink():
    """Averaging cuts the image into blocks of 2 x 2 and takes each block's mean;
    nearest takes the pixel in each block's upper left corner. The blocks come from a
    reshape to (2, 2, 2, 2): block row, row in it, block column, column in it."""
    image = np.arange(16.0).reshape(4, 4)
    blocks = image.reshape(2, 2, 2, 2)
    return {"average": blocks.mean(axis=(1, 3)), "nearest": image[::2, ::2]}


q2 = Exercise(
    id="13b",
    prompt="""
    `image = np.arange(16).reshape(4, 4)` holds 0 to 15, row by row. Shrink it to 2 x 2
    by averaging and by nearest, in your head or with NumPy.

    Answer: `{"average": ..., "nearest": ...}`, each like `[[..., ...], [..., ...]]`.
    """,
    reference={
        "average": resize_average(np.arange(16).reshape(4, 4), 2, 2),
        "nearest": resize_nearest(np.arange(16).reshape(4, 4), 2, 2),
    },
    mistakes={
        "a corner is cut out": Mistake(
            {"average": [[0, 1], [4, 5]], "nearest": [[0, 1], [4, 5]]},
            "That is a crop. The whole picture must fit into the four pixels.",
        ),
        "the means are rounded down": Mistake(
            {"average": [[2, 4], [10, 12]], "nearest": [[0, 2], [8, 10]]},
            "The mean of 0, 1, 4 and 5 is 2.5. Rounding is for the end, if at all.",
        ),
        "the four numbers in a row are averaged": Mistake(
            {"average": [[1.5, 5.5], [9.5, 13.5]], "nearest": [[0, 2], [8, 10]]},
            "A block is two rows high and two columns wide: 0, 1, 4, 5.",
        ),
        "summed, not averaged": Mistake(
            {"average": [[10, 18], [42, 50]], "nearest": [[0, 2], [8, 10]]},
            "Divide by the four pixels of a block, or the picture turns brighter.",
        ),
    },
    hints=[
        "The upper left block of 2 x 2 holds 0, 1, 4 and 5.",
        "For nearest, row i comes from old row floor(i * 4 / 2): rows 0 and 2.",
    ],
    solution=two_ways_to_shrink,
)


# -- 13c ------------------------------------------------------------------------------
PIXELS = np.array([[0, 128], [200, 255]], np.uint8)


def prepared():
    """float32 first, and then the division stays in float32: 128 / 255 = 0.501961. The
    other order, PIXELS / 255.0, gives float64: the same values in twice the memory."""
    return PIXELS.astype(np.float32) / 255


def is_prepared(answer):
    x = np.asarray(answer)
    if x.shape != PIXELS.shape:
        return f"The shape must stay {PIXELS.shape}; got {x.shape}."
    if np.array_equal(x, PIXELS):
        return "not divided"
    if np.array_equal(x, PIXELS // 255):
        return "the fractions are lost"
    if np.allclose(x, PIXELS / 256):
        return "divided by 256"
    if not np.allclose(x, PIXELS / 255):
        return "The values differ: 0 must become 0, 255 become 1, 128 become .501961."
    return None if x.dtype == np.float32 else "float64, twice the memory"


q3 = Exercise(
    id="13c",
    prompt="""
    `pixels = np.array([[0, 128], [200, 255]], np.uint8)` is to become the input of a
    network: all values from 0 to 1, dtype float32. What does 128 become?

    Answer with the prepared array: `check(array)`.
    """,
    reference=PIXELS.astype(np.float32) / 255,
    accept=is_prepared,
    mistakes={
        "float64, twice the memory": Mistake(
            PIXELS / 255.0,
            "The values are right, but uint8 divided by a Python number gives float64. "
            "Say `.astype(np.float32)` before you divide.",
        ),
        "not divided": Mistake(
            PIXELS.astype(np.float32), "255 must become 1: divide by 255."
        ),
        "the fractions are lost": Mistake(
            (PIXELS / 255.0).astype(np.uint8),
            "A whole-number type cannot hold .501961. Make it float32, then divide.",
        ),
        "divided by 256": Mistake(
            PIXELS.astype(np.float32) / 256,
            "There are 256 values, but the largest is 255, and it must become 1.",
        ),
    },
    hints=[
        "`print(x.dtype, x.min(), x.max())` tells you most of it.",
        "`astype` first, then divide.",
    ],
    solution=prepared,
)


# -- 13d ------------------------------------------------------------------------------
def in_a_byte():
    """A byte keeps the remainder after division by 256: 300 leaves 44, and -100 lies
    256 below 156. (Two arrays, because for single numbers NumPy adds a warning.)"""
    a, b = np.array([200], np.uint8), np.array([100], np.uint8)
    return {"sum": int((a + b)[0]), "difference": int((b - a)[0])}


q4 = Exercise(
    id="13d",
    prompt="""
    In uint8, what are 200 + 100 and 100 - 200?

    Answer: `{"sum": ..., "difference": ...}`.
    """,
    reference={"sum": 44, "difference": 156},
    mistakes={
        "it stops at the ends": Mistake(
            {"sum": 255, "difference": 0},
            "Image programs often clip; NumPy does not. It starts again at 0.",
        ),
        "as if there were room": Mistake(
            {"sum": 300, "difference": -100}, "A byte holds 0 to 255 and nothing else."
        ),
        "round the corner at 255": Mistake(
            {"sum": 45, "difference": 155},
            "There are 256 values, 0 among them: subtract or add 256.",
        ),
        "as a signed byte": Mistake(
            {"sum": 44, "difference": -100},
            "The u is for unsigned: nothing below 0. Add 256.",
        ),
    },
    hints=[
        "255 + 1 is 0. How far beyond 255 is 300?",
        "`np.array([200], np.uint8) + np.array([100], np.uint8)`",
    ],
    solution=in_a_byte,
)


# -- 13e ------------------------------------------------------------------------------
def run_twice():
    """`print` stands before the resize, so it tells what was on the disk. The first run
    finds the original; then the file is replaced. The second run finds what the first
    one left. A saved output of (200, 400, 3) therefore betrays: not a first run."""
    disk, printed = np.zeros((480, 640, 3), np.uint8), []
    for _ in range(2):
        image = disk
        printed.append(image.shape)
        disk = resize_nearest(image, 200, 400)
    return {"first": printed[0], "second": printed[1]}


q5 = Exercise(
    id="13e",
    prompt="""
    A photograph, 640 pixels wide and 480 high, in colour, lies on the disk. Somebody
    runs this cell, twice:

        image = read("photo.png")
        print(image.shape)
        image = resize(image, (400, 200))   # (width, height)
        write("photo.png", image)

    What does each run print? Answer: `{"first": (...), "second": (...)}`.
    """,
    reference={"first": (480, 640, 3), "second": (200, 400, 3)},
    mistakes={
        "the shape after the resize": Mistake(
            {"first": (200, 400, 3), "second": (200, 400, 3)},
            "`print` stands before the resize: it tells what was read.",
        ),
        "the file is still the original": Mistake(
            {"first": (480, 640, 3), "second": (480, 640, 3)},
            "The last line wrote over it. The second run reads what the first left.",
        ),
        "width first": Mistake(
            {"first": (640, 480, 3), "second": (400, 200, 3)},
            "A shape is (rows, columns, channels): the height comes first.",
        ),
        "width first, the second time": Mistake(
            {"first": (480, 640, 3), "second": (400, 200, 3)},
            "(400, 200) asks for a width of 400. What is the shape of that array?",
        ),
    },
    hints=[
        "Which image is printed: the one read, or the one resized?",
        "What lies on the disk when the second run begins?",
    ],
    solution=run_twice,
)
