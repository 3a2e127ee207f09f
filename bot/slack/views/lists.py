"""The messages of `/connector status` and `/connector list`."""

from collections.abc import Sequence

from bot.slack.views.blocks import MAX_MESSAGE_CHARS, escape_cut, mrkdwn_link, truncate
from bot.slack.views.existing_connections import existing_connection_line
from workflows.reporting.duplicates import MAX_LISTED_CONNECTIONS, WAITING_LABELS, ConnectionList, Duplicates
from workflows.requests.model import ConnectorRequest

MAX_LISTED_LINES = 25


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


def connections_text(found: ConnectionList | Duplicates, scope: str) -> str:
    """List connections of both environments, and open requests."""
    if not found.total:
        return f"No connections {escape_cut(scope, 100)}. Use `/connector` to request one."
    lines = [existing_connection_line(connection) for connection in found.connections[:MAX_LISTED_CONNECTIONS]]
    return _listing(f"*Connections {escape_cut(scope, 100)}*", lines, found.total)


def _listing(headline: str, lines: Sequence[str], total: int) -> str:
    """Join as many whole lines as fit into a message."""
    text, shown = headline, 0
    for line in lines:
        if len(text) + len(line) > MAX_MESSAGE_CHARS - 100:
            break
        text, shown = f"{text}\n{line}", shown + 1
    hidden = total - shown
    return truncate(f"{text}\n… and {hidden} more" if hidden else text, MAX_MESSAGE_CHARS)
