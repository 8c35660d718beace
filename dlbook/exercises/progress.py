"""A learner's progress: one readable JSON file beside the learner's notebooks.

It is kept only in a learner's own folder, which holds a file named `.dlbook_course`
(`course.py` puts it there), or at the path in the variable DLBOOK_PROGRESS; anywhere
else, such as among the course's own notebooks, nothing is written. It holds the state
and number of tries of each exercise and the guesses of predictions: no names, no times,
no answers.

    {"exercises": {"03a": {"status": "right", "tries": 2}}, "predictions": {"03": 5}}

Writing is atomic and under a lock of the operating system, which ends with the process
that holds it. A file that cannot be read is set aside under another name, never lost.

One setting switches the worked solutions off for a class: the line `solutions = off` in
`.dlbook_course`, in the learner's folder or the one above it, or DLBOOK_SOLUTIONS=off.
"""

import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dlbook.exercises.verdict import NOT_ATTEMPTED, NOT_YET, RIGHT

MARKER = ".dlbook_course"
FILE = "dlbook_progress.json"
LARGEST = 1_000_000  # bytes; a full course needs some 10,000
PATIENCE = 5.0  # seconds to wait for the lock; then write all the same
ABOUT = "Progress in the dlbook course. Delete this file to begin again."


def progress_file() -> Path | None:
    """Where progress is kept from here, or None where it is not kept."""
    chosen = os.environ.get("DLBOOK_PROGRESS")
    if chosen:
        return Path(chosen)
    try:
        return Path.cwd() / FILE if Path(MARKER).is_file() else None
    except OSError:
        return None


def solutions_allowed() -> bool:
    """False where a lecturer has switched the worked solutions off."""
    said = os.environ.get("DLBOOK_SOLUTIONS") or _setting("solutions")
    return (said or "on").strip().lower() not in ("off", "no", "false", "0")


def _setting(name: str) -> str | None:
    """The value of `name = value` in the nearest marker file that has the line."""
    for marker in (Path(MARKER), Path("..", MARKER)):
        try:
            text = marker.read_bytes()[:LARGEST].decode(errors="replace")
        except OSError:
            continue
        found = re.search(rf"^\s*{name}\s*=\s*(\w+)", text, re.MULTILINE)
        if found:
            return found[1]
    return None


def record(id: str, status: str) -> str:
    """Keep one try at an exercise; returns what the learner must be told, mostly ''.

    What was right once stays right."""
    if status == NOT_ATTEMPTED:
        return ""

    def one_try(state: dict) -> None:
        before = state["exercises"].get(id, {"status": status, "tries": 0})
        best = RIGHT if RIGHT in (status, before["status"]) else status
        state["exercises"][id] = {"status": best, "tries": before["tries"] + 1}

    return change(one_try)


def change(edit: Callable[[dict], None]) -> str:
    """Read the file, let `edit` change the state in place, and write it, under lock."""
    path = progress_file()
    if path is None:
        return ""
    try:
        with _locked(path):
            state, said = _read(path)
            edit(state)
            _write(path, state)
        return said
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return f"Your progress could not be saved: {reason}."


def load() -> dict:
    """The state: {"exercises": {id: {"status", "tries"}}, "predictions": {id: guess}}.

    Reads only, and forgives whatever it finds."""
    path = progress_file()
    try:
        raw = _parsed(path) if path else None
    except (OSError, ValueError, RecursionError, MemoryError):
        raw = None
    return _sound(raw)[0]


def _read(path: Path) -> tuple[dict, str]:
    """The state, and a sentence when the file was damaged and has been set aside."""
    try:
        state, damaged = _sound(_parsed(path))
    except FileNotFoundError:
        return _sound(None)[0], ""
    except (OSError, ValueError, RecursionError, MemoryError):
        state, damaged = _sound(None)[0], True
    if not damaged:
        return state, ""
    aside = next(
        (p for n in range(1, 100) if not os.path.lexists(p := _aside(path, n))),
        _aside(path, 100),
    )
    os.replace(path, aside)
    kept = len(state["exercises"])
    return state, (
        f"Your progress file was damaged. It is kept as `{aside.name}`; "
        f"{kept or 'no'} exercises could be read from it."
    )


def _aside(path: Path, n: int) -> Path:
    return path.with_name(f"{path.stem}.damaged-{n}{path.suffix}")


def _parsed(path: Path) -> object:
    """The JSON in the file; raises unless it is an ordinary file of sensible size."""
    kind = os.lstat(path)
    if not stat.S_ISREG(kind.st_mode) or kind.st_size > LARGEST:
        raise ValueError("not a progress file")
    return json.loads(path.read_bytes())


def _sound(raw: object) -> tuple[dict, bool]:
    """What can be used of parsed JSON, and whether anything had to be left out."""
    state: dict = {"about": ABOUT, "exercises": {}, "predictions": {}}
    if raw is None:
        return state, False
    if not isinstance(raw, dict):
        return state, True
    damaged = False
    for section, sound in (("exercises", _sound_try), ("predictions", _sound_guess)):
        entries = raw.get(section, {})
        if not isinstance(entries, dict):
            damaged = True
            continue
        good = {k: sound(v) for k, v in entries.items() if len(k) <= 20}
        state[section] = {k: v for k, v in good.items() if v is not None}
        damaged |= len(state[section]) < len(entries)
    return state, damaged


def _sound_try(entry: object) -> dict | None:
    if not isinstance(entry, dict):
        return None
    status, tries = entry.get("status"), entry.get("tries")
    sound = status in (RIGHT, NOT_YET) and type(tries) is int and 0 <= tries < 10**6
    return {"status": status, "tries": tries} if sound else None


def _sound_guess(guess: object) -> object | None:
    if isinstance(guess, list):
        sound = len(guess) <= 100 and all(type(v) in (int, float) for v in guess)
    else:
        sound = isinstance(guess, (int, float, str)) and len(str(guess)) < 200
    return guess if sound else None


def _write(path: Path, state: dict) -> None:
    """Replace the file in one step: a reader sees the old one or the new one."""
    text = json.dumps(state, indent=2, sort_keys=True) + "\n"
    handle, name = tempfile.mkstemp(prefix=".dlbook_", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _patiently(lambda: os.replace(name, path))
    except BaseException:
        os.unlink(name)
        raise


def _patiently(action: Callable[[], None]) -> None:
    """Try again for a moment: Windows refuses while somebody reads the file."""
    for _ in range(20):
        try:
            return action()
        except PermissionError:
            time.sleep(0.02)
    action()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock beside the file, or go on without it when patience is over.

    The lock is the operating system's, on an open file, so that it never outlives the
    process that holds it; the empty file that remains means nothing."""
    try:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(path.with_name("." + path.name + ".lock"), flags, 0o600)
    except OSError:
        yield  # a strange folder: writing itself will say what is wrong
        return
    try:
        end = time.monotonic() + PATIENCE
        while not _lock(handle) and time.monotonic() < end:
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)  # which also lets go of the lock


def _lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _lock_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: go on
        pass
    return True


def _lock_on_windows(handle: int) -> bool:
    try:
        import msvcrt
    except ImportError:  # a browser, where nobody else writes
        return True
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
