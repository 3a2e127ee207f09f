"""A digest as a channel reads it: one message, with Slack's own chart and table where Slack takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    context,
    escape_cut,
    section,
    slack_date,
    truncate,
)
from bot.slack.views.chart import chart_in_words, outcome_chart
from workflows.digests.content import Digest, DigestIncident, GroupTally, UpcomingDeletion
from workflows.digests.schedule import Recurrence
from workflows.formatting import format_count, format_duration
from workflows.monitoring.health import ConnectionState

MAX_DIGEST_ROWS = 20
"""Lines of the table that somebody reads; Slack takes 100."""
MAX_DIGEST_CELL_CHARS = 120
ONGOING_LABEL = "still so"
MAX_LISTED_IN_DIGEST = 8
DIGEST_COLUMNS = ("Connection", "Where", "What", "For", "Now")


@dataclass(frozen=True)
class RenderedDigest:
    """A message, and the same without the blocks that are too young for some of Slack's doors."""

    text: str
    blocks: list[Block]
    plain_blocks: list[Block]


def digest_message(digest: Digest, recurrence: Recurrence) -> RenderedDigest:
    """The message."""
    rows = list(_rows(digest))
    head = [_header(digest, recurrence), section("\n".join([*map(_tally, digest.tallies), _syncs(digest)]))]
    tail = [*_rest(digest), context(*_small_print(digest, recurrence))]
    wrong = section(_verdict(digest, bool(rows)))
    drawn = outcome_chart(digest.days)
    table = [_table(rows)] if rows else []
    lines = [section("\n".join(_line(row) for row in rows))] if rows else []
    words = [context(chart_in_words(digest.days))] if drawn else []
    return RenderedDigest(
        _text(digest, recurrence),
        [*head, *drawn, wrong, *table, *tail],
        [*head, *words, wrong, *lines, *tail],
    )


def _verdict(told: Digest, is_listed: bool) -> str:
    if is_listed:
        return "*What needed somebody*"
    hidden = told.restricted_incident_count + told.restricted_stale_count
    return "Nothing broke that can be named here." if hidden else "Nothing broke, and nothing is late."


def _header(told: Digest, rhythm: Recurrence) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": _title(told, rhythm)}}


def _title(told: Digest, rhythm: Recurrence) -> str:
    if rhythm.is_weekly:
        return f"Connectors, {told.since:%-d %B} to {told.until:%-d %B}"
    return f"Connectors, the day to {told.until:%-d %B}"


def _tally(tally: GroupTally) -> str:
    states = [f"{tally.counts[state]} {state}" for state in ConnectionState if tally.counts.get(state)]
    what = f" – {', '.join(states)}" if states else ""
    return f"*{escape_cut(tally.group_name, 80)}*: {format_count(tally.total, 'connection')}{what}"


def _syncs(told: Digest) -> str:
    if told.success_rate is None:
        return "*Syncs*: none ended"
    return f"*Syncs*: {told.succeeded + told.failed:,} ended, {_rate(told)} of them well"


def _rate(told: Digest) -> str:
    """Never rounded up to 100 % while something failed."""
    rate = told.success_rate or 0.0
    return "all" if not told.failed else f"{int(rate * 1000) / 10:.1f} %"


def _rows(told: Digest) -> Iterator[tuple[str, ...]]:
    """What still lasts comes first; sensitive ones are a number at the end."""
    broke = sorted(told.incidents, key=lambda one: one.ended_at is not None)
    every = [
        (one.name, one.environment, one.condition_label, format_duration(one.duration(told.until)), _now(one))
        for one in broke
    ]
    every += [
        (one.name, one.environment, "data is late", _age(told, one.succeeded_at), ONGOING_LABEL)
        for one in told.stale_connections
    ]
    yield from every[:MAX_DIGEST_ROWS]
    if len(every) > MAX_DIGEST_ROWS:
        yield (f"… and {len(every) - MAX_DIGEST_ROWS} more", "", "", "", "")


def _now(one: DigestIncident) -> str:
    """What was paused or deleted does not work again."""
    return one.end_reason or "works again" if one.ended_at else ONGOING_LABEL


def _age(told: Digest, at: datetime | None) -> str:
    return format_duration(told.until - at) if at else "always"


def _table(rows: list[tuple[str, ...]]) -> Block:
    """Slack's own table; a cell may not be empty."""
    cells = [
        [{"type": "raw_text", "text": truncate(cell, MAX_DIGEST_CELL_CHARS) or "–"} for cell in row]
        for row in (DIGEST_COLUMNS, *rows)
    ]
    return {"type": "table", "rows": cells, "column_settings": [{"is_wrapped": True}]}


def _line(row: tuple[str, ...]) -> str:
    name, where, what, length, now = row
    if not where:
        return escape_cut(name, MAX_DIGEST_CELL_CHARS)
    return f"• `{escape_cut(name, MAX_DIGEST_CELL_CHARS)}` ({escape_cut(where, 40)}): {escape_cut(what, MAX_DIGEST_CELL_CHARS)} for {length}, {now}"


def _rest(told: Digest) -> Iterator[Block]:
    """What did not go wrong, a line each."""
    lines = [
        ("Slowest", [f"`{escape_cut(name, 100)}` {_minutes(length)}" for name, length in told.slowest], 0),
        (
            "Newly live",
            [f"`{escape_cut(name, 100)}`" for name in told.newly_live],
            told.restricted_newly_live_count,
        ),
        (
            "To be deleted soon",
            [_deletion_line(one) for one in told.upcoming_deletions],
            told.restricted_deletion_count,
        ),
    ]
    said = [f"*{head}*: {_listed(names, unnamed)}" for head, names, unnamed in lines if names or unnamed]
    if said:
        yield section("\n".join(said))


def _deletion_line(one: UpcomingDeletion) -> str:
    return f"`{escape_cut(one.name, 100)}` on {one.delete_on:%-d %B} ({escape_cut(one.requester, 60)})"


def _listed(names: list[str], unnamed: int) -> str:
    more = len(names) - MAX_LISTED_IN_DIGEST
    pieces = [*names[:MAX_LISTED_IN_DIGEST], *([f"{more} more"] if more > 0 else [])]
    return ", ".join([*pieces, *([f"{unnamed} sensitive"] if unnamed else [])])


def _minutes(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _small_print(told: Digest, rhythm: Recurrence) -> Iterator[str]:
    hidden = told.restricted_incident_count + told.restricted_stale_count
    if hidden:
        yield f"{format_count(hidden, 'sensitive connection')} broke or ran late too: counted here, not named."
    yield f"As of {slack_date(told.as_of)}. Comes {rhythm.description}."
    yield "`/connector status name` shows one of them, `/connector digest` changes when this comes."


def _text(told: Digest, rhythm: Recurrence) -> str:
    """All of it in sentences, for notifications and screen readers."""
    groups = "; ".join(_tally(one).replace("*", "") for one in told.tallies)
    names = ", ".join(one.name for one in told.incidents[:MAX_DIGEST_ROWS])
    broke = f" Broke: {escape_cut(names, 1_000)}." if names else " Nothing broke that can be named here."
    return truncate(
        f"{_title(told, rhythm)}. {groups}. {_syncs(told).replace('*', '')}.{broke}", MAX_MESSAGE_CHARS - 100
    )
