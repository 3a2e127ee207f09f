"""`python -m bot audit`: what an auditor gets, and what an operator reads."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from bot.cli.audit import export_csv, export_jsonl, format_named, parse_since, verify
from bot.store.audit import AuditStore
from bot.store.tables import AuditEntryRow
from tests.support.sample_data import MONDAY
from workflows.audit.entries import AuditAction, AuditEntry, Part, Source, person
from workflows.errors import Refused


@pytest.fixture
def trail(database: Engine) -> AuditStore:
    trail = AuditStore(database)
    people = {Part.ACTOR: person("U0BO", "=Bo Lindqvist"), Part.REQUESTER: person("U0ADA", "Ada Okafor")}
    details = {"service": "salesforce", "revision": "1"}
    trail.record(AuditEntry(AuditAction.APPROVED, MONDAY, "request:7f3c9a", Source.SLACK, 2, details, people))
    trail.record(AuditEntry(AuditAction.CONNECT_CARD_SENT, MONDAY, "request:7f3c9a", Source.BOT, 3))
    return trail


def run_verify(trail: AuditStore, end: str = "") -> tuple[int, list[str]]:
    lines: list[Any] = []
    return verify(trail, lines.append, end), lines


def test_a_line_of_json_for_each_entry(trail: AuditStore) -> None:
    approved, sent = map(json.loads, export_jsonl(trail.entries()))

    assert approved["people"]["requester"] == {"slack_user": "U0ADA", "name": "Ada Okafor"}
    assert (approved["action"], approved["version"], approved["details"]["revision"]) == ("approved", 2, "1")
    assert sent["previous"] == approved["hash"]


def test_a_table_that_a_spreadsheet_does_not_run(trail: AuditStore) -> None:
    approved, sent = csv.DictReader(io.StringIO("".join(export_csv(trail.entries()))))

    assert approved["actor"] == "U0BO =Bo Lindqvist"
    assert approved["details"] == "service=salesforce revision=1"
    assert (sent["action"], sent["actor"], sent["source"]) == ("connect_card_sent", "", "bot")


def test_verify_says_where_the_trail_ends(trail: AuditStore) -> None:
    count, lines = run_verify(trail)

    assert (count, lines) == (0, [f"2 entries, none changed, removed, or moved. The trail ends with {trail.head()}"])
    assert run_verify(trail, str(trail.head()))[0] == 0


def test_verify_counts_what_is_wrong(database: Engine, trail: AuditStore) -> None:
    with database.begin() as connection:
        connection.execute(update(AuditEntryRow).where(AuditEntryRow.number == 1).values(subject="request:other"))  # type: ignore[arg-type]

    assert run_verify(trail) == (1, ["Entry 1 was changed.", "1 problem found."])


def test_a_new_trail_has_no_entries(database: Engine) -> None:
    assert run_verify(AuditStore(database)) == (0, ["The trail has no entries yet."])


def test_days_and_times_are_read() -> None:
    assert parse_since("") is None
    assert parse_since("2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)
    with_zone = parse_since("2026-11-01T09:00+01:00")
    assert with_zone == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert with_zone.utcoffset() == timedelta(hours=1)
    for wrong in ("yesterday", "2026-13-01", "2026-1-1"):
        with pytest.raises(Refused, match="isn't a day or a time"):
            parse_since(wrong)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Refused, match="Use jsonl or csv"):
        format_named("xml")
