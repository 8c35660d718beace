"""The site: every page, link, lab and exercise is there, and nothing is from afar."""

import re
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from html import escape
from multiprocessing import get_context
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from dlbook.exercises.course_map import catalogue, predictions
from dlbook.labs import all_labs
from dlbook.labs.bends import BendsLab
from dlbook.labs.start import StartLab
from publish import site, storyboard

FILES = [p for p in site.NOTEBOOKS.rglob("*") if p.suffix in (".ipynb", ".md", ".py")]
NAMES = ["index.html", *(f"{path.stem}.html" for path in FILES)]
every_page = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def read(site_folder):
    """read("08_gradient_descent.html") -> the page as a tree of tags."""
    return cache(
        lambda name: BeautifulSoup((site_folder / name).read_text(), "html.parser")
    )


@cache
def sources():
    return "".join(path.read_text(encoding="utf-8") for path in FILES)


def players(page):
    return page.select(".storyboard")


def title_of(player):
    return player.select_one(".storyboard-title").text


def test_there_is_a_page_for_every_file(site_folder):
    assert {path.name for path in site_folder.glob("*.html")} == set(NAMES)


@every_page
def test_head_and_headings(read, name):
    page = read(name)
    assert page.html["lang"] == "en"
    assert len(page.select_one("meta[name=description]")["content"]) > 30
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    steps = zip(levels, levels[1:], strict=False)
    assert all(below <= above + 1 for above, below in steps), levels


def test_titles_are_unique(read):
    titles = {read(name).title.text for name in NAMES}
    assert len(titles) == len(NAMES)
    assert all("deep learning" in title for title in titles)


@every_page
def test_every_link_leads_somewhere(site_folder, read, name):
    for link in read(name).select("a[href]"):
        address = link["href"]
        if address.startswith("https://"):
            continue
        file, _, anchor = unquote(address).partition("#")
        assert not file or (site_folder / file).is_file(), address
        target = read(file or name)
        assert not anchor or target.find(id=anchor), address


@every_page
def test_ids_are_unique(read, name):
    ids = [tag["id"] for tag in read(name).select("[id]")]
    assert len(ids) == len(set(ids)), {i for i in ids if ids.count(i) > 1}


@every_page
def test_every_picture_is_there_and_has_words(site_folder, read, name):
    for picture in read(name).select("img"):
        assert (site_folder / picture["src"]).stat().st_size > 200
        assert len(picture["alt"]) > 20


LOADING = {"src", "srcset", "data", "poster", "background", "action"}


@every_page
def test_nothing_is_loaded_from_afar(site_folder, read, name):
    for tag in read(name).find_all(True):
        loaded = [v for key, v in tag.attrs.items() if key in LOADING]
        loaded += [tag["href"]] if tag.name in ("link", "base", "use") else []
        for address in loaded:
            assert (site_folder / address).is_file(), tag
        assert not any(key.startswith("on") for key in tag.attrs), tag
        assert tag.name not in ("iframe", "object", "embed"), tag


def test_style_and_script_load_nothing(site_folder):
    assert not re.search(r"url\(|@import", (site_folder / "site.css").read_text())
    assert not re.search(
        r"\bimport\b|fetch|http", (site_folder / "site.js").read_text()
    )


@every_page
def test_a_page_knows_no_machine_and_no_raw_formula(site_folder, read, name):
    html = (site_folder / name).read_text()
    assert str(site.ROOT) not in html
    assert "Error displaying" not in html and "<!-- contents" not in html
    assert not [m for m in read(name).select("math") if "\\" in m.text or "$" in m.text]
    for tag in read(name).select("p, li, td"):
        if not tag.select("code, pre"):
            assert "$" not in tag.text, tag


@pytest.mark.parametrize("kind", all_labs(), ids=lambda lab: lab.__name__)
def test_every_lab_has_its_player_with_all_scenes(site_folder, read, kind):
    if kind.__name__ not in sources():
        pytest.skip("no notebook shows it")
    found = [p for name in NAMES for p in players(read(name))]
    (player,) = [p for p in found if title_of(p) == kind.title]
    names = [tag.text for tag in player.select("figcaption b")]
    assert names == [f"{scene.name}:" for scene in kind.scenes]
    slider = player.select_one("input[type=range]")
    assert (slider["min"], slider["max"]) == ("1", str(len(kind.scenes)))
    pictures = [(site_folder / img["src"]).read_bytes() for img in player.select("img")]
    assert len(pictures) == len(kind.scenes)
    assert all(png.startswith(b"\x89PNG") for png in pictures)
    assert len(set(pictures)) > 1


def test_no_still_picture_of_a_lab_is_left():
    """Only a lab is the value of a cell and a picture: each of them is recognised."""
    for path in site.NOTEBOOKS.glob("*.ipynb"):
        for cell in site.as_notebook(path).cells:
            for output in cell.get("outputs", []):
                is_value = output.output_type == "execute_result"
                if "image/png" in output.get("data", {}):
                    assert bool(storyboard.lab_of(output)) is is_value, cell.id


@pytest.mark.parametrize("kind", [StartLab, BendsLab])
def test_a_player_says_what_the_lab_says(kind):
    lab, html = kind(), storyboard.player(kind)
    assert html.count("data:image/png;base64,") == len(lab.scenes)
    for scene in lab.story:
        assert f"<b>{escape(scene.name)}:</b> {escape(scene.finding)}<" in html
        lab.show(scene)
        assert f'alt="{escape(lab.summary)}"' in html


def test_every_exercise_is_a_question(read):
    asked = " ".join(q.text for name in NAMES for q in read(name).select(".question"))
    for exercise in catalogue():
        assert f"Exercise {exercise.id}" in asked
    answers = [d for name in NAMES for d in read(name).select(".question details")]
    assert len(answers) == len(predictions())
    whole = " ".join(read(name).text for name in NAMES)
    assert "Not attempted" not in whole and "No guess was committed" not in whole


def test_the_map_names_every_notebook_with_its_minutes(read):
    items = read("index.html").select(".map li")
    assert len(items) == len(list(site.NOTEBOOKS.glob("*.ipynb")))
    for item in items:
        page = read(item.a["href"])
        assert f"{item.a.text}" in page.h1.text
        assert re.search(r"\b\d+ minutes", item.text)[0] in page.main.text
        assert item.p.text


def test_previous_and_next_walk_the_course(read):
    name, seen = "index.html", []
    while link := read(name).select_one("footer a[rel=next]"):
        seen.append(link["href"])
        name = link["href"]
    books = sorted(f"{path.stem}.html" for path in site.NOTEBOOKS.glob("*.ipynb"))
    assert seen == books
    back = [read(name).select_one("footer a[rel=prev]")["href"] for name in seen[1:]]
    assert back == seen[:-1]


@pytest.mark.parametrize(
    "address, becomes",
    [
        ("08_gradient_descent.ipynb", "08_gradient_descent.html"),
        ("02_neuron.ipynb#1-·-A-nerve-cell", "02_neuron.html#1-·-A-nerve-cell"),
        ("programs/keras_digits.py", "keras_digits.html"),
        ("glossary.md", "glossary.html"),
        ("#Exercises", "#Exercises"),
        ("https://example.org/a.py", "https://example.org/a.py"),
    ],
)
def test_links_lead_from_page_to_page(address, becomes):
    assert site.finish(f'<a href="{address}">x</a>') == f'<a href="{becomes}">x</a>'


def test_a_second_build_changes_no_byte(site_folder):
    """In a fresh process, with nothing remembered from the first."""
    chosen = ("00_start_here.html", "03_perceptron.html", "index.html")
    pages = site.all_pages()
    assert (site_folder / "index.html").read_text() == site.index(pages)
    again = [page for page in pages if page.file in chosen]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        for page, (html, pictures) in zip(
            again, fresh.map(site.build, again), strict=True
        ):
            assert (site_folder / page.file).read_text() == html
            assert pictures
            for name, png in pictures.items():
                assert (site_folder / name).read_bytes() == png, name
