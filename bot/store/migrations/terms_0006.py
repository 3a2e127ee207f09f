"""What revision 0006 renames inside JSON bodies: keys, and stored values that used to be words for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Terms:
    """How one kind of JSON object changes: `keys` old to new, `values` by new key, `parts` by new key."""

    keys: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    parts: Mapping[str, "Terms"] = field(default_factory=dict)

    def rewrite(self, body: Any) -> Any:
        """Return `body` in today's terms. Rewriting twice changes nothing more; lists are rewritten item by item."""
        if isinstance(body, list):
            return [self.rewrite(item) for item in body]
        if not isinstance(body, dict):
            return body
        return {self.keys.get(key, key): self._value(self.keys.get(key, key), value) for key, value in body.items()}

    def _value(self, key: str, value: Any) -> Any:
        if key in self.parts:
            return self.parts[key].rewrite(value)
        return self.values.get(key, {}).get(value, value) if isinstance(value, str) else value


STATUS = {
    text: text.replace(" ", "_")
    for text in ("awaiting approval", "being built", "awaiting credentials", "syncing history")
}
SENSITIVITY = {"personal data": "personal_data", "not sure": "not_sure"}
FRESHNESS = {"every 6 hours": "six_hours"}
CONDITION = {
    "broken authorisation": "broken_auth",
    "failing syncs": "failing",
    "data is late": "delayed",
    "rescheduled and stuck": "stuck",
    "schema change waiting": "schema_change",
    "paused by Fivetran": "paused_by_fivetran",
    "setup unfinished": "setup_incomplete",
    "failing on and off": "flapping",
    "new warning": "warning",
    "first historical sync done": "first_sync",
}
END_REASON = {"the connection was paused": "paused", "the connection was deleted": "deleted", "": None}
FAMILY = {**CONDITION, "trouble": "outage"}
HEALTH = {"fine": "healthy"}
FEEDBACK = {"not quite": "not_quite"}

DELIVERY_KEYS = {
    "first": "first_message",
    "shown": "fingerprints",
    "said": "thread_keys_sent",
    "shown_at": "last_delivered_at",
    "attempts": "failed_attempts",
    "is_shut_out": "is_blocked_by_channel",
    "is_sensitive": "is_restricted",
}

REQUEST = Terms(
    keys={
        "card_shown": "card_fingerprint",
        "told": "mirrored_events",
        "connection_seen": "connection_state_key",
        "handed_over_at": "connect_card_sent_at",
        "card_wanted_at": "connect_card_requested_at",
        "tests": "failed_tests",
        "trouble": "problem",
        "next_try_at": "retry_at",
    },
    values={"status": STATUS},
    parts={
        "decision": Terms({"by": "user_id", "at": "decided_at", "seen": "revision"}),
        "edits": Terms({"at": "edited_at"}),
        "answers": Terms({"another_because": "duplicate_reason"}, {"sensitivity": SENSITIVITY, "freshness": FRESHNESS}),
    },
)
DRAFT = Terms({"another_because": "duplicate_reason"}, {"sensitivity": SENSITIVITY, "freshness": FRESHNESS})
ACCESS_REQUEST = Terms(
    {
        "by": "requester",
        "who": "beneficiary",
        "what": "resource",
        "why": "reason",
        "asked_at": "requested_at",
        "name": "requester_name",
        "next_try_at": "retry_at",
        "is_told": "is_notified",
        "is_warned": "is_delay_notified",
    }
)
INCIDENT = Terms(
    keys=DELIVERY_KEYS
    | {
        "why": "reason",
        "times": "occurrences",
        "ending": "end_reason",
        "is_manual": "has_manual_schedule",
        "storm": "storm_id",
        "taken_by": "acknowledged_by",
        "woken_at": "unsnoozed_at",
        "deeds": "activity",
    },
    values={"condition": CONDITION, "end_reason": END_REASON},
    parts={"activity": Terms({"by": "user_id", "what": "action"})},
)
STORM = Terms(
    keys=DELIVERY_KEYS
    | {
        "joined_at": "last_joined_at",
        "connections": "group_size",
        "hit": "incident_count",
        "open": "open_count",
        "dropped": "dropped_count",
        "most": "most_common_step",
        "services": "service_ids",
        "owners": "owner_ids",
    },
    values={"family": FAMILY},
    parts={
        "members": Terms(
            {"label": "next_step", "ending": "end_reason"}, {"condition": CONDITION, "end_reason": END_REASON}
        ),
    },
)
PREFERENCES = Terms(
    keys={
        "audience": "recipient",
        "quiet": "quiet_hours",
        "budget": "weekly_budget",
        "proposal": "mute_proposal",
        "closed": "unreachable",
    },
    parts={
        "subscriptions": Terms({"least": "min_severity", "by": "created_by"}),
        "quiet_hours": Terms({"zone": "timezone", "weekends": "includes_weekends"}),
        "mutes": Terms({"by": "muted_by", "who": "muted_by_name", "at": "muted_at"}),
        "mute_proposal": Terms({"week": "week_start", "sources": "connections", "shown": "fingerprint"}),
        "unreachable": Terms({"at": "since", "code": "error_code", "told": "is_notified"}),
    },
)
RECIPIENT = Terms({"hears": "preferences"}, parts={"preferences": PREFERENCES})
QUESTION = Terms(
    keys={"by": "asker", "came_of": "original_text", "passed_on": "handover_url"},
    values={"feedback": FEEDBACK, "surface": {"whisper": "ephemeral"}},
    parts={"answer": Terms({"only_if_asked": "is_for_mentions_only"})},
)
RUN_HISTORY = Terms({"since": "syncing_since", "old": "initial_warnings", "because": "pause_reason"})
WEBHOOK = Terms(
    {
        "since": "registered_at",
        "tried_at": "checked_at",
        "trouble": "error",
        "heard_at": "last_received_at",
        "polled_at": "miss_confirmed_at",
        "waiting_since": "miss_observed_since",
    }
)
RATE_LIMIT = Terms({"at": "observed_at", "closed_until": "blocked_until"})
