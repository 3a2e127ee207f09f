"""What an access question adds to the audit trail: that it was asked, and its answer."""

from collections.abc import Mapping
from datetime import datetime

from workflows.access_questions.model import AccessQuestion, QuestionStatus
from workflows.audit.entries import AuditAction, AuditEntry, AuditFacts, Part, Source, person

ENTRY_ACTIONS: Mapping[QuestionStatus, AuditAction] = {
    QuestionStatus.WAITING: AuditAction.ACCESS_ASKED,
    QuestionStatus.APPROVED: AuditAction.ACCESS_APPROVED,
    QuestionStatus.DECLINED: AuditAction.ACCESS_DECLINED,
    QuestionStatus.PASSED_ON: AuditAction.ACCESS_PASSED_ON,
}


def access_question_entries(before: AccessQuestion | None, question: AccessQuestion) -> list[AuditEntry]:
    """Return the entry for a new question, or for one that got an answer."""
    if before and before.status is question.status:
        return []
    at = question.asked_at if before is None else question.answered_at or question.asked_at
    return [_entry(question, at)]


def _entry(question: AccessQuestion, at: datetime) -> AuditEntry:
    requester = person(question.requester, question.requester_name)
    people: dict[Part, AuditFacts] = {Part.ACTOR: requester}
    source = Source.SLACK
    if question.answered_by:
        people = {Part.ACTOR: person(question.answered_by, question.answered_by_name), Part.REQUESTER: requester}
    elif question.status is not QuestionStatus.WAITING:
        people, source = {Part.REQUESTER: requester}, Source.BOT
    details = {"service": question.subject.service, "connection": question.subject.key}
    subject = f"access_question:{question.id}"
    return AuditEntry(ENTRY_ACTIONS[question.status], at, subject, source, details=details, people=people)
