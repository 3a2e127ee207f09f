"""The direct messages about access questions: to those who answer, and to the person who asked."""

from bot.slack.views.blocks import Block, actions, button, context, escape, escape_cut, mention, section, slack_date
from workflows.access_questions.model import AccessQuestion, AccessSubject, QuestionStatus

APPROVE_ACCESS, DECLINE_ACCESS = "approve_access", "decline_access"
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
    at = f" {slack_date(question.answered_at)}." if question.answered_at else ""
    after = " Data engineering gets a ticket and grants it." if question.status is QuestionStatus.APPROVED else ""
    text = f"{done} {requester}.{after}"
    return text, [section(f"{done} {mention(question.requester)}.{after}"), *([context(at.strip())] if at else [])]


def declined_access_text(question: AccessQuestion) -> str:
    """Return the message to the person who asked, after a no. It names only what they know."""
    name, service = escape_cut(question.subject.name, 130), escape_cut(question.subject.service_name, 100)
    what = f"what's restricted of {service}" if question.is_anonymous else f"`{name}`"
    who = escape(question.answerer)
    return (
        f":no_entry_sign: {who} declined your access to {what}. "
        f"If you need data of your own, type `/connector request {service}`."
    )


def _location(subject: AccessSubject) -> str:
    name, service = escape_cut(subject.name, 130), escape_cut(subject.service_name, 100)
    return f"`{name}` ({service}, {escape_cut(subject.environment, 40)})"


def _why(question: AccessQuestion) -> str:
    """Return why this person is asked, as the end of a sentence."""
    return "and its owner hasn't answered or isn't known" if question.asks_approvers else "which you own"
