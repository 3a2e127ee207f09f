"""What a question asks for, as far as words can tell: an intent, and the name of what it is about.

Pure and generous: a question that only looks like one about a connection names nothing that exists, and then
goes to the pages (`workflows.answers.router`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.answers.intent_patterns import PATTERNS, Intent


@dataclass(frozen=True)
class Asked:
    """An intent, and the words that name what it is about (empty for lists and for one's own request)."""

    intent: Intent
    about: str = ""


LONGEST = 200
"""Characters: a sentence that is longer tells a story, and time stays bounded."""
MOST = 8
"""Sentences of a message that are looked at."""

COMPILED = tuple((intent, re.compile(pattern)) for intent, pattern in PATTERNS)
ENVIRONMENT = re.compile(r" (?:in|on) (?:the )?(?:dev|development|prod|production)(?: environment)?$")
"""Where, said at the end: it belongs to the name."""
END_OF_SENTENCE = re.compile(r"[?!\n]+|\.(?=\s|$)")


def recognise(text: str) -> tuple[Asked, ...]:
    """Everything that `text` (plain words, without Slack's markup) may ask for, the likeliest first.

    A name that follows tells which of them is meant: "is there a plan" asks for no connector.
    """
    found: list[Asked] = []
    for sentence in sentences(text):
        here = list(_asked(sentence))
        if not here and (elsewhere := ENVIRONMENT.search(sentence)):
            without = sentence[: elsewhere.start()]
            here = [Asked(one.intent, f"{one.about}{elsewhere[0]}") for one in _asked(without) if one.about]
        found += here
    return tuple(dict.fromkeys(found))


def _asked(sentence: str) -> Iterator[Asked]:
    for intent, pattern in COMPILED:
        if hit := pattern.search(sentence):
            groups = hit.groupdict()
            yield Asked(intent, (groups.get("x") or groups.get("y") or "").strip())


SHORT = re.compile(r"\b(who|how|where)s\b")
"""As people write "who's": the apostrophe is gone by then."""
TICKET = re.compile(r"\b[a-z]{2,10}-\d+\b")
MOST_TICKETS = 5


def tickets(text: str) -> tuple[str, ...]:
    """What may be the key of a ticket in `text`, as Jira writes it."""
    found = TICKET.findall(text[: LONGEST * MOST].casefold())
    return tuple(key.upper() for key in dict.fromkeys(found))[:MOST_TICKETS]


REASON = re.compile(
    r"\b(?:because|so that|in order to|as i (?:need|have|want) (?:it )?to|i need (?:it|this|that) (?:for|to))"
    r"\b[ ,:]*(?P<why>[^?!\n]{3,})",
    re.IGNORECASE,
)


def reason(text: str) -> str:
    """What somebody says they need something for, in their words; empty when they do not say."""
    found = REASON.search(text[: LONGEST * MOST * 2])
    return found["why"].strip(" .,") if found else ""


def sentences(text: str) -> list[str]:
    """The sentences of `text`, in lower case, without punctuation that says nothing."""
    quiet = text.casefold().replace("’", "'").replace("'", "").replace("“", "").replace("”", "")
    quiet = SHORT.sub(r"\1 is", quiet)
    parts = (
        re.sub(r"[\"`,;:*()<>]+", " ", part) for part in END_OF_SENTENCE.split(quiet[: LONGEST * MOST * 2])
    )
    tidy = [" ".join(part.split()) for part in parts]
    return [part for part in tidy if part and len(part) <= LONGEST][:MOST]
