"""Long words that are as mixed as a random key. Ids that look random but are not secret are taken out first."""

import re
from itertools import pairwise

from workflows.secret_scanning.innocent_ids import without_innocent_ids

LONG_WORD = re.compile(r"[A-Za-z0-9+/_=-]{24,2000}")
RANDOMNESS_THRESHOLD = 0.3
"""How often the kind of character (lower case, upper case, digit) changes, per character.

Names stay below a quarter, even in camel case or with years in them. Random keys are around a half.
"""


def find_random_key(text: str) -> str | None:
    """Return “a key” if a word of 24 characters or more looks random, or None."""
    return "a key" if any(_is_random(word) for word in LONG_WORD.findall(without_innocent_ids(text))) else None


def _is_random(word: str) -> bool:
    """Return whether letters and digits are mixed more than in any name."""
    kinds = ["digit" if c.isdigit() else "upper" if c.isupper() else "lower" for c in word if c.isalnum()]
    changes = sum(before != after for before, after in pairwise(kinds))
    return "digit" in kinds and len(set(kinds)) > 1 and changes >= RANDOMNESS_THRESHOLD * len(word)
