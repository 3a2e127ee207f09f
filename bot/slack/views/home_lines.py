"""The lines of the Home tab: what a request waits for, on whom, and since when."""

from datetime import datetime

from bot.slack.views.blocks import blockquote, escape, escape_cut, mrkdwn_link, slack_date, truncate
from workflows.ownership.model import is_group
from workflows.reporting.duplicates import WAITING_LABELS, ExistingConnection
from workflows.reporting.own_connections import OwnConnection
from workflows.requests.labels import SENSITIVITY_LABELS
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

TURN_LABELS = {
    Status.AWAITING_CREDENTIALS: "is approved: sign in at Fivetran to load its data",
    Status.BROKEN: "can't sign in: sign in at Fivetran again",
}

MAX_ROW_PURPOSE_CHARS = 250
"""How much of the purpose a row shows; *Show details* has all of it."""


def turn_line(request: ConnectorRequest) -> str:
    """Return a request whose requester has to do something."""
    label = "needs another business owner, because the last one left"
    if not request.has_owner_left:
        label = TURN_LABELS.get(request.status, label)
    return f"{_name(request)} {label}{_since(request)}"


def decision_line(request: ConnectorRequest) -> str:
    """Return a request that the viewer can decide: what, who, since when, what for, and who gets to see the data."""
    answers, requester = request.answers, escape_cut(request.name_of(request.requester), 80)
    purpose = blockquote(truncate(answers.purpose, MAX_ROW_PURPOSE_CHARS))
    sensitivity = SENSITIVITY_LABELS[answers.sensitivity].capitalize()
    who = f"Access: {escape_cut(answers.access, 150)} · {sensitivity}"
    return f"{_name(request)} for {requester}{_since(request)}\n{purpose}\n{who}"


def request_status_line(request: ConnectorRequest, decider: str = "") -> str:
    """Return what a request waits for, or how it ended. `decider` is mrkdwn."""
    is_undecided = decider and request.status is Status.AWAITING_APPROVAL
    label = f"is waiting for {decider[:1].lower()}{decider[1:]}" if is_undecided else WAITING_LABELS[request.status]
    problem = (
        f" – {escape_cut(request.problem, 150).removesuffix('.')}" if request.problem and not request.is_closed else ""
    )
    return f"{_name(request)} {label}{problem}{_since(request)}"


def connection_line(request: ConnectorRequest, found: OwnConnection | None) -> str:
    """Return a connection of the viewer: its state, and how fresh its data is."""
    if found is None:
        return f"{_name(request)} {WAITING_LABELS[request.status]}"
    label = WAITING_LABELS[request.status] if request.status is not Status.LIVE else f"is {escape(found.state)}"
    return f"{_name(request)} {label} · {_fresh(found.succeeded_at)}"


def owned_line(found: ExistingConnection) -> str:
    """Return a connection that the viewer, or a group of theirs, owns: its state, and how fresh its data is."""
    name, where = escape_cut(found.name, 130), escape_cut(found.environment, 40)
    return f"`{name}` in {where} is {escape(found.state)} · {_fresh(found.succeeded_at)}{_of_group(found)}"


def _of_group(found: ExistingConnection) -> str:
    is_of_group = found.owner is not None and is_group(found.owner)
    return f" · owned by {escape_cut(found.owner_name or 'a group of yours', 60)}" if is_of_group else ""


def waiting_since(request: ConnectorRequest) -> datetime | None:
    """Return since when an open request waits for what it waits for now."""
    decided_at = request.decision.decided_at if request.decision else None
    match request.status:
        case Status.SUBMITTED | Status.AWAITING_APPROVAL:
            return request.submitted_at
        case Status.AWAITING_CREDENTIALS:
            return request.connect_card_sent_at or decided_at
        case Status.SYNCING_HISTORY:
            return request.syncing_since or decided_at
        case Status.APPROVED | Status.BEING_BUILT:
            return decided_at
    return None


def _fresh(succeeded_at: datetime | None) -> str:
    return f"last synced {slack_date(succeeded_at)}" if succeeded_at else "no data yet"


def _since(request: ConnectorRequest) -> str:
    since = waiting_since(request)
    return f" · since {slack_date(since)}" if since else ""


def _name(request: ConnectorRequest) -> str:
    """Return the service and its name in the destination, with links to ticket and card."""
    links = [mrkdwn_link(request.ticket.url, request.ticket.key)] if request.ticket else []
    links += [mrkdwn_link(request.permalink, "card")] if request.permalink else []
    linked = f" ({' · '.join(links)})" if links else ""
    return f"*{escape_cut(request.answers.service_name, 100)}* `{escape_cut(request.dataset, 130)}`{linked}"
