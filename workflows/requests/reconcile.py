"""Bring the card, the ticket and the connection in line with a request.

Each step looks at the request, does what is missing, saves that and returns the updated request. A step that
fails doesn't hold up the others. The sweep retries it, after a delay that grows with each attempt.
"""

from collections.abc import Callable
from dataclasses import replace

from workflows.errors import ChannelUnavailable, DeskError, IllegalTransition, Misconfigured, Refused, UnknownPerson
from workflows.permissions import check_member
from workflows.requests.cleanup import adopt_lost_ticket, delete_lost_connection, remove_lost_connect_card
from workflows.requests.confidentiality import thread_view
from workflows.requests.connection_progress import track_connection
from workflows.requests.custom_build import find_built_connection, start_build
from workflows.requests.departures import remove_earlier_connect_cards
from workflows.requests.missing_ticket import note_missing_ticket
from workflows.requests.model import ConnectorRequest, Decision, Ticket, TicketRevision
from workflows.requests.ports import RequestPorts, TicketNotFound
from workflows.requests.removals import notify_remover
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import TimelineEvent, timeline_events, told_events
from workflows.retry import Backoff

BACKOFF = Backoff()
CHANNEL_CLOSED_MARK = "requester:channel closed"
"""Marks a request whose requester knows that Slack doesn't let the bot post its card."""
STAYS = "Slack lets the bot neither edit nor delete"


def reconcile(request_id: str, ports: RequestPorts) -> None:
    """Run every step for the request, then record whether all of them succeeded."""
    request = before = ports.requests.get(request_id)
    errors: list[DeskError] = []
    for step in STEPS:
        try:
            request = step(request, ports)
        except IllegalTransition:
            return  # the status changed in the meantime, and that change has queued its own run
        except DeskError as error:
            if isinstance(error, TicketNotFound) and request.ticket:
                request = note_missing_ticket(request, ports)
            else:
                errors.append(error)
                if step in ERASING_STEPS:
                    request = notify_remover(request, error, ports)
    if request.is_closed and not before.is_closed:
        reconcile(request_id, ports)  # what failed before its end doesn't count
    else:
        _record_outcome(request, errors, ports)


def admit_requester(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Check that the requester is a full member before anything about the request is shown."""
    if _is_admitted(request) or request.is_closed:
        return request
    person = ports.directory.look_up(request.requester)
    try:
        check_member(person, ports.directory.home())
    except Refused as refusal:
        return _reject(request, refusal.message, ports)
    return ports.requests.update(request.id, names={**request.names, person.id: person.name})


def _is_admitted(request: ConnectorRequest) -> bool:
    """Whether the requester was checked: only then is their name known."""
    return request.requester in request.names


def _reject(request: ConnectorRequest, reason: str, ports: RequestPorts) -> ConnectorRequest:
    decision = Decision(request.requester, ports.clock.now(), reason)
    rejected = ports.requests.transition(request.id, Event.WITHDRAWN, decision=decision)
    ports.messenger.send_private(request.channel, request.requester, f"Your request was rejected. {reason}")
    return rejected


def resolve_business_owner(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Look up the business owner's name: the ticket shows names, never Slack ids."""
    owner = request.answers.business_owner
    if owner in request.names or request.is_closed:
        return request
    try:
        name = ports.directory.look_up(owner).name
    except UnknownPerson:
        name = "a person who has left"  # otherwise the ticket would never be opened
    return ports.requests.update(request.id, names={**request.names, owner: name})


def sync_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Post the card, or update it if it would look different now."""
    if not _is_admitted(request):
        return request
    fingerprint = ports.cards.fingerprint(request)
    if request.card and request.card_fingerprint == fingerprint:
        return request
    card = ports.cards.sync_card(request)
    is_replaced = request.card is not None and request.card.ts != card.ts
    earlier = (*request.earlier_cards, request.card) if is_replaced else request.earlier_cards
    return ports.requests.update(request.id, card=card, card_fingerprint=fingerprint, earlier_cards=earlier)


def open_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Open the ticket. Approvers can decide from then on."""
    has_names = _is_admitted(request) and request.answers.business_owner in request.names
    if request.ticket or request.is_closed or not has_names:
        return request
    ticket = ports.tickets.open_for(request)
    return ports.requests.transition(request.id, Event.TICKET_OPENED, ticket=ticket)


def update_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Update the ticket after an edit. Only later moves in Jira can approve this revision."""
    described = request.ticket_revision.revision if request.ticket_revision else 1
    if not request.ticket or request.revision == described:
        return request
    change_id = ports.tickets.describe(request.ticket, request)
    return ports.requests.update(request.id, ticket_revision=TicketRevision(request.revision, change_id))


def link_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Link the card from the ticket."""
    if request.permalink or not request.ticket or not request.card:
        return request
    permalink = ports.cards.permalink(request.card)
    ports.tickets.link_card(request.ticket, request.evolve(permalink=permalink))
    return ports.requests.update(request.id, permalink=permalink)


def comment_on_ticket(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Comment every event on the ticket, and move the ticket along.

    Raises:
        Misconfigured: The ticket can't be moved. A later move that succeeds makes up for it.
    """
    if request.ticket is None:
        return request
    stuck: dict[str, str] = {}
    for mark, event in _unmirrored_events(request, "ticket"):
        ports.tickets.comment(request.ticket, event.key, event.text)
        if problem := _move_ticket(request.ticket, event, ports):
            stuck[mark] = problem
            continue
        made_up_for = {*stuck} if event.moves_ticket else set()
        request = _mark_mirrored(request, {mark} | made_up_for, ports)
        stuck = {name: problem for name, problem in stuck.items() if name not in made_up_for}
    if stuck:
        raise Misconfigured(list(stuck.values())[-1])
    return request


def _move_ticket(ticket: Ticket, event: TimelineEvent, ports: RequestPorts) -> str | None:
    """Move the ticket to where the event leads, if anywhere. Return why that isn't possible."""
    if event.ticket_status:
        return ports.tickets.move(ticket, event.ticket_status)
    return ports.tickets.move_back(ticket, event.return_to) if event.return_to else None


def post_timeline(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Post every event to the thread under the card."""
    if request.card is None:
        return request
    for mark, event in _unmirrored_events(request, "thread"):
        ports.cards.post_timeline_event(request, event.key)
        request = _mark_mirrored(request, {mark}, ports)
    return request


def redraw_thread(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Edit what is posted about the timeline after each removal of a text, and if the confidentiality changed.

    Raises:
        Misconfigured: Slack lets the bot neither edit nor delete a message.
    """
    view = thread_view(request)
    if request.card is None or request.thread_view == view:
        return request
    keys = [event.key for event in told_events(request, "thread") if request.thread_view or _is_told(request, event)]
    is_due = keys or request.earlier_cards
    if is_due and (left := ports.cards.redraw_thread(request, keys)):
        raise Misconfigured(f"{STAYS} {', '.join(left)}. A workspace admin can delete that.")
    card, is_noted = replace(request.card, replaces=None), request.card.replaces is not None
    fingerprint = None if is_noted else request.card_fingerprint  # the card drops its link to a deleted message
    return ports.requests.update(request.id, thread_view=view, card=card, card_fingerprint=fingerprint)


def _is_told(request: ConnectorRequest, event: TimelineEvent) -> bool:
    return f"thread:{event.key}" in request.mirrored_events


def rewrite_comments(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Edit the bot's comments on the ticket after each removal of a text.

    A comment that was interrupted is found again with its earlier text, so this comes after them.
    """
    if request.ticket is None or not _is_erasure_due(request, "comments"):
        return request
    for event in told_events(request, "ticket"):
        ports.tickets.rewrite_comment(request.ticket, event.key, event.text)
    return _mark_mirrored(request, {_erasure_mark(request, "comments")}, ports)


def erase_earlier_versions(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Erase earlier versions of the row from the files of the database after each removal of a text."""
    if not _is_erasure_due(request, "database"):
        return request
    ports.requests.erase_earlier_versions()
    return _mark_mirrored(request, {_erasure_mark(request, "database")}, ports)


def _is_erasure_due(request: ConnectorRequest, place: str) -> bool:
    return bool(request.removals) and _erasure_mark(request, place) not in request.mirrored_events


def _erasure_mark(request: ConnectorRequest, place: str) -> str:
    return f"{place} without {request.removals}"


def _unmirrored_events(request: ConnectorRequest, target: str) -> list[tuple[str, TimelineEvent]]:
    events = [event for event in timeline_events(request) if target in event.targets]
    marked = [(f"{target}:{event.key}", event) for event in events]
    return [(mark, event) for mark, event in marked if mark not in request.mirrored_events]


def _mark_mirrored(request: ConnectorRequest, marks: set[str], ports: RequestPorts) -> ConnectorRequest:
    return ports.requests.update(request.id, mirrored_events=request.mirrored_events | marks)


def provision(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Create the development connection of an approved request.

    If the request is withdrawn meanwhile, its next run deletes the connection.
    """
    if request.status is not Status.APPROVED or request.answers.is_custom:
        return request
    service = ports.catalog.get(request.answers.service)
    connection = ports.connections.create_dev(request, service)
    return ports.requests.transition(request.id, Event.CONNECTION_CREATED, connection_id=connection.id)


def send_connect_card(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Send the owner a Connect Card for a new connection, and whenever they ask for another one."""
    sent, wanted = request.connect_card_sent_at, request.connect_card_requested_at
    is_new = sent is None and request.status is Status.AWAITING_CREDENTIALS
    is_due = is_new and not request.answers.is_custom  # the builder of a custom connector has the credentials
    is_wanted = wanted is not None and (sent is None or wanted > sent)
    is_gone = request.requester_left_at is not None
    if not request.connection_id or request.is_closed or is_gone or not (is_due or is_wanted):
        return request
    now = ports.clock.now()  # a card requested while this one is sent is sent too
    started = max(now, wanted) if wanted else now  # the clock can have been set back since
    ports.cards.send_connect_card(request)
    return ports.requests.update(request.id, connect_card_sent_at=started)


Step = Callable[[ConnectorRequest, RequestPorts], ConnectorRequest]

STEPS: tuple[Step, ...] = (
    admit_requester,
    resolve_business_owner,
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
    redraw_thread,
    post_timeline,
    rewrite_comments,
    erase_earlier_versions,
)

ERASING_STEPS = frozenset({sync_card, update_ticket, redraw_thread, rewrite_comments})
"""Steps whose failure leaves a removed text in place."""


def _record_outcome(request: ConnectorRequest, errors: list[DeskError], ports: RequestPorts) -> None:
    """Schedule a retry and show the problem on the card, or mark the request as in sync."""
    if errors:
        request = _notify_of_closed_channel(_reschedule(request, errors, ports), errors, ports)
    elif request.attempts:
        request = ports.requests.update(request.id, problem=None, attempts=0, retry_at=None)
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
    """Tell the requester once that the card can't be posted, since no card shows the problem."""
    closed = next((error for error in errors if isinstance(error, ChannelUnavailable)), None)
    if closed is None or request.card or CHANNEL_CLOSED_MARK in request.mirrored_events:
        return request
    text = (
        f"I saved your request for {request.answers.service_name}, but I can't post it yet. {closed.message} "
        "An operator has to allow it. The request then appears within minutes."
    )
    ports.messenger.send_private(request.requester, request.requester, text)
    return _mark_mirrored(request, {CHANNEL_CLOSED_MARK}, ports)


def _reschedule(request: ConnectorRequest, errors: list[DeskError], ports: RequestPorts) -> ConnectorRequest:
    return ports.requests.update(
        request.id,
        problem=" ".join(dict.fromkeys(error.message for error in errors)),
        attempts=request.attempts + 1,
        retry_at=ports.clock.now() + BACKOFF.delay_for_all(errors, request.attempts),
    )
