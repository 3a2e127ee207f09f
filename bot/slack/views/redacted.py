"""What a channel shows of a confidential request: its number, its progress, and who decides."""

from bot.slack.views.blocks import Block, actions, button, context, escape, mrkdwn_link, section
from bot.slack.views.card import STATUS_HEADLINES
from bot.slack.views.card_buttons import take_over_buttons
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import UNDECIDED_STATUSES, Status
from workflows.requests.timeline import (
    APPROVAL_PREFIX,
    HANDED_OVER_PREFIX,
    LEFTOVER_EVENT,
    MISSING_PREFIX,
    OWNER_LEFT_PREFIX,
    UNCOUNTED_PREFIX,
    approval_text,
    missing_ticket_text,
)

SHOW_DETAILS = "show_details"
DEFAULT_DECIDER = "An approver"
"""Who decides, if no group is configured."""

TELLING_NOTHING = UNDECIDED_STATUSES | {Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED, Status.LIVE, Status.BROKEN}
REDACTED_HEADLINES = {
    **{status: STATUS_HEADLINES[status] for status in TELLING_NOTHING},
    Status.RETIRED: (":wastebasket:", "Retired"),
}
IN_PROGRESS = (":gear:", "Approved – in progress")
"""For every other status: the next steps would say what kind of request it is."""


def redacted_card(request: ConnectorRequest, decider: str = DEFAULT_DECIDER, notice: str = "") -> list[Block]:
    """Return the blocks of the card of a confidential request. `decider` is mrkdwn, such as a group mention.

    `notice` is mrkdwn about who decides, if any.
    """
    icon, headline = REDACTED_HEADLINES.get(request.status, IN_PROGRESS)
    buttons = [show_details_button(request), *take_over_buttons(request)]
    return [
        section(f":lock: *Confidential request* {_linked_number(request)}\n{icon} *{headline}*"),
        context(_readers(request, decider)),
        *([context(notice)] if notice else []),
        *(
            [context(":warning: There's a problem, and I'll keep retrying. *Show details* says what it is.")]
            if request.problem
            else []
        ),
        *actions(buttons),
    ]


def _readers(request: ConnectorRequest, decider: str) -> str:
    """Return who reads the details, and who decides while that is open."""
    if request.status in UNDECIDED_STATUSES:
        return f"{decider} decides. Only the requester, the business owner, and these approvers see the details."
    return "Only the requester, the business owner, and the approvers of sensitive data see the details."


def show_details_button(request: ConnectorRequest) -> Block:
    """Return the button that shows the whole request to a person with access."""
    return button(SHOW_DETAILS, "Show details", request.id)


def redacted_card_text(request: ConnectorRequest) -> str:
    """Return the card in one line, for notifications and screen readers."""
    _icon, headline = REDACTED_HEADLINES.get(request.status, IN_PROGRESS)
    return f"Confidential request {request_number(request)} – {headline}"


def redacted_timeline_text(request: ConnectorRequest, event_key: str) -> str:
    """Return the line in the thread about an event. It names only who decided."""
    decider = escape(request.name_of(request.decision.user_id)) if request.decision else ""
    if event_key.startswith("edited-"):
        edit = request.edits[int(event_key.removeprefix("edited-")) - 2]
        return ":wastebasket: Text was removed from history." if edit.removal else ":pencil2: This request was edited."
    if event_key.startswith(UNCOUNTED_PREFIX):
        return ":warning: The ticket was moved in Jira, but the move doesn't count. A comment on the ticket says why."
    if event_key.startswith(APPROVAL_PREFIX):
        number = int(event_key.removeprefix(APPROVAL_PREFIX))
        return f":+1: {escape(approval_text(request, number))}"
    if event_key.startswith(MISSING_PREFIX):
        return f":warning: {escape(missing_ticket_text(request))}"
    if event_key.startswith("left-"):
        return ":wave: The requester has left. An approver can take over."
    if event_key.startswith("taken-over-"):
        return ":handshake: An approver took over this request."
    if event_key.startswith(HANDED_OVER_PREFIX):
        return ":handshake: This request has a new requester."
    if event_key.startswith(OWNER_LEFT_PREFIX):
        return ":wave: The business owner has left. *Show details* lets the requester or an approver choose another."
    lines = {
        "approved": f":+1: {decider} approved this request.",
        "declined": f":no_entry_sign: {decider} declined this request. The requester got the reason.",
        "withdrawn": "This request was withdrawn.",
        "expired": "This request expired.",
        LEFTOVER_EVENT: ":warning: This request left a connection in Fivetran. A comment on the ticket names it.",
        "live": f":tada: Confidential request {request_number(request)} is live.",
    }
    return lines.get(event_key, ":gear: This request moved forward. The requester got a message.")


def request_number(request: ConnectorRequest) -> str:
    """Return the ticket key; the id until the ticket is open."""
    return request.ticket.key if request.ticket else request.id


def _linked_number(request: ConnectorRequest) -> str:
    return mrkdwn_link(request.ticket.url, request.ticket.key) if request.ticket else request.id
