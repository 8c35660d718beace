"""The house: who may import whom, how long a file may be, and that all is explained."""

import ast
import inspect
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import dlbook
from tests.pages import ROOT, cells, dead_links, text

PACKAGE = Path(dlbook.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
MATHEMATICS = [m for m in MODULES if len(m.parts) == 1]  # dlbook/*.py
GROUND = [m for m in MODULES if m.parts[0] not in ("figures", "labs", "exercises")]

PICTURES = {"numpy", "matplotlib", "contourpy", "PIL", "IPython"}  # the last when shown
WIDGETS = PICTURES | {"ipywidgets", "traitlets", "anywidget"}
FLOORS = {  # what may be imported beyond the standard library, and which rooms
    "ground": ({"numpy"}, ()),
    "figures": (PICTURES, ("figures",)),
    "labs": (WIDGETS, ("figures", "labs")),
    "exercises": (WIDGETS, ("figures", "labs", "exercises")),
}
UNREADABLE = "an import whose name is computed"


def floor_of(name):
    """The floor of a dotted module name: dlbook.labs.lab stands on "labs"."""
    parts = name.split(".")
    room = parts[1] if len(parts) > 1 else "dlbook"
    return room if room in ("figures", "labs", "exercises") else "ground"


def dotted(module):
    parts = ["dlbook", *module.with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source, name, is_package=False):
    """Every module a source imports, anywhere in it, relative names made absolute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                keep = name.split(".")[: len(name.split(".")) - node.level + is_package]
                base = ".".join([*keep, base] if base else keep)
            yield base
            if base.split(".")[0] == "dlbook":
                yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            constant = node.args[0]
            if called in ("import_module", "__import__"):
                yield getattr(constant, "value", UNREADABLE)


def breaches(source, name, is_package=False):
    """What a source imports from a floor above its own, or from nowhere."""
    floor = floor_of(name)
    packages, rooms = FLOORS[floor]
    for imported in imports(source, name, is_package):
        top = imported.split(".")[0]
        if imported == UNREADABLE and floor in ("labs", "exercises"):
            continue  # their catalogues import every topic by its name
        if top == "dlbook":
            if floor_of(imported) not in ("ground", *rooms):
                yield imported
        elif top not in packages and top not in sys.stdlib_module_names:
            yield imported


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_import_goes_up_a_floor(module):
    source = (PACKAGE / module).read_text(encoding="utf-8")
    found = set(breaches(source, dotted(module), module.name == "__init__.py"))
    if module.as_posix() == "io/progress.py":  # it hands the labs' bar to `fit`, late
        assert all(name.startswith("dlbook.labs.progress") for name in found)
    else:
        assert not found


@pytest.mark.parametrize(
    "name, source, found",
    [
        ("dlbook.layers", "import matplotlib.pyplot as plt", True),
        ("dlbook.layers", "import scipy", True),
        ("dlbook.layers", "def f():\n    from dlbook.figures import show", True),
        ("dlbook.layers", "from dlbook import figures", True),
        ("dlbook.layers", "from . import labs", True),
        ("dlbook.layers", "from .labs.lab import Lab", True),
        ("dlbook.layers", "__import__('ipywidgets')", True),
        ("dlbook.layers", "importlib.import_module(name)", True),
        ("dlbook.layers", "import math\nfrom dlbook.losses import Loss", False),
        ("dlbook.figures", "import ipywidgets", True),
        ("dlbook.figures", "from dlbook.labs import lab", True),
        ("dlbook.figures", "from matplotlib.figure import Figure", False),
        ("dlbook.labs.lab", "from dlbook.exercises import rules", True),
        ("dlbook.labs.lab", "from ..exercises import rules", True),
        ("dlbook.labs.lab", "import ipywidgets\nfrom .player import Player", False),
        ("dlbook.labs.lab", "import_module(name)", False),
        ("dlbook.exercises.rules", "import torch", True),
    ],
)
def test_a_breach_is_found(name, source, found):
    assert bool(list(breaches(source, name))) is found


HEAVY = {"matplotlib", "ipywidgets", "IPython", "traitlets", "PIL", "scipy", "numpy"}


@pytest.mark.parametrize(
    "module, loads",
    [("dlbook", {"numpy"}), ("dlbook.figures", {"numpy", "matplotlib", "PIL"})],
)
def test_a_floor_loads_nothing_from_above(module, loads):
    """In a fresh interpreter, where nothing has been imported by others."""
    code = f"import sys, json, {module}; print(json.dumps(list(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent
    )
    loaded = json.loads(run.stdout or '"nothing"')
    assert "dlbook" in loaded, run.stderr
    assert {name.split(".")[0] for name in loaded} & HEAVY == loads
    floors = {floor_of(name) for name in loaded if name.split(".")[0] == "dlbook"}
    assert floors == {"ground", floor_of(module)}


def test_ipykernel_alone_is_no_notebook():
    """A plugin of pytest imports it too; `fit` must stay silent where nobody looks."""
    pytest.importorskip("ipykernel")
    code = (
        "import ipykernel, dlbook as dl; dl.fit(dl.MLP(1, 1), dl.SquaredError(), "
        "[[1.0]], [[1.0]], dl.Adam(), epochs=1)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def lines(module):
    return len((PACKAGE / module).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_file_is_a_lecture_and_not_a_book(module):
    assert lines(module) < 300


def test_the_mathematics_can_be_read_in_one_sitting():
    """Every line counts: docstrings, comments, blank lines, the list of names. What is
    beside it on the ground floor, data/ and io/, is no place to hide mathematics."""
    assert sum(map(lines, MATHEMATICS)) < 1200
    assert sum(map(lines, GROUND)) < 1625


def committed():
    """Every file that git keeps here, by its name."""
    git = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    if git.returncode:
        pytest.skip("this copy of the course is no git repository")
    return [name for name in git.stdout.split("\0") if (ROOT / name).is_file()]


ELSEWHERE = re.compile(  # what only makes sense to whoever made the course
    r"""(?<![\w.:/(|])/((work|tmp|root|Users)\b|home/(?!student|\{))  # one machine
    | \b[A-Z]:\\Users
    | \b(pypi|pythonhosted|anaconda|npmjs|jsdelivr|unpkg)\.(org|com|net)\b
    | \ban?\ (earlier|later)\ session\b""",
    re.VERBOSE,
)
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
SEEDED = {"tests/test_notebooks_lint.py", "tests/test_house.py"}  # faults, on purpose


def slips(words):
    """Each machine's path, registry, session or unfinished mark in a text."""
    return [m[0] for p in (ELSEWHERE, UNFINISHED) for m in p.finditer(words)]


def test_the_course_speaks_of_itself_alone():
    found = {}
    for name in set(committed()) - SEEDED:
        path = ROOT / name
        if path.suffix == ".ipynb":  # outputs are looked through by the notebooks' lint
            words = "\n".join(source for _, source in cells(path))
        else:
            words = path.read_bytes().decode(errors="ignore") if is_text(path) else ""
        if slips(words):
            found[name] = slips(words)
    assert found == {}


def is_text(path):
    return b"\0" not in path.read_bytes()[:1000]


@pytest.mark.parametrize(
    "words, found",
    [
        ("see /home/me/notes", True),
        ("saved in '/tmp/x.png'", True),
        ("pip install from pypi.org", True),
        ("as an earlier session left it", True),
        ("x = 1  # TODO: better", True),
        ("TODO", True),
        ("homeMountPath: /home/student", False),
        ("session 1, 90 minutes", False),
        ("https://example.org/home/page", False),
        ("../data/tmp/x", False),
    ],
)
def test_a_slip_is_found(words, found):
    assert bool(slips(words)) is found


def test_every_page_leads_somewhere():
    """The Markdown files; the links of notebooks are in their own lint."""
    pages = [ROOT / name for name in committed() if name.endswith(".md")]
    assert ROOT / "README.md" in pages
    dead = {page.name: list(dead_links(page, text(page))) for page in pages}
    assert not any(dead.values()), dead


FORBIDDEN = {"utils.py", "util.py", "base.py", "common.py", "helpers.py", "misc.py"}


def test_no_file_is_a_drawer_for_odds_and_ends():
    assert not FORBIDDEN & {module.name for module in MODULES}


def public_things(module):
    """Functions, classes and their own public methods that a module defines."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(thing) or inspect.isclass(thing):
            yield name, thing
        if inspect.isclass(thing):
            for method, value in vars(thing).items():
                if not method.startswith("_") and (
                    inspect.isfunction(value) or isinstance(value, property)
                ):
                    yield f"{name}.{method}", getattr(thing, method)


@pytest.mark.parametrize("module", GROUND, ids=str)
def test_every_public_name_says_what_it_is(module):
    module = import_module(dotted(module))
    assert inspect.getdoc(module)
    things = public_things(module)
    assert not [name for name, thing in things if not inspect.getdoc(thing)]


@pytest.mark.parametrize("module", GROUND, ids=str)
def test_the_first_sentence_is_one(module):
    """It starts the docstring and ends with a full stop or leads into its equation."""
    module = import_module(dotted(module))
    for name, thing in [("module", module), *public_things(module)]:
        first = (inspect.getdoc(thing) or "").split("\n\n")[0].rstrip()
        assert first.endswith((".", ":", ")", '"')) or len(first) < 88, name


@pytest.mark.parametrize("module", GROUND, ids=str)
def test_public_functions_have_types(module):
    module = import_module(dotted(module))
    for name, thing in public_things(module):
        if inspect.isfunction(thing):
            hints = inspect.signature(thing)
            unnamed = [
                p.name
                for p in hints.parameters.values()
                if p.annotation is p.empty and p.name not in ("self", "rng")
            ]
            assert not unnamed, f"{name}: {unnamed}"
            assert hints.return_annotation is not inspect.Signature.empty, name


PROMISED = """
    step linear sigmoid tanh relu softmax Layer Dense Network MLP LogisticRegression
    ravel unravel Perceptron SquaredError BinaryCrossEntropy SoftmaxCrossEntropy Hinge
    softmax_cross_entropy cross_entropy GradientDescent Momentum Adam Step descent fit
    evaluate History Diverged gradient_error one_hot data
""".split()  # design, section 3


@pytest.mark.parametrize("name", PROMISED)
def test_the_package_hands_out_what_it_promises(name):
    assert hasattr(dlbook, name)


SIGNATURES = {
    "Dense": "n_in, n_out, activation=linear",
    "MLP": "*sizes, activation=relu, seed=0",
    "Network": "*layers, seed=0",
    "Momentum": "rate, beta=0.9",
    "Adam": "rate=0.001, beta1=0.9, beta2=0.999, eps=1e-07",
    "descent": "net, loss, x, y, optimizer, epochs=10, batch=32, seed=0, shuffle=True",
    "fit": "net, loss, x, y, optimizer, epochs=10, batch=32, seed=0, validation=None, "
    "callbacks=()",
    "evaluate": "net, loss, x, y",
    "gradient_error": "net, loss, x, y",
    "softmax_cross_entropy": "z, labels",
    "cross_entropy": "p, y",
}


@pytest.mark.parametrize("name, promised", SIGNATURES.items())
def test_signatures_as_promised(name, promised):
    """More may follow at the end, nothing may be missing or come in between."""
    parameters = inspect.signature(getattr(dlbook, name)).parameters.values()
    words = [str(p.replace(annotation=p.empty)) for p in parameters]
    assert ", ".join(words[: len(promised.split(", "))]) == promised


def test_steps_are_small():
    fields = list(dlbook.Step.__dataclass_fields__)
    assert fields == ["net", "epoch", "index", "loss"]
    assert json.dumps(vars(dlbook.History())) == json.dumps(
        dict(loss=[], accuracy=[], val_loss=[], val_accuracy=[])
    )
