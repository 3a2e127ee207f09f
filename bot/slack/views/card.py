"""The card of a request: one message, as a pure function of the request."""

from collections.abc import Sequence

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    blockquote,
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
from bot.slack.views.card_buttons import decision_buttons, request_actions, take_over_buttons
from bot.slack.views.request_menu import request_menu
from bot.slack.views.reviewers import reviewers
from workflows.requests.admission import is_admitted
from workflows.requests.answers import Answers
from workflows.requests.edits import edit_summary, edit_text
from workflows.requests.history import Decision, Edit
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS, settings_in_words
from workflows.requests.model import ConnectorRequest
from workflows.requests.sensitivity_reason import sensitivity_reason
from workflows.requests.state_machine import UNDECIDED_STATUSES, Status
from workflows.requests.timeline import data_location, decision_verdict, missing_ticket_text, owner_left_text

STATUS_HEADLINES: dict[Status, tuple[str, str]] = {
    Status.SUBMITTED: (":hourglass_flowing_sand:", "Opening the ticket"),
    Status.AWAITING_APPROVAL: (":raised_hand:", "Waiting for approval"),
    Status.APPROVED: (":gear:", "Approved – creating the development connection"),
    Status.BEING_BUILT: (":hammer_and_wrench:", "Being built"),
    Status.AWAITING_CREDENTIALS: (":key:", "Waiting for credentials"),
    Status.SYNCING_HISTORY: (":arrows_counterclockwise:", "Historical sync is running"),
    Status.LIVE: (":white_check_mark:", "Live"),
    Status.BROKEN: (":red_circle:", "Broken"),
    Status.DECLINED: (":no_entry_sign:", "Declined"),
    Status.WITHDRAWN: (":leftwards_arrow_with_hook:", "Withdrawn"),
    Status.EXPIRED: (":zzz:", "Expired – not decided in time"),
    Status.RETIRED: (":wastebasket:", "Retired – the connection was deleted"),
}


def request_card(request: ConnectorRequest, approvers: Sequence[str] = (), notice: str = "") -> list[Block]:
    """Return the blocks of the card. `approvers` are the names of people who can decide the request.

    `notice` is mrkdwn about who decides, if any.
    """
    buttons = [*decision_buttons(request), *take_over_buttons(request), *request_menu(request)]
    is_offered = request.status in UNDECIDED_STATUSES and is_admitted(request)
    who = [context(f"{reviewers(approvers)} can decide. {REQUESTERS_CANNOT}")] if is_offered else []
    who += [context(notice)] if is_offered and notice else []
    return [*request_facts(request), *who, *request_actions(request, buttons)]


def request_facts(request: ConnectorRequest) -> list[Block]:
    """Return the blocks of the card without its buttons and its menu."""
    answers = request.answers
    requester = mention(request.requester)
    service = f"*{escape_cut(answers.service_name, 200)}*{' – a custom connector' if answers.is_custom else ''}"
    return [
        section(f"{requester} requested {service}\n{blockquote(answers.purpose)}"),
        fields_section(
            {
                "Destination": data_location(request),
                "Sensitivity": SENSITIVITY_LABELS[answers.sensitivity].capitalize(),
                "Who needs access": escape_cut(answers.access, 300),
                "Freshness": FRESHNESS_LABELS[answers.freshness].capitalize(),
                "Business owner": escape(request.name_of(answers.business_owner)),
                "Delete after": answers.delete_after.strftime("%B %-d, %Y"),
            }
        ),
        *[context(line) for line in _optional_answers(answers)],
        section(_status_line(request)),
        *[context(line) for line in _details(request)],
    ]


def request_card_text(request: ConnectorRequest) -> str:
    """Return the card in one line, for notifications and screen readers."""
    name = escape(request.name_of(request.requester))
    ticket = f" ({request.ticket.key})" if request.ticket else ""
    purpose = escape_cut(request.answers.purpose, MAX_CARD_FIELD_CHARS)
    service = escape(request.answers.service_name)
    return truncate(
        f"{name} requested {service}{ticket}: {purpose} – {STATUS_HEADLINES[request.status][1]}",
        MAX_MESSAGE_CHARS,
    )


REQUESTERS_CANNOT = "Requesters can't decide their own requests."
"""The channel shares one card, so it can't leave out *Approve* for some."""
MAX_CARD_FIELD_CHARS = 300
"""How much of a user's text one line shows."""


def _optional_answers(answers: Answers) -> list[str]:
    """Return a line each for settings, reports, the reason for a duplicate, and sensitivity, if present."""
    settings = [f"{escape_cut(name, 60)}: {escape_cut(words, 200)}" for name, words in settings_in_words(answers)]
    lines = [truncate(f"Settings – {' · '.join(settings)}", 1_500)] if settings else []
    if answers.reports:
        lines.append(f"Reports: {escape_cut(', '.join(answers.reports), 500)}")
    if answers.duplicate_reason:
        lines.append(f":busts_in_silhouette: Why another connection: {escape_cut(answers.duplicate_reason, 500)}")
    if answers.is_sensitive:
        why = escape_cut(sensitivity_reason(answers), MAX_CARD_FIELD_CHARS)
        lines.append(f":closed_lock_with_key: {why} A sensitive-data approver decides.")
    return lines


def _status_line(request: ConnectorRequest) -> str:
    icon, headline = STATUS_HEADLINES[request.status]
    ticket = f" · {mrkdwn_link(request.ticket.url, request.ticket.key)}" if request.ticket else ""
    return f"{icon} *{headline}*{ticket}"


def _details(request: ConnectorRequest) -> list[str]:
    """Return what has happened so far and what holds the request up, oldest first."""
    lines = [":gear: Sent by a workflow in Slack"] if request.custom_step else []
    lines += [_edit_line(request, edit) for edit in request.edits[-3:]]
    lines += [
        f":handshake: {escape(request.name_of(handover.to_user))} "
        f"{'replaced' if handover.handed_over_by else 'took over from'} "
        f"{escape(request.name_of(handover.from_user))}, {slack_date(handover.taken_at)}"
        for handover in request.handovers[-3:]
    ]
    if request.requester_left_at and not request.is_closed:
        lines.append(f":wave: {escape(request.name_of(request.requester))} has left. An approver can take over.")
    if request.has_owner_left and not request.is_closed:
        lines.append(f":wave: {escape(owner_left_text(request))}")
    if request.decision:
        lines.append(_decision_line(request, request.decision))
    if request.connection_id and not request.is_closed:
        lines.append(f"Connection `{escape(request.connection_id)}` in Fivetran_Dev")
    if request.failed_tests:
        lines.append(f":warning: Setup tests failed: {escape_cut('; '.join(request.failed_tests), 500)}")
    if request.status is Status.SYNCING_HISTORY and request.syncing_since:
        started = request.syncing_since
        lines.append(f"Syncing since {slack_date(started)} ({slack_date(started, '{ago}')})")
    if request.first_synced_at:
        lines.append(f"First data in {data_location(request)}, {slack_date(request.first_synced_at)}")
    if request.ticket_missing_since:
        lines.append(f":warning: {escape(missing_ticket_text(request))}")
    if request.problem:
        lines.append(f":warning: {escape_cut(request.problem, 500)} I'll keep retrying.")
    return lines


def _edit_line(request: ConnectorRequest, edit: Edit) -> str:
    if edit.removal:
        return f":wastebasket: {escape(edit_text(request, edit)).rstrip('.')}, {slack_date(edit.edited_at)}"
    return f":pencil2: Edited {slack_date(edit.edited_at)}: {escape_cut(edit_summary(edit), 600)}"


def _decision_line(request: ConnectorRequest, decision: Decision) -> str:
    verdict = decision_verdict(request).capitalize()
    name = escape(request.decider_names)
    reason = f": {escape_cut(decision.reason, MAX_CARD_FIELD_CHARS)}" if decision.reason else ""
    return f"{verdict} by {name}, {slack_date(decision.decided_at)}{reason}"
