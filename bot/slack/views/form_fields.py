"""The fields of the request form that every service has."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from bot.slack.views.blocks import Block, context, escape_cut, plain_text_object
from bot.slack.views.form_state import DESTINATION, DESTINATION_LABELS, FormState
from bot.slack.views.inputs import (
    FIELD_ACTION,
    NAME_ACTION,
    input_block,
    multi_select_input,
    select_input,
    text_input,
)
from bot.slack.views.service_picker import service_option
from workflows.catalog.config_fields import FormValues
from workflows.catalog.sensitive_content import content_of, content_sentence
from workflows.catalog.service import Service
from workflows.requests.answers import Freshness
from workflows.requests.field_rules import DEFAULT_RETENTION, MAX_RETENTION
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS
from workflows.requests.proposals import REQUESTER_AND_OWNER
from workflows.requests.timeline import DEV_PROJECT

CHOOSE_SERVICE = "choose_service"
NAME_NOTE = "name_note"
MAX_PURPOSE_CHARS = 1_500
NOT_SURE_HINT = "“Not sure” is fine: the strictest rules apply until an approver has checked."


def line_fields(state: FormState, service: Service, line: str) -> list[Block]:
    """Return the fields that a line stands for."""
    if line == DESTINATION:
        return _destination_inputs(state, service)
    inputs = _reports_input(service, state.values) if line == "reports" else [INPUTS[line](state)]
    return [block for one in inputs for block in with_problem(state, line, one)]


def with_problem(state: FormState, name: str, block: Block) -> list[Block]:
    return [block, *problem_note(state, name)]


def problem_note(state: FormState, name: str) -> list[Block]:
    """Explain below a field what is wrong with it, if it was wrong when the form was sent."""
    problem = state.problems.get(name)
    return [context(f":warning: {escape_cut(problem, 300)}")] if problem else []


def service_input(chosen: Service | None) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": CHOOSE_SERVICE,
        "placeholder": plain_text_object("Type a name, for example Salesforce"),
        "min_query_length": 0,
    }
    if chosen:
        element["initial_option"] = service_option(chosen)
    return input_block("service", "Service", element, dispatch_action=True)


def _destination_inputs(state: FormState, service: Service) -> list[Block]:
    permanent = f"In the project {DEV_PROJECT}. You can't change this name once the connection exists."
    dispatch = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    fields = [
        input_block(
            name,
            DESTINATION_LABELS[name],
            text_input(f"{NAME_ACTION}_{service.form_key}", state.values.get(name), 63, **dispatch),
            hint=permanent if number == 0 else None,
            dispatch_action=True,
        )
        for number, name in enumerate(service.destination_fields)
    ]
    notes = [note for name in service.destination_fields for note in problem_note(state, name)]
    return [*fields, *(schema_name_note(state.name_problem) or notes)]


def schema_name_note(problem: str | None) -> list[Block]:
    """Explain below the field why a name is invalid, before the form is submitted."""
    return [{**context(f":warning: {escape_cut(problem, 300)}"), "block_id": NAME_NOTE}] if problem else []


def _reports_input(service: Service, values: FormValues) -> list[Block]:
    if not service.reports:
        return []
    options = [(name, name.replace("_", " ").capitalize()) for name in service.report_names]
    chosen = values.get("reports") or "\n".join(service.report_names)
    element = multi_select_input(f"{FIELD_ACTION}_{service.form_key}", options, chosen)
    return [
        input_block(
            "reports",
            "Reports",
            element,
            hint="One table for each report. Leave empty for all reports.",
            optional=True,
        )
    ]


def purpose_input(values: FormValues) -> Block:
    return _text_input("purpose", "What is the data for?", "The decision or work that needs it", values, multiline=True)


def _text_input(name: str, label: str, example: str, values: FormValues, *, multiline: bool = False) -> Block:
    blank, value = _blank_text_input(name, label, example, multiline=multiline), values.get(name)
    if not value:
        return blank
    return {**blank, "element": {**blank["element"], "initial_value": value[: blank["element"]["max_length"]]}}


@cache
def _blank_text_input(name: str, label: str, example: str, *, multiline: bool) -> Block:
    """Build an empty field, once: most forms open with empty fields."""
    placeholder, max_chars = plain_text_object(example), MAX_PURPOSE_CHARS if multiline else 300
    element = text_input(FIELD_ACTION, None, max_chars, placeholder=placeholder, multiline=multiline)
    return input_block(name, label, element)


def owner_input(chosen: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": FIELD_ACTION}
    filled = {**element, "initial_user": chosen} if chosen else element
    return input_block("business_owner", "Business owner", filled, hint="The person who answers for the data.")


def _access_input(state: FormState) -> Block:
    given = state.values.get("access")
    values = {} if given == REQUESTER_AND_OWNER else {"access": given}
    return _text_input("access", "Who needs access?", "A team, a workgroup, or names", values)


def _sensitivity_input(state: FormState) -> Block:
    chosen = state.values.get("sensitivity")
    service = state.service
    why = content_sentence(service.name, content_of(service)) if service and service.is_sensitive else ""
    hint = f"{why} {NOT_SURE_HINT}".lstrip()
    return _choice_input("sensitivity", chosen if chosen in SENSITIVITY_LABELS else None, hint)


def _freshness_input(state: FormState) -> Block:
    chosen = state.values.get("freshness") or Freshness.DAILY
    return _choice_input("freshness", chosen if chosen in FRESHNESS_LABELS else None, None)


CHOICES: Mapping[str, tuple[str, Mapping[Any, str]]] = {
    "sensitivity": ("How sensitive is the data?", SENSITIVITY_LABELS),
    "freshness": ("How fresh must the data be?", FRESHNESS_LABELS),
}
"""Field → its label, and the labels of its options."""


@lru_cache(1_000)
def _choice_input(name: str, chosen: str | None, hint: str | None) -> Block:
    """Build a menu, once for each of its options and hints."""
    label, labels = CHOICES[name]
    options = [(str(slug), text.capitalize()) for slug, text in labels.items()]
    return input_block(name, label, select_input(FIELD_ACTION, options, chosen), hint=hint)


def _delete_after_input(today: date, chosen: str | None) -> Block:
    day = chosen or (today + DEFAULT_RETENTION).isoformat()
    hint = f"Development data is kept for at most {MAX_RETENTION.days} days."
    element = {"type": "datepicker", "action_id": FIELD_ACTION, "initial_date": day}
    return input_block("delete_after", "Delete the development data after", element, hint=hint)


INPUTS: Mapping[str, Callable[[FormState], Block]] = {
    "sensitivity": _sensitivity_input,
    "access": _access_input,
    "freshness": _freshness_input,
    "delete_after": lambda state: _delete_after_input(state.today, state.values.get("delete_after")),
}
"""Line → the field that it stands for."""
