"""A real Jupyter server on a folder of its own, and a page of it in plain words."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import nbformat

import course

ROOT = Path(__file__).parents[2]
SHOTS = Path(
    os.environ.get("DLBOOK_SHOTS") or Path(tempfile.gettempdir()) / "dlbook-screenshots"
)
CHROMIUM = os.environ.get("DLBOOK_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

SETTINGS = {  # no question about news, and every cell in the page at once
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "shortcuts-extension/shortcuts": {"shortcuts": course.SHORTCUTS},
}

# What Notebook 7.6 itself throws while it starts, with an empty notebook too.
JUPYTERS_OWN = ("(reading 'schema')", "'filebrowser:open-path' not registered")


@contextmanager
def serving(home: Path):
    """`jupyter lab` under `home`, Notebook 7 too: .folder, .address, .settings."""
    folder = home / "course"
    folder.mkdir(parents=True)
    settings = home / "settings" / "@jupyterlab"
    for name, values in SETTINGS.items():
        write_setting(settings, name, values)
    command = ["jupyterlab", "--allow-root", "--IdentityProvider.token="]
    command += ["--ip=127.0.0.1"]
    where = {"JUPYTERLAB_SETTINGS_DIR": str(settings.parent)}
    with running(command, folder, where) as address:
        yield SimpleNamespace(folder=folder, address=address, settings=settings)


@contextmanager
def running(module: list[str], folder: Path, where: dict[str, str] | None = None):
    """Run a server, `python -m` with these words, in `folder`, and yield its address.

    What it would keep in the home directory goes beside the folder, or as `where` says.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder.parent
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        **(where or {}),
    }
    command = [sys.executable, "-m", *module, "--no-browser", f"--port={port}"]
    log = open(home / "server.log", "w")
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, home / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def write_setting(settings: Path, name: str, values: dict) -> Path:
    path = settings / f"{name}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))
    return path


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-3000:]}")


def write_notebook(path: Path, cells: list[str]) -> None:
    """A notebook of these code cells, never run."""
    code = [nbformat.v4.new_code_cell(source) for source in cells]
    kernel = {"name": "python3", "display_name": "Python 3"}
    book = nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel})
    nbformat.write(book, path)


class Page:
    """One notebook open in JupyterLab or Notebook 7, in the learner's words."""

    def __init__(self, page, address: str, path: str, front: str):
        self.page, self.front = page, front
        self.problems: list[str] = []
        page.on("pageerror", self._note)
        where = {"lab": f"lab/workspaces/{path[1:-6]}/tree", "notebook": "notebooks"}[
            front
        ]
        page.goto(f"{address}/{where}/{path}", wait_until="domcontentloaded")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)

    def _note(self, error) -> None:
        if not any(known in str(error) for known in JUPYTERS_OWN):
            self.problems.append(str(error))

    def run_all(self, cells: int, timeout: float = 60) -> None:
        """Run every code cell and wait until each has its number."""
        prompts = self.page.locator(".jp-CodeCell .jp-InputPrompt")
        end = time.monotonic() + timeout
        asked = 0.0
        while sum("[" in p and "[ ]" not in p and "*" not in p
                  for p in prompts.all_inner_texts()) < cells:  # fmt: skip
            began = any("[ ]" not in p for p in prompts.all_inner_texts())
            if not began and time.monotonic() > asked + 8:  # lost before the kernel
                asked = time.monotonic()
                self.page.locator(".jp-CodeCell .cm-content").first.click()
                self.page.get_by_role("menuitem", name="Run", exact=True).click()
                name = "Run All Cells"
                self.page.get_by_role("menuitem", name=name, exact=True).click()
            if time.monotonic() > end:
                self.shot("failed")
                raise AssertionError(f"cells did not run: {prompts.all_inner_texts()}")
            time.sleep(0.1)

    def ready(self) -> None:
        """Wait until the first lab stands in the page, whole."""
        self.page.locator(".widget-image").first.wait_for()
        self.until(lambda: self.summary)

    def until(self, true, seconds: float = 60) -> None:
        """Wait until `true()`, and fail with a picture of the page when it never is."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                self.shot("failed")
                raise AssertionError(f"waited {seconds} s; {self.errors()}")
            time.sleep(0.02)

    def click(self, name: str) -> None:
        self.button(name).click()

    def button(self, name: str):
        """A button of the lab by its words."""
        return self.page.locator(
            ".widget-button", has_text=re.compile(f"^{name}$")
        ).first

    def run_cell(self, index: int) -> None:
        self.page.locator(".jp-CodeCell .cm-content").nth(index).press("Control+Enter")

    def again(self, index: int, expected: str) -> None:
        """Run a cell until it says what is expected, which events may take a while."""
        end = time.monotonic() + 15
        while self.output(index) != expected:
            assert time.monotonic() < end, self.output(index)
            time.sleep(0.3)
            self.run_cell(index)
            time.sleep(0.3)

    def output(self, index: int) -> str:
        cell = self.page.locator(".jp-CodeCell").nth(index)
        return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    @property
    def picture(self) -> str:
        """Address of the picture in the first lab: another one for another picture."""
        return self.page.locator(".widget-image").first.get_attribute("src")

    def picture_bytes(self) -> list[int]:
        """The picture itself, as the browser has it."""
        return self.page.locator(".widget-image").first.evaluate(
            "async image => [...new Uint8Array("
            "await (await fetch(image.src)).arrayBuffer())]"
        )

    @property
    def summary(self) -> str:
        return self.page.locator(
            "[aria-label='The picture in words']"
        ).first.inner_text()

    @property
    def told(self) -> str:
        """What the story says."""
        return self.page.locator(".dlbook-story").first.inner_text()

    @property
    def step(self) -> int:
        return int(
            self.page.locator(".dlbook-player .widget-readout").first.inner_text()
        )

    def errors(self) -> list[str]:
        """Whatever a learner would see as broken."""
        shown = self.page.locator(
            ".jp-OutputArea-output[data-mime-type*='stderr'], [role=alert] b,"
            ".jp-RenderedText[data-mime-type='application/vnd.jupyter.error']"
        ).all_inner_texts()
        text = self.page.locator(".jp-OutputArea").all_inner_texts()
        broken = ("Error displaying", "javascript error")
        shown += [t for t in text if any(word in t for word in broken)]
        return self.problems + shown

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.front}.png")
