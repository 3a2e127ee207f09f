"""What `/connector status` and `/connector list` say."""

from collections.abc import Sequence

from bot.slack.views.blocks import MESSAGE_TEXT, cut, link, safe
from bot.slack.views.existing_connections import twin_line
from workflows.reporting.duplicates import WAITS, Found
from workflows.requests.model import ConnectorRequest

LISTED = 25


def my_requests(requests: Sequence[ConnectorRequest]) -> str:
    """What somebody asked for, and what each of them waits for."""
    if not requests:
        return "You have not asked for a connector yet. `/connector` opens the form."
    lines = [request_line(request) for request in requests[:LISTED]]
    return _listing("*Your requests*", lines, len(requests))


def one_request(request: ConnectorRequest) -> str:
    """One request, whoever asked for it."""
    return f"{request_line(request)}\nAsked for by {safe(request.name_of(request.requester), 80)}."


def request_line(request: ConnectorRequest) -> str:
    """A request in a line, with its ticket and its card."""
    links = [link(request.ticket.url, request.ticket.key)] if request.ticket else []
    links += [link(request.permalink, "card")] if request.permalink else []
    where = f" ({' · '.join(links)})" if links else ""
    trouble = f" – {safe(request.trouble, 150)}" if request.trouble and not request.is_over else ""
    service = safe(request.answers.service_name, 100)
    return f"• *{service}* `{safe(request.dataset, 130)}` {WAITS[request.status]}{trouble}{where}"


def catalogue_list(found: Found, which: str) -> str:
    """Connections of both environments, and what has been asked for."""
    if not found.number:
        return f"No connectors {safe(which, 100)}. `/connector` asks for one."
    lines = [twin_line(twin) for twin in found.twins[: 2 * LISTED]]
    return _listing(f"*Connectors {safe(which, 100)}*", lines, found.number)


def _listing(headline: str, lines: Sequence[str], all_of_them: int) -> str:
    """Whole lines only, as many as a message takes."""
    text, shown = headline, 0
    for line in lines:
        if len(text) + len(line) > MESSAGE_TEXT - 100:
            break
        text, shown = f"{text}\n{line}", shown + 1
    more = all_of_them - shown
    return cut(f"{text}\n… and {more} more" if more else text, MESSAGE_TEXT)
