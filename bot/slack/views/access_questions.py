"""The direct messages about access questions: to those who answer, and to the person who asked."""

from bot.slack.views.blocks import (
    Block,
    actions,
    blockquote,
    button,
    context,
    escape,
    escape_cut,
    mention,
    section,
    slack_date,
)
from bot.slack.views.inputs import input_block, text_input
from bot.slack.views.modal import modal
from workflows.access_questions.model import OWNER_PATIENCE, AccessQuestion, AccessSubject, QuestionStatus
from workflows.formatting import format_duration

APPROVE_ACCESS, DECLINE_ACCESS = "approve_access", "decline_access"
DECLINE_ACCESS_FORM, DECLINE_ACCESS_TITLE = "decline_access_form", "Decline access"
DECLINE_ACCESS_REASON = "reason"
MAX_REFUSAL_REASON_CHARS = 200
"""One line. The requester reads it in a message."""
AFTER_YES = "If you approve, data engineering gets a ticket and grants the access."


def access_question_message(question: AccessQuestion) -> tuple[str, list[Block]]:
    """Return text and blocks of the message that asks, with buttons that answer."""
    location, why = _location(question.subject), _why(question)
    text = f"{escape_cut(question.requester_name, 80)} asks for access to {location}, {why}."
    headline = f":wave: {mention(question.requester)} asks for access to {location}, {why}."
    return text, [section(headline), *actions(answer_buttons(question), block_id=question.id), context(AFTER_YES)]


def answer_buttons(question: AccessQuestion) -> list[Block]:
    """Return the buttons that answer a question."""
    label = f"for {question.requester_name} to {question.subject.name}"[:50]
    return [
        button(
            APPROVE_ACCESS,
            "Approve access",
            question.id,
            style="primary",
            accessibility_label=f"Approve access {label}",
        ),
        button(DECLINE_ACCESS, "Decline", question.id, accessibility_label=f"Decline access {label}"),
    ]


def decline_access_form(question: AccessQuestion, channel: str) -> Block:
    """Return the form that declines, with room for a reason."""
    requester, location = escape_cut(question.requester_name, 80), _location(question.subject)
    reason = text_input(DECLINE_ACCESS_REASON, None, MAX_REFUSAL_REASON_CHARS)
    hint = f"{question.requester_name[:80]} reads it. Don't enter a password or key."
    blocks = [
        section(f"{requester} asks for access to {location}."),
        input_block(DECLINE_ACCESS_REASON, "Reason", reason, hint=hint, optional=True),
    ]
    metadata = f"{question.id} {channel}"
    return modal(DECLINE_ACCESS_TITLE, blocks, callback_id=DECLINE_ACCESS_FORM, submit="Decline", metadata=metadata)


def access_question_line(question: AccessQuestion) -> str:
    """Return a question in one line: who asks for what, since when."""
    location = _location(question.subject)
    since = slack_date(question.asked_at)
    return f":wave: {mention(question.requester)} asks for access to {location}, {_why(question)} · since {since}"


def own_question_line(question: AccessQuestion) -> str:
    """Return a question as the person who asked it sees it. It names only what they know."""
    since = f"since {slack_date(question.asked_at)}"
    if question.is_anonymous:
        service = escape_cut(question.subject.service_name, 100)
        return f"You asked for access to what's restricted of {service} · waiting for its owner {since}"
    answerer = mention(question.owner) if question.owner else "an approver"
    return f"You asked for access to {_location(question.subject)} · waiting for {answerer} {since}"


def answered_question_message(question: AccessQuestion) -> tuple[str, list[Block]]:
    """Return text and blocks of the same message after the answer."""
    requester, location = escape_cut(question.requester_name, 80), _location(question.subject)
    match question.status:
        case QuestionStatus.APPROVED:
            done = f":white_check_mark: {escape_cut(question.answered_by_name, 80)} approved access to {location} for"
        case QuestionStatus.DECLINED:
            done = f":no_entry_sign: {escape_cut(question.answered_by_name, 80)} declined access to {location} for"
        case _:
            done = f":ticket: Data engineering got a ticket about access to {location} for"
    after = " Data engineering gets a ticket and grants it." if question.status is QuestionStatus.APPROVED else ""
    quoted = _quoted_reason(question)
    shown = section(f"{done} {mention(question.requester)}.{after}{quoted}")
    return f"{done} {requester}.{after}{quoted}", [shown, *_answered_at(question)]


def _quoted_reason(question: AccessQuestion) -> str:
    return f"\n{blockquote(question.decline_reason)}" if question.decline_reason else ""


def _answered_at(question: AccessQuestion) -> list[Block]:
    if question.answered_at is None:
        return []
    verb = "Passed on" if question.status is QuestionStatus.PASSED_ON else "Answered"
    return [context(f"{verb} {slack_date(question.answered_at)}.")]


def declined_access_text(question: AccessQuestion) -> str:
    """Return the message to the person who asked, after a no. It names only what they know."""
    name, service = escape_cut(question.subject.name, 130), escape_cut(question.subject.service_name, 100)
    what = f"what's restricted of {service}" if question.is_anonymous else f"`{name}`"
    who = escape(question.answerer)
    return (
        f":no_entry_sign: {who} declined your access to {what}.{_reason_between(question)}"
        f"If you need data of your own, type `/connector request {service}`."
    )


def _reason_between(question: AccessQuestion) -> str:
    return f"{_quoted_reason(question)}\n" if question.decline_reason else " "


def _location(subject: AccessSubject) -> str:
    name, service = escape_cut(subject.name, 130), escape_cut(subject.service_name, 100)
    return f"`{name}` ({service}, {escape_cut(subject.environment, 40)})"


def _why(question: AccessQuestion) -> str:
    """Return why this person is asked, as the end of a sentence."""
    if not question.asks_approvers:
        return "which you own"
    waited = f"whose owner hasn't answered for {format_duration(OWNER_PATIENCE)}"
    return waited if question.is_owner_late else "which has no owner who can be asked"
