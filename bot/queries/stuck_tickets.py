"""Tickets that don't match their request, for `/health/ready`, the metrics, and `python -m bot check`."""

from collections.abc import Iterable, Iterator

from bot.foreign.items import UnreadableItem
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import missing_ticket_text

SEE_CHECK = "It doesn't match its request. Run `python -m bot check` to see why."


def stuck_tickets(requests: Iterable[ConnectorRequest], *, has_words: bool) -> Iterator[UnreadableItem]:
    """Yield the ticket of each request that has a problem, or the request if it has no ticket yet.

    `has_words`: whether the reader can read confidential requests, so the words of the card are shown.
    """
    for request in requests:
        reason = " ".join(card_warnings(request)) if has_words else SEE_CHECK
        if request.ticket:
            yield UnreadableItem("stuck ticket", request.ticket.key, "", reason=reason)
        else:
            yield UnreadableItem("stuck request", request.id, "", reason=reason)


def card_warnings(request: ConnectorRequest) -> Iterator[str]:
    """Yield the warnings that the card shows, without markup."""
    if request.ticket_missing_since:
        yield missing_ticket_text(request)
    if request.problem:
        yield f"{request.problem} I'll keep retrying."
