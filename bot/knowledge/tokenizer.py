"""Splitting text into words and sentences."""

import re

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")


def tokenize(text: str) -> list[str]:
    """Return the lower-case words of `text`, split like in the index: at all but letters and digits."""
    return _WORD.findall(text.replace("'", "").replace("’", "").casefold())


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`; a line break ends one too."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
