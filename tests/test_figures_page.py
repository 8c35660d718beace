"""The page: one style, words that can be read, and pictures that say what they show."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image

from dlbook import figures


@pytest.mark.parametrize(
    ("number", "text"),
    [(30, "30"), (0.858149, "0.8581"), (-0.5, "\N{MINUS SIGN}0.5"), (55050, "55,050")]
    + [(-1.4e-14, "0"), (0.9998, "0.9998"), (9.8e-5, "9.8e-05"), (2.0, "2")],
)
def test_number(number, text):
    assert figures.number(number) == text


def luminance(colour):
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    return np.where(rgb <= 0.04, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_told_apart():
    for colour in (figures.BLUE, figures.ORANGE, figures.GREEN, figures.PURPLE):
        assert contrast(colour, figures.PAPER) >= 2.9  # lines
        assert contrast(figures.darker(colour), figures.PAPER) >= 4.5  # words
    assert contrast(figures.GREY, figures.PAPER) >= 4.5
    assert contrast(figures.BLUE, figures.ORANGE) >= 2.2  # in a grey print too


def test_plain_matplotlib_in_a_notebook_has_the_style():
    ax = figures.figure().axes[0]
    words = ax.text(0, 0, "a"), ax.set_title("b"), *ax.legend(ax.plot([1]), "c").texts
    assert [text.get_fontsize() for text in words] == [12, 13, 12]
    assert ax.lines[0].get_linewidth() == 2.2 and ax.get_title("left") == "b"
    assert matplotlib.rcParams["font.size"] == matplotlib.rcParamsDefault["font.size"]


def test_margins_are_the_same_in_inches():
    for width, height in ((9, 4), (6, 3)):
        box = figures.figure(width, height).axes[0].get_position()
        assert (box.x0 * width, box.y0 * height) == pytest.approx((0.85, 0.65))


def test_png_is_small_and_opaque():
    fig = figures.figure(9, 4.5)
    with Image.open(io.BytesIO(figures.png(fig))) as picture:
        assert picture.size == (720, 360) and picture.mode == "P"
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert figures.png(fig) == figures.png(fig)


@pytest.mark.parametrize("alt", ["", "  \n ", None])
def test_show_wants_words(alt):
    with pytest.raises(ValueError, match="what the picture shows"):
        figures.show(figures.figure(), alt=alt)


def test_show_outside_a_notebook_prints_the_words(capsys):
    assert figures.show(figures.figure(), alt="A line\n    and a dot.") is None
    assert capsys.readouterr().out == "A line and a dot.\n"


def test_show_in_a_notebook_gives_png_alt_and_text(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    cell = nbformat.v4.new_code_cell(
        "from dlbook import figures\n"
        "figures.show(figures.figure(3, 2), alt='Empty axes.')"
    )
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    run = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--inplace",
    ]
    paths = [str(Path(figures.__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([*run, str(path)], check=True, capture_output=True, env=env)
    (output,) = json.loads(path.read_text())["cells"][0]["outputs"]
    assert output["output_type"] == "display_data"
    assert set(output["data"]) == {"image/png", "text/plain"}
    assert "".join(output["data"]["text/plain"]) == "Empty axes."
    assert output["metadata"]["image/png"]["alt"] == "Empty axes."


def test_no_pyplot_and_no_widgets():
    code = (
        "import sys; from dlbook import figures; "
        "print([m for m in ('matplotlib.pyplot', 'ipywidgets', 'IPython') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
