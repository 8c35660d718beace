"""Progress: written where it should be, by many at once, from any state of the file."""

import json
import multiprocessing
import os
import stat

import pytest

from dlbook.exercises import course_map, progress
from dlbook.exercises import gradient_descent as ex
from dlbook.exercises.exercise import Exercise


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.delenv("DLBOOK_PROGRESS", raising=False)
    monkeypatch.delenv("DLBOOK_SOLUTIONS", raising=False)
    here = tmp_path / "my_course"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def learners(folder):
    (folder / ".dlbook_course").write_text("# solutions = off\n")
    return folder / "dlbook_progress.json"


def kept(file):
    return json.loads(file.read_text())["exercises"]


def test_nothing_is_written_outside_a_learners_folder(folder):
    ex.q3.check(0.5)
    ex.guess.commit(12)
    ex.guess.forget()
    assert list(folder.iterdir()) == []
    assert {place.status for place in course_map()} == {"untouched"}


def test_what_is_right_stays_right(learners):
    for answer in (..., 1.0, 0.5312, 0.3, None):
        ex.q3.check(answer)
    assert kept(learners) == {"08c": {"status": "right", "tries": 3}}
    assert "\n" in learners.read_text(), "readable"


def test_the_map(learners):
    for exercise in (ex.q1, ex.q2, ex.q3, ex.q4, ex.q5):
        exercise.check(exercise.reference)
    from dlbook.exercises import layers

    layers.q1.check(3)
    places = {place.notebook: place for place in course_map()}
    assert places["08_gradient_descent"].status == "done"
    assert places["05_layers"].status == "tried"
    assert places["05_layers"].right == 0 and places["05_layers"].total == 5
    assert places["03_perceptron"].status == "untouched"
    assert len(places) == 17
    assert "05_layers.ipynb" in course_map()._repr_html_()
    assert "08_gradient_descent    5 of 5 right   done" in repr(course_map())


def test_the_variable_names_another_file(monkeypatch, tmp_path, folder):
    monkeypatch.setenv("DLBOOK_PROGRESS", str(tmp_path / "p.json"))
    ex.q3.check(0.5312)
    assert "08c" in kept(tmp_path / "p.json") and list(folder.iterdir()) == []


@pytest.mark.parametrize("where", [".dlbook_course", "../.dlbook_course"])
def test_a_lecturer_switches_solutions_off(where, folder, monkeypatch):
    assert progress.solutions_allowed()
    (folder / ".dlbook_course").write_text("# solutions = off\n")
    assert progress.solutions_allowed()
    (folder / where).write_text("# our class\n solutions = Off\n")
    assert not progress.solutions_allowed()
    monkeypatch.setenv("DLBOOK_SOLUTIONS", "on")
    assert progress.solutions_allowed()


# -- damaged and hostile files --------------------------------------------------------

GOOD = {"status": "right", "tries": 2}
DAMAGED = {
    "truncated": b'{"exercises": {"03a": {"sta',
    "empty": b"",
    "not text": bytes(range(256)),
    "huge": b"[" + b"1," * 600_000 + b"1]",
    "deep": b"[" * 100_000,
    "deep inside": b'{"exercises": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
    "a list": b"[]",
    "wrong types": b'{"exercises": 3, "predictions": [1]}',
    "wrong entries": b'{"exercises": {"03a": 1, "03b": {"status": "done"}}}',
    "big numbers": b'{"exercises": {"03a": {"status": "right", "tries": 1e400}}}',
    "bigger numbers": b'{"predictions": {"03": ' + b"9" * 5000 + b"}}",
    "nan": b'{"exercises": {"03a": {"status": NaN, "tries": -1}}}',
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_is_set_aside_and_said(kind, learners):
    learners.write_bytes(DAMAGED[kind])
    assert len(course_map()) == 17  # reading forgives, and touches nothing
    assert learners.read_bytes() == DAMAGED[kind]
    verdict = ex.q3.check(0.5312)
    assert verdict.status == "right"
    assert "dlbook_progress.damaged-1.json" in verdict.message
    aside = learners.with_name("dlbook_progress.damaged-1.json")
    assert aside.read_bytes() == DAMAGED[kind]
    assert kept(learners) == {"08c": {"status": "right", "tries": 1}}
    assert "damaged" not in ex.q3.check(0.5312).message  # said once


def test_the_good_part_of_a_damaged_file_is_kept(learners):
    learners.write_text(json.dumps({"exercises": {"03a": GOOD, "03b": "?"}}))
    assert "1 exercises could be read" in ex.q3.check(1).message
    assert kept(learners)["03a"] == GOOD


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights on Windows")
@pytest.mark.parametrize("kind", ["link", "dangling", "zero", "pipe", "folder"])
def test_what_is_no_file_is_neither_read_nor_overwritten(kind, learners, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps({"exercises": {"03a": GOOD}}))
    match kind:
        case "link":
            learners.symlink_to(secret)
        case "dangling":
            learners.symlink_to(tmp_path / "nowhere")
        case "zero":
            learners.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(learners)
        case "folder":
            learners.mkdir()
    assert "set aside" in (said := ex.q3.check(1).message) or "kept as" in said
    assert kept(learners) == {"08c": {"status": "not yet", "tries": 1}}
    assert stat.S_ISREG(os.lstat(learners).st_mode)
    assert json.loads(secret.read_text()) == {"exercises": {"03a": GOOD}}


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write all")
def test_a_folder_that_cannot_be_written_is_said(learners):
    learners.parent.chmod(0o500)
    try:
        assert "could not be saved" in ex.q3.check(0.5312).message
    finally:
        learners.parent.chmod(0o700)


def test_a_full_disk_is_said_and_nothing_is_lost(learners, monkeypatch):
    ex.q3.check(0.5312)
    before = learners.read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress.os, "fsync", full)
    verdict = ex.q2.check(1)
    assert "could not be saved: No space left on device" in verdict.message
    assert learners.read_bytes() == before
    assert not list(learners.parent.glob(".dlbook_*json.tmp"))
    names = {path.name for path in learners.parent.iterdir()}
    assert names <= {".dlbook_course", learners.name, f".{learners.name}.lock"}


# -- many at once ---------------------------------------------------------------------


def one_of_many(n):
    exercise = Exercise(f"t{n}", "?", n, {}, ["?"], one_of_many)
    return exercise.check(n).message


def test_a_hundred_writers_lose_nothing(learners):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        said = pool.map(one_of_many, range(100), chunksize=1)
    assert said == [""] * 100
    assert kept(learners) == {
        f"t{n}": {"status": "right", "tries": 1} for n in range(100)
    }


def test_a_lock_left_behind_or_held_does_not_block_for_ever(learners, monkeypatch):
    lock = learners.with_name(f".{learners.name}.lock")
    lock.write_text("left behind by a crash")
    monkeypatch.setattr(progress, "PATIENCE", 0.2)
    with progress._locked(learners):  # somebody holds it and does not let go
        assert ex.q3.check(0.5312).message == ""
    assert "08c" in kept(learners)


# -- predictions ----------------------------------------------------------------------


def test_a_guess_is_locked_and_survives_a_restart(learners):
    assert "12 steps" in repr(ex.guess.commit(12))
    assert "12 steps is locked" in repr(ex.guess.commit(26))
    ex.guess._guess = None  # a new kernel
    assert ex.guess.guess == 12
    assert "too low by 14, a factor of 2.2" in repr(ex.guess.reveal())
    ex.guess.forget()
    assert ex.guess.commit(26) and "spot on" in repr(ex.guess.reveal())
    ex.guess.forget()
