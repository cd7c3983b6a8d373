"""The glossary holds each term once, with every column filled."""

from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
SOURCES = ("IEC 62232", "ITU-T K.", "JCGM 10", "GB 8702-2014", "HJ 972-2018", "HJ 1151-2020", "CF conventions")


def rows() -> list[list[str]]:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_glossary_has_forty_to_sixty_terms_each_once() -> None:
    terms = [row[0] for row in rows()]
    assert 40 <= len(terms) <= 60
    assert len(set(terms)) == len(terms)
    chinese = [row[3] for row in rows()]
    assert len(set(chinese)) == len(chinese)


def test_every_column_of_the_glossary_is_filled() -> None:
    for row in rows():
        assert len(row) == 6, row
        assert all(row), row


def test_every_term_of_the_glossary_has_a_known_source() -> None:
    for row in rows():
        assert row[4].startswith(SOURCES), row
