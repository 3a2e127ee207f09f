"""Search finds services despite typos, and ranks connected ones first."""

from pathlib import Path

import pytest

from bot.catalog.merge import merge_service
from bot.catalog.search import CatalogIndex
from bot.catalog.services_yaml import load_services_yaml
from bot.slack.views.service_picker import service_options
from workflows.catalog.service import Naming, Service, Stage

CURATED = load_services_yaml(Path(__file__).parents[3] / "services.yaml")
SHIPPED = {one: merge_service(one, None, None, entry) for one, entry in CURATED.items()}
INDEX = CatalogIndex(SHIPPED.values())


def found(query: str) -> list[str]:
    return [one.id for one in INDEX.search(query, {}, internal=False)]


def test_the_shipped_catalog_covers_a_typical_data_team() -> None:
    assert len(SHIPPED) >= 60
    assert SHIPPED["postgres"].naming is Naming.SCHEMA_PREFIX
    assert SHIPPED["s3"].naming is Naming.SCHEMA_TABLE_GROUP
    assert SHIPPED["webhooks"].static_config["table"]


@pytest.mark.parametrize(
    "query", ["salesforce", "Salesforce", "sales", "salesfroce", "SALESF", "slaesforce", " sales  force"]
)
def test_salesforce_is_found_first_however_it_is_typed(query: str) -> None:
    assert found(query)[0] == "salesforce"


@pytest.mark.parametrize(
    ("query", "service_id"),
    [
        ("ga4", "google_analytics_4"),
        ("app store", "itunes_connect"),
        ("postgresql", "postgres"),
        ("posgres", "postgres"),
        ("goolge ads", "google_ads"),
        ("bing", "bingads"),
        ("pgsql", "postgres"),
        ("psql", "postgres"),
        ("postgrs", "postgres"),
        ("SFDC", "salesforce"),
        ("sql-server", "sql_server"),
        ("googleads", "google_ads"),
        ("google_ads", "google_ads"),
        ("gsheets", "google_sheets"),
        ("fb ads", "facebook_ads"),
        ("bq", "bigquery_db"),
        ("qbo", "quickbooks"),
        ("d365", "dynamics_365"),
        ("yahoo", "yahoo_gemini"),
    ],
)
def test_services_are_found_by_the_names_people_use(query: str, service_id: str) -> None:
    assert service_id in found(query)[:3]


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("salesfroce", ["salesforce"]),
        ("please connect zendesk for me", ["itunes_connect", "zendesk"]),
        ("hupspot crm", ["hubspot"]),
        ("whatever is this", []),
        ("xyzzy plugh", []),
    ],
)
def test_the_nearest_services_are_proposed_for_words_that_name_none(query: str, near: list[str]) -> None:
    assert [one.id for one in INDEX.nearest(query, {}, internal=False)][: len(near) or None] == near


def test_internal_services_are_never_proposed() -> None:
    index = CatalogIndex([Service("secret", "Secret Ledger", is_internal=True)])

    assert index.nearest("secret ledgre", {}, internal=False) == index.nearest("sekrit", {}, internal=False) == []


def test_a_type_finds_all_its_services() -> None:
    assert {"stripe", "xero"} <= set(found("finance"))


def test_another_word_finds_nothing() -> None:
    assert found("xyzzy plugh") == []


def test_an_empty_query_lists_all_services_by_name() -> None:
    names = [SHIPPED[one].name.casefold() for one in found("")]

    assert names == sorted(names)
    assert 60 <= len(names) <= 99


def test_a_better_match_beats_use_and_use_beats_the_alphabet() -> None:
    ads = [Service(f"{one}_ads", f"{one.capitalize()} Ads") for one in ("amber", "blue", "coral")]
    index = CatalogIndex(ads)

    ranked = [one.id for one in index.search("ads", {"coral_ads": 4, "blue_ads": 1}, internal=False)]
    exact = [one.id for one in index.search("amber", {"coral_ads": 4}, internal=False)]

    assert ranked == ["coral_ads", "blue_ads", "amber_ads"]
    assert exact == ["amber_ads"]


def test_internal_hidden_and_unfinished_services_are_not_found() -> None:
    index = CatalogIndex(
        [
            Service("secret", "Secret", is_internal=True),
            Service("old", "Old", is_hidden=True),
            Service("new", "New", stage=Stage.DEVELOPMENT),
        ]
    )

    assert index.search("", {}, internal=False) == []
    assert [one.id for one in index.search("", {}, internal=True)] == ["secret"]


def test_the_picker_groups_services_marks_their_stage_and_offers_a_custom_connector() -> None:
    services = [Service("jira", "Jira"), Service("linear", "Linear", "Engineering", stage=Stage.BETA)]

    groups = service_options(services, {"jira": 2}, "li")["option_groups"]

    assert [group["label"]["text"] for group in groups] == ["Used here", "All services", "Not in the list?"]
    assert groups[1]["options"][0]["text"]["text"] == "Linear (beta)"
    assert groups[2]["options"][0]["value"] == "custom:li"


def test_the_group_of_the_best_match_comes_first() -> None:
    index = CatalogIndex([Service("amber", "Amber"), Service("coral", "Coral Amber")])

    groups = service_options(index.search("amber", {"coral": 9}, internal=False), {"coral": 9}, "amber")

    assert [group["label"]["text"] for group in groups["option_groups"]][:2] == ["All services", "Used here"]


def test_a_prefix_match_excludes_fuzzy_matches() -> None:
    index = CatalogIndex([Service("ga", "Google Analytics"), Service("ads", "Google Ads")])

    assert [one.id for one in index.search("google an", {"ads": 3}, internal=False)] == ["ga"]


def test_the_picker_never_exceeds_the_limit_of_slack() -> None:
    many = [Service(f"s{n}", f"Service {n}") for n in range(3_000)]

    groups = service_options(CatalogIndex(many).search("service", {}, internal=False), {"s1": 1}, "service")[
        "option_groups"
    ]

    assert sum(len(group["options"]) for group in groups) == 100


@pytest.mark.parametrize(
    ("query", "service_id"),
    [
        ("salesforce", "salesforce"),
        ("SFDC", "salesforce"),
        ("postgres", "postgres"),
        ("google sheets", "google_sheets"),
        ("ga4", "google_analytics_4"),
        ("pgsql", "postgres"),
        ("zd", "zendesk"),
        ("salesfroce", None),
        ("ue", None),
        ("helpp", None),
        ("finance", None),
        ("xyzzy plugh", None),
    ],
)
def test_a_service_is_preselected_only_when_the_query_is_clear(query: str, service_id: str | None) -> None:
    meant = INDEX.best_match(query, {}, internal=False)

    assert (meant and meant.id) == service_id


def test_the_only_service_that_contains_the_query_is_the_match() -> None:
    index = CatalogIndex([Service("amber_ads", "Amber Ads"), Service("blue", "Blue")])

    assert index.best_match("ads", {}, internal=False) == Service("amber_ads", "Amber Ads")
    assert index.has_name("amber ads")
    assert not index.has_name("ads")
