"""`python -m bot audit`: export the audit trail, verify it, and erase a person from it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time

from bot.cli.questions import escape_formula
from bot.store.audit import AuditStore
from workflows.audit.chain import SALT, ChainedEntry, Head
from workflows.audit.entries import Part
from workflows.errors import Refused
from workflows.formatting import format_count

TRAIL_COLUMNS = ("number", "at", "action", "subject", "source", "version")
PERSONAL_COLUMNS = tuple(str(role) for role in Part)


def parse_since(text: str) -> datetime | None:
    """Return the moment that a day or a time in ISO 8601 names, in UTC without a time zone; None for no text.

    Raises `Refused` if it's neither.
    """
    if not text:
        return None
    try:
        moment = datetime.combine(date.fromisoformat(text), time()) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” isn't a day or a time. Write --since 2026-11-01, or 2026-11-01T09:00+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def export_jsonl(entries: Iterable[ChainedEntry]) -> Iterator[str]:
    """Yield a line of JSON for each entry, with everything that the chain is made of but the salt."""
    for entry in entries:
        yield json.dumps(vars(entry) | {"people": _people(entry)}, ensure_ascii=False) + "\n"


def export_csv(entries: Iterable[ChainedEntry]) -> Iterator[str]:
    """Yield the header, then a line for each entry."""
    yield _csv_line([*TRAIL_COLUMNS, *PERSONAL_COLUMNS, "details", "hash"])
    for entry in entries:
        people = _people(entry)
        shown = [" ".join(people.get(role, {}).values()) for role in PERSONAL_COLUMNS]
        details = " ".join(f"{name}={value}" for name, value in entry.details.items())
        yield _csv_line([*(str(getattr(entry, name)) for name in TRAIL_COLUMNS), *shown, details, entry.hash])


def format_named(name: str) -> Callable[[Iterable[ChainedEntry]], Iterator[str]]:
    """Return what writes a format; raise `Refused` for an unknown one."""
    formats = {"jsonl": export_jsonl, "csv": export_csv}
    if name not in formats:
        raise Refused(f"“{name}” isn't a format. Use {' or '.join(formats)}.")
    return formats[name]


def verify(store: AuditStore, echo: Callable[[str], object], expected: str) -> int:
    """Check the whole trail, print what is wrong, and return the number of problems."""
    head = store.head()
    breaks = [*store.find_breaks(Head.parse(expected) if expected else None)]
    for one in breaks:
        echo(one)
    if breaks:
        echo(f"{format_count(len(breaks), 'problem')} found.")
    elif head.number:
        entries = format_count(head.number, "entry", "entries")
        echo(f"{entries}, none changed, removed, or moved. The trail ends with {head}")
    else:
        echo("The trail has no entries yet.")
    return len(breaks)


def _people(entry: ChainedEntry) -> dict[str, dict[str, str]]:
    facts = entry.people.items()
    return {role: {name: value for name, value in found.items() if name != SALT} for role, found in facts}


def _csv_line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([escape_formula(cell) for cell in cells])
    return out.getvalue()
