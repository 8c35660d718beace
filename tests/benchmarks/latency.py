"""From an arrow key on a slider to pixels in the browser: the lab beside `interact`.

    python tests/benchmarks/latency.py [keys]

One page of a real JupyterLab holds the same picture made three ways, by the same
drawing code: the lab, `ipywidgets.interact` with pyplot (a new figure each time, as
every tutorial does), and ipympl where it is installed. Their keys take turns. Timed in
the page, from the key to the frame after the new picture has been decoded.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.browser.front import (  # noqa: E402
    CHROMIUM,
    FLAGS,
    Page,
    serving,
    write_notebook,
)

LAB = """
from dlbook.labs.gradient_descent import GradientDescentLab
lab = GradientDescentLab(step=26)
lab
"""
INTERACT = """
import matplotlib, matplotlib.pyplot as plt
from dlbook.labs.lab import STYLE
from ipywidgets import SelectionSlider, interact
%matplotlib inline
twin = GradientDescentLab(step=26)
def picture(rate):
    twin.set(rate=rate)
    with matplotlib.style.context(STYLE):
        figure = plt.figure(figsize=twin.size, dpi=100)
        twin.draw(figure)
        twin.update(twin.n)
        plt.show()
    print(twin.summary)
interact(picture, rate=SelectionSlider(options=lab.controls["rate"].options, value=.1));
"""
IPYMPL = """
%matplotlib widget
plt.ioff()
third = GradientDescentLab(step=26)
figure = plt.figure(figsize=third.size, dpi=100)
third.draw(figure); third.update(third.n)
slider = SelectionSlider(options=lab.controls["rate"].options, value=.1)
def moved(change):
    third.set(rate=change.new)
    third.update(third.n)
    figure.canvas.draw_idle()
slider.observe(moved, "value")
from ipywidgets import VBox
VBox([slider, figure.canvas])
"""
# In the page: `press(name)` focuses nothing; it notes the time of the key itself and
# waits for the next picture of that cell (an image's load, or a canvas drawn on).
WATCH = """
() => {
  window.latency = {};
  let pending = null;
  const done = (node) => {
    if (!pending || !pending.cell.contains(node)) return;
    const mine = pending;
    pending = null;
    requestAnimationFrame(() => requestAnimationFrame(() =>
      window.latency[mine.index] = performance.now() - mine.begin));
  };
  document.addEventListener('load', (e) => e.target.tagName === 'IMG' &&
    e.target.naturalWidth > 300 && done(e.target), true);
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...a) {
    draw.apply(this, a); done(this.canvas);
  };
  window.arm = (cell, index) => window.addEventListener('keydown', () => {
    pending = {cell: document.querySelectorAll('.jp-CodeCell')[cell], index,
               begin: performance.now()};
  }, {capture: true, once: true});
}
"""


def main(keys: int) -> None:
    ways = {"the lab": LAB, "interact + pyplot": INTERACT}
    try:
        import ipympl  # noqa: F401

        ways["ipympl"] = IPYMPL
    except ImportError:
        print("ipympl is not installed here and is left out")
    times = {name: [] for name in ways}
    home = Path(tempfile.mkdtemp())
    with serving(home) as server, sync_playwright() as play:
        write_notebook(server.folder / "latency.ipynb", list(ways.values()))
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size = {"width": 1280, "height": 2400}  # everything in view, nothing scrolls
        page = Page(
            chromium.new_page(viewport=size), server.address, "latency.ipynb", "lab"
        )
        page.run_all(len(ways))
        page.ready()
        time.sleep(3)
        page.page.evaluate(WATCH)
        index = 0
        for turn in range(keys + 2):  # the first two warm up
            key = "ArrowRight" if turn % 16 < 8 else "ArrowLeft"
            for cell, name in enumerate(ways):
                handle = page.page.locator(".jp-CodeCell").nth(cell)
                handle = handle.locator(".noUi-handle").first
                handle.focus()
                index += 1
                page.page.evaluate(f"arm({cell}, {index})")
                handle.press(key)
                took = page.page.wait_for_function(f"latency[{index}]", timeout=5000)
                if turn > 1:
                    times[name].append(took.json_value())
                time.sleep(0.15)
        page.shot("latency")
        assert page.errors() == [], page.errors()
        chromium.close()
    print(f"slider to pixels, {keys} keys each, ms:")
    ours = median(times["the lab"])
    for name, taken in times.items():
        high = quantiles(taken, n=20)[-1]
        print(
            f"  {name:18} median {median(taken):5.0f}   95th percentile {high:5.0f}"
            f"   the lab / this {ours / median(taken):.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
