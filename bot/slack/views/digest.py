"""The digest message, with Slack's chart and table blocks where Slack accepts them."""

from collections.abc import Iterator
from datetime import datetime

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    context,
    escape_cut,
    header,
    section,
    slack_date,
    table_row,
    truncate,
)
from bot.slack.views.chart import chart_in_words, outcome_chart
from bot.slack.views.incident_headline import END_LABELS
from bot.slack.views.report import waits_in_words
from workflows.digests.model import Digest, DigestIncident, GroupTally, UpcomingDeletion
from workflows.digests.schedule import Recurrence
from workflows.formatting import format_count, format_duration
from workflows.incidents.conditions import condition_label
from workflows.ports import RenderedMessage
from workflows.reporting.duplicates import CONNECTION_STATE_LABELS

MAX_DIGEST_ROWS = 20
"""More rows aren't read. Slack accepts 100."""
MAX_DIGEST_CELL_CHARS = 120
ONGOING_LABEL = "still open"
MAX_LISTED_IN_DIGEST = 8
DIGEST_COLUMNS = ("Connection", "Environment", "Problem", "Duration", "Now")


def render_digest(digest: Digest, recurrence: Recurrence, *, plain: bool = False) -> RenderedMessage:
    """Render the message. `plain` replaces the chart and the table, which Slack doesn't accept everywhere."""
    rows = list(_rows(digest))
    summary = section("\n".join([*map(_tally, digest.tallies), _syncs(digest), *_waits(digest)]))
    footer = [*_sections(digest), context(*_footnotes(digest, recurrence))]
    blocks = [
        header(_title(digest, recurrence)),
        summary,
        *_chart(digest, plain=plain),
        section(_verdict(digest, has_rows=bool(rows))),
        *(_lines(rows) if plain else _table(rows)),
        *footer,
    ]
    return RenderedMessage(_text(digest, recurrence), blocks)


def _chart(digest: Digest, *, plain: bool) -> list[Block]:
    chart = outcome_chart(digest.days)
    return [context(chart_in_words(digest.days))] if chart and plain else chart


def _verdict(digest: Digest, *, has_rows: bool) -> str:
    if has_rows:
        return "*Needed attention*"
    hidden = digest.restricted_incident_count + digest.restricted_stale_count
    return "No incidents on unrestricted connections." if hidden else "No incidents and no late data."


def _title(digest: Digest, recurrence: Recurrence) -> str:
    if recurrence.is_weekly:
        return f"Connections, {digest.since:%B %-d} to {digest.until:%B %-d}"
    return f"Connections, the 24 hours to {digest.until:%B %-d}"


def _tally(tally: GroupTally) -> str:
    counted = [(tally.counts.get(state), label) for state, label in CONNECTION_STATE_LABELS.items()]
    states = [f"{count} {label}" for count, label in counted if count]
    what = f" – {', '.join(states)}" if states else ""
    return f"*{escape_cut(tally.group_name, 80)}*: {format_count(tally.total, 'connection')}{what}"


def _syncs(digest: Digest) -> str:
    if digest.success_rate is None:
        return "*Syncs*: none finished"
    return f"*Syncs*: {digest.succeeded + digest.failed:,} finished, {_rate(digest)} succeeded"


def _waits(digest: Digest) -> Iterator[str]:
    if digest.waits:
        yield f"*Waits (median)*: {waits_in_words(digest.waits)}"


def _rate(digest: Digest) -> str:
    """Return the success rate, never rounded up to 100%."""
    rate = digest.success_rate or 0.0
    return "all" if not digest.failed else f"{int(rate * 1000) / 10:.1f}%"


def _rows(digest: Digest) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, open incidents first."""
    incidents = sorted(digest.incidents, key=lambda one: one.ended_at is not None)
    rows = [
        (
            one.name,
            one.environment,
            condition_label(one.condition),
            format_duration(one.duration(digest.until)),
            _now(one),
        )
        for one in incidents
    ]
    rows += [
        (one.name, one.environment, "late data", _age(digest, one.succeeded_at), ONGOING_LABEL)
        for one in digest.stale_connections
    ]
    yield from rows[:MAX_DIGEST_ROWS]
    if len(rows) > MAX_DIGEST_ROWS:
        yield (f"… and {len(rows) - MAX_DIGEST_ROWS} more", "", "", "", "")


def _now(one: DigestIncident) -> str:
    """Return why it ended; a paused or deleted connection didn't recover."""
    return END_LABELS[one.end_reason] if one.ended_at else ONGOING_LABEL


def _age(digest: Digest, at: datetime | None) -> str:
    return format_duration(digest.until - at) if at else "no sync yet"


def _table(rows: list[tuple[str, ...]]) -> list[Block]:
    """Return a table block. Slack rejects empty cells.

    https://docs.slack.dev/reference/block-kit/blocks/table-block
    """
    if not rows:
        return []
    cells = [table_row(row, MAX_DIGEST_CELL_CHARS) for row in (DIGEST_COLUMNS, *rows)]
    return [{"type": "table", "rows": cells, "column_settings": [{"is_wrapped": True}]}]


def _lines(rows: list[tuple[str, ...]]) -> list[Block]:
    return [section("\n".join(map(_line, rows)))] if rows else []


def _line(row: tuple[str, ...]) -> str:
    name, environment, problem, duration, now = row
    if not environment:
        return escape_cut(name, MAX_DIGEST_CELL_CHARS)
    head = f"• `{escape_cut(name, MAX_DIGEST_CELL_CHARS)}` ({escape_cut(environment, 40)})"
    return f"{head}: {escape_cut(problem, MAX_DIGEST_CELL_CHARS)} for {duration}, {now}"


def _sections(digest: Digest) -> Iterator[Block]:
    """Yield the other sections, a line each."""
    lines = [
        (
            "Slowest",
            [f"`{escape_cut(name, 100)}` {format_duration(duration)}" for name, duration in digest.slowest],
            0,
        ),
        (
            "Newly live",
            [f"`{escape_cut(name, 100)}`" for name in digest.newly_live],
            digest.restricted_newly_live_count,
        ),
        (
            "Due for deletion",
            [_deletion_line(one) for one in digest.upcoming_deletions],
            digest.restricted_deletion_count,
        ),
    ]
    said = [f"*{head}*: {_listed(names, unnamed)}" for head, names, unnamed in lines if names or unnamed]
    if said:
        yield section("\n".join(said))


def _deletion_line(one: UpcomingDeletion) -> str:
    return f"`{escape_cut(one.name, 100)}` on {one.delete_on:%B %-d} ({escape_cut(one.requester, 60)})"


def _listed(names: list[str], unnamed: int) -> str:
    more = len(names) - MAX_LISTED_IN_DIGEST
    pieces = [*names[:MAX_LISTED_IN_DIGEST], *([f"{more} more"] if more > 0 else [])]
    return ", ".join([*pieces, *([f"{unnamed} restricted"] if unnamed else [])])


def _footnotes(digest: Digest, recurrence: Recurrence) -> Iterator[str]:
    hidden = digest.restricted_incident_count + digest.restricted_stale_count
    if hidden:
        yield f"Not listed: {format_count(hidden, 'restricted connection')} with incidents or late data."
    yield f"As of {slack_date(digest.as_of)}. Posted {recurrence.description}."
    yield "For details, type `/connector status name`. To change the schedule, type `/connector digest`."


def _text(digest: Digest, recurrence: Recurrence) -> str:
    """Return the digest in sentences, for notifications and screen readers."""
    groups = "; ".join(_tally(one).replace("*", "") for one in digest.tallies)
    names = ", ".join(one.name for one in digest.incidents[:MAX_DIGEST_ROWS])
    verdict = _verdict(digest, has_rows=False)
    incidents = f"Incidents: {escape_cut(names, 1_000)}." if names else verdict
    return truncate(
        f"{_title(digest, recurrence)}. {groups}. {_syncs(digest).replace('*', '')}. {incidents}",
        MAX_MESSAGE_CHARS - 100,
    )
