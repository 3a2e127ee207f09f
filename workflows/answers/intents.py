"""Intent detection: what a question asks for, and the name of its subject.

Detection is generous: when the subject names nothing that exists, the router falls back to the pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.answers.intent_patterns import INTENT_PATTERNS, Intent


@dataclass(frozen=True)
class DetectedIntent:
    """An intent and its subject (empty for listings and for the viewer's own requests)."""

    intent: Intent
    subject: str = ""


MAX_SENTENCE_CHARS = 200
"""Characters; longer sentences are skipped, so that matching time stays bounded."""
MAX_DETECTED_SENTENCES = 8
"""Sentences of a message that are matched."""

COMPILED_PATTERNS = tuple((intent, re.compile(pattern)) for intent, pattern in INTENT_PATTERNS)
ENVIRONMENT_SUFFIX = re.compile(r" (?:in|on) (?:the )?(?:dev|development|prod|production)(?: environment)?$")
"""An environment at the end of a sentence: it belongs to the name."""
END_OF_SENTENCE = re.compile(r"[?!\n]+|\.(?=\s|$)")


def detect_intents(text: str) -> tuple[DetectedIntent, ...]:
    """Return every intent that `text` (plain, without Slack markup) can have, the likeliest first.

    Whether the subject exists decides later: "is there a plan" doesn't ask for a connector.
    """
    found: list[DetectedIntent] = []
    for sentence in normalize_sentences(text):
        here = list(_match_patterns(sentence))
        if not here and (suffix := ENVIRONMENT_SUFFIX.search(sentence)):
            without = sentence[: suffix.start()]
            here = [
                DetectedIntent(intent.intent, f"{intent.subject}{suffix[0]}")
                for intent in _match_patterns(without)
                if intent.subject
            ]
        found += here
    return tuple(dict.fromkeys(found))


def _match_patterns(sentence: str) -> Iterator[DetectedIntent]:
    for intent, pattern in COMPILED_PATTERNS:
        if hit := pattern.search(sentence):
            groups = hit.groupdict()
            yield DetectedIntent(intent, (groups.get("x") or groups.get("y") or "").strip())


CONTRACTION = re.compile(r"\b(who|how|where)s\b")
"""Contractions such as "who's", after the apostrophe is removed."""
TICKET_MENTION = re.compile(r"\b[a-z]{2,10}-\d+\b")
MAX_TICKET_MENTIONS = 5


def find_ticket_keys(text: str) -> tuple[str, ...]:
    """Return what looks like Jira ticket keys in `text`, in upper case."""
    found = TICKET_MENTION.findall(text[: MAX_SENTENCE_CHARS * MAX_DETECTED_SENTENCES].casefold())
    return tuple(key.upper() for key in dict.fromkeys(found))[:MAX_TICKET_MENTIONS]


ACCESS_REASON = re.compile(
    r"\b(?:because|so that|in order to|as i (?:need|have|want) (?:it )?to|i need (?:it|this|that) (?:for|to))"
    r"\b[ ,:]*(?P<why>[^?!\n]{3,})",
    re.IGNORECASE,
)


def find_access_reason(text: str) -> str:
    """Return the reason for access that `text` gives; empty when it gives none."""
    found = ACCESS_REASON.search(text[: MAX_SENTENCE_CHARS * MAX_DETECTED_SENTENCES * 2])
    return found["why"].strip(" .,") if found else ""


def normalize_sentences(text: str) -> list[str]:
    """Split `text` into lower-case sentences without punctuation."""
    quiet = text.casefold().replace("’", "'").replace("'", "").replace("“", "").replace("”", "")
    quiet = CONTRACTION.sub(r"\1 is", quiet)
    parts = (
        re.sub(r"[\"`,;:*()<>]+", " ", part)
        for part in END_OF_SENTENCE.split(quiet[: MAX_SENTENCE_CHARS * MAX_DETECTED_SENTENCES * 2])
    )
    tidy = [" ".join(part.split()) for part in parts]
    return [part for part in tidy if part and len(part) <= MAX_SENTENCE_CHARS][:MAX_DETECTED_SENTENCES]
