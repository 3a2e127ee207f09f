"""Too much for one form: the questions of a service, shared out to the steps of a request."""

from workflows.catalog.config_fields import ConfigField, FieldKind, GivenValues, visible_fields
from workflows.catalog.service import Service

FIELDS_ON_FIRST_PAGE = 6
"""Questions that fit beside what everybody is asked; more of them make the form a wall."""
FIELDS_PER_PAGE = 20
"""Questions on each further step."""
MAX_PAGES = 3
"""Slack stacks no more forms than this."""
MAX_PAGE_WEIGHT = 100_000
"""What the questions of one step may weigh, in bytes of JSON: Slack takes forms of 250 KB."""


def form_pages(service: Service) -> list[list[ConfigField]]:
    """The questions of each step, whether they apply or not; none in the first when they do not fit.

    What does not fit at all (optional settings of the largest services) is left to the Connect Card.
    """
    questions = [question for question in service.config_fields if question.name not in service.static_config]
    at_first = list(visible_fields(questions, {}, service.static_config))
    if (
        len(at_first) <= FIELDS_ON_FIRST_PAGE
        and len(questions) <= FIELDS_PER_PAGE
        and sum(map(field_weight, questions)) <= MAX_PAGE_WEIGHT
    ):
        return [questions]
    shared: list[list[ConfigField]] = [[], []]
    for question in questions:
        if (
            len(shared[-1]) >= FIELDS_PER_PAGE
            or sum(map(field_weight, [*shared[-1], question])) > MAX_PAGE_WEIGHT
        ):
            shared.append([])
        shared[-1].append(question)
    return shared[:MAX_PAGES]


def fields_on_page(service: Service, page: int, values: GivenValues) -> list[ConfigField]:
    """The questions that a step asks, by what was answered so far."""
    open_ = [question for step in form_pages(service) for question in step]
    applies = {question.name for question in visible_fields(open_, values, service.static_config)}
    return [question for question in form_pages(service)[page] if question.name in applies]


def next_page(service: Service, page: int, values: GivenValues) -> int | None:
    """The next step that asks anything; None after the last."""
    later = range(page + 1, len(form_pages(service)))
    return next((one for one in later if fields_on_page(service, one, values)), None)


def field_weight(config_field: ConfigField) -> int:
    """How large its field becomes at most, in bytes; JSON writes some letters as six characters."""
    letters = sum(min(len(option), 75) + len(option) + 10 for option in config_field.options)
    return 4_000 + 6 * letters + (6_000 if config_field.kind in (FieldKind.LIST, FieldKind.NUMBERS) else 0)
