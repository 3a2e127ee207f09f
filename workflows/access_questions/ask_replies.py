"""What a person reads at once when they ask for access. A repeated press reads where the question stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.access_questions.model import ASK_AGAIN_AFTER, AccessQuestion, QuestionStatus
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.formatting import format_age, format_count, format_time


@dataclass(frozen=True)
class Asked:
    """A question after a press."""

    question: AccessQuestion
    is_new: bool
    """Whether this press asked it. An earlier one still holds otherwise."""


def describe(asked: Asked, ports: AccessQuestionPorts) -> str:
    """Return the reply about a connection that the person can see."""
    question, name = asked.question, asked.question.subject.name
    match question.status:
        case QuestionStatus.PASSED_ON:
            return f"No one here can answer for {name}, so I'm opening a ticket for data engineering."
        case QuestionStatus.WAITING if not asked.is_new:
            return _describe_waiting(question, f"access to {name}", ports)
        case QuestionStatus.WAITING if question.asks_approvers:
            return f"I asked the approvers for access to {name}, and I'll message you when one answers."
        case QuestionStatus.WAITING:
            owner = ports.directory.look_up(question.asked[0].user_id).name
            return f"I asked {owner} for access to {name}, and I'll message you when they answer."
    return _describe_answer(question)


def describe_anonymous(asked: Asked, ports: AccessQuestionPorts) -> str:
    """Return the reply about a restricted connection, which isn't named, and neither is its owner."""
    question = asked.question
    match question.status:
        case QuestionStatus.PASSED_ON:
            return "No one here can answer, so I'm opening a ticket for data engineering."
        case QuestionStatus.WAITING if not asked.is_new:
            return _describe_waiting(question, "this access", ports)
        case QuestionStatus.WAITING if question.asks_approvers:
            return "I asked the approvers for access, and I'll message you when one answers."
        case QuestionStatus.WAITING:
            return "I asked the owner for access, and I'll message you when they answer."
    return _describe_answer(question)


def describe_several(asked: Sequence[Asked]) -> str:
    """Return the reply about several restricted connections of a service."""
    new, count = sum(one.is_new for one in asked), format_count(len(asked), "connection")
    if not new:
        return f"You already asked the owners of {count}. I'll message you when they answer."
    return f"I asked the owners of {format_count(new, 'connection')}. I'll message you when they answer."


def _describe_waiting(question: AccessQuestion, what: str, ports: AccessQuestionPorts) -> str:
    age = format_age(question.asked_at, ports.clock.now())
    return f"You asked for {what} {age}. It waits for {_awaited(question)} answer."


def _awaited(question: AccessQuestion) -> str:
    if not question.asks_approvers:
        return "the owner's"
    return "the owner's or an approver's" if question.is_owner_late else "an approver's"


def _describe_answer(question: AccessQuestion) -> str:
    assert question.answered_at
    at = format_time(question.answered_at)
    if question.status is QuestionStatus.APPROVED:
        return f"{question.answerer} approved this at {at}. Your access ticket has the next steps."
    again = format_time(question.answered_at + ASK_AGAIN_AFTER)
    return f"{question.answerer} declined this at {at}. You can ask again after {again}."
