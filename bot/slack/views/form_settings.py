"""The settings of a service in the request form: those that are needed, and those that most requesters skip."""

from enum import Enum, auto

from bot.slack.views.blocks import Block, section
from bot.slack.views.form_fields import problem_note
from bot.slack.views.form_lines import settings_line
from bot.slack.views.form_state import FormState
from bot.slack.views.inputs import config_input
from bot.slack.views.same_service import built_once
from workflows.catalog.config_fields import FormValues
from workflows.catalog.form_pages import fields_on_page, needed_fields, optional_fields
from workflows.catalog.service import Service


class FieldGroup(Enum):
    """Which settings of a page are drawn."""

    NEEDED = auto()
    """Those that nothing can be proposed for."""
    OPTIONAL = auto()


def settings_blocks(state: FormState, service: Service) -> list[Block]:
    """Return the settings that most requesters skip, or the line that stands for them."""
    if state.shows_settings:
        title = "*Advanced settings*" if state.next_page is None else "*Advanced settings* follow on the next page."
        return [section(title), *config_inputs(state, service, FieldGroup.OPTIONAL)]
    count = len(optional_fields(service, state.values)) if state.has_settings else _count_blank(service)
    return [settings_line(state, count)] if count else []


def config_inputs(state: FormState, service: Service, group: FieldGroup) -> list[Block]:
    """Return the fields of a group on this page, filled in."""
    if not state.has_settings and not state.problems:
        return list(_blank_config_inputs(service, state.page, group))
    return _build_config_inputs(service, state.page, group, state)


@built_once
def _blank_config_inputs(service: Service, page: int, group: FieldGroup) -> tuple[Block, ...]:
    return tuple(_build_config_inputs(service, page, group, None))


def _build_config_inputs(service: Service, page: int, group: FieldGroup, state: FormState | None) -> list[Block]:
    values: FormValues = state.values if state else {}
    deciding = {field.condition.field_name for field in service.config_fields if field.condition}
    needed = {field.name for field in needed_fields(service)}
    return [
        block
        for field in fields_on_page(service, page, values)
        if (field.name in needed) == (group is FieldGroup.NEEDED)
        for block in [
            config_input(field, service.form_key, values, field.name in deciding),
            *(problem_note(state, field.form_field) if state else []),
        ]
    ]


@built_once
def _count_blank(service: Service) -> int:
    return len(optional_fields(service, {}))
