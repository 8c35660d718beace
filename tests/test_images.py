"""Images: small ones by hand, and what resizing and shifting may never change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook.data import mnist
from dlbook.images import centre_digit, resize_average, resize_nearest, shift

quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)
sizes = st.integers(1, 9)
GRID = np.arange(16).reshape(4, 4)


def image(rows, columns, *channels, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (rows, columns, *channels)).astype(np.uint8)


@pytest.mark.parametrize(
    "resize, rows, columns, want",
    [
        (resize_nearest, 2, 2, [[0, 2], [8, 10]]),
        (resize_nearest, 1, 4, [[0, 1, 2, 3]]),
        (resize_nearest, 4, 1, [[0], [4], [8], [12]]),
        (resize_nearest, 1, 3, [[0, 1, 2]]),
        (resize_nearest, 1, 8, [[0, 0, 1, 1, 2, 2, 3, 3]]),
        (resize_average, 2, 2, [[2.5, 4.5], [10.5, 12.5]]),
        (resize_average, 1, 1, [[7.5]]),
        (resize_average, 1, 2, [[6.5, 8.5]]),
        (resize_average, 4, 1, [[1.5], [5.5], [9.5], [13.5]]),
        # 4 columns into 3: the first covers column 0 and a third of column 1
        (resize_average, 1, 3, [[6 + 1 / 4, 7.5, 9 - 1 / 4]]),
    ],
)
def test_by_hand(resize, rows, columns, want):
    np.testing.assert_allclose(resize(GRID, rows, columns), want)


@quick
@given(sizes, sizes, sizes, sizes)
def test_averaging_keeps_the_mean(rows, columns, new_rows, new_columns):
    old = image(rows, columns)
    new = resize_average(old, new_rows, new_columns)
    assert new.shape == (new_rows, new_columns)
    assert new.mean() == pytest.approx(old.mean())
    assert old.min() - 1e-9 <= new.min() and new.max() <= old.max() + 1e-9


@quick
@given(sizes, sizes, st.integers(1, 4), st.integers(1, 4))
def test_enlarging_by_whole_factors_and_back(rows, columns, by, across):
    old = image(rows, columns)
    for resize in (resize_nearest, resize_average):
        large = resize(old, rows * by, columns * across)
        np.testing.assert_allclose(large, np.kron(old, np.ones((by, across))))
        np.testing.assert_allclose(resize(large, rows, columns), old)


@quick
@given(sizes, sizes)
def test_the_nearest_invents_no_colour(rows, columns):
    old = image(5, 7, 3)
    new = resize_nearest(old, rows, columns)
    assert new.shape == (rows, columns, 3) and new.dtype == np.uint8
    colours = [{tuple(p) for p in image.reshape(-1, 3)} for image in (new, old)]
    assert colours[0] <= colours[1]


def test_channels_are_resized_alone():
    old = image(5, 7, 3)
    new = resize_average(old, 3, 4)
    for c in range(3):
        np.testing.assert_allclose(new[:, :, c], resize_average(old[:, :, c], 3, 4))


@pytest.mark.parametrize(
    "down, right, want",
    [
        (0, 0, [[1, 2], [3, 4]]),
        (1, 0, [[0, 0], [1, 2]]),
        (-1, 0, [[3, 4], [0, 0]]),
        (0, 1, [[0, 1], [0, 3]]),
        (0, -1, [[2, 0], [4, 0]]),
        (1, -1, [[0, 0], [2, 0]]),
        (2, 0, [[0, 0], [0, 0]]),
        (0, -5, [[0, 0], [0, 0]]),
    ],
)
def test_shift_by_hand(down, right, want):
    assert shift([[1, 2], [3, 4]], down, right).tolist() == want


@quick
@given(st.integers(-3, 3), st.integers(-3, 3))
def test_there_and_back(down, right):
    images = np.zeros((2, 10, 11), np.uint8)
    images[:, 3:7, 3:8] = image(4, 5)
    moved = shift(images, down, right)
    assert moved.dtype == np.uint8 and moved.sum() == images.sum()
    np.testing.assert_array_equal(shift(moved, -down, -right), images)
    np.testing.assert_array_equal(moved[1], shift(images[1], down, right))


@pytest.mark.parametrize("size", [(40, 30), (200, 200), (9, 90)])
@pytest.mark.parametrize("corner", [(0, 0), (50, 100)])
def test_a_drawing_is_centred_and_scaled(size, corner):
    drawing = np.zeros((300, 300), np.uint8)
    top, left = corner
    drawing[top : top + size[0], left : left + size[1]] = 255
    digit = centre_digit(drawing)
    assert digit.shape == (28, 28) and digit.dtype == np.float32
    assert digit.min() == 0 and digit.max() == 1
    ink = np.argwhere(digit > 0)
    rows, columns = np.ptp(ink, axis=0) + 1
    assert max(rows, columns) == 20
    assert rows / columns == pytest.approx(size[0] / size[1], rel=0.1)
    mass = (np.argwhere(digit >= 0) * digit.reshape(-1, 1)).sum(0) / digit.sum()
    assert np.abs(mass - 14).max() <= 0.5 + 1e-6


def test_real_digits_stay_where_they_are():
    """MNIST was made this way: its images are fixed points, and the middle is 14."""
    _, (x, _) = mnist()
    away = [np.abs(centre_digit(digit) - digit / 255).max() for digit in x[:50]]
    assert np.mean(np.array(away) < 1e-6) > 0.8


@pytest.mark.parametrize("ink", [0.0, 0.3, 1.0, 255])
def test_a_single_dot_and_an_empty_drawing(ink):
    drawing = np.zeros((28, 28))
    drawing[3, 4] = ink
    digit = centre_digit(drawing)
    assert np.isfinite(digit).all() and digit.max() == (ink > 0)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: resize_nearest(x, 3, 3),
        lambda x: resize_nearest(x, *x.shape),
        lambda x: resize_average(x, 3, 3),
        lambda x: resize_average(x, *x.shape),
        lambda x: shift(x, 1, 1),
        lambda x: shift(x),
        centre_digit,
    ],
)
def test_a_new_array_and_the_old_untouched(function):
    for old in (image(6, 6), image(6, 6).astype(np.float32)):
        before = old.copy()
        function(old)[...] = 0
        np.testing.assert_array_equal(old, before)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: resize_nearest(GRID, 0, 2), r"rows must be a whole .*>= 1; got 0"),
        (lambda: resize_nearest(GRID, 2, -1), r"columns .*got -1"),
        (lambda: resize_nearest(GRID, 2.5, 2), r"rows .*got 2\.5"),
        (lambda: resize_average(GRID, 2, 0), r">= 1; got 0"),
        (lambda: resize_average(GRID, 2, 2.5), r"got 2\.5"),
        (lambda: resize_nearest([1, 2, 3], 2, 2), r"rows, columns.*got \(3,\)"),
        (lambda: resize_average(np.ones((2, 2, 2, 2)), 1, 1), r"got \(2, 2, 2, 2\)"),
        (lambda: resize_average(np.ones((0, 4)), 1, 1), r"got \(0, 4\)"),
        (lambda: centre_digit(np.ones(5)), r"got \(5,\)"),
        (lambda: centre_digit(np.ones((5, 5, 3))), r"rows, columns.*\(5, 5, 3\)"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
