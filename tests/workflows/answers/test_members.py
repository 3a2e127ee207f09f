"""Answers about who has access, and who has access to restricted connections."""

from dataclasses import replace
from typing import Any

import pytest
from rapidfuzz import fuzz

from tests.support.sample_account import ADA, BO, CLEO, PLAY, ROSA, NoUsageLog, Window, ask, connection, facts
from workflows.answers.context import Members
from workflows.answers.model import Answer, AnswerKind
from workflows.answers.router import route_question
from workflows.requests.answers import Sensitivity
from workflows.requests.confidentiality import PUBLIC
from workflows.requests.state_machine import Status


def test_who_has_access_to_fivetran_and_how_to_get_it() -> None:
    assert ask("who has access to fivetran?").text == (
        "These people have access to Fivetran:\n"
        "- whole account: Cleo Marsh (Account Administrator)\n"
        "- **Fivetran_Dev**: no one\n"
        "- **Fivetran_Prod**: Bo Lindqvist (Manage Destination)\n"
        "I can't see who has access to the data in BigQuery: workgroups control that, outside Fivetran."
    )
    answer = ask("how do I get access to google ads?")
    assert "Production data needs a ticket; SRE decides." in answer.text
    assert "It was requested by **Rosa Neri**" in ask("how do I get access to google play?").text
    assert answer.access_to == "google_ads in moz-fx-data-bq-fivetran (production)"
    assert ask("how can I get access to typeform data?").access_to == (
        "typeform in dev-fivetran (development, not created yet)"
    )
    assert ask("how do I get access to stripe?").access_to == "Stripe"
    assert ask("is google ads fresh?").access_to is None


def test_the_access_form_is_offered_even_for_an_unknown_subject() -> None:
    def ask_pages(_question: str) -> Answer:
        return Answer(AnswerKind.UNSURE, "I don't know that one.")

    known = (lambda _intents: facts(), Window(), ask_pages, fuzz.ratio, NoUsageLog())
    told = route_question("can I get access to the quux reports?", ADA, *known)

    assert (told.kind, told.access_to) == (AnswerKind.UNSURE, "the quux reports")


def test_who_has_access_to_one_connection_and_by_what() -> None:
    assert ask("who has access to google ads?").text == (
        "`google_ads` (Google Ads, production) is accessible in Fivetran:\n"
        "- with an account role: Cleo Marsh (Account Administrator)\n"
        "- with a role in **Fivetran_Prod**: Bo Lindqvist (Manage Destination)\n"
        "- with a role for this connection: Rosa Neri (View Connection through the team Finance)\n"
        "I can't see who has access to the data in BigQuery: workgroups control that, outside Fivetran."
    )
    assert "according to the request: The revenue team" in ask("who can see google play?").text
    assert "This list can be incomplete: my API key can't read roles through teams." in (
        ask("who has access to zoom?", window=LimitedKey()).text
    )
    assert "Fivetran didn't respond." in ask("who can see zoom?", window=Window(answers=False)).text


class LimitedKey(Window):
    """Fivetran with an API key that can't read everything."""

    def members(self, group_id: str, connection_id: str) -> Members:
        return replace(super().members(group_id, connection_id), unreadable=("roles through teams",))


SENSITIVE = (
    "is stripe fresh?",
    "why is stripe failing?",
    "who owns stripe?",
    "do we have stripe?",
    "which dataset does stripe land in?",
    "what tables does stripe have?",
    "connection id of stripe",
    "who has access to stripe?",
    "what does stripe cost?",
    "how do I get access to stripe?",
)


@pytest.mark.parametrize("question", SENSITIVE)
def test_a_restricted_connection_does_not_exist_for_others(question: str) -> None:
    nothing_there = ask(question, ADA, connections=())

    told = ask(question, ADA)

    assert (told.text, told.alternatives) == (nothing_there.text, nothing_there.alternatives)
    assert ask(question, BO).text != told.text


@pytest.mark.parametrize("viewer", [ADA, ROSA, BO])
def test_its_people_and_approvers_see_a_restricted_connection(viewer: object) -> None:
    assert "`salesforce`" in ask("is salesforce fresh?", viewer).text  # type: ignore[arg-type]


@pytest.mark.parametrize("viewer", [CLEO, PUBLIC])
def test_others_do_not_see_a_restricted_connection(viewer: object) -> None:
    for question in ("is salesforce fresh?", "what is in development?", "where is DSRE-7?"):
        assert "`salesforce`" not in ask(question, viewer).text  # type: ignore[arg-type]


PRODUCTION_ZOOM = connection("zoom", "zoom", id="prod_zoom")


@pytest.mark.parametrize("status", [Status.LIVE, Status.RETIRED])
def test_a_confidential_development_request_restricts_production(status: Status) -> None:
    secret = replace(
        PLAY.answers,
        service="zoom",
        destination={"schema": "zoom"},
        sensitivity=Sensitivity.CONFIDENTIAL,
    )
    request = PLAY.evolve(answers=secret, status=status, connection_id="dev_zoom")
    known: dict[str, Any] = {"connections": (PRODUCTION_ZOOM,), "requests": (request,)}

    assert "`zoom`" not in ask("is zoom fresh?", ADA, **known).text
    assert "`zoom`" in ask("who owns zoom?", ROSA, **known).text
    assert "`zoom`" in ask("who owns zoom?", ADA, connections=(PRODUCTION_ZOOM,)).text
    harmless = request.evolve(answers=replace(secret, sensitivity=Sensitivity.INTERNAL))
    assert "`zoom`" in ask("who owns zoom?", ADA, connections=(PRODUCTION_ZOOM,), requests=(harmless,)).text


def test_a_development_request_gives_no_access_to_a_sensitive_service_in_production() -> None:
    known: dict[str, Any] = {"connections": (connection("salesforce", "salesforce", id="prod_force"),)}

    assert "`salesforce` (Salesforce, production)" not in ask("who owns salesforce?", ADA, **known).text
