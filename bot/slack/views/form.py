"""The request form: a pure function of the service, what was filled in, and what exists already."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.slack.views.blocks import Block, button, context, plain, safe, section
from bot.slack.views.existing_connections import ANOTHER, exists_already
from bot.slack.views.form_state import Sheet
from bot.slack.views.inputs import FIELD, NAME, block, hint, multi_select, question, select, text
from bot.slack.views.service_notes import notes
from bot.slack.views.service_picker import service_option
from workflows.catalog.form_pages import on_step, step_after
from workflows.catalog.service import Service
from workflows.requests.form_validation import LONGEST_STAY, USUAL_STAY
from workflows.requests.model import Freshness, Sensitivity
from workflows.requests.timeline import DEV_PROJECT

FORM = "request_form"
CHOOSE_SERVICE = "choose_service"
FRESH_FORM = "fresh_form"
NAME_NOTE = "name_note"

LABELS = {
    "schema": "Dataset",
    "table": "Table",
    "schema_prefix": "Prefix of the datasets",
    "table_group_name": "Table group",
}
NOT_SURE = "“Not sure” is fine: it is treated as the strictest until somebody has looked."
NO_SECRETS = ":lock: Never type a password or key here: you enter credentials at Fivetran, after approval."


def request_form(sheet: Sheet) -> Block:
    """The modal: everything at once, or one step of it."""
    blocks = _first(sheet) if sheet.step == 0 else _further(sheet)
    more = sheet.service and step_after(sheet.service, sheet.step, sheet.filled)
    last = "Save changes" if sheet.request else "Send request"
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": sheet.metadata,
        "notify_on_close": not sheet.request,
        "title": plain("Edit your request" if sheet.request else "Request a connector", 24),
        "submit": plain("Next" if more else last, 24),
        "close": plain("Back" if sheet.step else "Cancel", 24),
        "blocks": blocks,
    }


def no_form(words: str) -> Block:
    """What stands in place of the form for who may not ask."""
    close, title = plain("Close", 24), plain("Request a connector", 24)
    return {"type": "modal", "title": title, "close": close, "blocks": [section(safe(words, 500))]}


def _first(sheet: Sheet) -> list[Block]:
    service, filled = sheet.service, sheet.filled
    top = [*_resumed(sheet), _service(service), *notes(service)]
    if service and service.must_not_be_asked_for:
        return top
    return [
        *top,
        *exists_already(
            service, sheet.there, filled.get(ANOTHER), user=sheet.user, is_edit=bool(sheet.request)
        ),
        *(_destination(sheet, service) if service else []),
        *(_reports(service, filled) if service else []),
        *(_questions(sheet, service) if service else []),
        _text(
            "purpose", "What is the data for?", "The decision or work that needs it", filled, multiline=True
        ),
        block("business_owner", "Business owner", _person(filled.get("business_owner"))),
        _choice(
            "sensitivity", "How sensitive is the data?", Sensitivity, filled.get("sensitivity"), NOT_SURE
        ),
        _text("access", "Who needs access?", "A team, a workgroup or names", filled),
        _choice("freshness", "How fresh must it be?", Freshness, filled.get("freshness") or Freshness.DAILY),
        _delete_after(sheet.today, filled.get("delete_after")),
        context(NO_SECRETS),
    ]


def _further(sheet: Sheet) -> list[Block]:
    service = sheet.service
    assert service
    intro = (
        f"*{safe(service.name, 100)}* can be set up in more detail. What you leave empty, Fivetran decides."
    )
    return [section(intro), *_questions(sheet, service), context(NO_SECRETS)]


def _resumed(sheet: Sheet) -> list[Block]:
    if not sheet.is_resumed:
        return []
    words = section("This is where you left off.")
    return [{**words, "accessory": button(FRESH_FORM, "Start afresh", sheet.form)}]


def _service(chosen: Service | None) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": CHOOSE_SERVICE,
        "placeholder": plain("Type a name, for example Salesforce"),
        "min_query_length": 0,
    }
    if chosen:
        element["initial_option"] = service_option(chosen)
    return block("service", "Service", element, dispatch_action=True)


def _destination(sheet: Sheet, service: Service) -> list[Block]:
    where = f"In the project {DEV_PROJECT}. It is permanent: it cannot be changed once the connection exists."
    report = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    fields = [
        block(
            name,
            LABELS[name],
            text(f"{NAME}_{service.key}", sheet.filled.get(name), 63, **report),
            hint=hint(where if number == 0 else None),
            dispatch_action=True,
        )
        for number, name in enumerate(service.fields)
    ]
    return [*fields, *name_note(sheet.name_problem)]


def name_note(problem: str | None) -> list[Block]:
    """What is wrong with the name, under its field, before anything is sent."""
    return [{**context(f":warning: {safe(problem, 300)}"), "block_id": NAME_NOTE}] if problem else []


def _reports(service: Service, filled: Mapping[str, str | None]) -> list[Block]:
    if not service.reports:
        return []
    options = [(name, name.replace("_", " ").capitalize()) for name in service.report_names]
    chosen = filled.get("reports") or "\n".join(service.report_names)
    element = multi_select(f"{FIELD}_{service.key}", options, chosen)
    return [
        block(
            "reports",
            "Reports",
            element,
            hint=hint("One table each; none chosen means all of them."),
            optional=True,
        )
    ]


def _questions(sheet: Sheet, service: Service) -> list[Block]:
    decisive = {one.when.other for one in service.questions if one.when}
    return [
        question(one, service.key, sheet.filled, one.name in decisive)
        for one in on_step(service, sheet.step, sheet.filled)
    ]


def _text(
    name: str, label: str, example: str, filled: Mapping[str, str | None], *, multiline: bool = False
) -> Block:
    longest = 1_500 if multiline else 300
    return block(
        name, label, text(FIELD, filled.get(name), longest, placeholder=plain(example), multiline=multiline)
    )


def _person(chosen: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": FIELD}
    return {**element, "initial_user": chosen} if chosen else element


def _choice(
    name: str,
    label: str,
    kind: type[Sensitivity] | type[Freshness],
    chosen: str | None,
    more: str | None = None,
) -> Block:
    options = [(value.value, value.capitalize()) for value in kind]
    return block(name, label, select(FIELD, options, chosen), hint=hint(more))


def _delete_after(today: date, chosen: str | None) -> Block:
    day = chosen or (today + USUAL_STAY).isoformat()
    more = f"Development data does not stay for ever: {LONGEST_STAY.days} days at most."
    element = {"type": "datepicker", "action_id": FIELD, "initial_date": day}
    return block("delete_after", "Delete the development data after", element, hint=hint(more))
