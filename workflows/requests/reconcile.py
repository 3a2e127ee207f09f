"""Bring the card, the ticket, and the connection in line with a request.

Each step looks at the request, does what is missing, saves that and returns the updated request. A step that
fails doesn't hold up the others. The sweep retries it, after a delay that grows with each attempt.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from workflows.errors import ChannelUnavailable, DeskError, IllegalTransition
from workflows.requests.admission import admit_requester, resolve_business_owner
from workflows.requests.card_mirror import post_timeline, redact_previews, redraw_thread, sync_card
from workflows.requests.cleanup import adopt_lost_ticket, delete_lost_connection, remove_lost_connect_card
from workflows.requests.connection_progress import track_connection
from workflows.requests.custom_build import find_built_connection, start_build
from workflows.requests.custom_step import answer_custom_step
from workflows.requests.departures import remove_earlier_connect_cards
from workflows.requests.journey import confirm_request, sync_journey
from workflows.requests.mirror_marks import mark_mirrored
from workflows.requests.missing_ticket import note_missing_ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts, TicketNotFound
from workflows.requests.provision import provision, send_connect_card
from workflows.requests.removals import erase_earlier_versions, notify_remover
from workflows.requests.state_machine import Status
from workflows.requests.ticket_mirror import comment_on_ticket, link_card, open_ticket, rewrite_comments, update_ticket
from workflows.retry import Backoff

BACKOFF = Backoff()
CHANNEL_CLOSED_MARK = "requester:channel closed"
"""Marks a request whose requester knows that Slack doesn't let the bot post its card."""

Step = Callable[[ConnectorRequest, RequestPorts], ConnectorRequest]

STEPS: tuple[Step, ...] = (
    admit_requester,
    resolve_business_owner,
    confirm_request,
    redact_previews,
    sync_card,
    open_ticket,
    adopt_lost_ticket,
    update_ticket,
    link_card,
    start_build,
    provision,
    delete_lost_connection,
    find_built_connection,
    remove_earlier_connect_cards,
    send_connect_card,
    track_connection,
    remove_lost_connect_card,
    comment_on_ticket,
    sync_journey,
    answer_custom_step,
    redraw_thread,
    post_timeline,
    rewrite_comments,
    erase_earlier_versions,
)

ERASING_STEPS = frozenset({sync_card, sync_journey, update_ticket, redraw_thread, rewrite_comments})
"""Steps whose failure leaves a removed text in place."""


def reconcile(request_id: str, ports: RequestPorts) -> None:
    """Run every step for the request, then record whether all of them succeeded."""
    before = ports.requests.get(request_id)
    with ports.show_if_slow(partial(_show_approval, before, ports)):
        outcome = _run_steps(before, ports)
    if outcome is None:
        return  # the status changed in the meantime, and that change has queued its own run
    request, errors = outcome
    if request.is_closed and not before.is_closed:
        reconcile(request_id, ports)  # what failed before its end doesn't count
    else:
        _record_outcome(request, errors, ports)


def _run_steps(before: ConnectorRequest, ports: RequestPorts) -> tuple[ConnectorRequest, list[DeskError]] | None:
    """Run every step. Return the request and what failed; None if the status changed in the meantime."""
    request, errors = before, list[DeskError]()
    for step in STEPS:
        if _can_be_left_out(step, before):
            continue
        try:
            request = step(request, ports)
        except IllegalTransition:
            return None
        except DeskError as error:
            if isinstance(error, TicketNotFound) and request.ticket:
                request = note_missing_ticket(request, ports)
            else:
                errors.append(error)
                if step in ERASING_STEPS:
                    request = notify_remover(request, error, ports)
    return request, errors


def _can_be_left_out(step: Step, before: ConnectorRequest) -> bool:
    """Whether another step of this run says or shows the same.

    Fivetran's answer to a creation says how the connection is. The card of an approved request shows at the end
    what came of it.
    """
    if step is track_connection:
        return before.connection_id is None and not before.answers.is_custom
    return step is sync_card and _is_card_about_to_change(before)


def _is_card_about_to_change(request: ConnectorRequest) -> bool:
    return request.status is Status.APPROVED and request.card is not None and not request.removals


def _show_approval(request: ConnectorRequest, ports: RequestPorts) -> None:
    """Show in the channel and to the requester that the request is approved. If that fails, the end of the run does."""
    if _is_card_about_to_change(request):
        with suppress(DeskError):
            sync_journey(sync_card(request, ports), ports)


def _record_outcome(request: ConnectorRequest, errors: list[DeskError], ports: RequestPorts) -> None:
    """Schedule a retry and show the problem on the card, or mark the request as in sync."""
    if errors:
        request = _notify_of_closed_channel(_reschedule(request, errors, ports), errors, ports)
    elif request.attempts:
        request = ports.requests.update(request, problem=None, attempts=0, retry_at=None)
    try:
        request = sync_card(request, ports)
    except DeskError as error:
        if not errors:
            _reschedule(request, [error], ports)
        return
    if not errors:
        ports.requests.mark_in_sync(request)


def _notify_of_closed_channel(
    request: ConnectorRequest, errors: list[DeskError], ports: RequestPorts
) -> ConnectorRequest:
    """Notify the requester once that the card can't be posted, since no card shows the problem."""
    closed = next((error for error in errors if isinstance(error, ChannelUnavailable)), None)
    if closed is None or request.card or CHANNEL_CLOSED_MARK in request.mirrored_events:
        return request
    text = (
        f"I saved your request for {request.answers.service_name}, but I can't post it yet. {closed.message} "
        "An operator has to allow it. The request then appears within minutes."
    )
    ports.messenger.send_private(request.requester, request.requester, text)
    return mark_mirrored(request, {CHANNEL_CLOSED_MARK}, ports)


def _reschedule(request: ConnectorRequest, errors: list[DeskError], ports: RequestPorts) -> ConnectorRequest:
    return ports.requests.update(
        request,
        problem=" ".join(dict.fromkeys(error.message for error in errors)),
        attempts=request.attempts + 1,
        retry_at=ports.clock.now() + BACKOFF.delay_for_all(errors, request.attempts),
    )
