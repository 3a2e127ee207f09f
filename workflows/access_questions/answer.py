"""Answer an access question with a press. The first answer holds."""

from workflows.access_questions.audience import owners_of, responsible_for
from workflows.access_questions.model import AccessQuestion, QuestionStatus
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.errors import Refused
from workflows.formatting import format_time
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.private_reply import refuse

PAST_TENSE = {
    QuestionStatus.APPROVED: "approved",
    QuestionStatus.DECLINED: "declined",
    QuestionStatus.PASSED_ON: "passed on",
}


def answer_access_question(
    question_id: str, approves: bool, actor: Actor, reason: str = "", *, ports: AccessQuestionPorts
) -> None:
    """Record the answer, and let everyone know. A person who can't answer, or is late, reads why.

    `reason` is for a no: one line, which the requester reads.
    """
    try:
        question = _answer(question_id, approves, actor, reason, ports)
    except Refused as refusal:
        wanted = "grant_access" if approves else "decline_access"
        refuse(actor, ports, refusal, wanted=wanted, subject=f"access_question:{question_id}")
    else:
        ports.queue.deliver(question.id)


def _answer(question_id: str, approves: bool, actor: Actor, reason: str, ports: AccessQuestionPorts) -> AccessQuestion:
    person = require_member(actor, ports.directory, fresh=True)
    question = ports.questions.get(question_id)
    _require_answerer(person, question, ports)
    status = QuestionStatus.APPROVED if approves else QuestionStatus.DECLINED
    answered = ports.questions.answer(question_id, status, person, ports.clock.now(), reason)
    if (answered.status, answered.answered_by) != (status, person.id):
        raise Refused(_explain_late_answer(answered, person.id))
    return answered


def require_waiting(question: AccessQuestion, actor: Actor) -> AccessQuestion:
    """Return the question. Raises `Refused`, with who answered it and when, if it has an answer."""
    if not question.is_waiting:
        raise Refused(_explain_late_answer(question, actor.user_id))
    return question


def _require_answerer(person: Person, question: AccessQuestion, ports: AccessQuestionPorts) -> None:
    """Raise `Refused` unless the person owns the data now, or is an approver for it. No one answers themselves."""
    if person.id == question.requester:
        raise Refused("You asked this yourself, so another person has to answer.")
    if person.id not in owners_of(question.subject, ports) and person.id not in responsible_for(
        question.subject, ports, fresh=True
    ):
        raise Refused("Only the owner of this connection or an approver can answer.")


def _explain_late_answer(question: AccessQuestion, user_id: str) -> str:
    name = "You" if question.answered_by == user_id else question.answered_by_name or "The bot"
    at = f" at {format_time(question.answered_at)}" if question.answered_at else ""
    return f"{name} already {PAST_TENSE[question.status]} this{at}. Nothing changed."
