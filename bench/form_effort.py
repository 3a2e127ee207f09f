"""Count what a request asks of the requester, from `/connector …` to the sent form."""

from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import Any

from bench.decision import running_bot
from bench.rows import Row, judge
from bench.stage import sandbox
from sandbox.driver import Sandbox

ANSWERS: Mapping[str, str] = {
    "purpose": "The sales forecast of the next quarter",
    "sensitivity": "internal",
    "duplicate_reason": "The one that is here reads another account",
}
"""What a requester answers where the form proposes nothing."""
TYPED = frozenset({"purpose", "duplicate_reason"})
"""Fields that people type into; the others are chosen with a press."""
SINGULAR = {"fields": "field", "answers": "answer", "presses": "press"}
USUAL, SENSITIVE = "salesforce", "stripe"
"""A service that isn't sensitive on this stage, and one that is: its form asks how sensitive the data is."""


def measure() -> list[Row]:
    """Count the fields and presses of a usual service, and of a sensitive one."""
    with TemporaryDirectory() as folder, sandbox() as world, running_bot(world, f"sqlite:///{folder}/form.sqlite3"):
        return [_row(USUAL, request(world, USUAL), is_judged=True), _row(SENSITIVE, request(world, SENSITIVE))]


def request(world: Sandbox, service: str) -> Mapping[str, int]:
    """Request a service with as little as possible. Return how many fields, answers, and presses that takes."""
    fields: dict[str, Any] = world.ada.types(f"/connector {service}", wait=30)["view"]["fields"]
    empty = [name for name, field in fields.items() if not field["value"]]
    sent = world.ada.sends_form({name: ANSWERS[name] for name in empty})
    assert sent["closed"], sent
    return {"fields": len(fields), "answers": len(empty), "presses": len(set(empty) - TYPED) + 1}


def _row(service: str, found: Mapping[str, int], *, is_judged: bool = False) -> Row:
    values = {"form_fields": found["fields"], "form_presses": found["presses"]} if is_judged else {}
    measured = ", ".join(f"{count} {SINGULAR[unit] if count == 1 else unit}" for unit, count in found.items())
    return judge(f"/connector {service} → sent request", values, measured, details=dict(found))
