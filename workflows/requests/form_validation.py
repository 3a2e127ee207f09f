"""Turn the values of a form into valid answers, or report every error at once, each with its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
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
from workflows.catalog.schema_names import validate_schema_name
from workflows.catalog.sensitive_content import content_of
from workflows.catalog.service import (
    FindTakenNames,
    Service,
    complete_destination,
    dataset_name,
    propose_free_name,
)
from workflows.errors import Refused
from workflows.requests.answers import Answers
from workflows.requests.custom_connector import name_after_source
from workflows.requests.field_rules import FIELD_RULES, parse_reason, parse_reports, parse_retention
from workflows.typed_text import clean_lines

T = TypeVar("T")


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
    parsed["delete_after"] = reader.value("delete_after", lambda value: parse_retention(value, today))
    parsed["reports"] = reader.value("reports", lambda value: parse_reports(service, value))
    parsed["duplicate_reason"] = reader.value("duplicate_reason", lambda value: parse_reason(value, is_duplicate))
    destination = complete_destination(
        service, {name: reader.value(name, validate_schema_name) for name in service.destination_fields}
    )
    parsed["config"] = read_config(service, reader)
    listed = (one.name for one in service.config_fields if one.labels)
    parsed["listed_settings"] = tuple(name for name in listed if name in parsed["config"])
    if not set(service.destination_fields) & set(reader.errors) and (
        problem := explain_taken_name(service, destination, find_taken)
    ):
        reader.errors[service.destination_fields[0]] = problem
    if reader.errors:
        raise FormErrors(reader.errors)
    answers = Answers(
        service=service.id,
        service_name=service.name,
        destination=destination,
        is_sensitive_service=service.is_sensitive,
        service_content=content_of(service),
        **parsed,
    )
    return name_after_source(service, answers)


def is_valid_answer(name: str, value: str | None, today: date) -> bool:
    """Whether a value of one of the general fields would be accepted."""
    try:
        parse_retention(value or "", today) if name == "delete_after" else FIELD_RULES[name](value or "")
    except Refused:
        return False
    return True


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


def explain_taken_name(service: Service, destination: Mapping[str, str], find_taken: FindTakenNames) -> str | None:
    """Return the error for a taken name, with a free one like it; None when the name is free."""
    name = dataset_name(destination)
    if not find_taken([name]):
        return None
    free = propose_free_name(destination, service.destination_fields, find_taken)
    return f"`{name}` is already taken. {f'`{free}` is free.' if free else 'Choose another name.'}"


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
    return explain_taken_name(service, complete_destination(service, names), find_taken)
