"""What revision 0022 changes inside JSON: sentences of the bot become slugs and values. Words of others stay."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Body = dict[str, Any]

PAUSE_REASONS = {
    "It was failing before it was paused.": "failures",
    "It was failing until it was paused.": "failures",
    "Its trial ended.": "trial_ended",
}
SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
MOVE = re.compile(
    r"(?P<mover>.*?) moved the ticket, but the request is "
    r"(?:already (?P<decided>[^:]*)\.|still pending: (?P<refusal>.*))",
    re.DOTALL,
)


def rewrite_incident(body: Body) -> Body:
    """Store what an incident is based on. What isn't a sentence of the bot counts as a message of Fivetran."""
    if "reason" not in body:
        return body
    kept = {name: value for name, value in body.items() if name != "reason"}
    return kept | {"facts": find_facts(str(body["condition"]), str(body["reason"]))}


def find_facts(condition: str, reason: str) -> Body:
    """Return the facts in a sentence."""
    for pattern, read in SENTENCES.get(condition, {}).items():
        if found := re.fullmatch(pattern, reason):
            return read(found)
    return {"message": reason}


def _pause(found: re.Match[str]) -> Body:
    return {"message": "", "why": PAUSE_REASONS[found[0]]}


def _delay(found: re.Match[str]) -> Body:
    at, behind, interval = found.groups()
    seconds = None
    if interval:
        *count, unit = interval.split()
        seconds = int(count[0] if count else 1) * SECONDS[unit.removesuffix("s")]
    return {"succeeded_at": _time(at), "is_overdue": behind is None, "interval_seconds": seconds}


def _time(text: str | None) -> str | None:
    """Return a time as ISO text; None for “never”."""
    is_time = text and text != "never"
    return datetime.strptime(str(text), "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC).isoformat() if is_time else None


def _creation(found: re.Match[str]) -> Body:
    return {"created_at": datetime.strptime(found[1], "%B %d, %Y").replace(tzinfo=UTC).isoformat()}


WRITTEN_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
SENTENCES: Mapping[str, Mapping[str, Callable[[re.Match[str]], Body]]] = {
    "broken_auth": {r"Fivetran reports it as broken and gives no reason\.": lambda _: {}},
    "schema_change": {r"The source has new tables or columns that need a decision\.": lambda _: {}},
    "paused_by_fivetran": {re.escape(sentence): _pause for sentence in PAUSE_REASONS},
    "failing": {
        r"The last run failed\.": lambda _: {"failures": 1},
        r"The last (\d+) runs failed\.": lambda found: {"failures": int(found[1])},
    },
    "flapping": {
        r"(\d+) of the last (\d+) runs failed, with successful runs in between\.": lambda found: {
            "failed": int(found[1]),
            "runs": int(found[2]),
        }
    },
    "delayed": {
        rf"Last successful sync: (never|{WRITTEN_TIME})\."
        r"(?: (Fivetran reports that it's behind schedule)\.| Syncs usually run every (hour|\d+ \w+?s?)\.)?": _delay
    },
    "stuck": {
        rf"The source asked Fivetran to wait(?: until ({WRITTEN_TIME}))?\. "
        r"Fivetran won't retry a manual connection on its own\.": lambda found: {"until": _time(found[1])}
    },
    "setup_incomplete": {r"It was created on (\w+ \d+, \d{4}), and has never been connected\.": _creation},
    "first_sync": {
        r"Recent data is there; older history is still loading\.": lambda _: {"is_partial": True},
        r"The historical sync is complete\.": lambda _: {"is_partial": False},
    },
}
"""Condition → its sentences, and the facts in each."""


def rewrite_run_history(history: Body) -> Body:
    """Store why Fivetran probably paused a connection; a message of Fivetran stays in words."""
    reason = str(history["pause_reason"])
    why = PAUSE_REASONS.get(reason, "task" if reason else None)
    return history | {"pause_reason": why, "pause_message": reason if why == "task" else ""}


def rewrite_request(body: Body) -> Body:
    """Store who moved a ticket, and why the move doesn't count."""
    if not body.get("uncounted_moves"):
        return body
    return body | {"uncounted_moves": [_move(move) for move in body["uncounted_moves"]]}


def _move(move: Body) -> Body:
    kept = {"change_id": move["change_id"], "came_from": move["came_from"]}
    found = MOVE.fullmatch(move["text"])
    if found is None:
        return kept | {"mover": "A person", "refusal": move["text"], "decided": None}
    decided = found["decided"].replace(" ", "_") if found["decided"] else None
    return kept | {"mover": found["mover"], "refusal": found["refusal"] or "", "decided": decided}


def parse_change(line: str) -> Body:
    """Return a change of the catalog by its kind, with what was before and after."""
    sign, _, rest = line.partition(" ")
    if sign == "+":
        service, _, status = rest.partition(" added (")
        return {"service": service, "kind": "added", "before": "", "after": _status(status.removesuffix(")"))}
    if sign == "-":
        return {"service": rest.removesuffix(" removed"), "kind": "removed", "before": "", "after": ""}
    service, is_renamed, name = rest.partition(" renamed to ")
    if is_renamed:
        return {"service": service, "kind": "renamed", "before": "", "after": name}
    service, _, statuses = rest.partition(": ")
    before, _, after = statuses.partition(" → ")
    return {"service": service, "kind": "status", "before": _status(before), "after": _status(after)}


def _status(label: str) -> str:
    return "" if label == "unknown status" else label.replace(" ", "_")
