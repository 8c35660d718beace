"""What the checker says: near misses in words, functions, rendering, junk."""

import itertools
import re
import time
from collections import UserList
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlbook.exercises import Exercise, Mistake, Verdict, catalogue, compare


def asking(reference, **more):
    more = {"id": "99a", "prompt": "?", "mistakes": {}, "hints": ["?"]} | more
    return Exercise(reference=reference, solution=four, **more)


def four():
    """Two and two."""
    return 2 + 2


MATRIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])
VECTOR = (0.25, -1.5, 3.25)


@pytest.mark.parametrize(
    ("reference", "answer", "name"),
    [
        (MATRIX, MATRIX.T, "transposed"),
        (MATRIX @ MATRIX.T + [[0, 1], [0, 0]], None, "transposed"),
        (MATRIX, MATRIX.ravel(), "wrong shape"),
        (MATRIX, MATRIX[:1], "wrong shape"),
        (MATRIX, -MATRIX, "sign flipped"),
        (MATRIX, MATRIX * [1, 1, np.nan], "not a finite number"),
        (MATRIX, MATRIX * 1.005, "close, not exact"),
        (VECTOR, VECTOR[::-1], "another order"),
        (VECTOR, [[v] for v in VECTOR], "wrong shape"),
        (VECTOR, (v for v in VECTOR), "not values yet"),
        (0.8125, 0.81, "close, not exact"),
        (0.8125, 81.25, "percent for a fraction"),
        (0.8125, "0.8125", "text for a number"),
        (0.8125, "eight", "text for a number"),
        (-3, 3, "sign flipped"),
        (53, 54, "off by one"),
        (53, 53.2, "close, not exact"),
        (3.5, [3.5, 1], "wrong shape"),
        ({"w": 2.5, "b": -3}, {"w": 2.5, "b": 3}, "sign flipped"),
        (frozenset({"np", "Flatten"}), ["np"], "some are missing"),
        (frozenset({"np", "Flatten"}), ["np", "Dense", "Flatten"], "not all belong"),
    ],
)
def test_near_misses_are_named(reference, answer, name):
    answer = reference.T if answer is None else answer
    verdict = asking(reference).check(answer)
    assert (verdict.status, verdict.mistake) == ("not yet", name), verdict


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (3, 3.0),
        (3, np.float32(3)),
        (3, np.array([3])),
        (0.8125, Fraction(13, 16)),
        (2**784, 2**784),
        (33_554_432, 33_554_432.0),
        (VECTOR, np.array(VECTOR, dtype=np.float32)),
        ((0, 1, 1, 0), [False, True, True, False]),
        (((1, 2), 3.5), [np.array([1, 2]), 3.5]),
        ("ReLU", " relu "),
        (True, np.True_),
        ({"a": (4,), "b": (1, 4)}, {"b": [1, 4], "a": 4}),
        (frozenset({"np", "Flatten"}), [" Flatten", "np"]),
    ],
)
def test_equal_answers_in_other_clothes(reference, answer):
    assert asking(reference).check(answer).status == "right"


@pytest.mark.parametrize(
    ("reference", "answer", "says"),
    [
        (2**784, 2**784 + 1, "within 1 %"),
        (33_554_432, 33_554_434, "within 1 %"),
        (3, True, "not a number"),
        (True, 1, "not the answer"),
        (3, 7, "7 is too large"),
        ((2, 1, -3), (2, 5, -3), "2 of 3 parts are right. Part 2: 5 is too large"),
        ((2, 1, -3), (2, ..., -3), "Part 2 still stands open"),
        ({"w": 2, "b": 1}, {"w": 2}, "missing: 'b'"),
        ({"w": 2, "b": 1}, 2, "not a dict"),
        (MATRIX, MATRIX + np.eye(2, 3), "4 of 6 numbers are right"),
        (3, abs, "Call it"),
        (3, int, "Call it"),
    ],
)
def test_other_answers_get_a_helpful_sentence(reference, answer, says):
    verdict = asking(reference).check(answer)
    assert verdict.status == "not yet"
    assert says in verdict.message


def test_choices():
    ex = asking("B", choices=["A", "B", "C"])
    assert "Choose from" in repr(ex)
    assert ex.check("b").status == "right"
    assert ex.check("A").message == "It is not 'A'."
    assert "one of 'A', 'B', 'C'" in ex.check("D").message


def test_a_mistake_in_one_part_or_rounded_is_still_recognised():
    slip = {"biases forgotten": Mistake({"a": 44, "b": 2.3456}, "Count them.")}
    ex = asking({"a": 53, "b": 1.5}, mistakes=slip)
    for answer in ({"a": 44, "b": 1.5}, {"a": 53, "b": 2.35}, {"a": 44, "b": 2.3456}):
        assert ex.check(answer).mistake == "biases forgotten"
    assert ex.check({"a": 44, "b": 9}).mistake is None


# -- functions ------------------------------------------------------------------------


def double(x, y=0):
    return 2 * x + y


def forgets_return(x, y):
    2 * x + y


def hides_its_loop(x, y):
    while True:
        try:
            while True:
                x + 1
        except:  # noqa: E722 - the worst a learner may write
            pass


FUNCTION = asking(
    double,
    cases=[(1.0, 0.0), (2.0, 1.0)],
    inputs=lambda rng: (rng.normal(size=3), rng.normal()),
    limit=0.3,
)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x, y: 2 * x, "`double(x=2, y=1)` gave 4; expected 5."),
        (lambda x: 2 * x, "takes 1 positional argument but 2 were given"),
        (lambda x, y: x / 0 if np.ndim(x) == 0 else x, "ZeroDivisionError"),
        (lambda x, y: -2 * x - y, "the sign is the opposite"),
        (lambda x, y: exec("raise SystemExit"), "SystemExit"),
        (lambda x, y: str(x), "text"),
        (forgets_return, "`return`"),
        (4.0, "Pass `double` itself"),
        (lambda x, y: double(x, y), ""),
    ],
)
def test_functions(function, says, capsys):
    verdict = FUNCTION.check(function)
    assert says in verdict.message
    assert verdict.status == ("right" if not says else "not yet")
    assert capsys.readouterr() == ("", "")


def test_a_function_may_spoil_its_arguments_and_the_random_stream():
    def careless(x, y):
        np.random.seed(0)
        result = 2 * x + y
        if np.ndim(x):
            x[:] = np.nan
        print("noise")
        return result

    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    assert FUNCTION.check(careless).status == "right"
    assert (np.random.get_state()[1] == before).all()


@pytest.mark.parametrize(
    "loop",
    [hides_its_loop, lambda x, y: sum(itertools.repeat(1) for _ in iter(int, 1))],
)
def test_loops_are_stopped(loop):
    start = time.monotonic()
    verdict = FUNCTION.check(loop)
    assert verdict.status == "not yet"
    assert time.monotonic() - start < 3
    if loop is hides_its_loop:
        assert verdict.mistake == "it never ends"
        assert "`double(x=1, y=0)` had not ended after 0.3 seconds" in verdict.message


# -- any answer whatever --------------------------------------------------------------


class Hostile:
    """Raises from everything that an answer can be asked."""

    def _raise(self, *args, **kwargs):
        raise RuntimeError("no")

    __eq__ = __repr__ = __str__ = __len__ = __iter__ = __array__ = __float__ = _raise
    __getattr__ = __bool__ = __index__ = __getitem__ = __hash__ = __call__ = _raise
    __neg__ = __lt__ = __contains__ = __deepcopy__ = __class_getitem__ = _raise


class Slow(UserList):
    def __array__(self, *args, **kwargs):
        while True:
            pass


class Quits:
    def __array__(self, *args, **kwargs):
        raise SystemExit(3)

    def __call__(self, *args):
        raise KeyboardInterrupt


class Liar(dict):
    def keys(self):
        raise ValueError("no keys")

    values = items = __iter__ = keys


def recursive():
    inner = []
    inner += [inner, inner]
    return inner


def endless_dict():
    d = {}
    d["w"] = d["AND"] = d["loss"] = d["p"] = d["network"] = d
    return d


JUNK = [
    Hostile(), Hostile, Quits(), Liar(w=1), recursive(), tuple(recursive()),
    endless_dict(), itertools.count(), (x for x in iter(int, 1)), range(10**15),
    [range(10**12)], [[range(10**12)]] * 2, np.broadcast_to(1.0, (10**6, 10**6)),
    [np.broadcast_to(1.0, (10**6, 10**6))] * 4, [0.0] * 3_000_000, "9" * 5_000_000,
    10**4000, -(10**4000), [10**400], 1e308, -0.0, float("inf"), complex(1, 2), b"x",
    np.array(None), np.array("text"), np.array([{}, ()], dtype=object), np.ma.masked,
    np.datetime64("2020"), np.zeros((0, 3)), np.zeros(3, dtype=[("a", int)]), np.nan,
    {Hostile: 1}, [Hostile()], {"AND": Hostile(), "OR": Hostile(), "w": Hostile()},
    {"W": recursive()}, (recursive(),) * 4, [[[[[[[[[[1]]]]]]]]]], memoryview(b"ab"),
    type, object(), NotImplemented, Exception("x"), pytest, print, len, lambda: 1,
    {"network": np, "baseline": 3}, {"loss": "x", "p": recursive()}, [...], [None] * 4,
    {"loss": 2.3, "p": np.zeros((1000, 10))}, {"OR": "abc", "NAND": (), "AND": 1},
]  # fmt: skip


@pytest.mark.parametrize("ex", catalogue(), ids=lambda ex: ex.id)
def test_junk_gets_a_verdict(ex):
    start = time.monotonic()
    for k, junk in enumerate(JUNK):
        verdict = ex.check(junk)
        assert verdict.status != "right", f"junk {k}"
        assert len(verdict.message) < 700, f"junk {k}: {verdict.message}"
        assert repr(verdict) and verdict._repr_html_()
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("reference", [3, VECTOR, {"w": 1.5}, "A", frozenset("ab")])
def test_slow_answers_are_given_up(reference):
    ex = asking(reference, limit=0.2)
    start = time.monotonic()
    assert ex.check(Slow()).status == "not yet"
    assert time.monotonic() - start < 2


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
    | st.complex_numbers() | st.dates() | st.fractions() | st.decimals()
    | st.functions(like=lambda *a, **k: None, returns=st.floats())
    | hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, min_side=0)),
    lambda inner: st.lists(inner, max_size=6) | st.tuples(inner, inner)
    | st.dictionaries(st.sampled_from(["w", "L", "AND", "OR", "loss", "end"]), inner),
    max_leaves=12,
)  # fmt: skip
ANY_KIND = [
    asking(reference)
    for reference in (4, 0.5, True, VECTOR, MATRIX, {"w": VECTOR, "L": 2}, "A",
                      ((1, 2), 3.5), frozenset({"np", "b"}), double, 2**99)
]  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(answer=ANY)
def test_any_answer_gets_a_verdict(answer):
    for ex in ANY_KIND:
        verdict = ex.check(answer)
        assert isinstance(verdict, Verdict)
        assert repr(verdict).isprintable() or "\n" in repr(verdict)


# -- rendering ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        (Verdict("right", ""), "[+] Right."),
        (Verdict("not yet", "Look.", "transposed"), "[-] Not yet: transposed. Look."),
        (Verdict("not attempted", "Try."), "[ ] Not attempted. Try."),
    ],
)
def test_a_verdict_reads_without_colour(verdict, text):
    assert repr(verdict) == text
    html = verdict._repr_html_()
    assert re.search("[✓✗○] (Right|Not yet|Not attempted)", html)
    colours = re.findall('(?<!-)color: *([^;"]+)', html)
    assert not colours, "the words take the colour of the page"


def test_html_in_an_answer_is_only_text():
    html = asking("A", choices="AB").check("<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_hints_are_staged_and_solutions_wait(monkeypatch):
    ex = asking(4, hints=["first", "second"])
    assert [ex.hint().body for _ in range(3)] == ["first", "second", "second"]
    assert "Try it first" in ex.solution().body
    assert ex.solution().code
    tried = asking(4)
    tried.check(5)
    assert tried.solution().code
    monkeypatch.setenv("DLBOOK_SOLUTIONS", "off")
    assert tried.solution().code == "" and "switched off" in tried.solution().body


def test_a_dict_is_shown_in_its_own_order_and_never_without_end():
    nested = {"z": 1}
    nested["a"] = nested
    shown = compare.show(nested)
    assert shown.startswith("{'z': 1, 'a': {'z': 1, 'a': {") and len(shown) < 160
    assert compare.show(dict.fromkeys("edcba", 0)).endswith("'b': 0, ...}")
