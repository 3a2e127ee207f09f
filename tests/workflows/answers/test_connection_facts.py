"""Answers about one connection: owner, location, tables, id, and requests on the way."""

from dataclasses import replace

import pytest

from tests.support.sample_account import ADA, CLEO, Window, ask, connection, goes_to_a_page
from tests.support.sample_data import a_request_with_ticket
from workflows.answers.context import SyncedTable
from workflows.catalog.offered_services import OfferedServices
from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.ownership.model import Ownership
from workflows.reporting.duplicates import WAITING_LABELS
from workflows.requests.custom_connector import CUSTOM_SERVICES
from workflows.requests.state_machine import Status


def test_the_owner_of_what_was_requested_and_of_what_was_not() -> None:
    assert ask("who owns google play?").text == (
        "`google_play` (Google Play, development): requested by **Rosa Neri**, business owner **Rosa Neri**."
    )
    assert ask("who owns zoom?").text == (
        "`zoom` (Zoom, production) wasn't requested through me and has no owner yet. "
        "Ask data engineering, or claim it in `/connector status`."
    )


def test_who_claimed_a_connection_owns_it_unless_its_request_is_open() -> None:
    claimed = {one: Ownership(one, "U0CLEO", "Cleo *Marsh*") for one in ("zoom_otter", "kind_heron")}

    assert ask("who owns zoom?", owners=claimed).text == "`zoom` (Zoom, production): owned by **Cleo ∗Marsh∗**."
    assert "requested by **Rosa Neri**" in ask("who owns google play?", owners=claimed).text


def test_a_restricted_connection_answers_who_claimed_it_but_never_in_public() -> None:
    claimed = {"ledger_otter": Ownership("ledger_otter", "U0CLEO", "Cleo Marsh")}
    texts = [
        ask(
            "who owns ledger?", viewer, owners=claimed, connections=(connection("ledger", "salesforce"),), requests=()
        ).text
        for viewer in (CLEO, ADA, replace(CLEO, is_public=True))
    ]

    assert ["Cleo Marsh" in text for text in texts] == [True, False, False]


def test_what_exists_and_what_is_on_its_way() -> None:
    assert ask("do we have zoom?").text == "Yes.\n- `zoom` (Zoom, production)"
    assert ask("do we have a connector for typeform").text == (
        "Not yet, but it has been requested.\n"
        "- Ada Okafor requested **Typeform** (`typeform`) just now. It is waiting for an approver."
    )
    assert ask("is there a zendesk connector?").text == (
        "I couldn't find a connection for Zendesk Support, or you don't have access to it. "
        "Request one with `/connector`."
    )


@pytest.mark.parametrize("status", list(Status))
def test_a_request_in_every_status_says_whom_it_waits_for(status: Status) -> None:
    request = a_request_with_ticket(status=status, requester="U0ADA")

    answer = ask("where is my request?", requests=(request,))

    assert f"It {WAITING_LABELS[status]}." in answer.text


def test_where_my_requests_are_and_whom_they_wait_for() -> None:
    assert ask("where is my request?").text == (
        "- Ada Okafor requested **Typeform** (`typeform`) just now. It is waiting for an approver. "
        "[DSRE-6](https://jira.example/browse/DSRE-6)\n"
        "- Ada Okafor requested **Salesforce** (`salesforce`) 3 days ago. It is waiting for its historical sync. "
        "[DSRE-7](https://jira.example/browse/DSRE-7)"
    )
    assert ask("where is my request?", CLEO).text == "You have no requests. Create one with `/connector`."


def test_where_it_lands_its_tables_and_its_id() -> None:
    assert ask("which dataset does google ads land in?").text == (
        "`google_ads` (Google Ads, production): dataset `google_ads` in the project `moz-fx-data-bq-fivetran`"
    )
    assert ask("what tables does google ads have?").text == (
        "`google_ads` (Google Ads, production) loads 1 table: `campaign_stats`. 1 more is disabled."
    )
    assert "after its first sync" in ask("what tables does zoom have?").text
    assert ask("connection id of google ads for airflow").text == (
        "`google_ads` (Google Ads, production): the connection id is `google_otter`. With the task id "
        "`fivetran_google_ads`, the Airflow variable is `fivetran_google_ads_connector_id`."
    )


SHOP = connection("pg_shop", "postgres", id="wide_river")


INVOICES = connection("s3.invoices", "s3", id="tall_tree")


BUDGET = connection("sheets.budget", "google_sheets", id="low_hill")


@pytest.mark.parametrize(
    ("one", "lands", "place"),
    [
        (SHOP, "datasets that start with `pg_shop_`", "datasets `moz-fx-data-bq-fivetran.pg_shop_…`"),
        (INVOICES, "dataset `s3`, tables `invoices_…`", "tables `moz-fx-data-bq-fivetran.s3.invoices_…`"),
        (BUDGET, "dataset `sheets`, table `budget`", "`moz-fx-data-bq-fivetran.sheets.budget`"),
    ],
)
def test_where_it_lands_depends_on_the_kind_of_its_source(one: Connection, lands: str, place: str) -> None:
    told = ask(f"where does {one.name} land?", connections=(one,)).text
    access = ask(f"how do I get access to {one.name}?", connections=(one,))

    assert told.endswith(f": {lands} in the project `moz-fx-data-bq-fivetran`")
    assert f"production): {place}. " in access.text
    assert (access.access_to or "").startswith(place.replace("`", "").split(".", 1)[1])


def test_tables_of_several_datasets_are_told_apart() -> None:
    class TwoDatasets(Window):
        def tables(self, connection_id: str) -> list[SyncedTable]:
            return [SyncedTable("pg_shop_eu", "users"), SyncedTable("pg_shop_us", "users")]

    told = ask("what tables does google ads have?", window=TwoDatasets()).text

    assert told.endswith("loads 2 tables: `pg_shop_eu.users`, `pg_shop_us.users`.")


@pytest.mark.parametrize("service", sorted(CUSTOM_SERVICES))
def test_code_of_ours_has_nothing_in_common_with_other_code_of_ours(service: str) -> None:
    ours = (connection("casa", service), connection("mattermost", service, id="other_otter"))

    assert "mattermost" not in ask("do we have casa?", connections=ours).text
    assert "`casa`" in ask("do we have casa?", connections=ours).text


def test_only_a_ticket_is_taken_for_a_ticket() -> None:
    assert goes_to_a_page("where does covid-19 data land?")
    assert "`ga4`" in ask("where does ga-4 data land?", connections=(connection("ga4", "google_analytics_4"),)).text
    assert ask("where is DSRE-99?").text == (
        "I couldn't find a request with the ticket DSRE-99, or you don't have access to it."
    )
    assert "Typeform" in ask("where is DSRE-6?", jira_project="OTHER").text


OFFERED = OfferedServices(quux=Service("quux", "Quux Cloud"), front=Service("front", "Front"))


def test_what_fivetran_offers_is_known_by_its_exact_name() -> None:
    told = ask("do we have quux cloud?", offered_services=OFFERED)

    assert told.text.startswith("I couldn't find a connection for Quux Cloud, or you don't have access to it.")
    assert goes_to_a_page("do we have quux cloud?")
    assert ask("do we have a shop front?", offered_services=OFFERED).page == "some-page"


def test_an_empty_result_is_never_offered() -> None:
    assert ask("do we have stripe?").is_for_mentions_only
    assert ask("where is my request?").is_for_mentions_only
    assert ask("where is my request?", CLEO).is_for_mentions_only
    assert ask("what does google ads cost?").is_for_mentions_only
    assert not ask("is google ads fresh?").is_for_mentions_only
