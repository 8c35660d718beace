"""course.py as a learner meets it: real folders, environments, ports and failures.

Every test works on a small course of its own. Where it needs packages, `.venv` is a
real environment that borrows this one's, so nothing is downloaded; where it installs,
it installs a wheel made here.
"""

import ast
import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

import copies
from tests.test_copies import notebook, posix

ROOT = Path(__file__).parents[1]
CLOSED = "http://127.0.0.1:9/"  # a loopback port that nobody listens on


@pytest.fixture
def course(tmp_path) -> Path:
    return small_course(tmp_path / "course")


def small_course(folder: Path) -> Path:
    (folder / "notebooks").mkdir(parents=True)
    for name in ("course.py", "copies.py"):
        shutil.copy(ROOT / name, folder)
    for name in ("requirements.txt", "constraints.txt"):
        (folder / name).write_text("")
    shutil.copytree(
        ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("[!r]*")
    )
    for name in ("00_start_here", "07_losses"):
        (folder / "notebooks" / f"{name}.ipynb").write_text(notebook("1 + 1"))
    return folder


def load(folder: Path):
    """That folder's course.py as a module, to look at its parts."""
    spec = importlib.util.spec_from_file_location("a_course", folder / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def borrow(folder: Path) -> Path:
    """Give a course a real .venv, recorded as complete, with this one's packages."""
    venv.create(folder / ".venv", symlinks=os.name != "nt")
    parts = load(folder)
    packages = sysconfig.get_path("purelib")
    (parts.PACKAGES / "borrowed.pth").write_text(packages)
    done = {name: parts.fingerprint(name) for name in parts.BENCH}
    done["python"] = "{}.{}".format(*sys.version_info)
    copies.write_json(parts.INSTALLED, done)
    return folder


def clean_environment(**extra: str) -> dict[str, str]:
    """This environment, without what would help or hinder an installation."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTEST"))}
    pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": CLOSED}
    return mine | pip | {"PIP_NO_CACHE_DIR": "1"} | extra


def call(folder: Path, *words: str, python: str = sys.executable, **extra: str):
    """What `python course.py words` prints and returns there."""
    command = [python, str(folder / "course.py"), *words]
    done = subprocess.run(
        command,
        env=clean_environment(**extra),
        cwd=folder.parent,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


def files(folder: Path) -> set[str]:
    """What stands in a folder, its environment and byte code left out."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return {p for p in paths if not p.startswith(".venv/") and "__pycache__" not in p}


# ---- Pythons too old, words unknown --------------------------------------------------


def test_any_python_3_can_read_it():
    ast.parse((ROOT / "course.py").read_text(), feature_version=(3, 4))
    assert (ROOT / "course.py").read_text().isascii()


def old_pythons() -> list[str]:
    versions = Path.home() / ".pyenv" / "versions"
    found = [shutil.which(f"python{v}") for v in ("2.7", "3.6", "3.8", "3.9", "3.10")]
    found += [
        p for v in ("2.7", "3.6", "3.10") for p in versions.glob(f"{v}*/bin/python")
    ]
    return [str(path) for path in found if path]


def test_old_pythons_are_told_so_kindly(course):
    tried = set()
    for python in old_pythons():
        asked = [python, "-c", "import sys; print(sys.version_info[0])"]
        answer = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
        if answer == "3":
            code, said = call(course, python=python)
            assert code == 10 and "needs Python 3.11 or newer" in said
        elif answer == "2":
            said = subprocess.run(
                [python, str(course / "course.py")], capture_output=True, text=True
            ).stderr
            assert "Python 2? Type: python3 course.py" in said
        tried.add(answer)
    assert ".venv" not in files(course)
    if not tried & {"2", "3"}:
        pytest.skip("no Python older than 3.11 on this machine")


def test_help_and_unknown_words(course):
    code, said = call(course, "--help")
    assert code == 0 and "python3 course.py test" in said
    code, said = call(course, "tset")
    assert code == 2 and "no command tset" in said and "course.py test" in said
    assert ".venv" not in files(course)


def test_every_command_in_the_help_exists():
    parts = load(ROOT)
    named = set(re.findall(r"python3 course\.py ([a-z]+)", parts.__doc__))
    assert named == set(parts.COMMANDS)


# ---- The set-up, with real pip -------------------------------------------------------


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> Path:
    """Two tiny packages to install."""
    folder = tmp_path_factory.mktemp("wheels")
    for name in ("tiny", "other"):
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}.py", "here = True\n")
            head = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
            wheel.writestr(f"{info}/METADATA", head)
            tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            wheel.writestr(f"{info}/WHEEL", tags)
            wheel.writestr(f"{info}/RECORD", "")
    return folder


def has(folder: Path, name: str) -> bool:
    python = load(folder).PYTHON
    words = [python, "-c", f"import {name}"]
    done = subprocess.run(words, cwd=folder.parent, capture_output=True)
    return done.returncode == 0


def test_set_up_offline_then_online_then_changed(course, wheels):
    (course / "requirements.txt").write_text("tiny\n")
    before = files(course)
    code, said = call(course)
    assert code == 12 and "proxy" in said and "certificates" in said
    assert files(course) == before | {".venv"}, "something outside .venv was touched"

    there = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    assert call(course, "setup", **there)[0] == 0, "the same command tries again"
    assert has(course, "tiny") and not has(course, "other")
    (course / "dlbook").mkdir()
    (course / "dlbook" / "__init__.py").touch()
    assert has(course, "dlbook"), "dlbook is on the path without a build"
    parts = load(course)

    assert call(course, "setup")[0] == 0, "a second set-up needs no network"
    (course / "requirements.txt").write_text("tiny\nother\n")
    record = parts.INSTALLED.read_text()
    assert call(course, "setup")[0] == 12, "changed requirements are installed"
    assert parts.INSTALLED.read_text() == record, "a failed download changes nothing"
    assert call(course, "setup", **there)[0] == 0 and has(course, "other")

    moved = course.rename(course.with_name("moved"))
    assert call(moved, "setup")[0] == 0 and has(moved, "dlbook"), "it can be moved"


@posix
def test_an_interrupted_set_up_is_done_again(course, wheels):
    (course / "requirements.txt").write_text("tiny\n")
    there = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls, never answers
        process = subprocess.Popen(
            [sys.executable, str(course / "course.py")],
            env=clean_environment(
                PIP_INDEX_URL=f"http://127.0.0.1:{silent.getsockname()[1]}/"
            ),
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        silent.settimeout(30)
        asking = silent.accept()
        os.killpg(process.pid, signal.SIGINT)
        assert b"Stopped" in process.communicate(timeout=30)[1]
        asking[0].close()
    assert process.returncode == 130
    parts = load(course)
    assert parts.PYTHON.exists() and not parts.INSTALLED.exists()
    (parts.PACKAGES / "half_a_package.py").touch()
    assert call(course, "setup", **there)[0] == 0
    assert has(course, "tiny") and not has(course, "half_a_package")


def test_another_python_makes_the_environment_anew(course, monkeypatch):
    parts = load(borrow(course))
    made = []
    monkeypatch.setattr(parts, "make_environment", lambda: made.append("anew"))
    monkeypatch.setattr(parts, "install", made.append)
    parts.set_up(parts.COURSE)
    assert made == []
    record = copies.read_json(parts.INSTALLED)
    copies.write_json(parts.INSTALLED, record | {"python": "3.2"})
    parts.set_up(parts.COURSE)
    assert made == ["anew", parts.COURSE]
    parts.set_up(parts.TESTS)
    assert made[2:] == [parts.TESTS], "what was recorded for another Python is void"
    parts.PYTHON.unlink()
    parts.set_up(parts.COURSE)
    assert made[3:] == ["anew", parts.COURSE], "a Python that is gone"


def test_an_interrupted_change_leaves_no_record(course, monkeypatch):
    parts = load(borrow(course))
    (course / "requirements.txt").write_text("tiny\n")

    def interrupted(files):
        raise KeyboardInterrupt

    monkeypatch.setattr(parts, "install", interrupted)
    assert parts.main(["setup"]) == 130
    assert not parts.INSTALLED.exists(), "half an environment counted as a whole one"


@posix
@pytest.mark.parametrize(("result", "pip_runs"), [(0, False), (1, True)])
def test_uv_goes_first_and_pip_after_it(
    course, tmp_path, monkeypatch, result, pip_runs
):
    uv = tmp_path / "bin" / "uv"
    copies.write(
        uv, f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexit {result}\n'.encode()
    )
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{uv.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (course / "requirements.txt").write_text("unheard-of\n")
    parts = load(borrow(course))
    with contextlib.nullcontext() if result == 0 else pytest.raises(parts.Stop):
        parts.install(parts.COURSE)
    asked = (tmp_path / "asked").read_text()
    assert "--compile-bytecode" in asked and "-c" in asked and "-r" in asked
    assert ("unheard-of" in parts.LOG.read_text()) == pip_runs


def test_a_python_without_venv(course, tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError('Debian')")
    code, said = call(course, PYTHONPATH=str(tmp_path))
    assert code == 11 and "apt install python3-venv" in said
    assert ".venv" not in files(course), "nothing is left half made"


def test_it_does_not_saw_off_its_own_branch(course):
    parts = load(borrow(course))
    parts.INSTALLED.unlink()
    code, said = call(course, python=str(parts.PYTHON))
    assert code == 11 and "deactivate" in said and parts.PYTHON.exists()


# ---- Disks: full, read-only ----------------------------------------------------------


def on_a_disk(course: Path, mount: str, *words: str) -> tuple[int, str]:
    """Run course.py where `mount` (shell) has laid another file system."""
    if not shutil.which("unshare"):
        pytest.skip("needs unshare, to mount a disk of its own")
    probe = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "x", "/mnt"])
    if probe.returncode:
        pytest.skip("this machine allows no mounts of its own")
    command = f'{mount} && exec "$@"'
    python = [sys.executable, str(course / "course.py"), *words]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", command, "sh", *python],
        env=clean_environment(course=str(course)),
        cwd=course,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


READ_ONLY = 'mount --bind "$course" "$course" && mount -o remount,bind,ro "$course"'


@posix
def test_a_read_only_folder(course):
    code, said = on_a_disk(course, READ_ONLY)
    assert code == 14 and "copy all of it to a place of your own" in said


@posix
def test_a_read_only_folder_that_is_set_up(course):
    code, said = on_a_disk(borrow(course), READ_ONLY)
    assert code == 14 and "my_course" in said


@posix
def test_too_little_room_for_the_packages(course):
    small = 'cp -r "$course" /mnt && mount -t tmpfs -o size=9m x "$course"'
    code, said = on_a_disk(course, f'mount -t tmpfs x /mnt && {small} && cp -r '
                           '/mnt/course/. "$course"')  # fmt: skip
    assert code == 13 and "600 MB" in said and " 9 MB are free" in said


@posix
def test_a_disk_that_fills_up_keeps_what_was_there(course):
    borrow(course)
    mine = course / "my_course"
    copies.refresh(course / "notebooks", mine)
    (course / "notebooks" / "07_losses.ipynb").write_text(notebook("2" * 3_000_000))
    full = 'cp -r my_course /mnt && mount -t tmpfs -o size=1m x "$course/my_course"'
    show = "trap 'cat my_course/07_losses.ipynb; ls -A my_course' EXIT"
    code, said = on_a_disk(
        course,
        f"mount -t tmpfs x /mnt && {full} && cp -r /mnt/my_course . && "
        f'{show} && "$@" || exit $?; true',
    )
    assert code == 13 and "Make room" in said
    assert notebook("1 + 1") in said and ".part" not in said


@pytest.mark.parametrize("output", ["[Errno 28]", "OSError: No space left on device"])
def test_a_full_disk_in_the_words_of_pip(course, output):
    parts = load(course)
    other = parts.Stop(12, "network")
    assert parts.why(output, other).code == 13
    assert parts.why("Connection refused", other) is other


# ---- JupyterLab ----------------------------------------------------------------------


def test_it_serves_the_first_notebook_beside_a_taken_port(course):
    pytest.importorskip("jupyterlab")
    borrow(course)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(course / "course.py"), "--port", str(port)]
        env = clean_environment(JUPYTER_CONFIG_DIR=str(course / "config"))
        for screen in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            env.pop(screen, None)
        flags = ["--ServerApp.ip=127.0.0.1"] + ["--no-browser"] * (os.name == "nt")
        process = subprocess.Popen(
            command + flags,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            address = ""
            for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+/lab/tree/\S+", line):
                    address = found[0]
                    break
            assert "my_course/00_start_here.ipynb?token=" in address
            assert f":{port}/" not in address, "the port was taken"
            page = address.replace("/lab/tree", "/api/contents")
            for _ in range(100):
                with contextlib.suppress(OSError):
                    with urllib.request.urlopen(page, timeout=9) as answer:
                        assert json.load(answer)["name"] == "00_start_here.ipynb"
                    break
                time.sleep(0.1)
            else:
                pytest.fail("it never answered")
        finally:
            process.terminate()
            process.communicate(timeout=20)


@pytest.fixture
def handed(course, monkeypatch):
    """What course.py would become: its command and environment, caught at the door."""
    parts = load(borrow(course))
    caught = {}

    def catch(command, **options):
        caught.update(command=[str(word) for word in command], env=dict(os.environ))
        raise SystemExit(0)

    monkeypatch.setattr(parts.os, "execv", lambda path, command: catch(command))
    monkeypatch.setattr(parts.subprocess, "Popen", catch)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.chdir(course)

    def handed(*words: str, **env: str):
        os.environ.update(env)
        with pytest.raises(SystemExit):
            parts.main(list(words))
        return caught["command"], caught["env"]

    for name in list(os.environ):
        if name.endswith("_THREADS"):
            del os.environ[name]
    return handed


def test_one_blas_thread_unless_the_user_says_otherwise(handed):
    _, env = handed("--no-browser")
    assert env["OPENBLAS_NUM_THREADS"] == env["MKL_NUM_THREADS"] == "1"


def test_the_users_threads_stay(handed):
    _, env = handed("test", OMP_NUM_THREADS="4")
    assert env["OMP_NUM_THREADS"] == "4" and "OPENBLAS_NUM_THREADS" not in env


def test_pytest_called_alone_takes_one_blas_thread_too():
    """Else two workers on two cores wait for each other until cells run out of time."""
    code = "import os, conftest; print(os.environ['OPENBLAS_NUM_THREADS'])"
    env = {k: v for k, v in os.environ.items() if not k.endswith("_THREADS")}
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, cwd=ROOT, env=env, text=True) == "1\n"


def test_the_bench_chooses_its_own_threads(handed):
    command, env = handed("bench", "--quick")
    assert command[-1] == "--quick" and "OPENBLAS_NUM_THREADS" not in env


def test_flags_go_on_to_jupyter(handed, monkeypatch):
    command, _ = handed("--port", "9000", DISPLAY=":0")
    assert command[-2:] == ["--port", "9000"] and "--no-browser" not in command
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--allow-root" in handed()[0]
    monkeypatch.setattr(sys, "platform", "linux")
    for screen in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        os.environ.pop(screen, None)
    assert "--no-browser" in handed()[0], "a text browser would take the terminal"
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in handed()[0]


def test_jupyterlab_asks_about_no_news(handed, course):
    handed()
    settings = course / ".venv/share/jupyter/lab/settings/overrides.json"
    assert '"fetchNews": "false"' in settings.read_text()
    settings.write_text("{}")
    handed()
    assert "fetchNews" in settings.read_text(), "an update of the course brings them"


def test_nbconvert_keeps_alt_texts(handed, course):
    handed()
    settings = course / ".venv/etc/jupyter/jupyter_nbconvert_config.json"
    exporter = json.loads(settings.read_text())["HTMLExporter"]
    assert exporter["template_name"] == "classic"


def test_kernels_explain_a_missing_name(handed, course):
    handed()
    settings = course / ".venv/etc/ipython/ipython_config.json"
    extensions = json.loads(settings.read_text())["InteractiveShellApp"]["extensions"]
    assert extensions == ["missing_name"]


def test_flags_go_on_to_pytest(handed, capsys):
    command, _ = handed("test", "-k", "neuron")
    assert command[-4:] == ["tests", "notebooks", "-k", "neuron"]
    assert {"--nbval", "--nbval-cell-timeout=120", "--dist=loadscope"} < set(command)
    assert "Optional parts: missing torch" in capsys.readouterr().out
    command, _ = handed("test", "tests/test_layers.py::test_one")
    assert "tests" not in command and "notebooks" not in command


def test_a_course_without_notebooks_still_opens(handed, course):
    shutil.rmtree(course / "notebooks")
    assert not any("default_url" in word for word in handed()[0])


# ---- The learner's copies: test_copies.py has the rest -------------------------------


def test_reset_lays_a_fresh_copy_beside(course):
    mine = course / "my_course"
    copies.refresh(course / "notebooks", mine)
    (mine / "07_losses.ipynb").write_text("my work")
    code, said = call(course, "reset", "7")
    assert code == 0 and "my_course/07_losses_fresh.ipynb" in said
    assert (mine / "07_losses.ipynb").read_text() == "my work"
    assert (mine / "07_losses_fresh.ipynb").read_text() == notebook("1 + 1")
    for wrong in (["reset"], ["reset", "99"]):
        code, said = call(course, *wrong)
        assert code == 2 and "reset 07" in said


def test_a_file_in_the_place_of_a_folder_is_named(course):
    (course / "my_course").write_text("my shopping list")
    code, said = call(course, "reset", "7")
    assert code == 14 and "place of a folder" in said and "my_course" in said
