"""The timeline of a request, for its ticket and its thread. Derived from the request: no event is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.catalog.destination import dataset_path, naming_family
from workflows.requests.custom_connector import build_checklist
from workflows.requests.edits import edit_text
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.mirrors import TicketStatus, UncountedMove
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CONNECTED_STATUSES, UNDECIDED_STATUSES, Status

DEV_PROJECT = "dev-fivetran"
"""The Google Cloud project that the development destination writes to."""


@dataclass(frozen=True)
class TimelineEvent:
    """An event worth a comment, and where it moves the ticket, if anywhere."""

    key: str
    text: str
    ticket_status: str | None = None
    """The outcome whose status the ticket gets."""
    return_to: TicketStatus | None = None
    """The status that the ticket gets back after a move that didn't count."""
    targets: frozenset[str] = frozenset({"ticket", "thread"})
    """Where it's posted."""

    @property
    def moves_ticket(self) -> bool:
        """Whether the ticket has to be moved."""
        return self.ticket_status is not None or self.return_to is not None


UNCOUNTED_PREFIX, MISSING_PREFIX = "uncounted-", "ticket-missing-"
HANDED_OVER_PREFIX, OWNER_LEFT_PREFIX = "handed-over-", "owner-left-"
"""Prefixes of the keys of events that can happen several times."""
APPROVAL_PREFIX = "approval-"
LEFTOVER_EVENT = "leftover"
EARLIER_STEP = "This was an earlier step of the request."
"""What is left of an event that isn't part of the timeline anymore."""


def timeline_events(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    """Yield every event of `request` so far, oldest first, as plain text without Slack ids.

    Moves in Jira that don't count come last, because they lead back to where the other events led.
    """
    events = list(_life_events(request))
    yield from events
    yield from _uncounted_moves(request, next((e.ticket_status for e in reversed(events) if e.ticket_status), None))
    if request.ticket_missing_since:
        key = f"{MISSING_PREFIX}{request.ticket_missing_since:%Y%m%d%H%M%S}"
        yield TimelineEvent(key, missing_ticket_text(request), targets=frozenset({"thread"}))


def told_events(request: ConnectorRequest, target: str) -> Iterator[TimelineEvent]:
    """Yield every event that `target` can show. The text of those that left the timeline isn't known anymore."""
    events = [event for event in timeline_events(request) if target in event.targets]
    yield from events
    told = {mark.removeprefix(f"{target}:") for mark in request.mirrored_events if mark.startswith(f"{target}:")}
    for key in sorted(told - {event.key for event in events}):
        yield TimelineEvent(key, EARLIER_STEP)


def owner_left_text(request: ConnectorRequest) -> str:
    """Return that the business owner has left, for card, thread, and ticket."""
    owner = request.name_of(request.answers.business_owner)
    return f"{owner}, the business owner, has left. The requester or an approver can choose another one."


def missing_ticket_text(request: ConnectorRequest) -> str:
    """Return that Jira doesn't show the ticket, for card and thread."""
    key = request.ticket.key if request.ticket else "The ticket"
    return f"{key} was deleted in Jira, or moved where I can't see it. The request continues here without a ticket."


def leftover_text(request: ConnectorRequest) -> str:
    """Return that a connection stays in Fivetran after the end of the request, for thread and ticket."""
    return (
        f"Connection {request.leftover_connection_id} of {_plain_location(request)} was created just before "
        "this request ended. It seems to be in use, so I kept it. If no one needs it, delete it in Fivetran."
    )


def uncounted_text(move: UncountedMove) -> str:
    """Return who moved the ticket, and why it doesn't count, for thread and ticket."""
    if move.decided:
        return f"{move.mover} moved the ticket, but the request is already {STATUS_LABELS[move.decided]}."
    return f"{move.mover} moved the ticket, but the request is still pending: {move.refusal}"


def _uncounted_moves(request: ConnectorRequest, expected: str | None) -> Iterator[TimelineEvent]:
    is_undecided = request.status in UNDECIDED_STATUSES
    for move in request.uncounted_moves:
        key = f"{UNCOUNTED_PREFIX}{move.change_id}"
        if is_undecided:
            yield TimelineEvent(key, uncounted_text(move), return_to=move.came_from)
        else:
            yield TimelineEvent(key, uncounted_text(move), expected or decision_verdict(request))


def _life_events(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    yield from _edits(request)
    yield from _handovers(request)
    yield from _approvals(request)
    if request.decision:
        yield _decided(request)
    is_connected = request.status in CONNECTED_STATUSES | {Status.RETIRED}
    if request.answers.is_custom and (is_connected or request.status is Status.BEING_BUILT):
        steps = "\n".join(f"☐ {step}" for step in build_checklist(request.answers, request.dataset))
        yield TimelineEvent("building", f"Steps to build this connector:\n{steps}", "started")
    if request.status is Status.EXPIRED:
        yield TimelineEvent("expired", "No approver decided in time, so this request expired.", "withdrawn")
    if is_connected and request.connection_id:
        yield _connected(request)
    if request.first_synced_at:
        yield TimelineEvent("live", f"First data is in {_plain_location(request)}.", "done")
    if request.leftover_connection_id:
        yield TimelineEvent(LEFTOVER_EVENT, leftover_text(request))


def _edits(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    for revision, edit in enumerate(request.edits, start=2):
        yield TimelineEvent(f"edited-{revision}", edit_text(request, edit))


def _approvals(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    """Yield each approval that left the request undecided."""
    for number, approval in enumerate(request.approvals, start=1):
        if not request.is_decided_by(approval):
            yield TimelineEvent(f"{APPROVAL_PREFIX}{number}", approval_text(request, number))


def approval_text(request: ConnectorRequest, number: int) -> str:
    """Return who gave an approval that wasn't the last one needed, for thread and ticket."""
    return f"{request.name_of(request.approvals[number - 1].user_id)} approved this. It needs another approval."


def _handovers(request: ConnectorRequest) -> Iterator[TimelineEvent]:
    for number, handover in enumerate(request.handovers, start=1):
        left, taken_by = request.name_of(handover.from_user), request.name_of(handover.to_user)
        if handover.left_at:
            yield TimelineEvent(f"left-{number}", f"{left} has left.")
        if by := handover.handed_over_by:
            text = f"{request.name_of(by)} reassigned this request from {left} to {taken_by}."
            yield TimelineEvent(f"{HANDED_OVER_PREFIX}{number}", text)
        else:
            yield TimelineEvent(f"taken-over-{number}", f"{taken_by} took over from {left}.")
    if request.requester_left_at:
        left = request.name_of(request.requester)
        yield TimelineEvent(f"left-{len(request.handovers) + 1}", f"{left} has left. An approver can take over.")
    if request.has_owner_left:
        yield TimelineEvent(f"{OWNER_LEFT_PREFIX}{request.left_owner}", owner_left_text(request))


def _decided(request: ConnectorRequest) -> TimelineEvent:
    assert request.decision
    verdict = decision_verdict(request)
    text = f"{verdict.capitalize()} by {request.decider_names}."
    if request.decision.reason:
        text += f" Reason: {request.decision.reason}"
    is_there = request.decision.is_from_ticket and request.status is not Status.WITHDRAWN
    return TimelineEvent(verdict, text, None if is_there else verdict)


def decision_verdict(request: ConnectorRequest) -> str:
    """Return what the decision was: "approved", "declined" or "withdrawn"."""
    is_ended = request.status in {Status.DECLINED, Status.WITHDRAWN}
    return request.status.value if is_ended else Status.APPROVED.value


def _connected(request: ConnectorRequest) -> TimelineEvent:
    location = f"It loads into {_plain_location(request)}."
    if request.answers.is_custom:
        return TimelineEvent("joined", f"Connection {request.connection_id} is built. {location}", "started")
    created = f"Development connection {request.connection_id} created. {location}"
    text = f"{created} I asked its owner for the credentials."
    return TimelineEvent("created", text, "started", targets=frozenset({"ticket"}))


def data_location(request: ConnectorRequest) -> str:
    """Return where the data is loaded, with the name in backticks."""
    return dataset_path(DEV_PROJECT, request.dataset, naming_family(request.answers.destination))


def _plain_location(request: ConnectorRequest) -> str:
    return data_location(request).replace("`", "")
