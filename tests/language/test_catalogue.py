"""Every message of the source is translated, none is left over, and places and punctuation are right."""

import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
from babel.messages.catalog import Message

from emfassess.language import P_, language, languages
from emfassess.language.extraction import read_catalogue, source_messages

TRANSLATED = [code for code in languages() if code != "en"]
CHINESE = "[\u3400-\u9fff]"


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


def test_no_half_width_mark_stands_beside_a_chinese_character() -> None:
    marks = re.compile(f"{CHINESE}[:;,?!()]|[:;,?!()]{CHINESE}")
    wrong = [sentence for message in messages("zh") for sentence in forms(message.string) if marks.search(sentence)]
    assert wrong == []


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
