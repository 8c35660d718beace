"""Two pages lead through the course: where each idea and each word is.

`coverage.md` has the ideas of the five texts that the course grew from, and their
errors; `glossary.md` has the words. Both lead to sections of the notebooks, by links
that are checked with all others.
"""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.pages import NOTEBOOKS, ROOT, dead_links, links, sections, text

COVERAGE, GLOSSARY = (ROOT / "notebooks" / n for n in ("coverage.md", "glossary.md"))
IDEAS = {"S0": 38, "S1": 103, "S2": 27, "S3": 30, "S4": 50}  # of each text
ROWS, ERRORS, WORDS = 106, 120, 70


def rows(page: Path, first: str) -> list[list[str]]:
    """The rows of a page's tables whose first cell starts like `first`."""
    lines = [line for line in text(page).splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return [row for row in cells if re.match(first, row[0])]


def test_every_idea_is_covered_once():
    ideas = rows(COVERAGE, r"S\d-\d")
    found = Counter(i for row in ideas for i in row[0].split(", "))
    expected = [f"{s}-{i}" for s, last in IDEAS.items() for i in range(1, last + 1)]
    assert found == Counter(expected)
    assert len(ideas) == ROWS


def test_every_error_is_corrected_once():
    errors = [row[0] for row in rows(COVERAGE, r"E\d")]
    assert errors == [f"E{n}" for n in range(1, ERRORS + 1)]


@pytest.mark.parametrize("page", [COVERAGE, GLOSSARY], ids=lambda page: page.stem)
def test_every_row_leads_to_a_section_of_a_notebook(page):
    for row in rows(page, r"S\d-\d|E\d|\*\*"):
        assert row[1] and links(row[2])
        for link in links(row[2]):
            assert re.fullmatch(r"\d\d_\w+\.ipynb#.+", unquote(link)), row
    assert not list(dead_links(page, text(page)))


def words(row: list[str]) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", row[0])


def test_the_glossary_is_complete_and_in_order():
    entries = [words(row) for row in rows(GLOSSARY, r"\*\*")]
    assert len(entries) == WORDS
    assert entries == sorted(entries, key=lambda entry: entry[0].lower())
    every = [word for entry in entries for word in entry]
    assert len(every) == len(set(every))


def bold(markdown: str) -> Counter:
    """What stands in bold, but a lead-in that ends in a stop; "weights" as weight."""
    found = re.findall(r"\*\*([^*\n]+?)\*\*", markdown)
    return Counter(word.lower() for word in found)


def times(word: str, markdown: str) -> int:
    """How often a word stands in bold, in the singular or the plural."""
    counts = bold(markdown)
    return counts[word.lower()] + counts[word.lower() + "s"]


def test_every_word_is_defined_once_where_the_glossary_says():
    whole = {path.name: text(path) for path in NOTEBOOKS}
    for row in rows(GLOSSARY, r"\*\*"):
        places = [unquote(link).split("#") for link in links(row[2])]
        for word in words(row):
            here = [
                file
                for file, name in places
                if times(word, sections(ROOT / "notebooks" / file)[name])
            ]
            found = {f: n for f, t in whole.items() if (n := times(word, t))}
            assert len(here) == 1 and found == {here[0]: 1}, (word, places, found)
