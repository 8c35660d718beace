"""The slide decks without a browser: what stands on them, and what they ask for."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dlbook.labs import all_labs
from publish import slides
from publish.maths import FONT, mathml

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ELSEWHERE = re.compile(
    r"""\b(?:src|srcset)\s*=\s*["'](?!data:)|url\((?!["']?data:)|@import"""
)
PIXEL = (  # a PNG of one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAGxFJCwAAAABJ"
    "RU5ErkJggg=="
)


def cell(source: str, kind: str = "-", **data: str):
    """A cell of this slide type; text in data makes it a code cell with one output."""
    if not data and not source.startswith(">>>"):
        made = new_markdown_cell(source)
    else:
        kinds = {"png": "image/png", "markdown": "text/markdown", "html": "text/html"}
        output = {kinds[name]: value for name, value in data.items()}
        outputs = [new_output("display_data", output)] if data else []
        made = new_code_cell(source.removeprefix(">>>"), outputs=outputs)
    made.metadata["slideshow"] = {"slide_type": kind}
    return made


def deck(*cells) -> str:
    """The HTML of a deck of these cells, after a title."""
    book = new_notebook(cells=[cell("# 01 · A & B", "slide"), *cells])
    return slides.export(book, "01_example")


def sections(html: str) -> list[str]:
    """The slides of a deck, each as its HTML."""
    return re.findall(r"(?s)<section>(?!\s*<section>)(.*?)</section>", html)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# ---- The committed notebooks ---------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_is_on_a_slide_but_those_to_skip(path):
    book = nbformat.read(path, as_version=4)
    wanted = [c.id for c in book.cells if slides.slide_type(c) != "skip"]
    html = slides.export(book, path.stem)
    placed = re.findall(r'<(?:div|aside) (?:class="[^"]*" )?id="([^"]+)"', html)
    assert [name for name in placed if name in set(wanted)] == wanted
    assert "MathML" not in words(html) and "$" not in words(re.sub(CODE, "", html))


CODE = re.compile(
    r"(?s)<pre.*?</pre>|<code.*?</code>|<script.*?</script>|<style.*?</style>"
)


def test_a_deck_asks_for_nothing_from_elsewhere_and_comes_out_the_same_again():
    """Labs included: 01 has them, formulas and pictures."""
    first = slides.build(NOTEBOOKS[1])
    assert 'class="storyboard"' in first and "<math" in first
    assert ELSEWHERE.search(first) is None
    assert not re.search(r'<link|<iframe|href="(?!https?:|#|\d\d_\w+\.html")', first)
    assert all('alt="' in tag for tag in re.findall("<img[^>]*>", first))
    assert slides.build(NOTEBOOKS[1]) == first


# ---- One deck ------------------------------------------------------------------------


def test_slides_subslides_fragments_and_notes():
    html = deck(
        cell("## 1 · One", "slide"),
        cell("joins"),
        cell("appears", "fragment"),
        cell("with it"),
        cell("## 2 · Two", "subslide"),
        cell("say this", "notes"),
        cell("nowhere", "skip"),
    )
    title, one, two = sections(html)
    assert words(one) == "1 · One joins appears with it"
    assert re.findall(r'data-fragment-index="(\d+)"', one) == ["0", "0"]
    assert re.search(r'(?s)<aside class="notes"[^>]*>.*say this', two)
    assert "nowhere" not in html and "<title>01 · A &amp; B</title>" in html
    assert html.count("<section>") == html.count("</section>") == 5


def test_a_slide_with_no_heading_of_its_own_gets_the_last_one():
    html = deck(cell("## 1 · One", "slide"), cell("more", "subslide"), cell("rest"))
    assert [words(s) for s in sections(html)[1:]] == ["1 · One", "1 · One more rest"]


def test_drawing_code_stays_at_home_and_what_it_draws_is_shown():
    drawn = cell("x = 3\nfig = figures.figure(9, 4)\nshow(fig)", png=PIXEL)
    html = deck(drawn, cell("figures.show(fig)", png=PIXEL))
    assert "figures" not in words(html) and html.count("<img") == 2
    assert re.search(r'class="item code picture"', html)
    assert re.search(r'<div class="listing">.*x', html)


def test_a_computation_is_shown_with_its_code():
    assert "1 + 1" in words(deck(cell(">>>1 + 1")).replace("</span>", ""))


def test_a_question_is_shown_without_the_code_that_asks_it():
    asked = cell("ex.q1", markdown="**Exercise 01a**\n\nHow many?")
    told = cell("ex.guess.reveal()", markdown="No guess was committed. It is 3.")
    shown = words(sections(deck(asked, told))[0])
    assert shown == "01 · A & B Exercise 01a How many? It is 3.".replace("&", "&amp;")


def test_a_lab_is_its_player_without_code():
    player = '<div class="storyboard">scenes</div>'
    html = deck(cell("from dlbook import StartLab\nStartLab()", html=player))
    assert 'class="item code lab picture"' in html and "StartLab" not in words(html)


def test_links_lead_to_decks_to_the_web_or_nowhere():
    links = (
        "[a](08_gradient_descent.ipynb#x) [b](programs/digits.py) [c](https://d.org)"
    )
    html = sections(deck(cell(links)))[0]
    assert re.findall(r'href="([^"]*)"', html) == [
        "08_gradient_descent.html",
        "https://d.org",
    ]
    assert words(html).endswith("a b c")


def test_scripts_keep_tags_in_their_strings_to_themselves():
    html = deck()
    assert html.count("<script") == html.count("</script>") == 4


def test_formulas_need_no_script_and_sums_have_room():
    assert "<msub>" in mathml(r"\sum_k w_k")
    shown = mathml(r"\sum_{k=1}^K w_k", display=True)
    assert "<munderover>" in shown and shown.count("<msub>") == 1
    assert 'display="block"' in shown
    logarithms = mathml(r"\ln p - \log_2(n) + \log_2 n"), mathml("w_k x")
    assert [formula.count("<mspace") for formula in logarithms] == [2, 0]
    assert FONT.read_bytes()[:4] == b"wOF2"


# ---- The commands --------------------------------------------------------------------


def test_slides_writes_what_was_asked_for(tmp_path, monkeypatch, capsys):
    (tmp_path / "notebooks").mkdir()
    for name in ("07_losses", "08_descent"):
        book = new_notebook(cells=[cell(f"# {name}", "slide")])
        nbformat.write(book, tmp_path / "notebooks" / f"{name}.ipynb")
    monkeypatch.setattr(slides, "ROOT", tmp_path)
    monkeypatch.setattr(slides, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(slides, "SLIDES", tmp_path / "slides")
    assert slides.main(["8"]) == 0
    assert [p.name for p in (tmp_path / "slides").iterdir()] == ["08_descent.html"]
    assert capsys.readouterr().out == "slides/08_descent.html\n"
    assert slides.main([]) == 0
    assert len(list((tmp_path / "slides").iterdir())) == 2


def test_unknown_numbers_are_named(capsys):
    assert slides.main(["08", "77"]) == 2
    assert capsys.readouterr().err == "There is no notebook 77; try: slides 08\n"


@pytest.mark.parametrize("asked", [["77"], ["x"], []])
def test_present_wants_a_notebook(asked):
    command = [sys.executable, ROOT / "course.py", "present", *asked]
    done = subprocess.run(command, capture_output=True, text=True)
    named = asked[0] if asked else "without a number"
    assert done.returncode == 2
    assert done.stderr == f"There is no notebook {named}; try: present 07\n"


# ---- The lecturer's page -------------------------------------------------------------


PAGE = (ROOT / "notebooks" / "for_lecturers.md").read_text(encoding="utf-8")
CHAPTERS = re.findall(r"(?ms)^### (\d\d) · .*?(?=^##|\Z)", PAGE)


def chapter(number: str) -> str:
    """What the page says about one notebook."""
    return re.search(rf"(?ms)^### {number} · (.*?)(?=^##|\Z)", PAGE)[1]


@pytest.mark.parametrize("number", CHAPTERS)
def test_scenes_and_sections_of_the_lecturers_page_exist(number):
    (path,) = (path for path in NOTEBOOKS if path.name.startswith(number))
    text = path.read_text(encoding="utf-8")
    modules = set(re.findall(r"from (dlbook\.labs\.\w+) import", text))
    scenes = {
        scene.name
        for lab in all_labs()
        if lab.__module__ in modules
        for scene in lab.scenes
    }
    said = chapter(number)
    assert f"]({path.name})" in said
    named = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", said)
    assert len(named) >= 2 and set(named) <= scenes
    numbers = re.findall(r"\bsections? ([\d, and]+\d|\d+)", said)
    wanted = {n for some in numbers for n in re.findall(r"\d+", some)}
    assert wanted and all(f'"## {n} · ' in text for n in wanted)


def test_the_lecturers_page_has_every_notebook_and_plans_that_fit():
    assert CHAPTERS == [path.name[:2] for path in NOTEBOOKS]
    sessions = re.findall(r"(?m)^\| (\d+) \| (.*?) \| (.*?) \|$", PAGE)
    assert [int(number) for number, *_ in sessions] == [*range(1, 13), *range(1, 7)]
    for number, (_, taught, rest) in enumerate(sessions):
        minutes = sum(map(int, re.findall(r"\((\d+)\)", taught)))
        if number < 12:
            minutes += int(re.match(r"\d+", rest)[0])
        assert minutes == (90 if number < 12 else 85)
        for name, length in re.findall(r"\b(\d\d) \((\d+)\)", taught):
            (path,) = (path for path in NOTEBOOKS if path.name.startswith(name))
            whole = re.search(r"\*\*Time\*\* \| (\d+)", path.read_text("utf-8"))[1]
            assert int(length) <= int(whole)
