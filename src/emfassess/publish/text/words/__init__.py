"""The words of each language: one folder a language, TOML files of key = sentence inside.

A further language is a further folder. A sentence may hold named places for figures: ``"{stations} stations"``.
"""

import tomllib
from functools import cache
from importlib.resources import files


class Words:
    """Sentences of one language, looked up by key."""

    def __init__(self, language: str, sentences: dict[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence of a key with its places filled in."""
        return self._sentences[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    @property
    def keys(self) -> frozenset[str]:
        """All keys of the language."""
        return frozenset(self._sentences)


def languages() -> tuple[str, ...]:
    """Languages that have a folder, e.g. ``("en", "zh")``."""
    return tuple(sorted(entry.name for entry in files(__name__).iterdir() if entry.is_dir() and len(entry.name) == 2))


@cache
def words(language: str) -> Words:
    """Words of a language.

    Raises
    ------
    ValueError
        If the language has no folder, or two of its files give the same key.
    """
    if language not in languages():
        raise ValueError(f"no words in {language!r}; there are: {', '.join(languages())}")
    sentences: dict[str, str] = {}
    for entry in sorted(files(__name__).joinpath(language).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            for key, sentence in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                if key in sentences:
                    raise ValueError(f"{language}/{entry.name}: {key!r} stands there twice")
                sentences[key] = sentence
    return Words(language, sentences)
