"""Long words that are as mixed as a random key. Ids that look random but are not secret are taken out first."""

import re
from itertools import pairwise

from workflows.secret_scanning.innocent_ids import without_innocent_ids
from workflows.secret_scanning.values import is_mixed_with_signs

WORD = re.compile(r"[^\s,;|\"'()<>\[\]{}=]{8,64}")
LONG_WORD = re.compile(r"[A-Za-z0-9+/_=-]{24,2000}")
RANDOMNESS_THRESHOLD = 0.3
"""How often the kind of character (lower case, upper case, digit) changes, per character.

Names stay below a quarter, even in camel case or with years in them. Random keys are around a half.
"""
HEX = re.compile(r"[0-9a-f]{32,128}")
HEX_THRESHOLD = 0.2
"""Hexadecimal keys have more digits than letters, so they change less often."""


def find_random_key(text: str) -> str | None:
    """Return “a key” if a word of 24 characters or more looks random, or None."""
    rest = without_innocent_ids(text)
    if any(map(is_mixed_with_signs, WORD.findall(rest))):
        return "a password"
    return "a key" if any(map(_is_random, LONG_WORD.findall(rest))) else None


def _is_random(word: str) -> bool:
    """Return whether letters and digits are mixed more than in any name."""
    kinds = ["digit" if c.isdigit() else "upper" if c.isupper() else "lower" for c in word if c.isalnum()]
    changes = sum(before != after for before, after in pairwise(kinds))
    threshold = HEX_THRESHOLD if HEX.fullmatch(word) else RANDOMNESS_THRESHOLD
    return "digit" in kinds and len(set(kinds)) > 1 and changes >= threshold * len(word)
