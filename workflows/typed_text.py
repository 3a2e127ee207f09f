"""Clean text that a person typed, before anything reads, stores, or repeats it.

Copied text contains no-break spaces, line breaks, and control characters. Every kind of space becomes a blank.
Joiners stay, because words in Persian and emoji of families need them.
"""

import re
import unicodedata
from functools import lru_cache

LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
CONTROL_CATEGORIES = frozenset({"Cc", "Cs"})
"""Control characters and lone surrogates. Databases refuse some of them; Jira refuses others."""
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def clean_lines(text: str) -> str:
    """Return typed text whose line breaks are all newlines, without blanks at either end."""
    return "".join(map(_clean_character, LINE_BREAK.sub("\n", text))).strip()


def clean_line(text: str) -> str:
    """Return typed text as one line: line breaks and tabs become blanks."""
    return clean_lines(text).replace("\n", " ")


@lru_cache(8_192)
def normalize_name(text: str) -> str:
    """Lower-case the text and replace everything but letters and digits by spaces."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def visible_length(text: str) -> int:
    """Return how many characters of `text` a reader can see."""
    return sum(unicodedata.category(character) not in INVISIBLE_CATEGORIES for character in text)


def _clean_character(character: str) -> str:
    """Return the character, a blank for a space or tab, or nothing for a control character."""
    category = unicodedata.category(character)
    if character == "\n":
        return character
    if category == "Zs" or character == "\t":
        return " "
    return "" if category in CONTROL_CATEGORIES else character
