"""Parse the text after `/connector subscribe`: the target, the recipient, and the severity."""

import re
from dataclasses import dataclass, replace

from workflows.errors import Refused
from workflows.incidents.model import Severity
from workflows.subscriptions.model import SubscriptionKind

SUBSCRIBE_EXAMPLES = "For example: stripe, service salesforce, mine, or everything. Add “to me” to get it by DM."
TO_ME_PATTERN = re.compile(r"(?:^|\s)(?:to|for)\s+me$", re.I)
HERE_PATTERN = re.compile(r"(?:^|\s)(?:(?:to|in|for)\s+)?(?:here|this channel)$", re.I)
SEVERITY_PATTERN = re.compile(
    r"(?:^|\s)(?:(?:at least|from|only)\s+)?(critical|warning|notice)s?"
    r"(?:\s+(?:(?:and|or)\s+)?(?:above|up|upwards|worse|higher|more))?(?:\s+only)?$",
    re.I,
)
MINE_PHRASES = frozenset({"mine", "my connections", "everything of mine", "all of mine", "all mine", "my own"})
EVERYTHING_PHRASES = frozenset({"everything", "all", "all connections", "every connection", "any"})


@dataclass(frozen=True)
class ParsedSubscription:
    """The parts of what was typed; the target isn't resolved yet."""

    target_text: str
    """The name of the target; empty for `MINE` and `EVERYTHING`."""
    kind: SubscriptionKind | None = None
    """None: a connection or a service, whichever has this name."""
    to_me: bool | None = None
    """None: the conversation where it was typed."""
    min_severity: Severity | None = None


def parse_subscription(text: str) -> ParsedSubscription:
    """Split the text into its parts. Raises `Refused` if it names nothing."""
    found = _strip_suffixes(ParsedSubscription(" ".join(text.split())))
    plain = found.target_text.casefold()
    if not plain:
        raise Refused(f"What do you want to subscribe to? {SUBSCRIBE_EXAMPLES}")
    for kind, names in (
        (SubscriptionKind.MINE, MINE_PHRASES),
        (SubscriptionKind.EVERYTHING, EVERYTHING_PHRASES),
    ):
        if plain in names:
            return replace(found, target_text="", kind=kind)
    word, _, rest = found.target_text.partition(" ")
    if rest and word.casefold() in {SubscriptionKind.SERVICE, SubscriptionKind.CONNECTION}:
        return replace(found, target_text=rest, kind=SubscriptionKind(word.casefold()))
    return found


def _strip_suffixes(found: ParsedSubscription) -> ParsedSubscription:
    """Remove the recipient and the severity from the end, in either order."""
    if match := TO_ME_PATTERN.search(found.target_text):
        return _strip_suffixes(replace(found, target_text=found.target_text[: match.start()], to_me=True))
    if match := HERE_PATTERN.search(found.target_text):
        return _strip_suffixes(replace(found, target_text=found.target_text[: match.start()], to_me=False))
    if match := SEVERITY_PATTERN.search(found.target_text):
        least = Severity(match[1].lower())
        return _strip_suffixes(replace(found, target_text=found.target_text[: match.start()], min_severity=least))
    return found
