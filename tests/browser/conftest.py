"""Fixtures: one server and one browser for all tests here, skipped where none is."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.browser.front import (
    CHROMIUM,
    FLAGS,
    Page,
    serving,
    write_notebook,
    write_setting,
)

VIEW = "application/vnd.jupyter.widget-view+json"


def pytest_collection_modifyitems(config, items):
    """A page on a busy machine may miss a moment: two more tries, and it must hold."""
    if config.pluginmanager.hasplugin("rerunfailures"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="module")
def browser():
    """Chromium, or a skip that says what to install.

    One a module: while it is open, an event loop runs in this thread, and the next
    module's labs would take it for the clock of a kernel.
    """
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture
def settings(jupyter):
    """settings(name, values): a setting of JupyterLab for one test."""
    made = []
    yield lambda name, values: made.append(
        write_setting(jupyter.settings, name, values)
    )
    for path in made:
        path.unlink()


@pytest.fixture
def open_notebook(browser, jupyter):
    """open_notebook([source, ...] or path, front) -> Page."""
    folder, address = jupyter.folder, jupyter.address
    pages = []

    def opener(cells, front="lab", size=(1280, 720), dark=False) -> Page:
        name = f"n{time.monotonic_ns()}.ipynb"
        if isinstance(cells, Path):
            shutil.copy(cells, folder / name)
        else:
            write_notebook(folder / name, cells)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        pages.append(page)
        return Page(page, address, name, front)

    yield opener
    for page in pages:
        page.close()


@pytest.fixture
def committed(tmp_path):
    """committed(source) -> a notebook as the repository holds it: run, widgets gone."""

    def maker(source: str) -> Path:
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        NotebookClient(book, timeout=60).execute()
        for cell in book.cells:
            for output in cell.outputs:
                output.get("data", {}).pop(VIEW, None)
        book.metadata.pop("widgets", None)
        path = tmp_path / "committed.ipynb"
        nbformat.write(book, path)
        return path

    return maker
