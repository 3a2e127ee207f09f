"""The reason of an incident beside its next step: what both say is said once."""

import re
from collections.abc import Iterator


def without_repeats(reason: str, instruction: str) -> str:
    """Return the sentences of a reason that the next step doesn't repeat.

    Fivetran's messages often end with a step of their own, such as “Reconnect it.”
    """
    said = f" {_words(instruction)} "
    return " ".join(sentence for sentence in _sentences(reason) if f" {_words(sentence)} " not in said)


def _sentences(text: str) -> Iterator[str]:
    return filter(None, re.split(r"(?<=[.!?])\s+", text.strip()))


def _words(text: str) -> str:
    """Return a text in lower case, with one space between its words."""
    return " ".join(re.findall(r"\w+(?:['’]\w+)?", text.casefold()))
