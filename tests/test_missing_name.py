"""A real kernel with the settings of course.py: a missing name says what to do."""

import json

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import course


@pytest.fixture
def run(tmp_path, monkeypatch):
    profile = tmp_path / "profile_default"
    profile.mkdir()
    settings = json.dumps(course.KERNEL_SETTINGS)
    (profile / "ipython_config.json").write_text(settings)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(course.ROOT))

    def outputs(source: str) -> list[nbformat.NotebookNode]:
        book = new_notebook(cells=[new_code_cell(source)])
        NotebookClient(book, timeout=60, allow_errors=True).execute()
        return book.cells[0].outputs

    return outputs


def test_a_missing_name_is_explained_below_the_usual_error(run):
    error, words = run("def f():\n    return net.theta\n\nf()")
    assert (error.output_type, error.ename) == ("error", "NameError")
    assert "Run All Above" in words.text and "'net'" in words.text


@pytest.mark.parametrize("source", ["1 / 0", "def f():\n    a += 1\nf()", "1 + 1"])
def test_anything_else_is_as_it_was(run, source):
    (output,) = run(source)
    assert output.get("name") != "stdout"
