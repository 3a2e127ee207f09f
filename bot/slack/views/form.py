"""The request form. `block_id` is the field's name; a new service resets its own fields."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.slack.views.text import Block, context, cut, plain, safe
from workflows.catalogue import Service
from workflows.intake import LONGEST_STAY, USUAL_STAY
from workflows.milestones import DEV_PROJECT
from workflows.request import Freshness, Sensitivity

FORM = "request_form"
CHOOSE_SERVICE = "choose_service"
FIELD = "field"
OPTIONS = 100
"""Slack takes at most this many options from a type-ahead."""

LABELS = {
    "schema": "Dataset",
    "table": "Table",
    "schema_prefix": "Prefix of the datasets",
    "table_group_name": "Table group",
}


def request_form(
    channel: str, today: date, service: Service | None = None, names: Mapping[str, str] | None = None
) -> Block:
    """The modal. `names` are proposed destination names of the chosen service."""
    blocks = [
        _service(service),
        *_notes(service),
        *_destination(service, names or {}),
        _text("purpose", "What is the data for?", "The decision or work that needs it", multiline=True),
        _input("business_owner", "Business owner", {"type": "users_select", "action_id": FIELD}),
        _choice("sensitivity", "How sensitive is the data?", Sensitivity, hint=NOT_SURE),
        _text("access", "Who needs access?", "A team, a workgroup or names"),
        _choice("freshness", "How fresh must it be?", Freshness, initial=Freshness.DAILY),
        _delete_after(today),
        context(
            ":lock: Never type a password or key here: you enter credentials at Fivetran, after approval."
        ),
    ]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": channel,
        "title": plain("Request a connector", 24),
        "submit": plain("Send request", 24),
        "close": plain("Cancel", 24),
        "blocks": blocks,
    }


NOT_SURE = "“Not sure” is fine: it is treated as the strictest until somebody has looked."


def options(services: Sequence[Service]) -> list[Block]:
    """What the type-ahead offers."""
    return [_service_option(service) for service in services[:OPTIONS]]


def _service_option(service: Service) -> Block:
    option = {"text": plain(service.name), "value": service.id}
    return {**option, "description": plain(service.type)} if service.type else option


def _service(chosen: Service | None) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": CHOOSE_SERVICE,
        "placeholder": plain("Type a name, for example Salesforce"),
        "min_query_length": 0,
    }
    if chosen:
        element["initial_option"] = _service_option(chosen)
    return _input("service", "Service", element, dispatch_action=True)


def _notes(service: Service | None) -> list[Block]:
    if service is None:
        return [context("The name of its dataset is asked for once you have chosen a service.")]
    notes = [f":sunset: {safe(service.sunset, 400)}"] if service.sunset else []
    notes += [f":information_source: {safe(service.notes, 600)}"] if service.notes else []
    return [context(note) for note in notes]


def _destination(service: Service | None, names: Mapping[str, str]) -> list[Block]:
    if service is None:
        return []
    hint = f"In the project {DEV_PROJECT}. It cannot be changed once the connection exists."
    return [
        _input(
            field,
            LABELS[field],
            {
                "type": "plain_text_input",
                "action_id": f"{FIELD}_{service.id}",
                "initial_value": names.get(field, ""),
                "max_length": 63,
            },
            hint=plain(hint, 2_000) if number == 0 else None,
        )
        for number, field in enumerate(service.fields)
    ]


def _text(name: str, label: str, placeholder: str, *, multiline: bool = False) -> Block:
    element = {
        "type": "plain_text_input",
        "action_id": FIELD,
        "placeholder": plain(placeholder, 150),
        "multiline": multiline,
        "max_length": 1_500 if multiline else 300,
    }
    return _input(name, label, element)


def _choice(
    name: str,
    label: str,
    kind: type[Sensitivity] | type[Freshness],
    *,
    initial: Sensitivity | Freshness | None = None,
    hint: str | None = None,
) -> Block:
    element: dict[str, Any] = {
        "type": "static_select",
        "action_id": FIELD,
        "placeholder": plain("Choose"),
        "options": [_choice_option(value) for value in kind],
    }
    if initial:
        element["initial_option"] = _choice_option(initial)
    return _input(name, label, element, hint=plain(hint, 2_000) if hint else None)


def _choice_option(value: Sensitivity | Freshness) -> Block:
    return {"text": plain(value.capitalize()), "value": value.value}


def _delete_after(today: date) -> Block:
    element = {
        "type": "datepicker",
        "action_id": FIELD,
        "initial_date": (today + USUAL_STAY).isoformat(),
    }
    hint = f"Development data does not stay for ever: {LONGEST_STAY.days} days at most."
    return _input("delete_after", "Delete the development data after", element, hint=plain(hint, 2_000))


def _input(name: str, label: str, element: Block, **more: Any) -> Block:
    """An input block; the field is required, as all of ours are."""
    extra = {key: value for key, value in more.items() if value is not None}
    return {"type": "input", "block_id": name, "label": plain(label, 2_000), "element": element, **extra}


def filled_in(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, str | None]:
    """What a person filled in, by field, out of `view.state.values`."""
    return {name: _value(element) for name, elements in values.items() for element in elements.values()}


def _value(element: Mapping[str, Any]) -> str | None:
    option = element.get("selected_option")
    if option:
        return str(option["value"])
    for key in ("value", "selected_user", "selected_date"):
        if element.get(key):
            return str(element[key])
    return None


def first_field(text: str) -> dict[str, str]:
    """An error that concerns the form as a whole, shown beside its first field."""
    return {"service": cut(text, 2_000)}
