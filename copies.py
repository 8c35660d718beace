"""The learner's own copies of the notebooks: kept, refreshed, never written over.

`course.py` calls this before Python packages are there: the standard library alone.
"""

import errno
import hashlib
import json
import os
import stat
from pathlib import Path

RECORD = ".editions.json"  # name of a copy -> the edition that was laid there
MARKER = ".dlbook_course"  # where it lies, exercises keep the learner's progress
MARKER_WORDS = b"""\
# A learner's folder: progress is kept beside this file, in dlbook_progress.json.
# To hide the worked solutions, remove the sign from the next line:
# solutions = off
"""


def refresh(course: Path, mine: Path) -> list[str]:
    """Bring the folder `mine` up to date with `course`; returns words for the learner.

    What is missing is copied. What the learner has not edited follows the course. What
    was edited stays, and a new edition is laid beside it, once. The record follows each
    file that was laid: wherever this is interrupted, it can be done again.
    """
    if not (mine / MARKER).exists():
        write(mine / MARKER, MARKER_WORDS)
    record, words = read_json(mine / RECORD), []
    for source in course_files(course):
        name = source.relative_to(course).as_posix()
        new, here, laid = edition(source), edition(mine / name), record.get(name)
        if here in ("", laid) and not locked(mine / name):
            if here != new:
                write(mine / name, source.read_bytes())
        elif new not in (here, laid):
            beside = lay_beside(course, mine, name, record)
            words.append(f"{name} is yours and stays; its new edition is {beside}")
        if laid != new:
            record[name] = new
            write_json(mine / RECORD, record)
    return words


def reset(course: Path, mine: Path, number: str) -> list[str]:
    """Lay a fresh copy of notebook `number` beside the learner's own; its name."""
    record = read_json(mine / RECORD)
    names = [path.relative_to(course).as_posix() for path in course_files(course)]
    chosen = [name for name in names if number and name.startswith(number.zfill(2))]
    fresh = [lay_beside(course, mine, name, record) for name in chosen]
    write_json(mine / RECORD, record)
    return fresh


def lay_beside(course: Path, mine: Path, name: str, record: dict) -> str:
    """Copy under the first free name: 07_losses_fresh.ipynb, 07_losses_fresh_2 ..."""
    place, new, number = Path(name), edition(course / name), 1
    while True:
        ending = f"_fresh_{number}" if number > 1 else "_fresh"
        beside = place.with_stem(place.stem + ending).as_posix()
        known = edition(mine / beside) in ("", new, record.get(beside))  # never edited
        if known and not locked(mine / beside):
            write(mine / beside, (course / name).read_bytes())
            record[beside] = new
            return beside
        number += 1


def course_files(course: Path) -> list[Path]:
    """Every file of the course but hidden ones and what programs leave behind."""
    return [
        path
        for path in sorted(course.rglob("*"))
        if path.is_file()
        and not any(p.startswith((".", "__")) for p in path.relative_to(course).parts)
    ]


def edition(path: Path) -> str:
    """A number for what a learner can edit, "" for no file. To run is not to edit."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:
        return "closed"  # a folder, or a file of somebody else: no edition's number
    try:
        cells = [
            [cell["cell_type"], "".join(cell["source"]), cell.get("attachments")]
            for cell in json.loads(content)["cells"]
        ]
        content = json.dumps(cells, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # no notebook, or a damaged one: then every byte counts
    return hashlib.sha256(content).hexdigest()


def locked(path: Path) -> bool:
    """Whether the learner has made a file read-only: that is a wish, too."""
    return path.exists() and not path.stat().st_mode & stat.S_IWRITE


def read_json(path: Path) -> dict:
    """What the file holds; nothing where it is missing or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: dict) -> None:
    """Write it readably, all of it or nothing."""
    write(path, json.dumps(content, indent=1, sort_keys=True).encode())


def write(path: Path, content: bytes) -> None:
    """All of it or nothing: whatever happens, the old file or the new one stands."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        words = "a file, or a link that leads nowhere, in the place of a folder"
        raise PermissionError(errno.EACCES, words, str(path.parent)) from None
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            os.fsync(file.fileno())  # some disks say only now that they are full
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
