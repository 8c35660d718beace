"""Data: small worlds whose shapes are known, and the digits as they were published."""

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlbook import data, one_hot

quick = settings(deadline=None, max_examples=25, derandomize=True, database=None)
WORLDS = [data.blobs, data.xor, data.circles, data.moons, data.spirals]
worlds = pytest.mark.parametrize("world", WORLDS)


# -- gates, worlds, patients ----------------------------------------------------------


@pytest.mark.parametrize(
    "name, rule",
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("nor", lambda a, b: not (a or b)),
        ("xor", lambda a, b: a != b),
        ("XOR", lambda a, b: a != b),
    ],
)
def test_gates(name, rule):
    x, y = data.gates(name)
    assert x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and x.dtype == np.float32
    assert y.tolist() == [int(rule(a, b)) for a, b in x]


def test_gates_are_given_fresh():
    data.gates("and")[1][:] = 7
    assert data.gates("and")[1].tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("world", [*WORLDS, data.patients])
@pytest.mark.parametrize("n", [1, 2, 401])
def test_shapes_types_and_seeds(world, n):
    x, y = world(n, seed=3)
    assert x.shape == (n, 3 if world is data.patients else 2) and x.dtype == np.float32
    assert y.shape == (n,) and np.issubdtype(y.dtype, np.integer) and set(y) <= {0, 1}
    assert np.isfinite(x).all()
    np.testing.assert_array_equal(world(n, seed=3)[0], x)
    assert not np.array_equal(world(n, seed=4)[0], x)


@worlds
def test_labels_alternate(world):
    assert world(7)[1].tolist() == [0, 1, 0, 1, 0, 1, 0]


def radius(x):
    return np.linalg.norm(x, axis=1)


def test_worlds_without_noise_are_what_they_are_named():
    x, y = data.blobs(50, noise=0)
    np.testing.assert_allclose(x, np.where(y[:, None] == 1, 1.5, -1.5) * np.ones(2))
    x, y = data.xor(200, noise=0)
    assert ((x[:, 0] != x[:, 1]) == y).all() and (np.abs(x) == 1).all()
    assert len(np.unique(x, axis=0)) == 4
    x, y = data.circles(50, noise=0)
    np.testing.assert_allclose(radius(x), np.where(y == 1, 0.4, 1), rtol=1e-6)
    x, y = data.moons(50, noise=0)
    np.testing.assert_allclose(
        radius(np.where(y[:, None] == 1, x - (1, 0.5), x)), 1, rtol=1e-6
    )
    assert (x[y == 0, 1] >= 0).all() and (x[y == 1, 1] <= 0.5).all()
    x, y = data.spirals(200, noise=0)
    t = (radius(x) - 0.1) / 0.9
    turn = np.arctan2(x[:, 1], x[:, 0]) - 3 * np.pi * t - np.pi * y
    np.testing.assert_allclose(np.cos(turn), 1, atol=1e-5)


@pytest.mark.parametrize(
    "world, measure",
    [
        (data.blobs, np.asarray),
        (data.xor, np.asarray),
        (data.moons, np.asarray),
        (data.spirals, np.asarray),
        (data.circles, radius),
    ],
)
@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_noise_is_a_deviation(world, measure, noise):
    away = measure(world(4000, noise)[0]) - measure(world(4000, 0)[0])
    assert away.std() == pytest.approx(noise, rel=0.05)


def test_patients_follow_their_recipe():
    """In this order: all heights, all weights, all temperatures, then the dice."""
    rng = np.random.default_rng(5)
    h, w, t = (rng.normal(m, s, 40) for m, s in ((170, 10), (70, 12), (37.4, 0.7)))
    score = -0.8 * (h - 170) / 10 + 1.2 * (w - 70) / 12 + 3 * (t - 37.4) / 0.7
    x, y = data.patients(40, seed=5)
    np.testing.assert_allclose(x, np.c_[h, w, t], rtol=1e-6)
    assert y.tolist() == (rng.uniform(size=40) < 1 / (1 + np.exp(-score))).tolist()


# -- one_hot, split -------------------------------------------------------------------


@quick
@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(0, 3))
def test_one_hot_round_trip(y, more):
    rows = one_hot(y, max(y) + 1 + more)
    assert rows.shape == (len(y), max(y) + 1 + more) and rows.dtype == np.float32
    assert rows.argmax(axis=1).tolist() == y
    assert (rows.sum(axis=1) == 1).all() and set(np.unique(rows)) <= {0, 1}


def test_one_hot_counts_the_classes_itself():
    assert one_hot([2, 0]).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot(np.uint8([1])).tolist() == [[0, 1]]


@quick
@given(st.integers(2, 40), st.integers(1, 9), st.integers(0, 5))
def test_split_keeps_every_row_once_and_x_with_y(n, tenths, seed):
    held = round(n * tenths / 10)
    x = np.arange(n)[:, None]
    if not 0 < held < n:
        with pytest.raises(ValueError, match="fraction"):
            data.split(x, np.arange(n), tenths / 10, seed)
        return
    (a, b), (c, d) = data.split(x, np.arange(n), tenths / 10, seed)
    assert len(c) == held and sorted([*b, *d]) == list(range(n))
    assert (a[:, 0] == b).all() and (c[:, 0] == d).all()


def test_split_shuffles_by_its_seed():
    x = np.arange(20)
    held = [data.split(x, x, 0.25, s)[1][0].tolist() for s in (1, 1, 2)]
    assert held[0] == held[1] != held[2] and held[0] != sorted(held[0])


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: data.gates("not"), r"and, or, nand, nor, xor; got 'not'"),
        (lambda: data.blobs(0), r"n must be a whole number >= 1; got 0"),
        (lambda: data.moons(-5), r"n .*got -5"),
        (lambda: data.circles(2.5), r"n .*got 2\.5"),
        (lambda: data.patients(0), r"n .*got 0"),
        (lambda: data.xor(4, noise=-1), r"noise .*got -1"),
        (lambda: data.circles(4, noise=-1), r"noise .*got -1"),
        (lambda: data.spirals(4, noise=float("nan")), r"noise .*got nan"),
        (lambda: data.blobs(4, noise=float("inf")), r"noise .*got inf"),
        (lambda: one_hot([0.0, 1.0]), r"whole class numbers.*got float64"),
        (lambda: one_hot([True, False]), r"whole class numbers.*got bool"),
        (lambda: one_hot([[0, 1]]), r"\(n,\).*\(1, 2\)"),
        (lambda: one_hot([]), r"got float64, \(0,\)"),
        (lambda: one_hot([0, 3], 3), r"0 to 2.*got 0 to 3"),
        (lambda: one_hot([-1, 1], 3), r"got -1 to 1"),
        (lambda: data.split([1, 2, 3], [1, 2], 0.5), r"3 x, 2 y"),
        (lambda: data.split([1, 2, 3], [1, 2, 3], 0), r"fraction"),
        (lambda: data.split([1, 2, 3], [1, 2, 3], 1), r"fraction"),
        (lambda: data.split([1, 2, 3], [1, 2, 3], 1.5), r"fraction.*1\.5"),
        (lambda: data.split([1, 2, 3], [1, 2, 3], float("nan")), r"fraction"),
        (lambda: data.split([1], [1], 0.5), r"fraction"),
        (lambda: data.split([], [], 0.5), r"fraction"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# -- MNIST ----------------------------------------------------------------------------

FOLDER = Path(data.__file__).parents[2] / "data" / "mnist"
NAMES = sorted(path.name for path in FOLDER.glob("*.gz"))


def test_the_digits_as_published():
    (x, y), (x_test, y_test) = data.mnist()
    assert [a.shape for a in (x, y, x_test, y_test)] == [
        (60000, 28, 28), (60000,), (10000, 28, 28), (10000,)
    ]  # fmt: skip
    assert {a.dtype for a in (x, y, x_test, y_test)} == {np.dtype(np.uint8)}
    # class counts as LeCun's page and every MNIST paper give them
    assert np.bincount(y).tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949
    ]  # fmt: skip
    assert np.bincount(y_test).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009
    ]  # fmt: skip
    assert y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert x.min() == 0 and x.max() == 255
    assert x.mean() / 255 == pytest.approx(0.1307, abs=1e-4)  # the well-known mean
    assert x.std() / 255 == pytest.approx(0.3081, abs=1e-4)


def test_the_first_digit_is_a_five_the_right_way_up():
    """Its upper bar as many a tutorial prints it: rows before columns, row 0 on top."""
    five = data.mnist()[0][0][0]
    bar = [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127]
    assert five[5].tolist() == 12 * [0] + bar + 4 * [0]
    assert not five[:5].any()


def test_the_arrays_may_be_written():
    (x, _), _ = data.mnist()
    x[0] = 0
    assert data.mnist()[0][0][0].any()


@pytest.fixture
def copy(tmp_path):
    for name in NAMES:
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b"")


def pointer(path):
    path.write_text("version https://git-lfs.github.com/spec/v1\n")


def repacked(path):
    path.write_bytes(gzip.compress(b"\0\0\x08\x01" + bytes(12)))


@pytest.mark.parametrize("damage", [cut, flip, empty, pointer, repacked])
@pytest.mark.parametrize("name", NAMES[::3])
def test_a_damaged_file_is_named_with_its_cure(copy, damage, name):
    damage(copy / name)
    with pytest.raises(ValueError, match=rf"{name} is damaged.*git checkout .*{name}"):
        data.mnist(copy)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named_with_its_cure(copy, name):
    (copy / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"{name} is missing.*git checkout"):
        data.mnist(copy)


def test_another_folder(copy, monkeypatch, tmp_path):
    assert data.mnist(str(copy))[1][1][0] == 7
    monkeypatch.setenv("DLBOOK_DATA", str(copy))
    assert data.mnist()[1][1][0] == 7
    monkeypatch.setenv("DLBOOK_DATA", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError, match="none"):
        data.mnist()
    assert data.mnist(copy)[1][1][0] == 7


def test_four_files():
    assert len(NAMES) == 4
