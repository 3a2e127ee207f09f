"""From a filled-in form to answers that hold: everything that is wrong is said at once, beside its field."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from workflows.catalogue import FIELDS, Service, check_name, dataset_of
from workflows.failures import Refused
from workflows.request import Answers, Freshness, Sensitivity

LONGEST_STAY = timedelta(days=365)
"""Development data is for development: after a year somebody should have decided where it belongs."""
USUAL_STAY = timedelta(days=90)
SHORTEST_SENTENCE = 15
"""Characters; fewer say nothing about a purpose."""

Form = Mapping[str, str | None]
"""Field name → what was typed or chosen; None when the field was left empty."""


T = TypeVar("T")
Choice = TypeVar("Choice", Sensitivity, Freshness)


class FormErrors(Refused):
    """What is wrong, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("Please look at the fields marked below.")
        self.errors = dict(errors)


def check(form: Form, service: Service, today: date, taken: frozenset[str]) -> Answers:
    """The answers of a form for `service`; `FormErrors` with everything that is wrong with it.

    `taken` are the names that connections and open requests have already.
    """
    errors: dict[str, str] = {}

    def field(name: str, rule: Callable[[str], T]) -> T | None:
        try:
            return rule((form.get(name) or "").strip())
        except Refused as refusal:
            errors[name] = refusal.words
            return None

    facts: dict[str, Any] = {name: field(name, rule) for name, rule in RULES.items()}
    facts["delete_after"] = field("delete_after", lambda value: _in_time(value, today))
    destination = _destination(service, {name: field(name, check_name) for name in service.fields})
    if not errors and dataset_of(destination) in taken:
        errors[service.fields[0]] = f"`{dataset_of(destination)}` is taken already. Choose another name."
    if errors:
        raise FormErrors(errors)
    return Answers(service=service.id, service_name=service.name, destination=destination, **facts)


def _destination(service: Service, names: Mapping[str, str | None]) -> dict[str, str]:
    """All destination-name fields: what `services.yaml` fixes and what the person chose."""
    fixed = {
        name: str(service.static_config[name])
        for name in FIELDS[service.naming]
        if name in service.static_config
    }
    return {**fixed, **{name: value for name, value in names.items() if value}}


def _sentence(value: str) -> str:
    if len(value) < SHORTEST_SENTENCE:
        raise Refused("Say in a sentence what the data is for.")
    return value


def _named(value: str) -> str:
    if len(value) < 2:
        raise Refused("Name the people, the team or the workgroup.")
    return value


def _chosen(value: str) -> str:
    if not value:
        raise Refused("Choose one.")
    return value


def _one_of(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Refused("Choose one.") from None


def _in_time(value: str, today: date) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("Choose a date.") from None
    if day <= today:
        raise Refused("Choose a day that is still to come.")
    if day > today + LONGEST_STAY:
        raise Refused("Development data stays for a year at most.")
    return day


RULES: dict[str, Callable[[str], Any]] = {
    "purpose": _sentence,
    "business_owner": _chosen,
    "sensitivity": lambda value: _one_of(Sensitivity, value),
    "access": _named,
    "freshness": lambda value: _one_of(Freshness, value),
}
"""What each field has to be; a rule gives back the value or refuses it in words."""
