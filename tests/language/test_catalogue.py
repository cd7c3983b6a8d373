"""Every message of the source is translated, none is left over, and places and punctuation are right."""

import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
from babel.messages.catalog import Message

from builders.chinese_text import half_width_marks
from emfassess.language import P_, language, languages
from emfassess.language.extraction import read_catalogue, source_messages

TRANSLATED = [code for code in languages() if code != "en"]


def messages(code: str) -> list[Message]:
    return [message for message in read_catalogue(code) if message.id]


def forms(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


def places(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}|%\((\w+)\)s", sentence))


def keys(found: list[Message]) -> set[tuple[str | None, str]]:
    return {(message.context, forms(message.id)[0]) for message in found}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_in_the_catalogue_and_none_is_left_over(code: str) -> None:
    source, known = keys([message for message in source_messages() if message.id]), keys(messages(code))
    assert sorted(map(str, source - known)) == []
    assert sorted(map(str, known - source)) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_a_guess(code: str) -> None:
    assert [message.id for message in messages(code) if not all(forms(message.string))] == []
    assert [message.id for message in messages(code) if message.fuzzy] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_have_the_places_of_their_messages(code: str) -> None:
    for message in messages(code):
        wanted = set().union(*map(places, forms(message.id)))
        for sentence in forms(message.string):
            assert places(sentence) == wanted, message.id
            assert sentence.count("%%") == forms(message.id)[-1].count("%%"), message.id


def test_no_half_width_mark_is_beside_a_chinese_character() -> None:
    assert [
        line for message in messages("zh") for form in forms(message.string) for line in half_width_marks(form)
    ] == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("限值占比 (理论最大)", True),
        ("结论: 满足", True),
        ("甲 ; 乙", True),
        ("甲, 乙", True),
        ("对所有源求 (E/E_L)² 之和", False),
        ("坐标f(x)的值", False),
        ("距离 2.5 m（约）：E(f) 的比值", False),
    ],
)
def test_a_half_width_mark_is_one_beside_a_chinese_character_outside_formulas(sentence: str, wrong: bool) -> None:
    assert bool(half_width_marks(sentence)) is wrong


def test_no_message_leaves_the_plural_to_the_reader() -> None:
    assert [
        message.id for message in source_messages() if any(re.search(r"\w\(s\)", form) for form in forms(message.id))
    ] == []


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no catalogue for the language 'tlh'; available: en, zh"):
        language("tlh")


def test_a_count_chooses_the_form_and_a_context_the_meaning() -> None:
    text = language("en")
    assert text.plural("{count} station", "{count} stations", count=1) == "1 station"
    assert text.plural("{count} station", "{count} stations", count=2) == "2 stations"
    assert text(P_("a place", "above")) == "above"


def test_english_needs_no_babel() -> None:
    program = "import sys; from emfassess.language import language; language('en')('x'); print('babel' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
