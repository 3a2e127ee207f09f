"""Trigger ids (one view, three seconds) and response URLs (five responses, 30 minutes)."""

from dataclasses import dataclass, field
from itertools import count

from sandbox.clock import Clock
from sandbox.slack.errors import SlackError

TRIGGER_SECONDS, RESPONSE_SECONDS, RESPONSE_USES = 3.0, 1800.0, 5


@dataclass
class Trigger:
    """A trigger id: the right to show one view to one person."""

    id: str
    user_id: str
    born: float
    used: bool = False
    channel: str | None = None


@dataclass
class ResponseUrl:
    """A response URL: the right to respond where a person acted."""

    token: str
    user_id: str
    channel: str
    born: float
    original_ts: str | None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class ShortLivedIds:
    """All issued trigger ids and response URLs."""

    clock: Clock
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)
    trigger_seconds: float = TRIGGER_SECONDS
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def trigger(self, user_id: str, channel: str | None = None) -> Trigger:
        """Create a trigger id in Slack's three-part form."""
        number = next(self._numbers)
        made = Trigger(f"{10_000_000 + number}.{7_000_000}.{number:032x}", user_id, self.clock.now(), channel=channel)
        self.triggers[made.id] = made
        return made

    def exchange(self, trigger_id: object) -> Trigger:
        """Use up a trigger id. Raises SlackError for an unknown, used, or expired one."""
        trigger = self.triggers.get(str(trigger_id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - trigger.born > self.trigger_seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(
        self, user_id: str, channel: str, original_ts: str | None, thread_ts: str | None = None
    ) -> ResponseUrl:
        """Create a response URL."""
        number = next(self._numbers)
        made = ResponseUrl(f"r{number}x{number * 7919:x}", user_id, channel, self.clock.now(), original_ts, thread_ts)
        self.responses[made.token] = made
        return made

    def spend(self, token: str) -> ResponseUrl:
        """Use a response URL once. Raises SlackError for an unknown, expired, or used-up one."""
        right = self.responses.get(token)
        if right is None:
            raise SlackError("invalid_url")
        if self.clock.now() - right.born > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if right.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        right.uses += 1
        return right
