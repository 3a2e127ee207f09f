"""Ask for access to existing data, in one press."""

from functools import partial

from workflows.access_questions.ask_replies import Asked, describe, describe_anonymous, describe_several
from workflows.access_questions.audience import approvers_to_ask, owners_of, present_owner
from workflows.access_questions.model import (
    AccessQuestion,
    AccessSubject,
    AskedPerson,
    QuestionStatus,
    question_id,
)
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.errors import Refused
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
    return describe(_ask(subject, person, ports, is_anonymous=False), ports)


def _ask_about_restricted(service_id: str, actor: Actor, ports: AccessQuestionPorts) -> str:
    person, viewer = _viewer(actor, ports)
    subjects = ports.subjects.restricted_of(service_id, viewer)[:MAX_ASKED_AT_ONCE]
    asked = [_ask(subject, person, ports, is_anonymous=True) for subject in subjects]
    if not asked:
        raise Refused(NOTHING_RESTRICTED)
    return describe_anonymous(asked[0], ports) if len(asked) == 1 else describe_several(asked)


def _viewer(actor: Actor, ports: AccessQuestionPorts) -> tuple[Person, Viewer]:
    person = require_member(actor, ports.directory)
    return person, Viewer(person.id, ports.rights.is_superuser(person.id))


def _ask(subject: AccessSubject, person: Person, ports: AccessQuestionPorts, *, is_anonymous: bool) -> Asked:
    """Return the question that waits or was answered lately; otherwise ask a new one."""
    now = ports.clock.now()
    if earlier := _earlier(subject, person, ports):
        return Asked(earlier, is_new=False)
    id_ = question_id(person.id, subject, now.date().isoformat())
    question = AccessQuestion(id_, person.id, person.name, subject, now, is_anonymous)
    ports.questions.save(_addressed(question, ports))
    ports.queue.deliver(id_)
    return Asked(ports.questions.get(id_), is_new=True)


def _earlier(subject: AccessSubject, person: Person, ports: AccessQuestionPorts) -> AccessQuestion | None:
    """Return the question of this person that still holds, also one from before its request had a connection."""
    keys = filter(None, (subject.key, subject.request_id))
    found = (ports.questions.latest_of(person.id, key) for key in keys)
    return next((one for one in found if one and one.holds_at(ports.clock.now())), None)


def _addressed(question: AccessQuestion, ports: AccessQuestionPorts) -> AccessQuestion:
    """Return the question with the people to ask. Without any, data engineering gets a ticket."""
    if owner := present_owner(question.subject, question.requester, ports):
        return question.evolve(asked=(AskedPerson(owner),))
    approvers = approvers_to_ask(question.subject, question.requester, ports)
    if approvers:
        return question.evolve(asked=tuple(map(AskedPerson, approvers)), asks_approvers=True)
    return question.evolve(status=QuestionStatus.PASSED_ON, asks_approvers=True, answered_at=question.asked_at)
