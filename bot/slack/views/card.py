"""The card of a request: one message, a pure function of the request."""

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    blockquote,
    button,
    confirm,
    context,
    escape,
    escape_cut,
    fields_section,
    mention,
    mrkdwn_link,
    section,
    slack_date,
    truncate,
)
from workflows.requests.model import Answers, ConnectorRequest, setting_text
from workflows.requests.state_machine import UNCONNECTED_STATUSES, UNDECIDED_STATUSES, Status
from workflows.requests.timeline import data_location

APPROVE, DECLINE, WITHDRAW, EDIT = "approve_request", "decline_request", "withdraw_request", "edit_request"
DECISION_BLOCK_PREFIX = "decide:"
"""The block of the buttons is named after the revision of the answers above it."""

STATUS_HEADLINES: dict[Status, tuple[str, str]] = {
    Status.SUBMITTED: (":hourglass_flowing_sand:", "The ticket is on its way"),
    Status.AWAITING_APPROVAL: (":raised_hand:", "Waiting for approval"),
    Status.APPROVED: (":gear:", "Approved – the development connection is being created"),
    Status.BEING_BUILT: (":hammer_and_wrench:", "Being built"),
    Status.AWAITING_CREDENTIALS: (":key:", "Waiting for credentials"),
    Status.SYNCING_HISTORY: (":arrows_counterclockwise:", "Historical sync is running"),
    Status.LIVE: (":white_check_mark:", "Live"),
    Status.BROKEN: (":red_circle:", "Broken"),
    Status.DECLINED: (":no_entry_sign:", "Declined"),
    Status.WITHDRAWN: (":leftwards_arrow_with_hook:", "Withdrawn"),
    Status.EXPIRED: (":zzz:", "Expired – nobody decided in time"),
    Status.RETIRED: (":wastebasket:", "The connection is gone"),
}


def request_card(request: ConnectorRequest) -> list[Block]:
    """The blocks of the card."""
    answers = request.answers
    who = mention(request.requester)
    what = f"*{escape_cut(answers.service_name, 200)}*{' – a custom connector' if answers.is_custom else ''}"
    blocks = [
        section(f"{who} asked for {what}\n{blockquote(answers.purpose)}"),
        fields_section(
            {
                "Lands in": data_location(request),
                "Sensitivity": answers.sensitivity.capitalize(),
                "Who needs access": escape_cut(answers.access, 300),
                "Freshness": answers.freshness.capitalize(),
                "Business owner": escape(request.name_of(answers.business_owner)),
                "Delete after": answers.delete_after.strftime("%-d %B %Y"),
            }
        ),
        *[context(line) for line in _optional_answers(answers)],
        section(" · ".join([_status_line(request), *_ticket(request)])),
    ]
    blocks += [context(line) for line in _details(request)]
    buttons = _buttons(request)
    named = f"{DECISION_BLOCK_PREFIX}{request.revision}"
    return blocks + ([{"type": "actions", "block_id": named, "elements": buttons}] if buttons else [])


def request_card_text(request: ConnectorRequest) -> str:
    """The card in one line, for notifications and screen readers."""
    name = escape(request.name_of(request.requester))
    ticket = f" ({request.ticket.key})" if request.ticket else ""
    purpose = escape_cut(request.answers.purpose, MAX_CARD_FIELD_CHARS)
    service = escape(request.answers.service_name)
    return truncate(
        f"{name} asked for {service}{ticket}: {purpose} – {STATUS_HEADLINES[request.status][1]}",
        MAX_MESSAGE_CHARS,
    )


MAX_CARD_FIELD_CHARS = 300
"""How much of somebody's words a line of small print shows."""


def _optional_answers(answers: Answers) -> list[str]:
    """What only some requests have: settings, reports, a reason for one more, the stricter approval."""
    settings = [
        f"{escape_cut(name, 60)}: {escape_cut(setting_text(value), 200)}"
        for name, value in answers.config.items()
    ]
    lines = [truncate(f"Settings – {' · '.join(settings)}", 1_500)] if settings else []
    if answers.reports:
        lines.append(f"Reports: {escape_cut(', '.join(answers.reports), 500)}")
    if answers.duplicate_reason:
        lines.append(
            f":busts_in_silhouette: One more is needed because: {escape_cut(answers.duplicate_reason, 500)}"
        )
    if answers.is_sensitive:
        lines.append(":closed_lock_with_key: Sensitive: the stricter approval applies")
    return lines


def _status_line(request: ConnectorRequest) -> str:
    """Where the request stands, in a few words."""
    icon, words = STATUS_HEADLINES[request.status]
    return f"{icon} *{words}*"


def _ticket(request: ConnectorRequest) -> list[str]:
    return [mrkdwn_link(request.ticket.url, request.ticket.key)] if request.ticket else []


def _details(request: ConnectorRequest) -> list[str]:
    """What happened and what holds it up, oldest first."""
    lines = [
        f":pencil2: Edited {slack_date(edit.edited_at)}: {escape_cut('; '.join(edit.changes), 600)}"
        for edit in request.edits[-3:]
    ]
    if request.decision:
        verb = {Status.DECLINED: "Declined", Status.WITHDRAWN: "Withdrawn"}.get(request.status, "Approved")
        by = escape(request.name_of(request.decision.user_id))
        reason = (
            f": {escape_cut(request.decision.reason, MAX_CARD_FIELD_CHARS)}"
            if request.decision.reason
            else ""
        )
        lines.append(f"{verb} by {by}, {slack_date(request.decision.decided_at)}{reason}")
    if request.connection_id and not request.is_closed:
        lines.append(f"Connection `{escape(request.connection_id)}` in Fivetran_Dev")
    if request.failed_tests:
        lines.append(f":warning: Setup tests failed: {escape_cut('; '.join(request.failed_tests), 500)}")
    if request.status is Status.SYNCING_HISTORY and request.syncing_since:
        lines.append(
            f"Syncing since {slack_date(request.syncing_since)} ({slack_date(request.syncing_since, '{ago}')})"
        )
    if request.first_synced_at:
        lines.append(f"First data in {data_location(request)}, {slack_date(request.first_synced_at)}")
    if request.problem and not request.is_closed:
        lines.append(f":warning: {escape_cut(request.problem, 500)} We keep trying.")
    return lines


SENSITIVE_CONFIRM = confirm(
    "This data is sensitive",
    "Everybody in data engineering can read a development dataset until somebody tightens it. "
    "Have you seen who needs access, and may they?",
    "Approve it",
    "Look again",
    style="primary",
)


def _buttons(request: ConnectorRequest) -> list[Block]:
    buttons = []
    label = f"{request.answers.service_name} for {request.name_of(request.requester)}"
    if request.status is Status.AWAITING_APPROVAL:
        approve = truncate(f"Approve {label}", 75)
        decline = truncate(f"Decline {label}", 75)
        sure = {"confirm": SENSITIVE_CONFIRM} if request.answers.is_sensitive else {}
        buttons = [
            button(APPROVE, "Approve", request.id, style="primary", accessibility_label=approve, **sure),
            button(DECLINE, "Decline", request.id, accessibility_label=decline),
        ]
    if request.status in UNDECIDED_STATUSES:
        buttons.append(button(EDIT, "Edit", request.id))
    if request.status in UNCONNECTED_STATUSES:
        buttons.append(withdraw_button(request))
    return buttons


def withdraw_button(request: ConnectorRequest) -> Block:
    """The button by which its requester takes a request back."""
    question = confirm(
        "Withdraw this request?", "Nothing will be built, and the ticket is closed.", "Withdraw", "Keep it"
    )
    return button(WITHDRAW, "Withdraw", request.id, confirm=question)
