"""From a filled-in form to answers that hold: everything that is wrong is said at once, beside its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from workflows.catalog.config_fields import (
    NO_VALUE,
    YES_VALUE,
    ConfigField,
    GivenValues,
    parse_value,
    visible_fields,
)
from workflows.catalog.form_pages import form_pages
from workflows.catalog.service import Service, complete_destination, dataset_name, validate_schema_name
from workflows.errors import Refused
from workflows.requests.custom_connector import name_after_source
from workflows.requests.model import Answers, Freshness, Sensitivity
from workflows.secret_scanning import require_no_secret

MAX_RETENTION = timedelta(days=365)
"""Development data is for development: after a year somebody should have decided where it belongs."""
DEFAULT_RETENTION = timedelta(days=90)
MIN_SENTENCE_CHARS = 15
"""Characters; fewer say nothing about a purpose."""
MIN_REASON_CHARS = 10
"""Characters; “no idea” is no reason for one more of the same."""

FormValues = GivenValues
"""Field name → what was typed or chosen (several, one a line); None when the field was left empty."""


T = TypeVar("T")
Choice = TypeVar("Choice", Sensitivity, Freshness)


class FormErrors(Refused):
    """What is wrong, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("Please look at the fields marked below.")
        self.errors = dict(errors)


@dataclass
class FormReader:
    """A form that is being read: values come out, and what is wrong gathers in `errors`."""

    form: FormValues
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, rule: Callable[[str], T]) -> T | None:
        """What the field holds, by its rule; None when that refuses it."""
        try:
            return rule((self.form.get(name) or "").strip())
        except Refused as refusal:
            self.errors[name] = refusal.message
            return None


def validate_form(
    form: FormValues,
    service: Service,
    today: date,
    taken_names: frozenset[str],
    *,
    is_duplicate: bool = False,
) -> Answers:
    """The answers of a form for `service`; `FormErrors` with everything that is wrong with it.

    `taken` are the names that connections and open requests have already. Whoever was shown that the service
    is here already (`is_one_more`) has to say why they need another one.
    """
    if service.unavailable_reason:
        raise FormErrors({"service": service.unavailable_reason})
    reading = FormReader(form)
    facts: dict[str, Any] = {name: reading.value(name, rule) for name, rule in FIELD_RULES.items()}
    facts["delete_after"] = reading.value("delete_after", lambda value: _in_time(value, today))
    facts["reports"] = reading.value("reports", lambda value: _reports(service, value))
    facts["duplicate_reason"] = reading.value("duplicate_reason", lambda value: _reason(value, is_duplicate))
    destination = complete_destination(
        service, {name: reading.value(name, validate_schema_name) for name in service.destination_fields}
    )
    facts["config"] = read_config(service, reading)
    if not set(service.destination_fields) & set(reading.errors) and (
        words := explain_taken_name(destination, taken_names)
    ):
        reading.errors[service.destination_fields[0]] = words
    if reading.errors:
        raise FormErrors(reading.errors)
    answers = Answers(
        service=service.id,
        service_name=service.name,
        destination=destination,
        is_sensitive_service=service.is_sensitive,
        **facts,
    )
    return name_after_source(service, answers)


def read_config(service: Service, reader: FormReader) -> dict[str, Any]:
    """The answers to the questions that apply, as values; what was left empty is left out."""
    values = {
        question.name: reader.value(question.form_field, partial(parse_value, question))
        for question in visible_fields(_on_forms(service), reader.form, service.static_config)
    }
    return {name: value for name, value in values.items() if value is not None and value != []}


def _on_forms(service: Service) -> list[ConfigField]:
    """Only what has a place in a form is read: nobody can answer, or be blamed for, anything else."""
    return [question for step in form_pages(service) for question in step]


def form_from_answers(answers: Answers) -> dict[str, str | None]:
    """The form that these answers came from; for editing."""
    whole_form: dict[str, str | None] = {
        "service": f"{answers.service}:{answers.service_name}" if answers.is_custom else answers.service,
        "purpose": answers.purpose,
        "business_owner": answers.business_owner,
        "sensitivity": answers.sensitivity,
        "access": answers.access,
        "freshness": answers.freshness,
        "delete_after": answers.delete_after.isoformat(),
        "reports": "\n".join(answers.reports),
        "duplicate_reason": answers.duplicate_reason,
    }
    settings = {f"config.{name}": _as_text(value) for name, value in answers.config.items()}
    return {**whole_form, **answers.destination, **settings}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return YES_VALUE if value else NO_VALUE
    return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def explain_taken_name(destination: Mapping[str, str], taken_names: frozenset[str]) -> str | None:
    """That the name is taken, in words; None when it is free."""
    name = dataset_name(destination)
    return f"`{name}` is taken already. Choose another name." if name in taken_names else None


def explain_invalid_name(
    form: FormValues, service: Service, taken_names: frozenset[str], labels: Mapping[str, str]
) -> str | None:
    """What BigQuery, Fivetran or an earlier request says to the names typed so far; None when nothing.

    Where a service needs several names, it says which one by its label.
    """
    reading = FormReader(form)
    names = {
        name: reading.value(name, validate_schema_name)
        for name in service.destination_fields
        if form.get(name)
    }
    if reading.errors:
        field, words = next(iter(reading.errors.items()))
        return words if len(service.destination_fields) == 1 else f"{labels[field]}: {words}"
    if len(names) < len(service.destination_fields) or not names:
        return None
    return explain_taken_name(complete_destination(service, names), taken_names)


def _reports(service: Service, value: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(value.splitlines()))
    if not set(chosen) <= set(service.report_names):
        raise Refused("Choose from the list.")
    return chosen


def _sentence(value: str) -> str:
    if len(value) < MIN_SENTENCE_CHARS:
        raise Refused("Say in a sentence what the data is for.")
    return require_no_secret(value)


def _named(value: str) -> str:
    if len(value) < 2:
        raise Refused("Name the people, the team or the workgroup.")
    return require_no_secret(value)


def _reason(value: str, needed: bool) -> str | None:
    if needed and len(value) < MIN_REASON_CHARS:
        raise Refused("Say why what is here already does not do.")
    return require_no_secret(value) or None


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
    if day > today + MAX_RETENTION:
        raise Refused("Development data stays for a year at most.")
    return day


FIELD_RULES: dict[str, Callable[[str], Any]] = {
    "purpose": _sentence,
    "business_owner": _chosen,
    "sensitivity": lambda value: _one_of(Sensitivity, value),
    "access": _named,
    "freshness": lambda value: _one_of(Freshness, value),
}
"""What each field has to be; a rule gives back the value or refuses it in words."""
