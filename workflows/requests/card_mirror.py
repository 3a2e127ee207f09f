"""Bring the card and its thread in line with a request."""

from dataclasses import replace

from workflows.errors import Misconfigured
from workflows.requests.admission import is_admitted
from workflows.requests.confidentiality import is_confidential, thread_view
from workflows.requests.mirror_marks import mark_mirrored, unmirrored_events
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.timeline import told_events

STAYS = "Slack lets the bot neither edit nor delete"


def sync_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Post the card, or update it if it would look different now."""
    if not is_admitted(request):
        return request
    fingerprint = ports.cards.fingerprint(request)
    if request.card and request.card_fingerprint == fingerprint:
        return request
    card = ports.cards.sync_card(request)
    is_replaced = request.card is not None and request.card.ts != card.ts
    earlier = (*request.earlier_cards, request.card) if is_replaced else request.earlier_cards
    return ports.requests.update(request, card=card, card_fingerprint=fingerprint, earlier_cards=earlier)


def post_timeline(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Post every event to the thread under the card."""
    if request.card is None:
        return request
    posted: set[str] = set()
    try:
        for mark, event in unmirrored_events(request, "thread"):
            ports.cards.post_timeline_event(request, event.key)
            posted.add(mark)
    finally:
        request = mark_mirrored(request, posted, ports)
    return request


def redraw_thread(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Edit what is posted about the timeline after each removal of a text, and if the confidentiality changed.

    Raises:
        Misconfigured: Slack lets the bot neither edit nor delete a message.
    """
    view = thread_view(request)
    if request.card is None or request.thread_view == view:
        return request
    known = [event.key for event in told_events(request, "thread")]
    keys = [key for key in known if request.thread_view or f"thread:{key}" in request.mirrored_events]
    is_due = keys or request.earlier_cards
    if is_due and (left := ports.cards.redraw_thread(request, keys)):
        raise Misconfigured(f"{STAYS} {', '.join(left)}. A workspace admin can delete that.")
    card, is_noted = replace(request.card, replaces=None), request.card.replaces is not None
    fingerprint = None if is_noted else request.card_fingerprint  # the card drops its link to a deleted message
    return ports.requests.update(request, thread_view=view, card=card, card_fingerprint=fingerprint)


def redact_previews(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Redact what channels read below links to the request, once an edit has made it confidential."""
    if request.edits and is_confidential(request):
        ports.redact_previews(request)
    return request
