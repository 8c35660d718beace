"""What a committed notebook must be: run in order, described, small, and reproducible.

`faults` names everything wrong with one notebook. The second half of this file seeds
every one of those faults into a clean notebook and sees it named.
"""

import copy
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.pages import NOTEBOOKS, ROOT, dead_links, prose
from tests.rerun_notebooks import METADATA, WIDGET, normalise

SLIDES = {"slide", "subslide", "fragment", "skip", "notes", "-"}

FORBIDDEN = {  # in code cells; each leaks, piles up, blocks, or breaks away from here
    r";\s*\Z": "a trailing ; silences nothing under nbval",
    r"\binteract(ive|ive_output)?\(": "interact: use a lab",
    r"\bOutput\(|\bclear_output\b|\bdisplay_id\b|\bupdate_display\b": "display updates",
    r"%matplotlib|\bipympl\b|\bnotebook_repr_html\b": "a matplotlib back end",
    r"(?m)^\s*%%?time(it)?\b|\btime\.time\(": "a timing: it never comes out the same",
    r"(?m)^\s*(!|%%bash|%pip|%conda)": "a shell or an installation",
    r"\basyncio\.run\b|\bthreading\b|\bsubprocess\b": "threads, processes, event loops",
    r"(?<![.\w])input\(": "input(): nobody answers it in a test",
    r"\burlopen\b|\burlretrieve\b|\bimport requests\b": "the network",
    r"""["'](\.\./)?(data|notebooks|dlbook|tests)/""": "a path from the project's root",
}
UNSTABLE = {  # in outputs
    r"\b0x[0-9a-fA-F]{6,}": "an address",
    r"(?<![\w.:/])/(home|root|tmp|usr|Users|work)/|\b[A-Z]:\\": "a machine's path",
    r"\b\d+(\.\d+)? ?(ms|us|\u00b5s)\b|\d ?it/s\b|\bWall time\b": "a time",
}


def faults(path: Path) -> list[str]:
    """Everything wrong with the notebook, each with the number of its cell."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    found = list(whole(path, notebook))
    for number, cell in enumerate(notebook.cells, 1):
        words = [*anywhere(cell), *CELLS.get(cell.cell_type, raw)(path, cell)]
        found += [f"cell {number}: {word}" for word in words]
    return found


def whole(path: Path, notebook) -> Iterator[str]:
    if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", path.name):
        yield "name: wants two digits, an underscore, small letters"
    if path.stat().st_size > 400_000:
        yield f"size: {path.stat().st_size // 1000} kB, at most 400"
    if "widgets" in notebook.metadata:
        yield "widget state is committed"
    elif notebook != normalise(copy.deepcopy(notebook)):
        yield "not in normal form: python3 course.py notebooks mends it"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        yield "not executed in order, from 1"
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "does not open with its title"
    levels = [0] + [level for cell in notebook.cells for level in headings(cell)]
    if levels.count(1) != 1 or any(b > a + 1 for a, b in pairwise(levels)):
        yield "headings: one title, and no level left out"
    if not any(slide(cell) == "slide" for cell in notebook.cells):
        yield "no slides"


def headings(cell) -> list[int]:
    if cell.cell_type != "markdown":
        return []
    text = re.sub(r"(?ms)^```.*?^```", "", cell.source)
    return [len(marks) for marks in re.findall(r"(?m)^(#{1,6}) ", text)]


def slide(cell) -> str:
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def anywhere(cell) -> Iterator[str]:
    if not cell.source.strip():
        yield "empty"
    if re.search(r"\b(TODO|FIXME|XXX)\b", cell.source):
        yield "unfinished: TODO, FIXME or XXX"
    if slide(cell) not in SLIDES:
        yield f"slide type {slide(cell)!r}"


def markdown(path: Path, cell) -> Iterator[str]:
    for link in dead_links(path, cell.source):
        yield f"link to {link}, which is not there"
    if re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=[\"'][^\"'])", prose(cell.source)):
        yield "picture without alt"


def code(path: Path, cell) -> Iterator[str]:
    lines = cell.source.splitlines()
    if len(lines) > 20:
        yield f"{len(lines)} lines of code, at most 20"
    width = 88 if slide(cell) in ("skip", "notes") else 65
    if any(len(line) > width for line in lines):
        yield f"code wider than {width} columns"
    for pattern, why in FORBIDDEN.items():
        if re.search(pattern, cell.source):
            yield why
    for output in cell.outputs:
        yield from shown(output)


def shown(output) -> Iterator[str]:
    if output.output_type == "error":
        yield "ends in an error"
    if output.get("name") == "stderr":
        yield "prints to stderr"
    data = output.get("data", {})
    texts = [str(data[kind]) for kind in ("text/plain", "text/html") if kind in data]
    for pattern, why in UNSTABLE.items():
        if re.search(pattern, "\n".join([output.get("text", ""), *texts])):
            yield f"output holds {why}"
    if WIDGET in data:
        yield "widget without a picture or HTML in its place"
    if "image/svg+xml" in data:
        yield "svg: its numbers differ from run to run"
    for kind in {"image/png", "image/jpeg"} & set(data):
        if not output.metadata.get(kind, {}).get("alt", "").strip():
            yield "picture without alt"
    if re.search(r"<img(?![^>]*\balt=[\"'][^\"'])", str(data.get("text/html", ""))):
        yield "picture without alt"


def raw(path: Path, cell) -> Iterator[str]:
    yield f"cell of type {cell.cell_type}"


CELLS = {"markdown": markdown, "code": code}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_notebooks_are_clean(path):
    assert faults(path) == []


@pytest.mark.parametrize("words", ["check .", "format --check dlbook"])
def test_everything_is_ruff_clean(words):
    ruff = [sys.executable, "-m", "ruff", *words.split(), "--quiet", "--no-cache"]
    check = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


# ---- Every fault, seeded into a clean notebook, is named -----------------------------


@pytest.fixture
def clean():
    picture = {"image/png": "iVBORw0KGgo=", "text/plain": "A line."}
    alt = {"image/png": {"alt": "A line."}}
    shown = new_output("execute_result", picture, metadata=alt, execution_count=2)
    stream = new_output("stream", name="stdout", text="3\n")
    cells = [
        new_markdown_cell("# Title\n\n[next](01_next.ipynb) ![a line](line.png)"),
        new_code_cell("print(1 + 2)", execution_count=1, outputs=[stream]),
        new_code_cell("draw()", execution_count=2, outputs=[shown]),
        new_markdown_cell("## Exercises"),
    ]
    cells[0].metadata["slideshow"] = {"slide_type": "slide"}
    return new_notebook(cells=cells, metadata=copy.deepcopy(METADATA))


@pytest.fixture
def look(clean, tmp_path):
    """Write a notebook beside the files it links to, and name its faults."""
    for name in ("01_next.ipynb", "line.png"):
        (tmp_path / name).touch()

    def look(name: str = "07_losses.ipynb") -> str:
        nbformat.write(clean, tmp_path / name)
        return "\n".join(faults(tmp_path / name))

    return look


def test_a_clean_notebook_has_no_fault(look):
    assert look() == ""


def test_a_name_without_its_number(look):
    assert look("Losses.ipynb").startswith("name")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("plot(x);", "trailing"),
        ("interact(f, x=3)", "interact"),
        ("out = widgets.Output()", "display updates"),
        ("clear_output(wait=True)", "display updates"),
        ("%matplotlib inline", "back end"),
        ("%timeit f()", "timing"),
        ("t = time.time()", "timing"),
        ("!ls", "shell"),
        ("%pip install torch", "shell"),
        ("import threading", "threads"),
        ("asyncio.run(main())", "threads"),
        ("name = input('Name?')", "input"),
        ("urlopen(address)", "network"),
        ("open('../data/mnist')", "root"),
        ("x = 1  # TODO: a better one", "unfinished"),
        ("x = 1\n" * 21, "21 lines"),
        ("x = " + "1 + " * 20 + "1", "65 columns"),
        ("  \n", "empty"),
    ],
)
def test_a_fault_in_code(clean, look, source, fault):
    clean.cells[1].source = source
    assert "cell 2: " in look() and fault in look()


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("[gone](99_gone.ipynb)", "not there"),
        ('<a href="gone.html">gone</a>', "not there"),
        ("[a section](#Another)", "not there"),
        ("[nothing](07_losses.ipynb#1-·-Nothing)", "not there"),
        ("![](line.png)", "alt"),
        ('<img src="line.png">', "alt"),
        ("FIXME", "unfinished"),
        ("", "empty"),
        ("#### Far too deep", "headings"),
        ("# A second title", "headings"),
    ],
)
def test_a_fault_in_prose(clean, look, source, fault):
    clean.cells[3].source = source
    assert fault in look()


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        (new_output("error", ename="E", evalue="e", traceback=[]), "error"),
        (new_output("stream", name="stderr", text="careful"), "stderr"),
        (new_output("stream", name="stdout", text="<f at 0x7f3a10b2c0>"), "address"),
        (new_output("stream", name="stdout", text="in /home/me/x.py"), "path"),
        (new_output("stream", name="stdout", text="took 3.1 ms"), "time"),
        (new_output("display_data", {"image/png": "iVBO"}), "alt"),
        (new_output("display_data", {"text/html": "<img src='a'>"}), "alt"),
        (new_output("display_data", {"image/svg+xml": "<svg/>"}), "svg"),
        (new_output("display_data", {WIDGET: {"model_id": "1"}}), "widget"),
    ],
)
def test_a_fault_in_an_output(clean, look, output, fault):
    clean.cells[1].outputs = [output]
    assert "cell 2: " in look() and fault in look()


def test_faults_of_the_whole(clean, look):
    clean.cells[1].execution_count = None
    assert "not executed in order" in look()
    clean.cells[1].execution_count = 1
    clean.metadata["widgets"] = {"state": {}}
    assert "widget state" in look()
    del clean.metadata["widgets"]
    clean.cells[1].metadata["execution"] = {"iopub.execute_input": "12:00"}
    assert "normal form" in look()
    clean.cells[1].metadata = {}
    clean.cells[0].metadata["slideshow"] = {"slide_type": "-"}
    assert "no slides" in look()
    clean.cells[0].metadata["slideshow"] = {"slide_type": "cover"}
    assert "slide type 'cover'" in look()
    clean.cells[0].source = "No title, and too long. " * 20_000
    assert "title" in look() and "size: 4" in look()


def test_normal_form_joins_streams_and_drops_replaced_widgets(clean):
    pieces = [new_output("stream", name="stdout", text=text) for text in ("a", "b")]
    clean.cells[1].outputs = pieces
    clean.cells[2].outputs[0].data[WIDGET] = {"model_id": "random"}
    clean.cells[3]["id"] = clean.cells[0]["id"]
    normalise(clean)
    assert [output.text for output in clean.cells[1].outputs] == ["ab"]
    assert set(clean.cells[2].outputs[0].data) == {"image/png", "text/plain"}
    assert len({cell["id"] for cell in clean.cells}) == 4


def test_rerunning_twice_changes_nothing_the_second_time(tmp_path, monkeypatch):
    from tests import rerun_notebooks

    monkeypatch.setattr(rerun_notebooks, "NOTEBOOKS", tmp_path)
    path = tmp_path / "01_sum.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(1); 2")]), path)
    assert rerun_notebooks.main(["1"]) == 0
    first = path.read_bytes()
    assert b'"execution_count": 1' in first and b"iopub" not in first
    assert rerun_notebooks.main([]) == 0 and path.read_bytes() == first
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    failing = path.read_bytes()
    assert rerun_notebooks.main([]) == 1 and path.read_bytes() == failing
    assert rerun_notebooks.main(["9"]) == 2
