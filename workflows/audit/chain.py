"""The chain of the audit trail: each entry contains the hash of the one before.

Personal facts aren't hashed themselves. The chain holds a digest of each, made with random salt; erasing facts and
salt leaves a digest that leads nowhere, and the chain intact.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from workflows.audit.entries import AuditEntry, AuditFacts, Part
from workflows.errors import Refused

SALT_BYTES = 16
HASH_DIGITS = 64
SALT = "salt"


@dataclass(frozen=True)
class ChainedEntry:
    """An entry in its place. Field by field as it is stored."""

    number: int
    """1, 2, 3, …, without gaps."""
    at: str
    """ISO 8601 in UTC with microseconds, so that text sorts as time."""
    action: str
    subject: str
    source: str
    version: int
    details: AuditFacts
    digests: AuditFacts
    """Part → digest of the personal facts."""
    people: Mapping[str, AuditFacts]
    """Part → personal facts with their salt, until they are erased."""
    previous: str
    """The hash of the entry before; empty for the first one."""
    hash: str = ""


@dataclass(frozen=True)
class Head:
    """The end of the chain."""

    number: int = 0
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Return the head that `str` wrote; raise `Refused` if `text` isn't one."""
        number, _, found = text.partition(":")
        if not (number.isascii() and number.isdecimal() and len(found) == HASH_DIGITS):
            raise Refused(f"“{text}” isn't the end of a trail. It looks like 12:4f0c…, as `audit verify` prints it.")
        return cls(int(number), found)


def append(head: Head, entry: AuditEntry) -> ChainedEntry:
    """Return `entry` as the one after `head`."""
    people: dict[str, AuditFacts] = {
        str(role): {**facts, SALT: secrets.token_hex(SALT_BYTES)} for role, facts in entry.people.items() if facts
    }
    unsigned = ChainedEntry(
        number=head.number + 1,
        at=entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        action=str(entry.action),
        subject=entry.subject,
        source=str(entry.source),
        version=entry.version,
        details=dict(entry.details),
        digests={role: digest(facts) for role, facts in people.items()},
        people=people,
        previous=head.hash,
    )
    return replace(unsigned, hash=hash_of(unsigned))


def hash_of(entry: ChainedEntry) -> str:
    """Return the SHA-256 of everything but the personal facts, as hexadecimal digits."""
    return digest({name: value for name, value in vars(entry).items() if name not in ("people", "hash")})


def digest(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of facts as JSON with sorted keys, as hexadecimal digits."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find_breaks(entries: Iterable[ChainedEntry], start: Head, end: Callable[[], Head]) -> Iterator[str]:
    """Yield what is wrong with the chain, in sentences. `entries` come by number.

    `start` is an end of the trail from before, or from outside. `end` is asked last: the trail can grow meanwhile.
    """
    last = Head()
    for entry in entries:
        yield from _breaks_before(last, entry)
        yield from _breaks_in(entry)
        last = Head(entry.number, entry.hash)
        if last.number == start.number and last != start:
            yield f"Entry {last.number} isn't the one that the trail ended with."
    if last.number < start.number:
        yield _missing(last.number + 1, start.number)
    elif last.number > end().number:
        yield f"Entry {last.number} isn't from the bot: the trail ends before."


def _breaks_before(last: Head, entry: ChainedEntry) -> Iterator[str]:
    if entry.number > last.number + 1:
        yield _missing(last.number + 1, entry.number - 1)
    elif entry.previous != last.hash:
        yield f"Entry {entry.number} doesn't follow entry {last.number}: one of them was replaced or moved."


def _breaks_in(entry: ChainedEntry) -> Iterator[str]:
    if hash_of(entry) != entry.hash:
        yield f"Entry {entry.number} was changed."
    for role, facts in entry.people.items():
        if entry.digests.get(role) != digest(facts):
            yield f"The {role} of entry {entry.number} was changed."


def _missing(first: int, last: int) -> str:
    return f"Entry {first} is missing." if first == last else f"Entries {first} to {last} are missing."


def without_person(people: Mapping[str, AuditFacts], identity: str) -> Mapping[str, AuditFacts]:
    """Return personal facts without a person, by Slack user id or name in Jira. What the bot replied goes, too."""
    left = {role: facts for role, facts in people.items() if identity not in facts.values()}
    if len(left) < len(people):
        left.pop(Part.REPLY, None)
    return left
