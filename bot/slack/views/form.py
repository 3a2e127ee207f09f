"""The request form: a pure function of the service, what was filled in, and what exists already."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.slack.views.blocks import Block, button, context, escape_cut, plain_text_object, section
from bot.slack.views.existing_connections import DUPLICATE_REASON_FIELD, existing_connections_view
from bot.slack.views.form_state import FormState
from bot.slack.views.inputs import (
    FIELD_ACTION,
    NAME_ACTION,
    config_input,
    hint_object,
    input_block,
    multi_select_input,
    select_input,
    text_input,
)
from bot.slack.views.service_notes import service_notes
from bot.slack.views.service_picker import service_option
from workflows.catalog.form_pages import fields_on_page, next_page
from workflows.catalog.service import Service
from workflows.requests.form_validation import DEFAULT_RETENTION, MAX_RETENTION
from workflows.requests.model import Freshness, Sensitivity
from workflows.requests.timeline import DEV_PROJECT

REQUEST_FORM = "request_form"
CHOOSE_SERVICE = "choose_service"
START_OVER = "fresh_form"
NAME_NOTE = "name_note"

DESTINATION_LABELS = {
    "schema": "Dataset",
    "table": "Table",
    "schema_prefix": "Prefix of the datasets",
    "table_group_name": "Table group",
}
NOT_SURE_HINT = "“Not sure” is fine: it is treated as the strictest until somebody has looked."
SECRETS_NOTE = ":lock: Never type a password or key here: you enter credentials at Fivetran, after approval."


def request_form(state: FormState) -> Block:
    """The modal: everything at once, or one step of it."""
    blocks = _first(state) if state.page == 0 else _further(state)
    more = state.service and next_page(state.service, state.page, state.values)
    last = "Save changes" if state.request_id else "Send request"
    return {
        "type": "modal",
        "callback_id": REQUEST_FORM,
        "private_metadata": state.private_metadata,
        "notify_on_close": not state.request_id,
        "title": plain_text_object("Edit your request" if state.request_id else "Request a connector", 24),
        "submit": plain_text_object("Next" if more else last, 24),
        "close": plain_text_object("Back" if state.page else "Cancel", 24),
        "blocks": blocks,
    }


def form_unavailable_view(words: str) -> Block:
    """What stands in place of the form for who may not ask."""
    close, title = plain_text_object("Close", 24), plain_text_object("Request a connector", 24)
    return {"type": "modal", "title": title, "close": close, "blocks": [section(escape_cut(words, 500))]}


def _first(sheet: FormState) -> list[Block]:
    service, filled = sheet.service, sheet.values
    top = [*_resumed(sheet), _service(service), *service_notes(service)]
    if service and service.unavailable_reason:
        return top
    return [
        *top,
        *existing_connections_view(
            service,
            sheet.duplicates,
            filled.get(DUPLICATE_REASON_FIELD),
            user=sheet.viewer_id,
            is_edit=bool(sheet.request_id),
        ),
        *(_destination(sheet, service) if service else []),
        *(_reports(service, filled) if service else []),
        *(_questions(sheet, service) if service else []),
        _text(
            "purpose", "What is the data for?", "The decision or work that needs it", filled, multiline=True
        ),
        input_block("business_owner", "Business owner", _person(filled.get("business_owner"))),
        _choice(
            "sensitivity",
            "How sensitive is the data?",
            Sensitivity,
            filled.get("sensitivity"),
            NOT_SURE_HINT,
        ),
        _text("access", "Who needs access?", "A team, a workgroup or names", filled),
        _choice("freshness", "How fresh must it be?", Freshness, filled.get("freshness") or Freshness.DAILY),
        _delete_after(sheet.today, filled.get("delete_after")),
        context(SECRETS_NOTE),
    ]


def _further(sheet: FormState) -> list[Block]:
    service = sheet.service
    assert service
    intro = f"*{escape_cut(service.name, 100)}* can be set up in more detail. What you leave empty, Fivetran decides."
    return [section(intro), *_questions(sheet, service), context(SECRETS_NOTE)]


def _resumed(sheet: FormState) -> list[Block]:
    if not sheet.is_resumed:
        return []
    words = section("This is where you left off.")
    return [{**words, "accessory": button(START_OVER, "Start afresh", sheet.form_id)}]


def _service(chosen: Service | None) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": CHOOSE_SERVICE,
        "placeholder": plain_text_object("Type a name, for example Salesforce"),
        "min_query_length": 0,
    }
    if chosen:
        element["initial_option"] = service_option(chosen)
    return input_block("service", "Service", element, dispatch_action=True)


def _destination(sheet: FormState, service: Service) -> list[Block]:
    where = f"In the project {DEV_PROJECT}. It is permanent: it cannot be changed once the connection exists."
    report = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    fields = [
        input_block(
            name,
            DESTINATION_LABELS[name],
            text_input(f"{NAME_ACTION}_{service.form_key}", sheet.values.get(name), 63, **report),
            hint=hint_object(where if number == 0 else None),
            dispatch_action=True,
        )
        for number, name in enumerate(service.destination_fields)
    ]
    return [*fields, *schema_name_note(sheet.name_problem)]


def schema_name_note(problem: str | None) -> list[Block]:
    """What is wrong with the name, under its field, before anything is sent."""
    return [{**context(f":warning: {escape_cut(problem, 300)}"), "block_id": NAME_NOTE}] if problem else []


def _reports(service: Service, filled: Mapping[str, str | None]) -> list[Block]:
    if not service.reports:
        return []
    options = [(name, name.replace("_", " ").capitalize()) for name in service.report_names]
    chosen = filled.get("reports") or "\n".join(service.report_names)
    element = multi_select_input(f"{FIELD_ACTION}_{service.form_key}", options, chosen)
    return [
        input_block(
            "reports",
            "Reports",
            element,
            hint=hint_object("One table each; none chosen means all of them."),
            optional=True,
        )
    ]


def _questions(sheet: FormState, service: Service) -> list[Block]:
    decisive = {one.condition.field_name for one in service.config_fields if one.condition}
    return [
        config_input(one, service.form_key, sheet.values, one.name in decisive)
        for one in fields_on_page(service, sheet.page, sheet.values)
    ]


def _text(
    name: str, label: str, example: str, filled: Mapping[str, str | None], *, multiline: bool = False
) -> Block:
    longest = 1_500 if multiline else 300
    return input_block(
        name,
        label,
        text_input(
            FIELD_ACTION,
            filled.get(name),
            longest,
            placeholder=plain_text_object(example),
            multiline=multiline,
        ),
    )


def _person(chosen: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": FIELD_ACTION}
    return {**element, "initial_user": chosen} if chosen else element


def _choice(
    name: str,
    label: str,
    kind: type[Sensitivity] | type[Freshness],
    chosen: str | None,
    more: str | None = None,
) -> Block:
    options = [(value.value, value.capitalize()) for value in kind]
    return input_block(name, label, select_input(FIELD_ACTION, options, chosen), hint=hint_object(more))


def _delete_after(today: date, chosen: str | None) -> Block:
    day = chosen or (today + DEFAULT_RETENTION).isoformat()
    more = f"Development data does not stay for ever: {MAX_RETENTION.days} days at most."
    element = {"type": "datepicker", "action_id": FIELD_ACTION, "initial_date": day}
    return input_block("delete_after", "Delete the development data after", element, hint=hint_object(more))
