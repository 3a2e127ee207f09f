"""A digest as a channel reads it: one message, with Slack's own chart and table where Slack takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.slack.views.blocks import MESSAGE_TEXT, Block, context, cut, safe, section, when
from bot.slack.views.chart import chart, in_words
from workflows.digests.content import Breakage, Digest, Leaving, Tally
from workflows.digests.schedule import Rhythm
from workflows.formatting import counted, duration
from workflows.monitoring.health import State

ROWS = 20
"""Lines of the table that somebody reads; Slack takes 100."""
CELL = 120
LASTS = "still so"
LISTED = 8
COLUMNS = ("Connection", "Where", "What", "For", "Now")


@dataclass(frozen=True)
class Posting:
    """A message, and the same without the blocks that are too young for some of Slack's doors."""

    text: str
    blocks: list[Block]
    plain_blocks: list[Block]


def digest(told: Digest, rhythm: Rhythm) -> Posting:
    """The message."""
    rows = list(_rows(told))
    head = [_header(told, rhythm), section("\n".join([*map(_tally, told.tallies), _syncs(told)]))]
    tail = [*_rest(told), context(*_small_print(told, rhythm))]
    wrong = section(_verdict(told, bool(rows)))
    drawn = chart(told.days)
    table = [_table(rows)] if rows else []
    lines = [section("\n".join(_line(row) for row in rows))] if rows else []
    words = [context(in_words(told.days))] if drawn else []
    return Posting(
        _text(told, rhythm),
        [*head, *drawn, wrong, *table, *tail],
        [*head, *words, wrong, *lines, *tail],
    )


def _verdict(told: Digest, is_listed: bool) -> str:
    if is_listed:
        return "*What needed somebody*"
    hidden = told.broke_unnamed + told.stale_unnamed
    return "Nothing broke that can be named here." if hidden else "Nothing broke, and nothing is late."


def _header(told: Digest, rhythm: Rhythm) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": _title(told, rhythm)}}


def _title(told: Digest, rhythm: Rhythm) -> str:
    if rhythm.is_weekly:
        return f"Connectors, {told.since:%-d %B} to {told.until:%-d %B}"
    return f"Connectors, the day to {told.until:%-d %B}"


def _tally(tally: Tally) -> str:
    states = [f"{tally.of[state]} {state}" for state in State if tally.of.get(state)]
    what = f" – {', '.join(states)}" if states else ""
    return f"*{safe(tally.group_name, 80)}*: {counted(tally.total, 'connection')}{what}"


def _syncs(told: Digest) -> str:
    if told.success_rate is None:
        return "*Syncs*: none ended"
    return f"*Syncs*: {told.done + told.failed:,} ended, {_rate(told)} of them well"


def _rate(told: Digest) -> str:
    """Never rounded up to 100 % while something failed."""
    rate = told.success_rate or 0.0
    return "all" if not told.failed else f"{int(rate * 1000) / 10:.1f} %"


def _rows(told: Digest) -> Iterator[tuple[str, ...]]:
    """What still lasts comes first; sensitive ones are a number at the end."""
    broke = sorted(told.broke, key=lambda one: one.ended_at is not None)
    every = [
        (one.name, one.environment, one.what, duration(one.lasted(told.until)), _now(one)) for one in broke
    ]
    every += [
        (one.name, one.environment, "data is late", _age(told, one.succeeded_at), LASTS) for one in told.stale
    ]
    yield from every[:ROWS]
    if len(every) > ROWS:
        yield (f"… and {len(every) - ROWS} more", "", "", "", "")


def _now(one: Breakage) -> str:
    """What was paused or deleted does not work again."""
    return one.ending or "works again" if one.ended_at else LASTS


def _age(told: Digest, at: datetime | None) -> str:
    return duration(told.until - at) if at else "always"


def _table(rows: list[tuple[str, ...]]) -> Block:
    """Slack's own table; a cell may not be empty."""
    cells = [
        [{"type": "raw_text", "text": cut(cell, CELL) or "–"} for cell in row] for row in (COLUMNS, *rows)
    ]
    return {"type": "table", "rows": cells, "column_settings": [{"is_wrapped": True}]}


def _line(row: tuple[str, ...]) -> str:
    name, where, what, length, now = row
    if not where:
        return safe(name, CELL)
    return f"• `{safe(name, CELL)}` ({safe(where, 40)}): {safe(what, CELL)} for {length}, {now}"


def _rest(told: Digest) -> Iterator[Block]:
    """What did not go wrong, a line each."""
    lines = [
        ("Slowest", [f"`{safe(name, 100)}` {_minutes(length)}" for name, length in told.slowest], 0),
        ("Newly live", [f"`{safe(name, 100)}`" for name in told.newly_live], told.newly_live_unnamed),
        ("To be deleted soon", [_leaving(one) for one in told.leaving], told.leaving_unnamed),
    ]
    said = [f"*{head}*: {_listed(names, unnamed)}" for head, names, unnamed in lines if names or unnamed]
    if said:
        yield section("\n".join(said))


def _leaving(one: Leaving) -> str:
    return f"`{safe(one.name, 100)}` on {one.on:%-d %B} ({safe(one.requester, 60)})"


def _listed(names: list[str], unnamed: int) -> str:
    more = len(names) - LISTED
    pieces = [*names[:LISTED], *([f"{more} more"] if more > 0 else [])]
    return ", ".join([*pieces, *([f"{unnamed} sensitive"] if unnamed else [])])


def _minutes(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _small_print(told: Digest, rhythm: Rhythm) -> Iterator[str]:
    hidden = told.broke_unnamed + told.stale_unnamed
    if hidden:
        yield f"{counted(hidden, 'sensitive connection')} broke or ran late too: counted here, not named."
    yield f"As of {when(told.as_of)}. Comes {rhythm.words}."
    yield "`/connector status name` shows one of them, `/connector digest` changes when this comes."


def _text(told: Digest, rhythm: Rhythm) -> str:
    """All of it in sentences, for notifications and screen readers."""
    groups = "; ".join(_tally(one).replace("*", "") for one in told.tallies)
    names = ", ".join(one.name for one in told.broke[:ROWS])
    broke = f" Broke: {safe(names, 1_000)}." if names else " Nothing broke that can be named here."
    return cut(
        f"{_title(told, rhythm)}. {groups}. {_syncs(told).replace('*', '')}.{broke}", MESSAGE_TEXT - 100
    )
