"""The life of a connector request: one table of transitions. Nothing else sets a status."""

from enum import StrEnum

from workflows.errors import IllegalTransition


class Status(StrEnum):
    """The status of a request."""

    SUBMITTED = "submitted"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    BEING_BUILT = "being_built"
    AWAITING_CREDENTIALS = "awaiting_credentials"
    SYNCING_HISTORY = "syncing_history"
    LIVE = "live"
    BROKEN = "broken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RETIRED = "retired"


class Event(StrEnum):
    """An event that can change the status of a request."""

    TICKET_OPENED = "ticket_opened"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    EDITED = "edited"
    BUILD_STARTED = "build_started"
    CONNECTION_FOUND = "connection_found"
    CONNECTION_CREATED = "connection_created"
    CREDENTIALS_ACCEPTED = "credentials_accepted"
    HISTORY_SYNCED = "history_synced"
    BROKE = "broke"
    RECOVERED = "recovered"
    RESUMED = "history_sync_resumed"
    CONNECTION_DELETED = "connection_deleted"


S, E = Status, Event

TRANSITIONS: dict[tuple[Status, Event], Status] = {
    (S.SUBMITTED, E.TICKET_OPENED): S.AWAITING_APPROVAL,
    (S.SUBMITTED, E.EDITED): S.SUBMITTED,
    (S.SUBMITTED, E.WITHDRAWN): S.WITHDRAWN,
    (S.SUBMITTED, E.APPROVED): S.APPROVED,
    (S.SUBMITTED, E.DECLINED): S.DECLINED,
    (S.AWAITING_APPROVAL, E.APPROVED): S.APPROVED,
    (S.AWAITING_APPROVAL, E.DECLINED): S.DECLINED,
    (S.AWAITING_APPROVAL, E.EDITED): S.AWAITING_APPROVAL,
    (S.AWAITING_APPROVAL, E.WITHDRAWN): S.WITHDRAWN,
    (S.AWAITING_APPROVAL, E.EXPIRED): S.EXPIRED,
    (S.APPROVED, E.WITHDRAWN): S.WITHDRAWN,
    (S.APPROVED, E.CONNECTION_CREATED): S.AWAITING_CREDENTIALS,
    (S.APPROVED, E.BUILD_STARTED): S.BEING_BUILT,
    (S.BEING_BUILT, E.WITHDRAWN): S.WITHDRAWN,
    (S.BEING_BUILT, E.CONNECTION_FOUND): S.AWAITING_CREDENTIALS,
    (S.AWAITING_CREDENTIALS, E.CREDENTIALS_ACCEPTED): S.SYNCING_HISTORY,
    (S.AWAITING_CREDENTIALS, E.CONNECTION_DELETED): S.RETIRED,
    (S.SYNCING_HISTORY, E.HISTORY_SYNCED): S.LIVE,
    (S.SYNCING_HISTORY, E.BROKE): S.BROKEN,
    (S.SYNCING_HISTORY, E.CONNECTION_DELETED): S.RETIRED,
    (S.LIVE, E.BROKE): S.BROKEN,
    (S.LIVE, E.CONNECTION_DELETED): S.RETIRED,
    (S.BROKEN, E.RECOVERED): S.LIVE,
    (S.BROKEN, E.RESUMED): S.SYNCING_HISTORY,
    (S.BROKEN, E.CONNECTION_DELETED): S.RETIRED,
    (S.RETIRED, E.CONNECTION_FOUND): S.AWAITING_CREDENTIALS,
    (S.RETIRED, E.RESUMED): S.SYNCING_HISTORY,
    (S.RETIRED, E.RECOVERED): S.LIVE,
    (S.RETIRED, E.BROKE): S.BROKEN,
}

CLOSED_STATUSES = frozenset({S.DECLINED, S.WITHDRAWN, S.EXPIRED, S.RETIRED})
"""Statuses in which nothing is left to do. Only a retired request can return, with its connection."""

UNDECIDED_STATUSES = frozenset({S.SUBMITTED, S.AWAITING_APPROVAL})
"""Statuses before a decision."""

UNCONNECTED_STATUSES = UNDECIDED_STATUSES | {S.APPROVED, S.BEING_BUILT}
"""Statuses without a connection in Fivetran, in which a request can still be withdrawn."""

CONNECTED_STATUSES = frozenset({S.AWAITING_CREDENTIALS, S.SYNCING_HISTORY, S.LIVE, S.BROKEN})
"""Statuses with a connection in Fivetran, which the bot follows."""

OPEN_STATUSES = UNCONNECTED_STATUSES | CONNECTED_STATUSES
"""All others: something is left to do."""


def next_status(status: Status, event: Event) -> Status:
    """Return the status after `event`; raise `IllegalTransition` if `status` doesn't allow the event."""
    try:
        return TRANSITIONS[status, event]
    except KeyError:
        raise IllegalTransition("The status of this request has changed. Check its card.") from None


def transition_diagram() -> str:
    """Return the transitions as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", "    [*] --> submitted"]
    for (before, event), after in TRANSITIONS.items():
        lines.append(f"    {before} --> {after}: {event.replace('_', ' ')}")
    lines += [f"    {status} --> [*]" for status in Status if status in CLOSED_STATUSES]
    return "\n".join(lines)
