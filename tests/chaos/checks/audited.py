"""The audit trail tells every decision once, and its chain holds."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.chaos.checks.decided import verdict_of
from tests.chaos.world import Item, World

CHAINED = "number", "at", "action", "subject", "source", "version", "details", "digests", "previous"
VERDICTS = frozenset({"approved", "declined", "withdrawn"})


def the_audit_trail_is_complete(world: World) -> Iterator[str]:
    """Yield decisions that the trail lacks or repeats, and entries that don't follow each other."""
    yield from _broken_links(world.audit)
    told = Counter((one["subject"], one["action"]) for one in world.audit)
    for request in world.requests:
        subject, decision = f"request:{request['id']}", request["body"].get("decision")
        expected = {"requested": 1} | dict.fromkeys(VERDICTS, 0)
        if decision:
            expected[verdict_of(request)] = 1
            if request["status"] == "withdrawn":  # perhaps after an approval
                expected["approved"] = min(told[subject, "approved"], 1)
            yield from _other_people(world, subject, verdict_of(request), decision["user_id"])
        for action, number in expected.items():
            if told[subject, action] != number:
                yield f"{subject} has {told[subject, action]} entries “{action}”, not {number}"


def _other_people(world: World, subject: str, action: str, user: str) -> Iterator[str]:
    for entry in world.audit:
        if (entry["subject"], entry["action"]) == (subject, action):
            actor = entry["people"].get("actor", {}).get("slack_user")
            if actor != user:
                yield f"{subject} was {action} by {user}, and the trail says {actor}"


def _broken_links(entries: list[Item]) -> Iterator[str]:
    previous = ""
    for number, entry in enumerate(sorted(entries, key=lambda one: int(one["number"])), start=1):
        if entry["number"] != number or entry["previous"] != previous:
            yield f"entry {entry['number']} doesn't follow the one before"
        if _hash({name: entry[name] for name in CHAINED}) != entry["hash"]:
            yield f"entry {entry['number']} was changed"
        for role, facts in entry["people"].items():
            if _hash(facts) != entry["digests"].get(role):
                yield f"the {role} of entry {entry['number']} was changed"
        previous = entry["hash"]


def _hash(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
