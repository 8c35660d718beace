"""The learner's copies in every kind of trouble: nothing of theirs is lost or changed.

`lived_in` is a folder with all that a learner may have; each failure is made at each
point where it can come, and the next start has to end where one without it ends.
"""

import errno
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

import copies

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="uses what Windows has not")


def notebook(*sources: str) -> str:
    """A notebook as JupyterLab writes it, unexecuted."""
    empty = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
    }
    cells = [empty | {"id": f"c{n}", "source": s} for n, s in enumerate(sources)]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)


def publish(mine: Path, text: str) -> list[str]:
    """A new edition of notebook 07 comes out, and the course is started."""
    edit(mine.parent / "notebooks" / "07_losses.ipynb", text)
    return copies.refresh(mine.parent / "notebooks", mine)


def edit(path: Path, text: str) -> None:
    copies.write(path, notebook(text).encode())


def source(path: Path) -> str:
    return json.loads(path.read_text())["cells"][0]["source"]


def names(mine: Path) -> list[str]:
    return sorted(path.name for path in mine.glob("*.ipynb"))


def content(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def mine(tmp_path) -> Path:
    return laid(tmp_path / "course")


def laid(course: Path) -> Path:
    """The learner's folder of a small course, after its first start."""
    for name in ("00_start_here", "07_losses"):
        edit(course / "notebooks" / f"{name}.ipynb", "1 + 1")
    copies.write(course / "notebooks" / "programs" / "digits.py", b"print(1)\n")
    copies.refresh(course / "notebooks", course / "my_course")
    return course / "my_course"


def lived_in(course: Path) -> tuple[Path, dict[str, bytes]]:
    """Such a folder weeks later, as a new edition of everything comes; what is theirs.

    One notebook is edited, one only run, and a name the course may want is taken.
    """
    mine = laid(course)
    edit(mine / "07_losses.ipynb", "my work")
    edit(mine / "07_losses_fresh.ipynb", "my own file")
    edit(mine / "weekend.ipynb", "my experiment")
    copies.write(mine / "dlbook_progress.json", b'{"exercises": {}}')
    theirs = content(mine)
    for name in ("00_start_here.ipynb", "programs/digits.py"):  # untouched
        del theirs[name]
    for name in (copies.RECORD, copies.MARKER):
        del theirs[name]
    for name in ("00_start_here", "07_losses", "08_new"):
        edit(course / "notebooks" / f"{name}.ipynb", "2 + 2")
    copies.write(course / "notebooks" / "programs" / "digits.py", b"print(2)\n")
    return mine, theirs


# ---- What happens to a copy ----------------------------------------------------------


def test_copies_are_laid_with_what_notebooks_read(tmp_path):
    notebooks, mine = tmp_path / "notebooks", tmp_path / "my_course"
    edit(notebooks / "00_start_here.ipynb", "1 + 1")
    copies.write(notebooks / "programs" / "digits.py", b"print(1)\n")
    copies.write(notebooks / ".ipynb_checkpoints" / "old.ipynb", b"")
    copies.write(notebooks / "programs" / "__pycache__" / "digits.pyc", b"")
    assert copies.refresh(notebooks, mine) == []
    course = {"00_start_here.ipynb", "programs/digits.py"}
    assert set(content(mine)) == course | {copies.RECORD, copies.MARKER}


def test_untouched_copies_follow_the_course(mine):
    assert publish(mine, "2 + 2") == []
    assert source(mine / "07_losses.ipynb") == "2 + 2" and len(names(mine)) == 2


def test_to_run_a_notebook_is_not_to_edit_it(mine):
    path = mine / "07_losses.ipynb"
    ran = json.loads(path.read_text())
    ran["cells"][0] |= {"execution_count": 7, "outputs": ["2"], "source": ["1 +", " 1"]}
    path.write_text(json.dumps(ran))
    assert publish(mine, "1 + 1") == [] and '"execution_count": 7' in path.read_text()
    assert publish(mine, "2 + 2") == [] and source(path) == "2 + 2"


def test_edited_copies_stay_and_new_editions_stand_beside_them_once(mine):
    edit(mine / "07_losses.ipynb", "my work")
    assert publish(mine, "1 + 1") == [], "the same edition: nothing to say"
    (said,) = publish(mine, "2 + 2")
    assert "07_losses.ipynb is yours" in said and "07_losses_fresh.ipynb" in said
    assert publish(mine, "2 + 2") == [], "said once"
    assert source(mine / "07_losses.ipynb") == "my work"
    assert source(mine / "07_losses_fresh.ipynb") == "2 + 2"
    publish(mine, "3 + 3")
    assert source(mine / "07_losses_fresh.ipynb") == "3 + 3", "nobody had edited it"
    edit(mine / "07_losses_fresh.ipynb", "more work")
    publish(mine, "4 + 4")
    assert source(mine / "07_losses.ipynb") == "my work"
    assert source(mine / "07_losses_fresh.ipynb") == "more work"
    assert source(mine / "07_losses_fresh_2.ipynb") == "4 + 4"


def test_deleted_copies_come_back(mine):
    (mine / "07_losses.ipynb").unlink()
    shutil.rmtree(mine / "programs")
    publish(mine, "1 + 1")
    assert source(mine / "07_losses.ipynb") == "1 + 1"
    assert (mine / "programs" / "digits.py").exists()


def test_a_deleted_fresh_copy_comes_back_with_the_next_edition_only(mine):
    edit(mine / "07_losses.ipynb", "my work")
    publish(mine, "2 + 2")
    (mine / "07_losses_fresh.ipynb").unlink()
    assert publish(mine, "2 + 2") == [] and len(names(mine)) == 2
    publish(mine, "3 + 3")
    assert source(mine / "07_losses_fresh.ipynb") == "3 + 3"


def test_renamed_copies_stay_under_their_new_name(mine):
    edit(mine / "07_losses.ipynb", "my work")
    (mine / "07_losses.ipynb").rename(mine / "ours.ipynb")
    publish(mine, "2 + 2")
    assert source(mine / "ours.ipynb") == "my work"
    assert source(mine / "07_losses.ipynb") == "2 + 2"


def test_a_fresh_copy_taken_over_follows_the_course_again(mine):
    edit(mine / "07_losses.ipynb", "my work")
    publish(mine, "2 + 2")
    (mine / "07_losses_fresh.ipynb").replace(mine / "07_losses.ipynb")
    assert publish(mine, "3 + 3") == []
    assert source(mine / "07_losses.ipynb") == "3 + 3" and len(names(mine)) == 2


def test_a_notebook_that_left_the_course_stays_with_the_learner(mine):
    (mine.parent / "notebooks" / "00_start_here.ipynb").unlink()
    publish(mine, "2 + 2")
    assert names(mine) == ["00_start_here.ipynb", "07_losses.ipynb"]


def test_what_is_theirs_stays_and_all_the_rest_is_new(tmp_path):
    mine, theirs = lived_in(tmp_path)
    (said,) = copies.refresh(tmp_path / "notebooks", mine)
    assert "its new edition is 07_losses_fresh_2.ipynb" in said
    assert theirs.items() <= content(mine).items()
    for new in ("00_start_here", "07_losses_fresh_2", "08_new"):
        assert source(mine / f"{new}.ipynb") == "2 + 2"
    assert (mine / "programs" / "digits.py").read_text() == "print(2)\n"


def test_a_start_without_news_writes_nothing(mine):
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*")}
    publish(mine, "1 + 1")
    assert {path: path.stat().st_mtime_ns for path in mine.rglob("*")} == before


def test_reset_lays_each_fresh_copy_beside(tmp_path):
    mine, theirs = lived_in(tmp_path)
    for _ in range(2):  # the second time over the first, which nobody has edited
        assert copies.reset(tmp_path / "notebooks", mine, "7") == [
            "07_losses_fresh_2.ipynb"
        ]
    assert source(mine / "07_losses_fresh_2.ipynb") == "2 + 2"
    assert theirs.items() <= content(mine).items()
    assert copies.reset(tmp_path / "notebooks", mine, "99") == []


# ---- What a learner, or bad luck, leaves there ---------------------------------------


@pytest.mark.parametrize("damage", ["", "{", "[1]", "[" * 100_000, None])
def test_a_lost_or_damaged_record_loses_no_work(mine, damage):
    edit(mine / "07_losses.ipynb", "my work")
    record = mine / copies.RECORD
    record.unlink() if damage is None else record.write_text(damage)
    publish(mine, "2 + 2")
    assert source(mine / "07_losses.ipynb") == "my work"
    assert source(mine / "07_losses_fresh.ipynb") == "2 + 2"
    assert not (mine / "00_start_here_fresh.ipynb").exists()


def test_a_record_of_nonsense_loses_no_work(tmp_path):
    mine, theirs = lived_in(tmp_path)
    nonsense = dict.fromkeys(content(tmp_path / "notebooks"), [None])
    copies.write_json(mine / copies.RECORD, nonsense)
    copies.refresh(tmp_path / "notebooks", mine)
    assert theirs.items() <= content(mine).items()
    assert source(mine / "00_start_here_fresh.ipynb") == "2 + 2"


@pytest.mark.parametrize("damage", ["half a notebook", '{"cells": [[', "[" * 100_000])
def test_a_damaged_notebook_of_the_learner_is_work_too(mine, damage):
    (mine / "07_losses.ipynb").write_text(damage)
    publish(mine, "2 + 2")
    assert (mine / "07_losses.ipynb").read_text() == damage
    assert source(mine / "07_losses_fresh.ipynb") == "2 + 2"


def test_a_folder_in_the_place_of_a_notebook(mine):
    for name in ("07_losses.ipynb", "07_losses_fresh.ipynb"):
        (mine / name).unlink(missing_ok=True)
        (mine / name / "mine").mkdir(parents=True)
    publish(mine, "2 + 2")
    assert (mine / "07_losses.ipynb" / "mine").is_dir()
    assert source(mine / "07_losses_fresh_2.ipynb") == "2 + 2"


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    mine, theirs = lived_in(tmp_path)
    shutil.rmtree(mine / "programs")
    (mine / "programs").write_text("my shopping list")
    with pytest.raises(PermissionError, match="place of a folder.*programs"):
        copies.refresh(tmp_path / "notebooks", mine)
    assert (mine / "programs").read_text() == "my shopping list"
    assert source(mine / "08_new.ipynb") == "2 + 2", "the notebooks are there"
    (mine / "programs").unlink()
    copies.refresh(tmp_path / "notebooks", mine)
    assert theirs.items() <= content(mine).items()
    assert (mine / "programs" / "digits.py").read_text() == "print(2)\n"


def test_a_file_in_the_place_of_the_learners_folder_is_named(tmp_path):
    edit(tmp_path / "notebooks" / "07_losses.ipynb", "1 + 1")
    (tmp_path / "my_course").write_text("my shopping list")
    for command in (copies.refresh, lambda *a: copies.reset(*a, "07")):
        with pytest.raises(PermissionError, match="place of a folder.*my_course"):
            command(tmp_path / "notebooks", tmp_path / "my_course")
    assert (tmp_path / "my_course").read_text() == "my shopping list"


@posix
def test_the_learners_folder_may_lie_elsewhere(tmp_path):
    (tmp_path / "my_course").symlink_to(tmp_path / "stick")
    edit(tmp_path / "notebooks" / "07_losses.ipynb", "1 + 1")
    with pytest.raises(PermissionError, match="leads nowhere"):
        copies.refresh(tmp_path / "notebooks", tmp_path / "my_course")
    (tmp_path / "stick").mkdir()
    mine, theirs = lived_in(tmp_path)
    copies.refresh(tmp_path / "notebooks", mine)
    assert mine.is_symlink() and theirs.items() <= content(tmp_path / "stick").items()


@posix
def test_a_linked_notebook_leaves_the_file_it_leads_to(mine, tmp_path):
    for text in ("1 + 1", "my work"):
        edit(tmp_path / "elsewhere.ipynb", text)
        (mine / "07_losses.ipynb").unlink()
        (mine / "07_losses.ipynb").symlink_to(tmp_path / "elsewhere.ipynb")
        publish(mine, f"a new edition, not {text}")
        assert source(tmp_path / "elsewhere.ipynb") == text


# ---- Read-only -----------------------------------------------------------------------


def test_a_notebook_made_read_only_stays(mine):
    path = mine / "07_losses.ipynb"
    path.chmod(0o444)
    before = path.read_bytes()
    (said,) = publish(mine, "2 + 2")
    (mine / "07_losses_fresh.ipynb").chmod(0o444)
    publish(mine, "3 + 3")
    assert "07_losses_fresh.ipynb" in said and path.read_bytes() == before
    assert source(mine / "07_losses_fresh.ipynb") == "2 + 2"
    assert source(mine / "07_losses_fresh_2.ipynb") == "3 + 3"
    path.chmod(0o644)  # it can be deleted on Windows, too
    (mine / "07_losses_fresh.ipynb").chmod(0o644)


def test_a_course_of_read_only_files_is_copied_all_the_same(mine):
    for text in ("2 + 2", "3 + 3"):
        path = mine.parent / "notebooks" / "07_losses.ipynb"
        edit(path, text)
        path.chmod(0o444)
        assert copies.refresh(path.parent, mine) == []
        assert source(mine / "07_losses.ipynb") == text
        path.chmod(0o644)


@contextmanager
def somebody(folder: Path):
    """Own `folder` and stand in it as a user whom permissions bind, as none bind root.

    Paths must be relative then: the way there may be closed.
    """
    before, root = Path.cwd(), os.geteuid() == 0
    os.chdir(folder)
    if root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        os.chdir(before)


@posix
def test_a_read_only_folder_of_the_learner(tmp_path):
    mine, theirs = lived_in(tmp_path)
    before = content(mine)
    with somebody(tmp_path):
        Path("my_course").chmod(0o555)
        for command in (copies.refresh, lambda *a: copies.reset(*a, "07")):
            with pytest.raises(PermissionError):
                command(Path("notebooks"), Path("my_course"))
        Path("my_course").chmod(0o755)
        assert content(mine.relative_to(tmp_path)) == before
        copies.refresh(Path("notebooks"), Path("my_course"))
        after = content(Path("my_course"))
        Path("my_course").chmod(0o555)
        assert copies.refresh(Path("notebooks"), Path("my_course")) == [], "no news"
        Path("my_course").chmod(0o755)
    assert theirs.items() <= after.items() and after["08_new.ipynb"]


@posix
def test_a_notebook_that_cannot_be_read(tmp_path):
    mine, theirs = lived_in(tmp_path)
    with somebody(tmp_path):
        Path("my_course/07_losses.ipynb").chmod(0)
        (said,) = copies.refresh(Path("notebooks"), Path("my_course"))
        Path("my_course/07_losses.ipynb").chmod(0o644)
    assert "07_losses_fresh_2.ipynb" in said
    assert theirs.items() <= content(mine).items()


# ---- Full disks, power cuts ----------------------------------------------------------

REFRESH, RESET = ("refresh",), ("reset", "07")
EACH = pytest.mark.parametrize("command", [REFRESH, RESET], ids=" ".join)


def run(command: tuple[str, ...], course: Path) -> None:
    word, *numbers = command
    getattr(copies, word)(course / "notebooks", course / "my_course", *numbers)


def without_trouble(command: tuple[str, ...], course: Path) -> dict[str, bytes]:
    """What the learner's folder holds after a start that nothing befell."""
    mine, _ = lived_in(course)
    run(command, course)
    return content(mine)


@EACH
@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_failure_at_every_point(tmp_path, monkeypatch, command, call, code):
    expected = without_trouble(command, tmp_path / "untroubled")
    real = getattr(os, call)
    for stop_at in count():
        mine, theirs = lived_in(course := tmp_path / f"stop{stop_at}")
        left = iter(range(stop_at))

        def fail(*words, left=left):
            if next(left, None) is None:
                raise OSError(code, os.strerror(code))
            return real(*words)

        try:
            with monkeypatch.context() as patch:
                patch.setattr(os, call, fail)
                run(command, course)
            break
        except OSError as error:
            assert error.errno == code
        assert theirs.items() <= content(mine).items()
        assert not list(mine.rglob("*.part"))
        run(command, course)
        assert content(mine) == expected
    assert stop_at == {REFRESH: 8, RESET: 2}[command], "a file and its record each"


@EACH
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_power_cut_at_every_point(tmp_path, command, call):
    """The process ends there, with no time for anything."""
    expected = without_trouble(command, tmp_path / "untroubled")
    program = f"""
import os, sys, copies
from pathlib import Path
command, notebooks, mine, stop_at, *numbers = sys.argv[1:]
left, real = iter(range(int(stop_at))), os.{call}
def end(*words):
    return os._exit(9) if next(left, None) is None else real(*words)
os.{call} = end
getattr(copies, command)(Path(notebooks), Path(mine), *numbers)
"""
    word, *numbers = command
    for stop_at in count():
        mine, theirs = lived_in(course := tmp_path / f"stop{stop_at}")
        words = [word, course / "notebooks", mine, str(stop_at), *numbers]
        done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT)
        if done.returncode == 0:
            break
        assert done.returncode == 9
        assert theirs.items() <= content(mine).items()
        run(command, course)
        assert content(mine) == expected, "with nothing left over"
    assert stop_at == {REFRESH: 8, RESET: 2}[command], "a file and its record each"


def test_an_interrupted_update_and_then_another_edition(mine, monkeypatch):
    """Nobody edited it, so it follows: at most one file has no record yet."""
    with monkeypatch.context() as patch, pytest.raises(OSError):
        real = copies.write
        full = OSError(errno.ENOSPC, "full")

        def write(path, content):
            if path.name == "digits.py":
                raise full
            real(path, content)

        patch.setattr(copies, "write", write)
        (mine.parent / "notebooks" / "programs" / "digits.py").write_text("new")
        publish(mine, "2 + 2")
    assert publish(mine, "3 + 3") == []
    assert source(mine / "07_losses.ipynb") == "3 + 3" and len(names(mine)) == 2


def on_disks_of_every_size(folder: Path) -> None:
    """With real disks: full at once, a block later, and so on until all fits."""
    expected = without_trouble(REFRESH, folder / "untroubled")
    course = folder / "disk"
    for blocks in count():
        course.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o"]
        subprocess.run([*mount, "size=1m", "x", course], check=True)
        mine, theirs = lived_in(course)
        disk = os.statvfs(course)
        room = (disk.f_blocks - disk.f_bfree + blocks) * disk.f_bsize
        subprocess.run([*mount, f"remount,size={room}", "x", course], check=True)
        try:
            run(REFRESH, course)
            finished = True
        except OSError as error:
            finished = False
            assert error.errno == errno.ENOSPC
        assert theirs.items() <= content(mine).items()
        assert not list(mine.rglob("*.part"))
        subprocess.run([*mount, "remount,size=1m", "x", course], check=True)
        run(REFRESH, course)
        assert content(mine) == expected
        subprocess.run(["umount", course], check=True)
        course.rmdir()
        if finished:
            break
    print(f"full {blocks} times")


@posix
def test_a_real_disk_that_fills_up(tmp_path):
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "x", str(tmp_path)]
    if not shutil.which("unshare") or subprocess.run(probe).returncode:
        pytest.skip("this machine allows no mounts of its own")
    program = f"""
from pathlib import Path
from tests.test_copies import on_disks_of_every_size
on_disks_of_every_size(Path({str(tmp_path)!r}))
"""
    command = ["unshare", "-rm", sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) >= 3


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    copies.write(tmp_path / "file", b"old")
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(os, "replace", lambda part, path: 1 / 0)
        copies.write(tmp_path / "file", b"new")
    assert content(tmp_path) == {"file": b"old"}


def test_learners_copies_are_not_in_git():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"my_course/", ".venv/"} <= set(ignored)
