"""With any metadata and any input, views and bodies stay valid and contain no secrets."""

import json
import string
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.merge import merge_service
from bot.fivetran.create_body import build_create_body
from bot.slack.views.card import request_card, request_card_text
from bot.slack.views.existing_connections import existing_connections_view
from bot.slack.views.form import request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.service_picker import service_options
from sandbox.fivetran.envelope import Problem
from sandbox.fivetran.validation import check_fields
from sandbox.slack.blocks.surfaces import check_message, check_options, check_view, is_too_large
from tests.support.sample_data import none_taken
from tests.workflows.catalog.form_filler import GENERAL, TODAY, filled, inputs
from workflows.catalog.form_pages import form_pages
from workflows.catalog.service import DESTINATION_FIELDS, Service, Stage
from workflows.reporting.duplicates import Duplicates, ExistingConnection
from workflows.requests.answers import Answers
from workflows.requests.form_validation import FormErrors, form_from_answers, validate_form
from workflows.requests.model import ConnectorRequest
from workflows.secret_scanning import drop_secrets

AT = datetime(2026, 11, 23, tzinfo=UTC)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TEXT = st.text(max_size=400)
WORD = st.text(string.ascii_lowercase + "_", min_size=1, max_size=30)


def properties(depth: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """Config properties of every generated shape, and of a few unknown ones."""
    enum = st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=250)
    leaf = st.fixed_dictionaries(
        {"type": st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "", "odd"])},
        optional={
            "title": TEXT,
            "description": TEXT | st.just("Must be populated if `mode` is set to `SOME`."),
            "enum": enum,
            "readonly": st.booleans(),
            "format": st.sampled_from(["password", "int32", "date-time"]),
            "items": st.fixed_dictionaries(
                {"type": st.sampled_from(["string", "integer", "object"])}, optional={"enum": enum}
            ),
        },
    )
    return st.dictionaries(WORD, leaf, max_size=40)


@st.composite
def services(draw: st.DrawFn) -> tuple[Service, dict[str, Any]]:
    """A service built from random metadata, and that metadata."""
    names = draw(st.sampled_from(list(DESTINATION_FIELDS.values())))
    mode = {"mode": {"type": "string", "enum": ["SOME", "ALL"]}}
    config = {
        "properties": {**draw(properties()), **mode, **{n: {"type": "string"} for n in names}},
        "required": names,
    }
    listed = {
        "name": draw(TEXT),
        "type": draw(TEXT),
        "service_status": draw(st.sampled_from([*Stage, "new"])),
    }
    return merge_service("example", listed, config, None), config


def test_a_contradictory_field_is_left_to_the_connect_card() -> None:
    config = {"properties": {"odd": {"type": "boolean", "enum": ["0"]}, "fine": {"type": "boolean"}}}

    fields = merge_service("example", None, config, None).config_fields

    assert [field.name for field in fields] == ["fine"]


@given(services(), st.text(max_size=3_000))
@RELAXED
def test_random_metadata_never_makes_an_invalid_view(generated: tuple[Service, dict[str, Any]], typed: str) -> None:
    service, _config = generated
    form = {**filled(service), "purpose": typed[:1_500], "access": typed[:300]}
    existing = ExistingConnection(
        "example", typed[:200] or "x", "Fivetran_Dev", "works", "U0BO", typed[:50], AT, "polite_otter"
    )

    for number in range(len(form_pages(service))):
        view = request_form(
            FormState("f", "C0", TODAY, service, form, Duplicates((existing,) * 9, 2), typed[:300], number)
        )
        assert check_view(view, "modal") == []
        assert not is_too_large(view)
    assert check_options(service_options([service] * 99, {"example": 1}, typed)) == []
    assert check_message(existing_connections_view(service, Duplicates((existing,), 2), None)[:2]) == []


@given(services(), st.data())
@RELAXED
def test_random_input_never_makes_an_invalid_body(
    generated: tuple[Service, dict[str, Any]], data: st.DataObject
) -> None:
    service, config = generated
    good = filled(service)
    odd = st.none() | TEXT | st.sampled_from([value for value in good.values() if value])
    form = good | data.draw(st.dictionaries(st.sampled_from(sorted(good)), odd, max_size=6))

    answers, errors = outcome(form, service)
    if answers is None:
        assert errors
        assert all(message and len(message) < 1_000 for message in errors.values())
        return
    request = ConnectorRequest("r1", "U0ADA", "C0", AT, answers)
    try:
        check_fields(build_create_body(request, service, "dev")["config"], config, "config")
    except Problem as problem:
        raise AssertionError(problem.message) from None
    assert check_message(request_card(request)) == []
    assert len(request_card_text(request)) <= 4_000
    assert validate_form(form_from_answers(answers), service, TODAY, none_taken) == answers


def outcome(form: dict[str, str | None], service: Service) -> tuple[Answers | None, dict[str, str]]:
    """Return the answers, or the errors."""
    try:
        return validate_form(form, service, TODAY, none_taken), {}
    except FormErrors as wrong:
        return None, wrong.errors


LETTERS = string.ascii_letters + string.digits
SECRETS = st.one_of(
    st.text(LETTERS, min_size=36, max_size=36).map(lambda s: f"ghp_{s}"),
    st.text(LETTERS, min_size=24, max_size=24).map(lambda s: f"sk_live_{s}"),
    st.text(string.ascii_uppercase + string.digits, min_size=16, max_size=16).map(lambda s: f"AKIA{s}"),
    st.text(LETTERS, min_size=24, max_size=24).map(lambda s: f"xoxb-12345678-{s}"),
    st.text(LETTERS, min_size=12, max_size=20).map(lambda s: f"postgres://reader:{s}@db.example.com/sales"),
    st.text(LETTERS, min_size=8, max_size=20).map(lambda s: f"password = {s}7!"),
    st.just("-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"),
)


@given(services(), SECRETS, st.data())
@RELAXED
def test_a_secret_is_an_error_of_its_field_and_repeated_nowhere(
    generated: tuple[Service, dict[str, Any]], secret: str, data: st.DataObject
) -> None:
    service, _config = generated
    good = filled(service)
    view = request_form(FormState("f", "C0", TODAY, service, good))
    texts = [name for name, element in inputs(view).items() if element["type"] == "plain_text_input"]
    if service.unavailable_reason or not texts:
        return
    field = data.draw(st.sampled_from(texts))
    form = good | {field: f"{GENERAL['purpose']} {secret}"}

    _answers, errors = outcome(form, service)

    assert "Credentials are entered at Fivetran" in errors[field]
    assert secret not in json.dumps(errors)
    clean = drop_secrets(form)
    assert secret not in json.dumps(clean)
    assert secret not in json.dumps(request_form(FormState("f", "C0", TODAY, service, clean)))
