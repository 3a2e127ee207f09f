"""Whatever Fivetran's metadata says and people type: views and bodies stay valid, secrets stay out."""

import json
import string
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.catalog.merge import merge_service as service_of
from bot.fivetran.create_body import build_create_body
from bot.slack.views.card import request_card, request_card_text
from bot.slack.views.existing_connections import existing_connections_view
from bot.slack.views.form import request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.service_picker import service_options
from sandbox.fivetran.envelope import Problem
from sandbox.fivetran.validation import check_fields
from sandbox.slack.blocks.surfaces import check_message, check_options, check_view, is_too_large
from tests.workflows.catalog.form_filler import GENERAL, TODAY, filled, inputs
from workflows.catalog.form_pages import form_pages
from workflows.catalog.service import DESTINATION_FIELDS, Service, Stage
from workflows.reporting.duplicates import Duplicates, ExistingConnection
from workflows.requests.form_validation import FormErrors, form_from_answers, validate_form
from workflows.requests.model import Answers, ConnectorRequest
from workflows.secret_scanning import drop_secrets

AT = datetime(2026, 11, 23, tzinfo=UTC)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TEXT = some.text(max_size=400)
WORD = some.text(string.ascii_lowercase + "_", min_size=1, max_size=30)


def properties(depth: int = 1) -> some.SearchStrategy[dict[str, Any]]:
    """Config properties of every shape that the metadata is known to have, and of a few that it is not."""
    enum = some.lists(some.text(min_size=1, max_size=200), min_size=1, max_size=250)
    leaf = some.fixed_dictionaries(
        {"type": some.sampled_from(["string", "integer", "number", "boolean", "array", "object", "", "odd"])},
        optional={
            "title": TEXT,
            "description": TEXT | some.just("Must be populated if `mode` is set to `SOME`."),
            "enum": enum,
            "readonly": some.booleans(),
            "format": some.sampled_from(["password", "int32", "date-time"]),
            "items": some.fixed_dictionaries(
                {"type": some.sampled_from(["string", "integer", "object"])}, optional={"enum": enum}
            ),
        },
    )
    return some.dictionaries(WORD, leaf, max_size=40)


@some.composite
def services(draw: some.DrawFn) -> tuple[Service, dict[str, Any]]:
    """A service out of random metadata, and that metadata."""
    names = draw(some.sampled_from(list(DESTINATION_FIELDS.values())))
    mode = {"mode": {"type": "string", "enum": ["SOME", "ALL"]}}
    config = {
        "properties": {**draw(properties()), **mode, **{n: {"type": "string"} for n in names}},
        "required": names,
    }
    listed = {
        "name": draw(TEXT),
        "type": draw(TEXT),
        "service_status": draw(some.sampled_from([*Stage, "new"])),
    }
    return service_of("example", listed, config, None), config


def test_what_contradicts_itself_is_left_to_the_connect_card() -> None:
    config = {"properties": {"odd": {"type": "boolean", "enum": ["0"]}, "fine": {"type": "boolean"}}}

    asked = service_of("example", None, config, None).config_fields

    assert [question.name for question in asked] == ["fine"]


@given(services(), some.text(max_size=3_000))
@RELAXED
def test_random_metadata_never_makes_an_invalid_view(
    known: tuple[Service, dict[str, Any]], typed: str
) -> None:
    service, _config = known
    form = {**filled(service), "purpose": typed[:1_500], "access": typed[:300]}
    twin = ExistingConnection(
        "example", typed[:200] or "x", "Fivetran_Dev", "works", "U0BO", typed[:50], AT, "polite_otter"
    )

    for number in range(len(form_pages(service))):
        view = request_form(
            FormState("f", "C0", TODAY, service, form, Duplicates((twin,) * 9, 2), typed[:300], number)
        )
        assert check_view(view, "modal") == []
        assert not is_too_large(view)
    assert check_options(service_options([service] * 99, {"example": 1}, typed)) == []
    assert check_message(existing_connections_view(service, Duplicates((twin,), 2), None)[:2]) == []


@given(services(), some.data())
@RELAXED
def test_random_input_never_makes_an_invalid_body(
    known: tuple[Service, dict[str, Any]], data: some.DataObject
) -> None:
    service, config = known
    good = filled(service)
    odd = some.none() | TEXT | some.sampled_from([value for value in good.values() if value])
    form = good | data.draw(some.dictionaries(some.sampled_from(sorted(good)), odd, max_size=6))

    answers, errors = outcome(form, service)
    if answers is None:
        assert errors
        assert all(words and len(words) < 1_000 for words in errors.values())
        return
    request = ConnectorRequest("r1", "U0ADA", "C0", AT, answers)
    try:
        check_fields(build_create_body(request, service, "dev")["config"], config, "config")
    except Problem as problem:
        raise AssertionError(problem.message) from None
    assert check_message(request_card(request)) == []
    assert len(request_card_text(request)) <= 4_000
    assert validate_form(form_from_answers(answers), service, TODAY, frozenset()) == answers


def outcome(form: dict[str, str | None], service: Service) -> tuple[Answers | None, dict[str, str]]:
    """The answers, or what is wrong."""
    try:
        return validate_form(form, service, TODAY, frozenset()), {}
    except FormErrors as wrong:
        return None, wrong.errors


LETTERS = string.ascii_letters + string.digits
SECRETS = some.one_of(
    some.text(LETTERS, min_size=36, max_size=36).map(lambda s: f"ghp_{s}"),
    some.text(LETTERS, min_size=24, max_size=24).map(lambda s: f"sk_live_{s}"),
    some.text(string.ascii_uppercase + string.digits, min_size=16, max_size=16).map(lambda s: f"AKIA{s}"),
    some.text(LETTERS, min_size=24, max_size=24).map(lambda s: f"xoxb-12345678-{s}"),
    some.text(LETTERS, min_size=12, max_size=20).map(lambda s: f"postgres://reader:{s}@db.example.com/sales"),
    some.text(LETTERS, min_size=8, max_size=20).map(lambda s: f"password = {s}7!"),
    some.just("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"),
)


@given(services(), SECRETS, some.data())
@RELAXED
def test_a_secret_in_any_text_is_refused_beside_its_field_and_repeated_nowhere(
    known: tuple[Service, dict[str, Any]], secret: str, data: some.DataObject
) -> None:
    service, _config = known
    good = filled(service)
    view = request_form(FormState("f", "C0", TODAY, service, good))
    texts = [name for name, element in inputs(view).items() if element["type"] == "plain_text_input"]
    if service.unavailable_reason or not texts:
        return
    field = data.draw(some.sampled_from(texts))
    form = good | {field: f"{GENERAL['purpose']} {secret}"}

    _answers, errors = outcome(form, service)

    assert "Credentials are entered at Fivetran" in errors[field]
    assert secret not in json.dumps(errors)
    kept = drop_secrets(form)
    assert secret not in json.dumps(kept)
    assert secret not in json.dumps(request_form(FormState("f", "C0", TODAY, service, kept)))
