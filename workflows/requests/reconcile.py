"""Make everything outside agree with a request: its card, its ticket, its connection.

Each duty looks at the request, does what is missing, writes that down and returns the request as it is then.
A duty that cannot be done now does not keep the others from being done; the next attempt is put off further
each time, and the sweep starts it.
"""

from collections.abc import Callable
from datetime import timedelta

from workflows.errors import Failure, IllegalMove, Refused, Unavailable
from workflows.permissions import must_be_colleague
from workflows.requests.connection_progress import follow
from workflows.requests.custom_build import build, join
from workflows.requests.model import ConnectorRequest, Decision
from workflows.requests.ports import Desk
from workflows.requests.state_machine import UNDECIDED, Event, Status
from workflows.requests.timeline import milestones

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=10)
REFUSED_DELAY = timedelta(hours=1)
"""What was refused may be allowed after somebody mended something; asking often would not help."""


def settle(request_id: str, desk: Desk) -> None:
    """Do every duty that is due for the request, then say whether all of them are done."""
    request = desk.requests.get(request_id)
    failures: list[Failure] = []
    for duty in DUTIES:
        try:
            request = duty(request, desk)
        except IllegalMove:
            return  # somebody decided meanwhile; their change is on the agenda with its own version
        except Failure as failure:
            failures.append(failure)
    _conclude(request, failures, desk)


def introduce(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Learn the names of the people in it: the ticket shows names, never Slack ids."""
    missing = {request.requester, request.answers.business_owner} - set(request.names)
    if not missing or request.is_over:
        return request
    found = {user: desk.people.who(user) for user in sorted(missing)}
    if request.requester in found and request.status in UNDECIDED:
        try:
            must_be_colleague(found[request.requester], desk.people.home())
        except Refused as refusal:
            return _turn_away(request, refusal.words, desk)
    names = {user: person.name for user, person in found.items()}
    return desk.requests.note(request.id, names={**request.names, **names})


def _turn_away(request: ConnectorRequest, words: str, desk: Desk) -> ConnectorRequest:
    """Whoever asked may not ask: nobody gets to see the request, and they are told why."""
    decision = Decision(request.requester, desk.clock.now(), words)
    withdrawn = desk.requests.move(request.id, Event.WITHDRAWN, decision=decision)
    desk.announcer.whisper(request.channel, request.requester, f"Your request was not taken. {words}")
    return withdrawn


def show(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Post the card, or update it when it would look different now."""
    if request.is_over and not request.names:  # turned away before anybody saw it
        return request
    digest = desk.announcer.digest(request)
    if request.card and request.card_shown == digest:
        return request
    card = desk.announcer.show(request)
    return desk.requests.note(request.id, card=card, card_shown=digest)


def open_ticket(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Open the ticket; from then on the request can be decided."""
    if request.ticket or request.is_over or not request.names:
        return request
    ticket = desk.tickets.open_for(request)
    return desk.requests.move(request.id, Event.TICKET_OPENED, ticket=ticket)


def describe(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """After an edit the ticket says what the request says."""
    mark = f"described:{request.revision}"
    if not request.ticket or request.revision == 1 or mark in request.told:
        return request
    desk.tickets.describe(request.ticket, request)
    return desk.requests.note(request.id, told=request.told | {mark})


def link_card(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Let the ticket point at the card."""
    if request.permalink or not request.ticket or not request.card:
        return request
    permalink = desk.announcer.permalink(request.card)
    desk.tickets.link(request.ticket, request.but(permalink=permalink))
    return desk.requests.note(request.id, permalink=permalink)


def tell_ticket(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Comment every milestone on the ticket, and move the ticket along where its workflow is clear."""
    for milestone in milestones(request):
        mark = f"ticket:{milestone.key}"
        if request.ticket and mark not in request.told:
            desk.tickets.comment(request.ticket, milestone.key, milestone.text)
            if milestone.outcome:
                desk.tickets.transition(request.ticket, milestone.outcome)
            request = desk.requests.note(request.id, told=request.told | {mark})
    return request


def tell_thread(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Add every milestone to the thread under the card."""
    for milestone in milestones(request):
        mark = f"thread:{milestone.key}"
        if request.card and mark not in request.told:
            desk.announcer.log(request, milestone.key)
            request = desk.requests.note(request.id, told=request.told | {mark})
    return request


def provision(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Create the development connection of an approved request.

    When the request was withdrawn while Fivetran was working, the connection goes again.
    """
    if request.status is not Status.APPROVED or request.answers.is_custom:
        return request
    service = desk.services.get(request.answers.service)
    connection = desk.connectors.create_dev(request, service)
    try:
        return desk.requests.move(request.id, Event.CONNECTION_CREATED, connection_id=connection.id)
    except IllegalMove:
        if desk.requests.get(request.id).is_over:  # else another process was faster with it
            desk.connectors.delete(connection.id)
        raise


def hand_over(request: ConnectorRequest, desk: Desk) -> ConnectorRequest:
    """Send the owner a Connect Card: when the connection is new, and whenever they ask for a fresh one."""
    had, wanted = request.handed_over_at, request.card_wanted_at
    asked_again = wanted is not None and (had is None or wanted > had)
    waits = request.status is Status.AWAITING_CREDENTIALS
    first_time = had is None and waits and not request.answers.is_custom  # its builder knows the credentials
    if not request.connection_id or request.is_over or not (first_time or asked_again):
        return request
    began = desk.clock.now()  # whoever asks for one more while this one is sent gets one more
    desk.announcer.hand_over(request)
    return desk.requests.note(request.id, handed_over_at=began)


Duty = Callable[[ConnectorRequest, Desk], ConnectorRequest]

DUTIES: tuple[Duty, ...] = (
    introduce,
    show,
    open_ticket,
    describe,
    link_card,
    build,
    provision,
    join,
    hand_over,
    follow,
    tell_ticket,
    tell_thread,
)


def _conclude(request: ConnectorRequest, failures: list[Failure], desk: Desk) -> None:
    """Put off what failed, let the card say so, and mark the request as settled when nothing is left."""
    if failures:
        request = _put_off(request, failures, desk)
    elif request.attempts:
        request = desk.requests.note(request.id, trouble=None, attempts=0, next_try_at=None)
    try:
        request = show(request, desk)
    except Failure as failure:
        if not failures:
            _put_off(request, [failure], desk)
        return
    if not failures:
        desk.requests.settled(request)


def _put_off(request: ConnectorRequest, failures: list[Failure], desk: Desk) -> ConnectorRequest:
    passing = [failure for failure in failures if isinstance(failure, Unavailable)]
    delay = max(_delay(failure, request.attempts) for failure in passing) if passing else REFUSED_DELAY
    return desk.requests.note(
        request.id,
        trouble=" ".join(dict.fromkeys(failure.words for failure in failures)),
        attempts=request.attempts + 1,
        next_try_at=desk.clock.now() + delay,
    )


def _delay(failure: Unavailable, attempts: int) -> timedelta:
    """Doubling from five seconds to ten minutes; never earlier than the vendor asked for."""
    growing: timedelta = FIRST_DELAY * int(2 ** min(attempts, 10))
    return max(timedelta(seconds=failure.retry_after or 0), min(growing, LONGEST_DELAY))
