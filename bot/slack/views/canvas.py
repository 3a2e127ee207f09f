"""The canvas *Connectors*, in the Markdown of canvases.

https://docs.slack.dev/surfaces/canvases. Mentions of people in a canvas notify them, so people are named. Links in
tables aren't drawn (https://github.com/slackapi/python-slack-sdk/issues/1711), so it is a list.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from urllib.parse import quote

from bot.slack.views.blocks import truncate
from workflows.canvas.model import PublicList, RenderedCanvas
from workflows.reporting.duplicates import ExistingConnection

CANVAS_TITLE = "Connectors"
MARKER = "Connector Desk keeps this page up to date and replaces everything on it."
"""Finds the canvas again, so it never changes."""
FIRST_LINE = f"These are the connections and open requests that everyone here can see. {MARKER}"
NOTHING = "Nothing is connected or requested yet. Type `/connector` to request a connector."
NOT_READ_YET = "I'm still reading the connections from Fivetran. They stand here in a few minutes."
SPECIAL = re.compile(r"[\\`*~\[\]<>|]|(?<!\w)_|_(?!\w)|:(?=[\w+'-]+:)|&(?=#?\w+;)")
"""What has a meaning in the middle of a line: https://spec.commonmark.org/0.31.2/#backslash-escapes, and emoji."""


def render_canvas(listed: PublicList, page_url: str) -> RenderedCanvas:
    """Return the canvas. `page_url` is the page of a connection, with `{id}`; empty for no links."""
    lists = chain(_by_environment(listed.connections, page_url), _requests(listed.requests))
    body = list(lists) or ([] if listed.more or not listed.is_account_known else [NOTHING])
    rest = [*([_more(listed)] if listed.more else []), *([] if listed.is_account_known else [NOT_READ_YET])]
    return RenderedCanvas(CANVAS_TITLE, "\n\n".join([FIRST_LINE, *body, *rest]))


def _by_environment(connections: Sequence[ExistingConnection], page_url: str) -> Iterator[str]:
    for environment in sorted({one.environment for one in connections}):
        lines = [_connection(one, page_url) for one in connections if one.environment == environment]
        yield _list(environment, lines)


def _requests(requests: Sequence[ExistingConnection]) -> Iterator[str]:
    if requests:
        yield _list("Requested", [_line(one) for one in requests])


def _list(heading: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {escape_canvas(heading, 60)}", "", *lines])


def _connection(one: ExistingConnection, page_url: str) -> str:
    synced = f", last synced {one.succeeded_at:%B %-d}" if one.succeeded_at else ""
    address = page_url.replace("{id}", quote(one.connection_id or ""))
    return f"{_line(one)}{synced}" + (f" · [Open in Fivetran]({address})" if page_url else "")


def _line(one: ExistingConnection) -> str:
    owner = f" · {escape_canvas(one.owner_name, 60)}" if one.owner_name else ""
    return f"- {code(one.name)}{owner} – {escape_canvas(one.state, 80)}"


def _more(listed: PublicList) -> str:
    """Say how much isn't listed, and how to see it. The list counts restricted connections, too."""
    why = "is restricted, or doesn't fit here" if listed.more == 1 else "are restricted, or don't fit here"
    return f"{listed.more} more {why}. Type `/connector list` to see what you have access to."


def code(text: str) -> str:
    """Return text as code, in which nothing has a meaning but its own end."""
    return f"`{truncate(' '.join(text.split()), 130).replace('`', 'ˋ') or ' '}`"


def escape_canvas(text: str, limit: int) -> str:
    """Cut text from people, and escape it so that it contains no mention, link, emoji, or format."""
    cut = truncate(" ".join(text.split()), limit)
    return SPECIAL.sub(r"\\\g<0>", cut)
