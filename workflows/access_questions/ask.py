"""Ask for access to existing data, in one press."""

from functools import partial

from workflows.access_questions.audience import approvers_to_ask, owners_of, present_owner
from workflows.access_questions.model import (
    ASK_AGAIN_AFTER,
    AccessQuestion,
    AccessSubject,
    AskedPerson,
    QuestionStatus,
    question_id,
)
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.errors import Refused
from workflows.formatting import format_count, format_time
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.confidentiality import Viewer
from workflows.requests.private_reply import reply_privately

MAX_ASKED_AT_ONCE = 5
"""Restricted connections that one press asks about."""
NOT_FOUND = "I couldn't find this connection, or you don't have access to it."
NOTHING_RESTRICTED = "No restricted connection is left to ask about. Open the form again to see what you have."


def ask_owner(connection_id: str, actor: Actor, ports: AccessQuestionPorts) -> None:
    """Ask for access to a connection that the actor can see, and confirm it to them."""
    subject = f"connection:{connection_id}"
    act = partial(_ask_about_connection, connection_id, actor, ports)
    reply_privately(actor, ports, act, wanted="ask_for_access", subject=subject)


def ask_restricted_owners(service_id: str, actor: Actor, ports: AccessQuestionPorts) -> None:
    """Ask for access to the connections of a service that the actor can't see. The reply names none of them."""
    act = partial(_ask_about_restricted, service_id, actor, ports)
    reply_privately(actor, ports, act, wanted="ask_for_access", subject=f"service:{service_id}")


def _ask_about_connection(connection_id: str, actor: Actor, ports: AccessQuestionPorts) -> str:
    person, viewer = _viewer(actor, ports)
    subject = ports.subjects.find(connection_id, viewer)
    if subject is None:
        raise Refused(NOT_FOUND)
    if owners_of(subject, ports)[:1] == (person.id,):
        raise Refused("You own this connection.")
    return _describe(_ask(subject, person, ports, is_anonymous=False), ports)


def _ask_about_restricted(service_id: str, actor: Actor, ports: AccessQuestionPorts) -> str:
    person, viewer = _viewer(actor, ports)
    subjects = ports.subjects.restricted_of(service_id, viewer)[:MAX_ASKED_AT_ONCE]
    questions = [_ask(subject, person, ports, is_anonymous=True) for subject in subjects]
    if not questions:
        raise Refused(NOTHING_RESTRICTED)
    if len(questions) == 1:
        return _describe_anonymous(questions[0])
    return f"I asked the owners of {format_count(len(questions), 'connection')}. I'll message you when they answer."


def _viewer(actor: Actor, ports: AccessQuestionPorts) -> tuple[Person, Viewer]:
    person = require_member(actor, ports.directory)
    return person, Viewer(person.id, ports.rights.is_superuser(person.id))


def _ask(subject: AccessSubject, person: Person, ports: AccessQuestionPorts, *, is_anonymous: bool) -> AccessQuestion:
    """Return the question that waits or was answered lately; otherwise ask a new one."""
    now = ports.clock.now()
    earlier = ports.questions.latest_of(person.id, subject.key)
    if earlier and earlier.holds_at(now):
        return earlier
    id_ = question_id(person.id, subject, now.date().isoformat())
    question = AccessQuestion(id_, person.id, person.name, subject, now, is_anonymous)
    ports.questions.save(_addressed(question, ports))
    ports.queue.deliver(id_)
    return ports.questions.get(id_)


def _addressed(question: AccessQuestion, ports: AccessQuestionPorts) -> AccessQuestion:
    """Return the question with the people to ask. Without any, data engineering gets a ticket."""
    if owner := present_owner(question.subject, question.requester, ports):
        return question.evolve(asked=(AskedPerson(owner),))
    approvers = approvers_to_ask(question.subject, question.requester, ports)
    if approvers:
        return question.evolve(asked=tuple(map(AskedPerson, approvers)), asks_approvers=True)
    return question.evolve(status=QuestionStatus.PASSED_ON, asks_approvers=True, answered_at=question.asked_at)


def _describe(question: AccessQuestion, ports: AccessQuestionPorts) -> str:
    """Return what the requester reads at once. A repeated press reads where the question stands."""
    name = question.subject.name
    match question.status:
        case QuestionStatus.PASSED_ON:
            return f"No one here can answer for {name}, so I'm opening a ticket for data engineering."
        case QuestionStatus.WAITING if question.asks_approvers:
            return f"I asked the approvers for access to {name}, and I'll message you when one answers."
        case QuestionStatus.WAITING:
            owner = ports.directory.look_up(question.asked[0].user_id).name
            return f"I asked {owner} for access to {name}, and I'll message you when they answer."
    return _describe_answer(question)


def _describe_anonymous(question: AccessQuestion) -> str:
    if question.is_waiting:
        return "I asked the owner for access, and I'll message you when they answer."
    if question.status is QuestionStatus.PASSED_ON:
        return "No one here can answer, so I'm opening a ticket for data engineering."
    return _describe_answer(question)


def _describe_answer(question: AccessQuestion) -> str:
    assert question.answered_at
    at = format_time(question.answered_at)
    if question.status is QuestionStatus.APPROVED:
        return f"{question.answerer} approved this at {at}. Your access ticket has the next steps."
    again = format_time(question.answered_at + ASK_AGAIN_AFTER)
    return f"{question.answerer} declined this at {at}. You can ask again after {again}."
