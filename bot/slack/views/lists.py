"""What `/connector status` and `/connector list` say."""

from collections.abc import Sequence

from bot.slack.views.blocks import MAX_MESSAGE_CHARS, escape_cut, mrkdwn_link, truncate
from bot.slack.views.existing_connections import existing_connection_line
from workflows.reporting.duplicates import WAITING_LABELS, Duplicates
from workflows.requests.model import ConnectorRequest

MAX_LISTED_LINES = 25


def my_requests_text(requests: Sequence[ConnectorRequest]) -> str:
    """What somebody asked for, and what each of them waits for."""
    if not requests:
        return "You have not asked for a connector yet. `/connector` opens the form."
    lines = [request_line(request) for request in requests[:MAX_LISTED_LINES]]
    return _listing("*Your requests*", lines, len(requests))


def request_text(request: ConnectorRequest) -> str:
    """One request, whoever asked for it."""
    return f"{request_line(request)}\nAsked for by {escape_cut(request.name_of(request.requester), 80)}."


def request_line(request: ConnectorRequest) -> str:
    """A request in a line, with its ticket and its card."""
    links = [mrkdwn_link(request.ticket.url, request.ticket.key)] if request.ticket else []
    links += [mrkdwn_link(request.permalink, "card")] if request.permalink else []
    where = f" ({' · '.join(links)})" if links else ""
    trouble = f" – {escape_cut(request.problem, 150)}" if request.problem and not request.is_closed else ""
    service = escape_cut(request.answers.service_name, 100)
    return (
        f"• *{service}* `{escape_cut(request.dataset, 130)}` {WAITING_LABELS[request.status]}{trouble}{where}"
    )


def connections_text(duplicates: Duplicates, scope: str) -> str:
    """Connections of both environments, and what has been asked for."""
    if not duplicates.total:
        return f"No connectors {escape_cut(scope, 100)}. `/connector` asks for one."
    lines = [existing_connection_line(twin) for twin in duplicates.connections[: 2 * MAX_LISTED_LINES]]
    return _listing(f"*Connectors {escape_cut(scope, 100)}*", lines, duplicates.total)


def _listing(headline: str, lines: Sequence[str], all_of_them: int) -> str:
    """Whole lines only, as many as a message takes."""
    text, shown = headline, 0
    for line in lines:
        if len(text) + len(line) > MAX_MESSAGE_CHARS - 100:
            break
        text, shown = f"{text}\n{line}", shown + 1
    more = all_of_them - shown
    return truncate(f"{text}\n… and {more} more" if more else text, MAX_MESSAGE_CHARS)
