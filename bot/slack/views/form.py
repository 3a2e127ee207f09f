"""The request form, as a pure function of its state."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from bot.slack.views.blocks import Block, button, context, escape_cut, plain_text_object, section
from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD, existing_connections_view
from bot.slack.views.form_state import DESTINATION_LABELS, FormState
from bot.slack.views.inputs import (
    FIELD_ACTION,
    NAME_ACTION,
    config_input,
    input_block,
    multi_select_input,
    select_input,
    text_input,
)
from bot.slack.views.modal import modal
from bot.slack.views.same_service import KEPT_SERVICES, SameService
from bot.slack.views.service_notes import service_notes
from bot.slack.views.service_picker import service_option
from workflows.catalog.config_fields import FormValues
from workflows.catalog.form_pages import fields_on_page
from workflows.catalog.service import Service
from workflows.requests.answers import Freshness
from workflows.requests.field_rules import DEFAULT_RETENTION, MAX_RETENTION
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS
from workflows.requests.timeline import DEV_PROJECT

REQUEST_FORM, FORM_TITLE = "request_form", "Request a connector"
CHOOSE_SERVICE = "choose_service"
START_OVER = "fresh_form"
NAME_NOTE = "name_note"

NOT_SURE_HINT = "“Not sure” is fine: the strictest rules apply until an approver has checked."
SECRETS_NOTE = ":lock: Never type a password or key here. You enter credentials in Fivetran after approval."


def request_form(state: FormState) -> Block:
    """Build the modal: the whole form, or one page of a long one."""
    blocks = _first_page(state) if state.page == 0 else _later_page(state)
    submit = "Save changes" if state.request_id else "Send request"
    form = modal(
        "Edit your request" if state.request_id else FORM_TITLE,
        blocks,
        callback_id=REQUEST_FORM,
        submit="Next" if state.next_page else submit,
        metadata=state.private_metadata,
        close="Back" if state.page else "Cancel",
    )
    return {**form, "notify_on_close": not state.request_id}


def _first_page(state: FormState) -> list[Block]:
    service, values = state.service, state.values
    top = [*_resumed_note(state), _service_input(service), *service_notes(service)]
    if service and service.unavailable_reason:
        return top
    return [
        *top,
        *existing_connections_view(
            service,
            state.duplicates,
            values.get(DUPLICATE_REASON_FIELD),
            user=state.viewer_id,
            is_edit=bool(state.request_id),
        ),
        *(_destination_inputs(state, service) if service else []),
        *(_reports_input(service, values) if service else []),
        *(_config_inputs(state, service) if service else []),
        _text_input("purpose", "What is the data for?", "The decision or work that needs it", values, multiline=True),
        input_block("business_owner", "Business owner", _user_input(values.get("business_owner"))),
        _choice_input(
            "sensitivity",
            "How sensitive is the data?",
            SENSITIVITY_LABELS,
            values.get("sensitivity"),
            NOT_SURE_HINT,
        ),
        _text_input("access", "Who needs access?", "A team, a workgroup, or names", values),
        _choice_input(
            "freshness",
            "How fresh must the data be?",
            FRESHNESS_LABELS,
            values.get("freshness") or Freshness.DAILY,
        ),
        _delete_after_input(state.today, values.get("delete_after")),
        context(SECRETS_NOTE),
    ]


def _later_page(state: FormState) -> list[Block]:
    service = state.service
    assert service
    name = escape_cut(service.name, 100)
    intro = f"More settings for *{name}*. Leave a field empty to use Fivetran's default."
    return [section(intro), *_config_inputs(state, service), context(SECRETS_NOTE)]


def _resumed_note(state: FormState) -> list[Block]:
    if not state.is_resumed:
        return []
    note = section("This is where you left off.")
    return [{**note, "accessory": button(START_OVER, "Start over", state.form_id)}]


def _service_input(chosen: Service | None) -> Block:
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
    return [*fields, *schema_name_note(state.name_problem)]


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


def _config_inputs(state: FormState, service: Service) -> list[Block]:
    if not any(name.startswith("config.") for name, value in state.values.items() if value):
        return list(_blank_config_inputs(SameService(service), state.page))
    return _build_config_inputs(service, state.page, state.values)


@lru_cache(KEPT_SERVICES)
def _blank_config_inputs(key: SameService, page: int) -> tuple[Block, ...]:
    return tuple(_build_config_inputs(key.service, page, {}))


def _build_config_inputs(service: Service, page: int, values: FormValues) -> list[Block]:
    deciding = {field.condition.field_name for field in service.config_fields if field.condition}
    return [
        config_input(field, service.form_key, values, field.name in deciding)
        for field in fields_on_page(service, page, values)
    ]


def _text_input(name: str, label: str, example: str, values: FormValues, *, multiline: bool = False) -> Block:
    blank, value = _blank_text_input(name, label, example, multiline=multiline), values.get(name)
    if not value:
        return blank
    return {**blank, "element": {**blank["element"], "initial_value": value[: blank["element"]["max_length"]]}}


@cache
def _blank_text_input(name: str, label: str, example: str, *, multiline: bool) -> Block:
    """Build an empty field, once: most forms open with empty fields."""
    placeholder, max_chars = plain_text_object(example), 1_500 if multiline else 300
    element = text_input(FIELD_ACTION, None, max_chars, placeholder=placeholder, multiline=multiline)
    return input_block(name, label, element)


def _user_input(chosen: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": FIELD_ACTION}
    return {**element, "initial_user": chosen} if chosen else element


def _choice_input(
    name: str, label: str, labels: Mapping[Any, str], chosen: str | None, hint: str | None = None
) -> Block:
    return _option_input(name, label, tuple(labels.items()), chosen if chosen in labels else None, hint)


@cache
def _option_input(
    name: str, label: str, labels: tuple[tuple[Any, str], ...], chosen: str | None, hint: str | None
) -> Block:
    """Build a menu, once for each of its options."""
    options = [(str(slug), text.capitalize()) for slug, text in labels]
    return input_block(name, label, select_input(FIELD_ACTION, options, chosen), hint=hint)


def _delete_after_input(today: date, chosen: str | None) -> Block:
    day = chosen or (today + DEFAULT_RETENTION).isoformat()
    hint = f"Development data is kept for at most {MAX_RETENTION.days} days."
    element = {"type": "datepicker", "action_id": FIELD_ACTION, "initial_date": day}
    return input_block("delete_after", "Delete the development data after", element, hint=hint)
