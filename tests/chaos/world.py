"""What is left of a story, read from outside: the sandbox over HTTP, the database by SQL, the log."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Item = dict[str, Any]

PEOPLE = {"ada": "U0ADA", "bo": "U0BO", "cleo": "U0CLEO", "rosa": "U0ROSA", "gus": "U0GUS", "desk": "U0DESK"}
WHO_LEFT = ("U0DORA",)
"""People whose accounts are deactivated, although the group of approvers still lists them."""
KEPT_OF_MESSAGES = ("ts", "user", "text", "blocks", "thread_ts", "ephemeral_for")
KEPT_OF_TICKETS = ("id", "key", "status", "description", "comments", "history")
KEPT_OF_CONNECTIONS = ("id", "group_id", "service", "schema", "sync_frequency", "config")
KEPT_OF_CALLS = ("POST /v1/connections", "POST /api/views.open", "POST /api/views.push", "POST /api/views.update")


@dataclass
class World:
    """The world at the end of a story. Times are epoch seconds of the sandbox, unless said otherwise."""

    requests: list[Item] = field(default_factory=list)
    """Rows of the table `request`, with `body` as JSON."""
    incidents: list[Item] = field(default_factory=list)
    ledger: list[Item] = field(default_factory=list)
    audit: list[Item] = field(default_factory=list)
    """Rows of the table `audit_entry`, with JSON in its columns."""
    workflows: list[Item] = field(default_factory=list)
    """Durable workflows that haven't succeeded; `created_at` is the machine's time."""
    messages: list[Item] = field(default_factory=list)
    """Slack's messages, with `channel`, `dm_of` (a user id or None), and our `key`."""
    tickets: list[Item] = field(default_factory=list)
    """Jira's issues with our label."""
    connections: list[Item] = field(default_factory=list)
    """Connections that didn't exist before the story."""
    deliveries: list[Item] = field(default_factory=list)
    """What Slack delivered to the bot: `at`, `kind`, `payload`, `status`, `answer`."""
    calls: list[Item] = field(default_factory=list)
    """Calls that create a connection, open a form, or change one: `at`, `call`, `status`, `succeeded`, and ids."""
    approvers: list[str] = field(default_factory=list)
    """User ids of the people who approve."""
    sensitive_approvers: list[str] = field(default_factory=list)
    breaks: list[float] = field(default_factory=list)
    """When processes were killed or stopped."""
    clock_tolerance: float = 1.0
    """Seconds by which an effect can seem older than its cause, above all if the clock was set back in between."""
    settled_from: float = 0.0
    """When the trouble was over, by the machine's clock."""
    log: list[str] = field(default_factory=list)
    """Lines of the log that say `error`, and lines with a secret (which is cut out)."""
    deaths: list[str] = field(default_factory=list)

    def request(self, ident: str) -> Item | None:
        """Return the request with this id."""
        return next((row for row in self.requests if row["id"] == ident), None)

    def save(self, path: Path) -> None:
        """Write the world as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "World":
        """Read a world that was saved."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def messages_of(slack: Item) -> Iterator[Item]:
    """Yield all messages with the channel, the person of a direct message, and our key."""
    for channel in slack["channels"]:
        for message in channel["messages"]:
            metadata = message.get("metadata") or {}
            kept = {name: message[name] for name in KEPT_OF_MESSAGES if name in message}
            where = {"channel": channel["id"], "dm_of": channel.get("user")}
            yield kept | where | {"key": (metadata.get("event_payload") or {}).get("key", "")}


def tickets_of(jira: Item) -> Iterator[Item]:
    """Yield the tickets that the bot opened for requests."""
    for issue in jira["issues"]:
        if "fivetran-request" in issue["fields"]["labels"]:
            yield {name: issue[name] for name in KEPT_OF_TICKETS} | {"labels": issue["fields"]["labels"]}


def connections_of(fivetran: Item, known: frozenset[str]) -> Iterator[Item]:
    """Yield the connections that aren't known from before."""
    for one in fivetran["connections"]:
        if one["id"] not in known:
            yield {name: one[name] for name in KEPT_OF_CONNECTIONS}


def deliveries_of(journal: list[Item]) -> Iterator[Item]:
    """Yield what Slack delivered."""
    for entry in journal:
        if entry["direction"] == "out" and entry["service"] == "slack":
            yield {
                "at": entry["at"],
                "kind": entry["path"].removeprefix("/"),
                "payload": _cut(entry["request"]),
                "status": entry["status"],
                "answer": _without_view(entry["response"]),
            }


def _cut(payload: Item) -> Item:
    """Return the parts of a payload that the checks read."""
    kept: Item = {name: payload[name] for name in ("trigger_id", "user_id", "text", "event") if name in payload}
    if "user" in payload:
        kept["user"] = {"id": payload["user"]["id"]}
    if payload.get("actions"):
        names = ("action_id", "value", "block_id", "action_ts", "selected_option")
        kept["actions"] = [{name: one[name] for name in names if name in one} for one in payload["actions"]]
    if "view" in payload:
        view = payload["view"]
        kept["view"] = {name: view[name] for name in ("id", "hash", "callback_id", "private_metadata", "state")}
    return kept


def _without_view(answer: Any) -> Any:
    return {**answer, "view": None} if isinstance(answer, dict) and "view" in answer else answer


def calls_of(journal: list[Item]) -> Iterator[Item]:
    """Yield the calls that the checks look at."""
    for entry in journal:
        call = f"{entry['method']} {entry['path']}"
        if entry["direction"] == "in" and call in KEPT_OF_CALLS:
            sent = entry["request"] if isinstance(entry["request"], dict) else {}
            answer = entry["response"] if isinstance(entry["response"], dict) else {}
            yield {
                "at": entry["at"],
                "call": call,
                "status": entry["status"],
                "trigger_id": sent.get("trigger_id"),
                "view_id": sent.get("view_id"),
                "succeeded": bool(answer.get("ok")) or answer.get("code") == "Success",
                "schema": (answer.get("data") or {}).get("schema"),
            }
