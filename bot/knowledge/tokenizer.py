"""Splits plain words."""

import re

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")


def tokenize(text: str) -> list[str]:
    """The words of `text` in lower case, split like in the index: at everything but letters and digits."""
    return _WORD.findall(text.replace("'", "").replace("’", "").casefold())


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`; a new line ends one too."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
