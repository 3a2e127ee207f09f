"""Turn the values of a form into valid answers, or report every error at once, each with its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from workflows.catalog.config_fields import (
    NO_VALUE,
    YES_VALUE,
    ConfigField,
    FormValues,
    parse_value,
    visible_fields,
)
from workflows.catalog.form_pages import form_pages
from workflows.catalog.service import (
    FindTakenNames,
    Service,
    complete_destination,
    dataset_name,
    validate_schema_name,
)
from workflows.errors import Refused
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.custom_connector import name_after_source
from workflows.secret_scanning import require_no_secret
from workflows.typed_text import clean_line, clean_lines, visible_length

MAX_RETENTION = timedelta(days=365)
"""Development data is temporary: within a year its owner decides whether it moves to production."""
DEFAULT_RETENTION = timedelta(days=90)
MIN_SENTENCE_CHARS = 15
"""Fewer characters can't describe a purpose."""
MIN_REASON_CHARS = 10
"""Fewer characters can't explain why a second connection is needed."""

T = TypeVar("T")
Choice = TypeVar("Choice", Sensitivity, Freshness)


class FormErrors(Refused):
    """Errors by field name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("Fix the fields marked below.")
        self.errors = dict(errors)


@dataclass
class FormReader:
    """Reads the values of a form and collects `errors`, by field."""

    form: FormValues
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, rule: Callable[[str], T]) -> T | None:
        """Return the value of a field as its rule parses it; None when the rule refuses it."""
        try:
            return rule(clean_lines(self.form.get(name) or ""))
        except Refused as refusal:
            self.errors[name] = refusal.message
            return None


def validate_form(
    form: FormValues,
    service: Service,
    today: date,
    find_taken: FindTakenNames,
    *,
    is_duplicate: bool = False,
) -> Answers:
    """Return the answers of a form for `service`; raises `FormErrors` with every error.

    Names of connections and open requests are taken. `is_duplicate`: the form showed that the service is
    already connected, so the requester has to explain why they need another connection.
    """
    if service.unavailable_reason:
        raise FormErrors({"service": service.unavailable_reason})
    reader = FormReader(form)
    parsed: dict[str, Any] = {name: reader.value(name, rule) for name, rule in FIELD_RULES.items()}
    parsed["delete_after"] = reader.value("delete_after", lambda value: _parse_retention(value, today))
    parsed["reports"] = reader.value("reports", lambda value: _parse_reports(service, value))
    parsed["duplicate_reason"] = reader.value("duplicate_reason", lambda value: _parse_reason(value, is_duplicate))
    destination = complete_destination(
        service, {name: reader.value(name, validate_schema_name) for name in service.destination_fields}
    )
    parsed["config"] = read_config(service, reader)
    if not set(service.destination_fields) & set(reader.errors) and (
        problem := explain_taken_name(destination, find_taken)
    ):
        reader.errors[service.destination_fields[0]] = problem
    if reader.errors:
        raise FormErrors(reader.errors)
    answers = Answers(
        service=service.id,
        service_name=service.name,
        destination=destination,
        is_sensitive_service=service.is_sensitive,
        **parsed,
    )
    return name_after_source(service, answers)


def read_config(service: Service, reader: FormReader) -> dict[str, Any]:
    """Return the values of the config fields that apply, without the empty ones."""
    values = {
        config_field.name: reader.value(config_field.form_field, partial(parse_value, config_field))
        for config_field in visible_fields(_fields_on_pages(service), reader.form, service.static_config)
    }
    return {name: value for name, value in values.items() if value is not None and value != []}


def _fields_on_pages(service: Service) -> list[ConfigField]:
    """Return the fields that have a place in the form: only these can be filled in."""
    return [config_field for page in form_pages(service) for config_field in page]


def form_from_answers(answers: Answers) -> dict[str, str | None]:
    """Return the form values that these answers came from, to edit them."""
    values: dict[str, str | None] = {
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
    config = {f"config.{name}": _as_text(value) for name, value in answers.config.items()}
    return {**values, **answers.destination, **config}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return YES_VALUE if value else NO_VALUE
    return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def explain_taken_name(destination: Mapping[str, str], find_taken: FindTakenNames) -> str | None:
    """Return the error for a taken name; None when the name is free."""
    name = dataset_name(destination)
    return f"`{name}` is already taken. Choose another name." if find_taken([name]) else None


def explain_invalid_name(
    form: FormValues, service: Service, find_taken: FindTakenNames, labels: Mapping[str, str]
) -> str | None:
    """Return what is wrong with the names typed so far; None when nothing is.

    The error of a service with several names starts with the label of the field.
    """
    reader = FormReader(form)
    names = {name: reader.value(name, validate_schema_name) for name in service.destination_fields if form.get(name)}
    if reader.errors:
        name, problem = next(iter(reader.errors.items()))
        return problem if len(service.destination_fields) == 1 else f"{labels[name]}: {problem}"
    if len(names) < len(service.destination_fields) or not names:
        return None
    return explain_taken_name(complete_destination(service, names), find_taken)


def _parse_reports(service: Service, value: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(value.splitlines()))
    if not set(chosen) <= set(service.report_names):
        raise Refused("Choose from the list.")
    return chosen


def _parse_purpose(value: str) -> str:
    if visible_length(value) < MIN_SENTENCE_CHARS:
        raise Refused("Describe in a sentence what the data is for.")
    return require_no_secret(value)


def _parse_access(value: str) -> str:
    if visible_length(value) < 2:
        raise Refused("Name a team, a workgroup, or people.")
    return require_no_secret(clean_line(value))


def _parse_reason(value: str, needed: bool) -> str | None:
    if needed and visible_length(value) < MIN_REASON_CHARS:
        raise Refused("Explain why the existing connection isn't enough.")
    return require_no_secret(value) or None


def _require_choice(value: str) -> str:
    if not value:
        raise Refused("Choose an option.")
    return value


def _parse_slug(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Refused("Choose an option.") from None


def _parse_retention(value: str, today: date) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("Choose a date.") from None
    if day <= today:
        raise Refused("Choose a future date.")
    if day > today + MAX_RETENTION:
        raise Refused("Development data is kept for at most a year. Choose an earlier date.")
    return day


FIELD_RULES: dict[str, Callable[[str], Any]] = {
    "purpose": _parse_purpose,
    "business_owner": _require_choice,
    "sensitivity": lambda value: _parse_slug(Sensitivity, value),
    "access": _parse_access,
    "freshness": lambda value: _parse_slug(Freshness, value),
}
"""Field → rule that returns the parsed value, or raises `Refused`."""
