"""Keep the messages about an access question in line with it, and open the ticket after a yes."""

import structlog

from workflows.access_questions.audience import approvers_to_ask, present_owner
from workflows.access_questions.model import AccessQuestion, AskedPerson, QuestionStatus
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.access_requests import AccessRequest
from workflows.errors import DeskError, PersonUnreachable, UnknownPerson
from workflows.retry import Backoff

log = structlog.get_logger(__name__)

QUESTION_BACKOFF = Backoff()


def deliver_access_question(question_id: str, ports: AccessQuestionPorts) -> None:
    """Ask who has to be asked, or show the answer to everyone; the sweep retries what fails."""
    question = ports.questions.get(question_id)
    if question.is_in_sync:
        return
    try:
        _ask_people(question, ports) if question.is_waiting else _finish(question, ports)
    except DeskError as failure:
        _reschedule(question, failure, ports)


def deliver_lagging_questions(ports: AccessQuestionPorts) -> None:
    """Enqueue every question whose next attempt is due."""
    for question_id in ports.questions.out_of_sync(ports.clock.now()):
        ports.queue.deliver(question_id)


def _ask_people(question: AccessQuestion, ports: AccessQuestionPorts) -> None:
    """Send the question to each person who is asked. Without an owner who answers, ask the approvers too."""
    if not question.asks_approvers and _needs_approvers(question, ports):
        question = _with_approvers(question, ports)
    asked = tuple(filter(None, (_send(question, one, ports) for one in question.asked)))
    escalated = {"asks_approvers": question.asks_approvers, "is_owner_late": question.is_owner_late}
    question = ports.questions.update(question.id, asked=asked, **escalated)
    if not question.is_waiting:
        _finish(question, ports)
    elif not asked and question.asks_approvers:
        _finish(
            ports.questions.update(question.id, status=QuestionStatus.PASSED_ON, answered_at=ports.clock.now()), ports
        )
    elif not asked:
        _ask_people(question, ports)
    else:
        ports.messages.refresh_home(question)
        retry_at = None if question.asks_approvers else question.escalates_at
        ports.questions.update(question.id, is_in_sync=retry_at is None, retry_at=retry_at, attempts=0)


def _needs_approvers(question: AccessQuestion, ports: AccessQuestionPorts) -> bool:
    return _is_owner_late(question, ports) or not question.asked or not _has_owner(question, ports)


def _is_owner_late(question: AccessQuestion, ports: AccessQuestionPorts) -> bool:
    return bool(question.asked) and ports.clock.now() >= question.escalates_at


def _has_owner(question: AccessQuestion, ports: AccessQuestionPorts) -> bool:
    return present_owner(question.subject, question.requester, ports) is not None


def _with_approvers(question: AccessQuestion, ports: AccessQuestionPorts) -> AccessQuestion:
    approvers = approvers_to_ask(question.subject, question.requester, ports)
    added = tuple(AskedPerson(one) for one in approvers if one not in question.people)
    is_owner_late = _is_owner_late(question, ports) and _has_owner(question, ports)
    return question.evolve(asked=(*question.asked, *added), asks_approvers=True, is_owner_late=is_owner_late)


def _send(question: AccessQuestion, asked: AskedPerson, ports: AccessQuestionPorts) -> AskedPerson | None:
    """Return the person with their message; None if Slack doesn't deliver it to them."""
    if asked.message:
        return asked
    try:
        return AskedPerson(asked.user_id, ports.messages.ask(question, asked.user_id))
    except PersonUnreachable as failure:
        log.warning("a person can't be asked for access", question=question.id, reason=failure.message)
        return None


def _finish(question: AccessQuestion, ports: AccessQuestionPorts) -> None:
    if question.status is QuestionStatus.DECLINED:
        ports.messages.notify_declined(question)
    else:
        ports.intake.request_access(_access_request(question, ports))
    for asked in question.asked:
        if asked.message:
            ports.messages.show_answer(question, asked.message)
    ports.messages.refresh_home(question)
    ports.questions.update(question.id, is_in_sync=True)


def _access_request(question: AccessQuestion, ports: AccessQuestionPorts) -> AccessRequest:
    """Return the access request of the requester, which says who approved it."""
    subject = question.subject
    try:
        requester = ports.directory.look_up(question.requester).email or question.requester_name
    except UnknownPerson:
        requester = question.requester_name
    return AccessRequest(
        id=f"question-{question.id}",
        requester=question.requester,
        beneficiary=requester,
        resource=f"{subject.name} ({subject.service_name}) in {subject.environment}",
        reason="",
        requested_at=question.asked_at,
        is_approved=question.status is QuestionStatus.APPROVED,
        approver_name="" if question.is_anonymous else question.answered_by_name,
        is_from_question=True,
    )


def _reschedule(question: AccessQuestion, failure: DeskError, ports: AccessQuestionPorts) -> None:
    retry_at = ports.clock.now() + QUESTION_BACKOFF.delay(failure, question.attempts)
    ports.questions.update(question.id, attempts=question.attempts + 1, retry_at=retry_at)
    log.warning("access question delayed", question=question.id, reason=failure.message, until=retry_at.isoformat())
