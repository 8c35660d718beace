"""Nothing shuts a front end out: VS Code, Colab, Binder, Voilà, a browser's own Python.

What can be checked without them is checked here: what the package may use, that it
needs no network, that its widgets are those every front end has, and that the files
for Binder, for dev containers and for a class name only what exists and say the same.
"""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

import dlbook
from dlbook.exercises.progress import solutions_allowed

ROOT = Path(__file__).parents[1]
PACKAGE = Path(dlbook.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
ASSETS = [p for ending in ("js", "css") for p in PACKAGE.rglob(f"*.{ending}")]
posix = pytest.mark.skipif(os.name != "posix", reason="starts a Unix program")

# ---- What the package uses -----------------------------------------------------------

FORBIDDEN = {  # each is missing in some front end, blocks it, or leaves it
    r"threading\.(?!current_thread|main_thread)\w+|_thread(\.\w+)?": "a thread",
    r"concurrent\.\w+(\.\w+)?|multiprocessing(\.\w+)?|subprocess(\.\w+)?": "a process",
    r"os\.(fork|system|popen|exec\w+|spawn\w+)": "a process",
    r"asyncio\.(run|to_thread)|\w+\.run_until_complete|\w+\.run_in_executor": "a loop",
    r"input|\w+\.raw_input": "a question in the terminal",
    r"(urllib|http|socket|requests|ftplib)(\.\w+)*": "the network",
    r"matplotlib\.(use|pyplot)(\.\w+)*|ipympl(\.\w+)*": "a back end of matplotlib",
    r"google(\.\w+)*|vscode(\.\w+)*|pyodide(\.\w+)*": "one front end alone",
    r"(shell|ip|get_ipython\(\))\.(kernel|run_\w+|system|magic)(\.\w+)*": "a hack",
    r"__file__\.parents\[[2-9]\]": "a path from the project's root",
}


def faults(source: str) -> Iterator[str]:
    """Every forbidden name that a module imports, reads or calls, and why it is."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        elif isinstance(node, ast.Call):
            names = [ast.unparse(node.func)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"""(src|href)=["']?https?:|url\(["']?https?:""", node.value):
                yield "something from the network"
            if re.match(r"(data|notebooks|dlbook|tests)/", node.value):
                yield "a path from the project's root"
        for name in names:
            for pattern, why in FORBIDDEN.items():
                if re.fullmatch(pattern, name):
                    yield f"{name}: {why}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_package_uses_nothing_forbidden(module):
    assert not list(faults((PACKAGE / module).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import subprocess", True),
        ("import multiprocessing.pool", True),
        ("from concurrent.futures import ThreadPoolExecutor", True),
        ("threading.Thread(target=f).start()", True),
        ("from threading import Timer", True),
        ("import threading\nthreading.current_thread()", False),
        ("asyncio.run(f())", True),
        ("loop.run_until_complete(f())", True),
        ("asyncio.get_running_loop().create_task(f())", False),
        ("input('name? ')", True),
        ("self.input(x)", False),
        ("from urllib.request import urlopen", True),
        ("import matplotlib.pyplot as plt", True),
        ("matplotlib.use('agg')", True),
        ("get_ipython().kernel.do_one_iteration()", True),
        ("from google.colab import output", True),
        ("HTML('<script src=\"https://cdn.org/a.js\"></script>')", True),
        ("'see https://arxiv.org'", False),
        ("open('data/mnist/train.gz')", True),
    ],
)
def test_a_fault_is_found(source, found):
    assert bool(list(faults(source))) is found


@pytest.mark.parametrize("asset", ASSETS, ids=lambda path: path.name)
def test_our_javascript_and_styles_load_nothing(asset):
    text = asset.read_text(encoding="utf-8")
    assert not re.findall(
        r"https?://|\bimport\b|\bfetch\(|XMLHttpRequest|@import", text
    )


OFFLINE = """
import json, socket
def closed(*words, **more):
    raise OSError("no network in this test")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = closed
import pkgutil, importlib, dlbook
for module in pkgutil.walk_packages(dlbook.__path__, "dlbook."):
    importlib.import_module(module.name)
(x, y), _ = dlbook.data.mnist()
data, _ = dlbook.labs.all_labs()[0]()._repr_mimebundle_()
print(json.dumps([list(x.shape), sorted(data)]))
"""


def test_everything_is_imported_read_and_shown_without_a_network(tmp_path):
    """From another folder, too: nothing depends on where the kernel was started."""
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    shape, kinds = json.loads(done.stdout)
    assert shape == [60_000, 28, 28]
    widget = "application/vnd.jupyter.widget-view+json"
    assert kinds == [widget, "image/png", "text/plain"]


# ---- Binder and dev containers -------------------------------------------------------


def test_binder_takes_the_course_from_pyproject_and_the_tested_versions():
    """repo2docker runs pip in the repository's root; paths start at the file."""
    lines = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    asked = [line.split() for line in lines if line and not line.startswith("#")]
    assert asked == [["-c", "../constraints.txt"], ["-e", "."]]
    assert (ROOT / "binder" / "../constraints.txt").exists()
    project = (ROOT / "pyproject.toml").read_text()
    assert 'dependencies = { file = ["requirements.txt"] }' in project


def test_binder_gives_a_python_that_will_do():
    version = (ROOT / "binder" / "runtime.txt").read_text().strip()
    least = re.search(
        r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text()
    )
    assert int(version.removeprefix("python-3.")) >= int(least[1])


@posix
def test_binder_lays_the_learners_copies(tmp_path):
    for name in ("notebooks", "binder"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "copies.py", tmp_path)
    for name in ("postBuild", "start"):
        assert os.access(ROOT / "binder" / name, os.X_OK)
    subprocess.run(["./binder/postBuild"], cwd=tmp_path, check=True)
    assert (tmp_path / "my_course" / "00_start_here.ipynb").exists()
    asked = ["./binder/start", "sh", "-c", "echo $OPENBLAS_NUM_THREADS"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "1\n"


def test_a_dev_container_starts_as_a_learner_does():
    path = ROOT / ".devcontainer" / "devcontainer.json"
    container = json.loads(path.read_text())
    python, script, word = container["postCreateCommand"].split()
    assert (python, script, word) == ("python3", "course.py", "setup")
    assert container["image"].rpartition(":3.")[2] >= "11"
    settings = container["customizations"]["vscode"]["settings"]
    chosen = settings["python.defaultInterpreterPath"]
    assert chosen == "${containerWorkspaceFolder}/.venv/bin/python"


# ---- A class -------------------------------------------------------------------------

CLASSROOM = ROOT / "classroom"


class Settings(SimpleNamespace):
    """As JupyterHub's configuration object: a section is there once it is named."""

    def __getattr__(self, name):
        setattr(self, name, Settings())
        return getattr(self, name)


@pytest.fixture
def hub() -> Settings:
    config = Settings()
    path = CLASSROOM / "jupyterhub_config.py"
    exec(path.read_text(), {"get_config": lambda: config, "__file__": str(path)})
    return config


@pytest.fixture
def pods() -> dict:
    return yaml.safe_load((CLASSROOM / "values.yaml").read_text())


@posix
def test_both_hubs_give_a_student_the_same(hub, pods):
    student = pods["singleuser"]
    assert student["extraEnv"] == hub.Spawner.environment
    assert student["defaultUrl"] == hub.Spawner.default_url
    assert student["cmd"][1] == "/srv/dlbook/classroom/start.py"
    assert Path(hub.Spawner.cmd[1]) == CLASSROOM / "start.py"
    assert pods["hub"]["concurrentSpawnLimit"] == hub.JupyterHub.concurrent_spawn_limit
    assert (
        f"--timeout={pods['cull']['timeout']}" in hub.JupyterHub.services[0]["command"]
    )
    recipe = (CLASSROOM / "Dockerfile").read_text()
    assert "COPY . /srv/dlbook\n" in recipe and "python3 course.py setup" in recipe


@posix
def test_every_student_has_a_port_of_their_own(hub):
    first, second, third = (SimpleNamespace() for _ in range(3))
    hub.Spawner.pre_spawn_hook(first)
    with socket.create_server(("127.0.0.1", first.port + 1)):
        hub.Spawner.pre_spawn_hook(second)
    hub.Spawner.pre_spawn_hook(third)
    assert first.port + 1 < second.port < third.port < 32_768  # where Linux draws from


@posix
def test_a_student_has_one_thread_no_solutions_and_lands_on_a_notebook(
    hub, monkeypatch, tmp_path
):
    environment = hub.Spawner.environment
    threads = [v for k, v in environment.items() if k.endswith("_NUM_THREADS")]
    assert threads == ["1"] * 3 and environment["VECLIB_MAXIMUM_THREADS"] == "1"
    monkeypatch.chdir(tmp_path)
    assert solutions_allowed()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not solutions_allowed()
    folder, _, notebook = hub.Spawner.default_url.removeprefix("/lab/tree/").rpartition(
        "/"
    )
    assert folder == "my_course" and (ROOT / "notebooks" / notebook).exists()


@posix
@pytest.mark.parametrize("in_the_way", [False, True])
def test_a_students_start(tmp_path, in_the_way):
    """Copies in the student's home, then the server with all that the hub said."""
    server = tmp_path / "packages" / "jupyterhub" / "singleuser.py"
    server.parent.mkdir(parents=True)
    server.write_text("import os, sys; print(os.getcwd(), *sys.argv[1:])")
    home = tmp_path / "home"
    home.mkdir()
    if in_the_way:
        (home / "my_course").write_text("my shopping list")
    done = subprocess.run(
        [sys.executable, str(CLASSROOM / "start.py"), "--port=1"],
        env=os.environ | {"HOME": str(home), "PYTHONPATH": str(server.parents[1])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and done.stdout == f"{home} --port=1\n", done.stderr
    if in_the_way:
        assert "could not be brought up to date" in done.stderr
        assert (home / "my_course").read_text() == "my shopping list"
    else:
        assert (home / "my_course" / "00_start_here.ipynb").exists()
