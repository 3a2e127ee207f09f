"""What a question asks for, as far as words can tell: an intent, and the name of what it is about.

Pure and generous: a question that only looks like one about a connection names nothing that exists, and then
goes to the pages (`workflows.answers.router`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.answers.intent_patterns import INTENT_PATTERNS, Intent


@dataclass(frozen=True)
class DetectedIntent:
    """An intent, and the words that name what it is about (empty for lists and for one's own request)."""

    intent: Intent
    subject: str = ""


MAX_SENTENCE_CHARS = 200
"""Characters: a sentence that is longer tells a story, and time stays bounded."""
MAX_DETECTED_SENTENCES = 8
"""Sentences of a message that are looked at."""

COMPILED_PATTERNS = tuple((intent, re.compile(pattern)) for intent, pattern in INTENT_PATTERNS)
ENVIRONMENT_SUFFIX = re.compile(r" (?:in|on) (?:the )?(?:dev|development|prod|production)(?: environment)?$")
"""Where, said at the end: it belongs to the name."""
END_OF_SENTENCE = re.compile(r"[?!\n]+|\.(?=\s|$)")


def detect_intents(text: str) -> tuple[DetectedIntent, ...]:
    """Everything that `text` (plain words, without Slack's markup) may ask for, the likeliest first.

    A name that follows tells which of them is meant: "is there a plan" asks for no connector.
    """
    found: list[DetectedIntent] = []
    for sentence in normalize_sentences(text):
        here = list(_match_patterns(sentence))
        if not here and (elsewhere := ENVIRONMENT_SUFFIX.search(sentence)):
            without = sentence[: elsewhere.start()]
            here = [
                DetectedIntent(one.intent, f"{one.subject}{elsewhere[0]}")
                for one in _match_patterns(without)
                if one.subject
            ]
        found += here
    return tuple(dict.fromkeys(found))


def _match_patterns(sentence: str) -> Iterator[DetectedIntent]:
    for intent, pattern in COMPILED_PATTERNS:
        if hit := pattern.search(sentence):
            groups = hit.groupdict()
            yield DetectedIntent(intent, (groups.get("x") or groups.get("y") or "").strip())


CONTRACTION = re.compile(r"\b(who|how|where)s\b")
"""As people write "who's": the apostrophe is gone by then."""
TICKET_MENTION = re.compile(r"\b[a-z]{2,10}-\d+\b")
MAX_TICKET_MENTIONS = 5


def find_ticket_keys(text: str) -> tuple[str, ...]:
    """What may be the key of a ticket in `text`, as Jira writes it."""
    found = TICKET_MENTION.findall(text[: MAX_SENTENCE_CHARS * MAX_DETECTED_SENTENCES].casefold())
    return tuple(key.upper() for key in dict.fromkeys(found))[:MAX_TICKET_MENTIONS]


ACCESS_REASON = re.compile(
    r"\b(?:because|so that|in order to|as i (?:need|have|want) (?:it )?to|i need (?:it|this|that) (?:for|to))"
    r"\b[ ,:]*(?P<why>[^?!\n]{3,})",
    re.IGNORECASE,
)


def find_access_reason(text: str) -> str:
    """What somebody says they need something for, in their words; empty when they do not say."""
    found = ACCESS_REASON.search(text[: MAX_SENTENCE_CHARS * MAX_DETECTED_SENTENCES * 2])
    return found["why"].strip(" .,") if found else ""


def normalize_sentences(text: str) -> list[str]:
    """The sentences of `text`, in lower case, without punctuation that says nothing."""
    quiet = text.casefold().replace("’", "'").replace("'", "").replace("“", "").replace("”", "")
    quiet = CONTRACTION.sub(r"\1 is", quiet)
    parts = (
        re.sub(r"[\"`,;:*()<>]+", " ", part)
        for part in END_OF_SENTENCE.split(quiet[: MAX_SENTENCE_CHARS * MAX_DETECTED_SENTENCES * 2])
    )
    tidy = [" ".join(part.split()) for part in parts]
    return [part for part in tidy if part and len(part) <= MAX_SENTENCE_CHARS][:MAX_DETECTED_SENTENCES]
