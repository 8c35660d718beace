"""Is this answer that answer? And if not, how near is it?

Answers are numbers, arrays, words, sets, and tuples or dicts of these. Nothing here
trusts an answer: lists are walked with a budget, and generators are never run."""

import math
import numbers
import reprlib
import types
from itertools import islice

import numpy as np

BUDGET = 2_000_000  # numbers read at most: a few seconds of lists, never more
LAZY = (types.GeneratorType, map, filter, zip, enumerate, reversed)


def same(got: object, want: object, tolerance: float = 1e-4) -> bool:
    """Whether `got` answers `want`: |got - want| <= tolerance * max(1, |want|).

    Whole numbers and words must agree exactly, shapes too. A list counts as a tuple,
    and a NumPy number as a number; a set may come in any order."""
    if isinstance(want, str):
        return isinstance(got, str) and got.strip().casefold() == want.casefold()
    if isinstance(want, bool):
        return isinstance(got, (bool, np.bool_)) and bool(got) == want
    if isinstance(want, (set, frozenset)):
        return as_set(got) == want
    if isinstance(want, int) and isinstance(got, (int, np.integer)):
        return int(got) == want and not isinstance(got, bool)
    wanted = as_numbers(want)
    if wanted is not None:
        found = as_numbers(got)
        return (
            found is not None
            and _shape(found, wanted) == wanted.shape
            and _close(found.reshape(wanted.shape), wanted, tolerance)
        )
    parts, wanted_parts = as_parts(got), as_parts(want)
    return (
        parts is not None
        and wanted_parts is not None
        and parts.keys() == wanted_parts.keys()
        and all(same(parts[k], wanted_parts[k], tolerance) for k in wanted_parts)
    )


def is_wrong(got: object, want: object, wrong: object, tolerance: float) -> bool:
    """Whether `got` is what the mistake produces."""
    return same(got, wrong, tolerance)


def is_partly_wrong(got: object, want: object, wrong: object, tolerance: float) -> bool:
    """Whether `got` is right except in parts that are what the mistake produces."""
    if same(got, wrong, tolerance):
        return True
    parts, wanted, slips = as_parts(got), as_parts(want), as_parts(wrong)
    if not (parts and wanted and slips and parts.keys() == wanted.keys()):
        return False
    if slips.keys() != parts.keys():
        return False
    off = [k for k in parts if not same(parts[k], wanted[k], tolerance)]
    return bool(off) and all(same(parts[k], slips[k], tolerance) for k in off)


def near_miss(got: object, want: object, tolerance: float) -> tuple[str, str] | None:
    """A name and a sentence for an answer that is nearly right, else None."""
    wanted = as_numbers(want)
    if isinstance(want, (set, frozenset)):
        return _set_miss(got, want)
    if isinstance(got, LAZY):
        return (
            "not values yet",
            f"This is a {type(got).__name__} object, which has yet to produce its "
            "values. Put `list(...)` around it.",
        )
    if wanted is None:
        return None
    if isinstance(got, str):
        try:
            right = same(float(got[:100]), want, tolerance)
        except ValueError:
            right = False
        value = "The value is right, but it" if right else "It"
        return "text for a number", f"{value} is text. Leave out the quotation marks."
    found = as_numbers(got)
    if found is None:
        return None
    if not np.isfinite(found).all():
        return (
            "not a finite number",
            "It contains nan or infinity: look for a division by zero, a logarithm "
            "of zero or an overflow.",
        )
    if found.size != wanted.size:
        if wanted.ndim or found.ndim:
            asked = f"shape {wanted.shape}" if wanted.ndim else "a single number"
            return "wrong shape", f"Its shape is {found.shape}; asked for: {asked}."
        return None
    if found.shape != wanted.shape:
        if found.T.shape == wanted.shape and _close(found.T, wanted, tolerance):
            return "transposed", "Rows and columns are exchanged: try `.T`."
        if _close(found.reshape(wanted.shape), wanted, tolerance):
            return (
                "wrong shape",
                f"The numbers are right, but the shape is {found.shape}; it should be "
                f"{wanted.shape}.",
            )
        return (
            "wrong shape",
            f"Its shape is {found.shape}; the answer has shape {wanted.shape}.",
        )
    if found.ndim == 2 and found.shape[0] == found.shape[1]:
        if _close(found.T, wanted, tolerance):
            return "transposed", "Rows and columns are exchanged: try `.T`."
    if _close(-found, wanted, tolerance):
        return "sign flipped", "The size is right, the sign is the opposite."
    ordered = np.sort(found, None), np.sort(wanted, None)
    if found.size > 1 and _close(*ordered, tolerance):
        return "another order", "The numbers are right, but stand in another order."
    if _close(found / 100, wanted, tolerance):
        return "percent for a fraction", "It is a hundred times too large."
    if wanted.size == 1 and wanted.dtype.kind in "iu" and wanted.max() < 1e6:
        if abs((found - wanted).item()) == 1:
            return (
                "off by one",
                "It is one off. Where you count: are the first and the last in it?",
            )
    if (np.abs(found - wanted) <= 0.01 * np.abs(wanted)).all():
        return (
            "close, not exact",
            "It is right to within 1 %. Was a number on the way rounded too early?",
        )
    return None


def _set_miss(got: object, want: frozenset) -> tuple[str, str] | None:
    found = as_set(got)
    if found is None:
        return None
    good, extra = len(found & want), found - want
    words = f"{good} of {len(want)} found."
    if extra:
        words += " Not among them: " + ", ".join(sorted(map(show, extra))) + "."
    return ("some are missing" if not extra else "not all belong"), words


def as_numbers(value: object) -> np.ndarray | None:
    """The value as an array of real numbers, or None when it is anything else."""
    if isinstance(value, (list, tuple, range)):
        if not _plain(value):
            return None
        try:
            array = np.asarray(value)
        except (ValueError, TypeError, OverflowError):
            return None
    elif isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
    elif isinstance(value, numbers.Real):
        try:
            array = np.asarray(value if isinstance(value, int) else float(value))
        except OverflowError:
            return None
    elif hasattr(type(value), "__array__"):  # a tensor, a table column
        array = np.asarray(value)
    else:
        return None
    if array.dtype.kind == "O" and array.size <= 1000:  # whole numbers beyond 64 bits
        try:
            array = array.astype(float)
        except (TypeError, ValueError, OverflowError):
            return None
    if array.dtype.kind == "b" and array.ndim:  # [True, False] for [1, 0]
        array = array.astype(int)
    return array if array.dtype.kind in "iuf" and array.size <= BUDGET else None


def as_parts(value: object) -> dict | None:
    """The parts of a dict, a tuple or a list by name or number, else None."""
    if isinstance(value, dict) and len(value) <= 1000:
        return dict(value)
    if isinstance(value, (list, tuple)) and len(value) <= 1000:
        return dict(enumerate(value, 1))
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.size <= 1000:
        return dict(enumerate(value, 1))
    return None


def as_set(value: object) -> frozenset | None:
    """The members of a set, list or tuple (words without outer spaces), else None."""
    if not isinstance(value, (set, frozenset, list, tuple)) or len(value) > 1000:
        return None
    try:
        return frozenset(v.strip() if isinstance(v, str) else v for v in value)
    except TypeError:
        return None


def is_blank(answer: object, depth: int = 4) -> bool:
    """Whether nothing has been filled in: `...` or None, or a form full of them."""
    if answer is ... or answer is None:
        return True
    parts = as_parts(answer) if depth else None
    return bool(parts) and all(is_blank(p, depth - 1) for p in parts.values())


def is_bounded(value: object) -> bool:
    """Whether nested lists and dicts are small, shallow and do not hold themselves."""
    kinds = (list, tuple, dict, set, frozenset, range)
    left, level = BUDGET, [value] if isinstance(value, kinds) else []
    for _ in range(8):
        level = [v.values() if isinstance(v, dict) else v for v in level]
        left -= sum(map(len, level))
        if left < 0:
            return False
        level = [e for v in level for e in v if isinstance(e, kinds)]
    return not level


def _plain(value: object) -> bool:
    """Whether nested lists hold numbers and arrays alone, few enough, not too deep.

    NumPy would read anything that has a length, text and recursive lists included."""
    left, level = BUDGET, [value]
    for _ in range(8):
        below = []
        for item in level:
            left -= len(item)
            if left < 0:
                return False
            if isinstance(item, range):
                continue
            for entry in item:
                if isinstance(entry, (list, tuple)):
                    below.append(entry)
                elif isinstance(entry, np.ndarray):
                    left -= entry.size
                elif not isinstance(entry, (numbers.Real, np.generic)):
                    return False
        if not below:
            return left >= 0
        level = below
    return False


def _shape(found: np.ndarray, wanted: np.ndarray) -> tuple[int, ...]:
    """The shape of what was found; where one number is wanted, [3] counts as 3."""
    return wanted.shape if found.size == wanted.size == 1 else found.shape


def _close(found: np.ndarray, wanted: np.ndarray, tolerance: float) -> bool:
    size = np.maximum(1.0, np.abs(wanted.astype(float)))
    if wanted.dtype.kind in "iu":  # whole numbers: only rounding in float32 is forgiven
        allowed = np.minimum(0.01, 1e-6 * size)
    else:
        allowed = tolerance * size
    with np.errstate(all="ignore"):
        return bool((np.abs(found.astype(float) - wanted) <= allowed).all())


class _Short(reprlib.Repr):
    """Short texts of anything, also of objects that cannot print themselves."""

    def repr_ndarray(self, array: np.ndarray, level: int) -> str:
        if array.size > 24 or array.dtype.kind not in "biuf":
            return f"array of shape {array.shape}"
        return np.array2string(array, precision=4, separator=", ").replace("\n", "")

    def repr_dict(self, value: dict, level: int) -> str:  # in its own order
        most = self.maxdict if level > 0 else 0
        pairs = islice(value.items(), most)
        said = [f"{self.repr1(k, 1)}: {self.repr1(v, level - 1)}" for k, v in pairs]
        return "{" + ", ".join(said + ["..."] * (len(value) > most)) + "}"

    def repr_float(self, value: float, level: int) -> str:
        return f"{value:.6g}"

    repr_float64 = repr_float32 = repr_float

    def repr_int(self, value: int, level: int) -> str:
        if value.bit_length() > 60:
            digits = int(value.bit_length() * math.log10(2))
            return f"a whole number of about {digits} digits"
        return repr(value)


_short = _Short()
_short.maxstring = _short.maxother = 60
_short.maxlevel = 3


def show(value: object) -> str:
    """A short text of any value, on one line."""
    if isinstance(value, np.generic):
        value = value.item()
    return " ".join(_short.repr(value).split())[:160]
