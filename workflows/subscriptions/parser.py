"""What somebody typed after `/connector subscribe`: what they want to hear of, where, and how much of it."""

import re
from dataclasses import dataclass, replace

from workflows.errors import Refused
from workflows.incidents.model import Severity
from workflows.subscriptions.model import Kind

EXAMPLES = "For example: stripe, service salesforce, mine, or everything; then “to me” or “here” if you like."
TO_ME = re.compile(r"(?:^|\s)(?:to|for)\s+me$", re.I)
HERE = re.compile(r"(?:^|\s)(?:(?:to|in|for)\s+)?(?:here|this channel)$", re.I)
LEAST = re.compile(
    r"(?:^|\s)(?:(?:at least|from|only)\s+)?(critical|warning|notice)s?"
    r"(?:\s+(?:(?:and|or)\s+)?(?:above|up|upwards|worse|higher|more))?(?:\s+only)?$",
    re.I,
)
MINE = frozenset({"mine", "my connections", "everything of mine", "all of mine", "all mine", "my own"})
EVERYTHING = frozenset({"everything", "all", "all connections", "every connection", "any"})


@dataclass(frozen=True)
class Wanted:
    """A wish in words, taken apart."""

    words: str
    """What is meant by it has still to be found; empty where nothing has."""
    kind: Kind | None = None
    """None: a connection or a service, whichever is called so."""
    to_me: bool | None = None
    """None: wherever it was typed."""
    least: Severity | None = None


def wanted(typed: str) -> Wanted:
    """Take it apart; `Refused` when it names nothing."""
    found = _without_tails(Wanted(" ".join(typed.split())))
    plain = found.words.casefold()
    if not plain:
        raise Refused(f"What do you want to hear of? {EXAMPLES}")
    for kind, names in ((Kind.MINE, MINE), (Kind.EVERYTHING, EVERYTHING)):
        if plain in names:
            return replace(found, words="", kind=kind)
    word, _, rest = found.words.partition(" ")
    if rest and word.casefold() in {Kind.SERVICE, Kind.CONNECTION}:
        return replace(found, words=rest, kind=Kind(word.casefold()))
    return found


def _without_tails(found: Wanted) -> Wanted:
    """Where and how much stand at the end, in either order."""
    if match := TO_ME.search(found.words):
        return _without_tails(replace(found, words=found.words[: match.start()], to_me=True))
    if match := HERE.search(found.words):
        return _without_tails(replace(found, words=found.words[: match.start()], to_me=False))
    if match := LEAST.search(found.words):
        least = Severity(match[1].lower())
        return _without_tails(replace(found, words=found.words[: match.start()], least=least))
    return found
