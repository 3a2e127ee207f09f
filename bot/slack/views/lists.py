"""The messages of `/connector status` and `/connector list`."""

from collections.abc import Iterator, Sequence

from bot.slack.views.access_offers import (
    MAX_BUTTON_ROWS,
    NO_OFFERS,
    AccessOffers,
    ask_button,
    ask_menu,
    restricted_rows,
)
from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    actions,
    button,
    context,
    escape_cut,
    mrkdwn_link,
    section,
    truncate,
)
from bot.slack.views.existing_connections import existing_connection_line
from bot.slack.views.owners import claim_button
from workflows.formatting import format_count
from workflows.reporting.duplicates import LIST_PAGE_SIZE, WAITING_LABELS, ConnectionList, ExistingConnection
from workflows.requests.model import ConnectorRequest

SHOW_PAGE = "show_list_page"
SHOW_LIST = "show_list"
"""Action id of the button that shows a list to the person who pressed it; its value is the filter."""
MAX_LISTED_LINES = 25
LINES_PER_SECTION = 10
LIST_HINT = (
    "Restricted connections are only counted. Narrow the list with a service, a state, or an environment: "
    "`/connector list google`, `/connector list failing`, `/connector list unowned in production`."
)


def my_requests_text(requests: Sequence[ConnectorRequest]) -> str:
    """List a person's requests, each with its status."""
    if not requests:
        return "You haven't requested a connector yet. Use `/connector` to open the form."
    lines = [request_line(request) for request in requests[:MAX_LISTED_LINES]]
    return _listing("*Your requests*", lines, len(requests))


def request_text(request: ConnectorRequest) -> str:
    """Return one request, with its requester."""
    return f"{request_line(request)}\nRequested by {escape_cut(request.name_of(request.requester), 80)}."


def request_line(request: ConnectorRequest) -> str:
    """Return a request in one line, with links to its ticket and card."""
    links = [mrkdwn_link(request.ticket.url, request.ticket.key)] if request.ticket else []
    links += [mrkdwn_link(request.permalink, "card")] if request.permalink else []
    linked = f" ({' · '.join(links)})" if links else ""
    problem = f" – {escape_cut(request.problem, 150)}" if request.problem and not request.is_closed else ""
    service = escape_cut(request.answers.service_name, 100)
    dataset = escape_cut(request.dataset, 130)
    return f"• *{service}* `{dataset}` {WAITING_LABELS[request.status]}{problem}{linked}"


def connection_list_message(
    found: ConnectionList,
    query: str,
    offers: AccessOffers = NO_OFFERS,
    service_id: str = "",
    *,
    can_claim: bool = False,
) -> tuple[str, list[Block]]:
    """Return text and blocks of a page of connections and open requests.

    `query` is the filter as it was typed. `offers` say what the viewer can ask for. `service_id` is the one service
    that the filter names. `can_claim`: each connection has a button to become its owner instead.
    """
    scope = f" for “{escape_cut(query, 100)}”" if query else ""
    if not found.connections and not found.page:
        hidden = f" {format_count(found.total, 'restricted one')} can't be listed." if found.total else ""
        if can_claim:
            text = "Every connection that you can see has an owner."
            return text, [section(text)]
        text = f"No connections{scope} that you can see.{hidden} Use `/connector` to request one."
        return text, [section(text), *restricted_rows(service_id, found.total, offers)]
    lines = [existing_connection_line(connection) for connection in found.connections]
    first = found.page * LIST_PAGE_SIZE + 1
    unlisted = 0 if found.page or found.has_more else found.total - len(lines)
    restricted = f", {unlisted} of them restricted" if unlisted else ""
    headline = f"*Connections{scope}* – {first} to {first + len(lines) - 1} of {found.total}{restricted}"
    rows = map(_claimable, found.connections) if can_claim else _rows(found.connections, offers)
    blocks = [section(headline), *rows, *restricted_rows(service_id, unlisted, offers)]
    shown = [*blocks, *actions(_page_buttons(found, query), block_id="pages"), context(LIST_HINT)]
    return truncate("\n".join([headline, *lines]), MAX_MESSAGE_CHARS), shown


def _claimable(connection: ExistingConnection) -> Block:
    """Return a connection without an owner, with its button."""
    claim = claim_button(connection.connection_id or "", connection.name)
    return section(existing_connection_line(connection), accessory=claim)


def _rows(connections: Sequence[ExistingConnection], offers: AccessOffers) -> Iterator[Block]:
    """Yield the connections: a row for each that can be asked for; the lines of the others share sections."""
    lines: list[str] = []
    has_room = len(connections) <= MAX_BUTTON_ROWS
    for number, one in enumerate(connections):
        note = offers.asked_note(one.connection_id)
        line = existing_connection_line(one) + (f" · {note}" if note else "")
        can_ask = offers.can_ask(one.connection_id, [one.owner])
        if lines and (can_ask or len(lines) == LINES_PER_SECTION):
            yield section("\n".join(lines))
            lines = []
        if can_ask:
            yield section(line, accessory=_ask(one, number, has_room=has_room))
        else:
            lines.append(line)
    if lines:
        yield section("\n".join(lines))


def _ask(one: ExistingConnection, number: int, *, has_room: bool) -> Block:
    connection_id = one.connection_id or ""
    return ask_button(connection_id, one.name, number) if has_room else ask_menu(connection_id, number)


def _page_buttons(found: ConnectionList, query: str) -> list[Block]:
    """Return the buttons that turn the page. Their value is its number, and the filter."""
    before = button(f"{SHOW_PAGE}_previous", "Previous page", f"{found.page - 1} {query}") if found.page else {}
    after = button(f"{SHOW_PAGE}_next", "Next page", f"{found.page + 1} {query}") if found.has_more else {}
    return [one for one in (before, after) if one]


def _listing(headline: str, lines: Sequence[str], total: int) -> str:
    """Join as many whole lines as fit into a message."""
    text, shown = headline, 0
    for line in lines:
        if len(text) + len(line) > MAX_MESSAGE_CHARS - 100:
            break
        text, shown = f"{text}\n{line}", shown + 1
    hidden = total - shown
    return truncate(f"{text}\n… and {hidden} more" if hidden else text, MAX_MESSAGE_CHARS)
