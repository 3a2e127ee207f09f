"""Too much for one form: the questions of a service, shared out to the steps of a request."""

from workflows.catalog.config_fields import Given, Kind, Question, asked
from workflows.catalog.service import Service

AT_ONCE = 6
"""Questions that fit beside what everybody is asked; more of them make the form a wall."""
EACH = 20
"""Questions on each further step."""
STEPS = 3
"""Slack stacks no more forms than this."""
WEIGHT = 100_000
"""What the questions of one step may weigh, in bytes of JSON: Slack takes forms of 250 KB."""


def steps(service: Service) -> list[list[Question]]:
    """The questions of each step, whether they apply or not; none in the first when they do not fit.

    What does not fit at all (optional settings of the largest services) is left to the Connect Card.
    """
    questions = [question for question in service.questions if question.name not in service.static_config]
    at_first = list(asked(questions, {}, service.static_config))
    if len(at_first) <= AT_ONCE and len(questions) <= EACH and sum(map(weight, questions)) <= WEIGHT:
        return [questions]
    shared: list[list[Question]] = [[], []]
    for question in questions:
        if len(shared[-1]) >= EACH or sum(map(weight, [*shared[-1], question])) > WEIGHT:
            shared.append([])
        shared[-1].append(question)
    return shared[:STEPS]


def on_step(service: Service, number: int, given: Given) -> list[Question]:
    """The questions that a step asks, by what was answered so far."""
    open_ = [question for step in steps(service) for question in step]
    applies = {question.name for question in asked(open_, given, service.static_config)}
    return [question for question in steps(service)[number] if question.name in applies]


def step_after(service: Service, number: int, given: Given) -> int | None:
    """The next step that asks anything; None after the last."""
    later = range(number + 1, len(steps(service)))
    return next((one for one in later if on_step(service, one, given)), None)


def weight(question: Question) -> int:
    """How large its field becomes at most, in bytes; JSON writes some letters as six characters."""
    letters = sum(min(len(option), 75) + len(option) + 10 for option in question.options)
    return 4_000 + 6 * letters + (6_000 if question.kind in (Kind.LIST, Kind.NUMBERS) else 0)
