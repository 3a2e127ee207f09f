"""What a form reads in one statement is what each store says by itself."""

from dataclasses import replace

from sqlalchemy import Engine

from bot.store.catalog import CatalogStore
from bot.store.drafts import DraftStore
from bot.store.form_facts import FormFactsStore
from bot.store.requests import RequestStore
from tests.bot.store.test_existing_connections import a_row, save
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import ANSWERS, a_connected_request, a_request_with_ticket
from workflows.requests.answers import Answers
from workflows.requests.state_machine import Status


def named(schema: str) -> Answers:
    return replace(ANSWERS, destination={"schema": schema})


NAMES = ["salesforce", "salesforce_2", "salesforce_3"]


def test_the_facts_of_a_form_are_those_of_each_store(database: Engine) -> None:
    requests, drafts = RequestStore(database, Watch()), DraftStore(database, Watch())
    requests.add(a_connected_request(id="open", names={"U0ADA": "Ada Okafor"}), "V1")
    requests.add(a_request_with_ticket(id="waits", answers=named("salesforce_2")), "V2")
    requests.add(a_request_with_ticket(id="declined", status=Status.DECLINED, answers=named("salesforce_3")), "V3")
    drafts.save("form", "U0ADA", {"service": "salesforce", "purpose": "„Ärger” & <Co>", "access": None})
    drafts.save("other", "U0BO", {"service": "zoom"})
    catalog = CatalogStore(database, Watch())
    catalog.save_config("salesforce", {"properties": {}})
    existing = save(
        database, a_row("polite_otter"), a_row("b", "prod"), a_row("a", "prod", name="sf"), a_row("z", service="zoom")
    )

    facts = FormFactsStore(existing).read("U0ADA", "salesforce", NAMES)

    assert facts.found == existing.of_service("salesforce")
    assert [name for name in NAMES if facts.is_taken[name]] == sorted(requests.taken_names(NAMES))
    assert facts.draft == drafts.for_user("U0ADA")
    assert facts.config_read_at == catalog.config_read_at("salesforce") is not None
    assert facts.draft == ("form", {"service": "salesforce", "purpose": "„Ärger” & <Co>", "access": None})


def test_an_empty_account_has_no_facts(database: Engine) -> None:
    facts = FormFactsStore(save(database)).read("U0ADA", "salesforce", [])

    assert (facts.found.existing, facts.found.requests) == ((), ())
    assert (facts.is_taken, facts.draft, facts.config_read_at) == ({}, None, None)
