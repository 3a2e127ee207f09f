"""Live answers, word for word, and who gets to read them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from rapidfuzz import fuzz

from tests.examples import MONDAY, a_request_with_ticket
from tests.known import ADA, BO, CLEO, PLAY, ROSA, Window, ask, connection, facts, goes_to_a_page
from workflows.answers import Answer, Kind
from workflows.catalogue import Service
from workflows.connection import Connection
from workflows.custom import BUILT_WITH
from workflows.facts import EVERYBODY
from workflows.failures import Unavailable
from workflows.life import Status
from workflows.live.routing import answer
from workflows.live.scene import Logins, Table
from workflows.live.usage import Rows, Usage
from workflows.request import Sensitivity
from workflows.twins import WAITS


def test_something_that_works() -> None:
    answer = ask("is google ads fresh?")

    assert answer.text == (
        "`google_ads` (Google Ads, production) is fresh.\n"
        "- Last successful sync: 2026-11-23 07:00 UTC (2 hours ago)\n"
        "- Schedule: every 6 hours"
    )
    assert answer.source == "https://fivetran.com/dashboard/connections/google_otter/status"
    assert (answer.kind, answer.as_of) == (Kind.LIVE, MONDAY)


def test_something_that_is_broken_says_why_without_foreign_markup() -> None:
    assert ask("why is jira failing?").text == (
        "`jira` (Jira, production) is **broken**: Reconnect it, ∗please∗: (here)(https://evil.example).\n"
        "- Last successful sync: 2026-11-23 07:00 UTC (2 hours ago)\n"
        "- Last failure: 2026-11-23 08:00 UTC (60 minutes ago)\n"
        "- To mend it, somebody with access to Fivetran has to reconnect it there.\n"
        "- Schedule: every 6 hours"
    )


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (
            {"setup_state": "incomplete", "succeeded_at": None},
            "waits for its credentials; it has never synced.",
        ),
        ({"paused": True}, "is **paused**: it does not sync until somebody resumes it."),
        ({"is_historical_sync": True}, "is loading its history; that can take hours to days."),
        (
            {"update_state": "delayed"},
            "is **delayed**: Fivetran is behind its schedule and goes on by itself.",
        ),
        ({"sync_frequency": 30}, "is **late**: it has not synced for longer than its schedule says."),
        ({"sync_frequency": 30, "schedule_type": "manual"}, "is fresh."),
    ],
)
def test_every_state_has_its_words(facts: dict[str, object], verdict: str) -> None:
    one = connection("zoom", "zoom", **facts)

    answer = ask("is zoom fresh?", window=Window(answers=False), connections=(one,))

    assert answer.text.splitlines()[0] == f"`zoom` (Zoom, production) {verdict}"


def test_when_fivetran_does_not_answer_the_last_look_counts_and_says_so() -> None:
    answer = ask("is google ads fresh?", window=Window(answers=False))

    assert "is fresh" in answer.text
    assert answer.as_of == MONDAY - timedelta(seconds=30)


def test_a_name_that_fits_several_is_asked_back() -> None:
    answer = ask("is search console fresh?")

    assert answer.asks_back
    assert [one.title for one in answer.alternatives] == [
        "Is google_search_console_support fresh?",
        "Is google_search_console_www fresh?",
    ]
    assert not ask(answer.alternatives[1].title).asks_back


def test_the_same_name_in_both_environments_is_told_apart_by_the_environment() -> None:
    both = (connection("zoom", "zoom"), connection("zoom", "zoom", "dev", id="other_otter"))

    answer = ask("is zoom fresh?", connections=both)

    assert [one.title for one in answer.alternatives] == [
        "Is zoom in production fresh?",
        "Is zoom in development fresh?",
    ]
    again = ask(answer.alternatives[1].title, window=Window(answers=False), connections=both)
    assert again.text.startswith("`zoom` (Zoom, development) is fresh.")


@pytest.mark.parametrize("typo", ["gogle ads", "google adds", "googel_ads", "Google-Ads"])
def test_a_typo_is_forgiven(typo: str) -> None:
    assert "`google_ads`" in ask(f"is {typo} fresh?").text


def test_a_name_that_is_not_there_is_not_guessed() -> None:
    answer = ask("is zom fresh?")

    assert answer.text.endswith("called “zom” that I can tell you about. Did you mean one of these?")
    assert [one.title for one in answer.alternatives] == ["Is zoom fresh?"]


def test_the_owner_of_what_was_requested_and_of_what_was_not() -> None:
    assert ask("who owns google play?").text == (
        "`google_play` (Google Play, development): requested by **Rosa Neri**, business owner **Rosa Neri**."
    )
    assert "was not requested through me" in ask("who owns zoom?").text


def test_what_exists_and_what_is_on_its_way() -> None:
    assert ask("do we have zoom?").text == "Yes.\n- `zoom` (Zoom, production)"
    assert ask("do we have a connector for typeform").text == (
        "Not yet, but somebody has asked for it.\n"
        "- Ada Okafor asked for **Typeform** (`typeform`) 0 minutes ago; it is **awaiting approval**. "
        "It waits for an approver in data engineering."
    )
    assert ask("is there a zendesk connector?").text == (
        "I know of no Zendesk Support connection that I can tell you about. To ask for one: `/connector`."
    )


@pytest.mark.parametrize("status", list(Status))
def test_a_request_in_every_status_says_whom_it_waits_for(status: Status) -> None:
    request = a_request_with_ticket(status=status, requester="U0ADA")

    answer = ask("where is my request?", requests=(request,))

    assert f"it is **{status}**. " in answer.text
    assert WAITS[status]  # the same in the list of what exists


def test_what_broke_names_what_is_broken_and_what_recovered() -> None:
    assert ask("what broke today?").text == (
        "**1 connection is broken now.**\n"
        "- `jira` (Jira, production): Reconnect it, ∗please∗: (here)(https://evil.example). "
        "(since 2026-11-23 08:00 UTC)\n"
        "1 connection broke in the last 24 hours and recovered: `zoom`."
    )


def test_what_is_paused_in_development_and_about_to_go() -> None:
    assert ask("which connectors are paused?").text == (
        "**1 connection is paused.**\n- `survey_monkey` (SurveyMonkey, production), last synced 2 hours ago"
    )
    assert ask("which connectors are in development?", CLEO).text == (
        "**1 connection is in development.**\n"
        "- `google_play` (Google Play), for Rosa Neri, until 3 December 2026\n"
        "On the way: `typeform` (awaiting approval)."
    )
    assert ask("which connectors are about to be deleted?").text == (
        "**1 connection is to be deleted within 30 days.**\n"
        "- `google_play`: on 3 December 2026, for Rosa Neri"
    )


def test_where_my_requests_are_and_whom_they_wait_for() -> None:
    assert ask("where is my request?").text == (
        "- Ada Okafor asked for **Typeform** (`typeform`) 0 minutes ago; it is **awaiting approval**. "
        "It waits for an approver in data engineering. [DSRE-6](https://jira.example/browse/DSRE-6)\n"
        "- Ada Okafor asked for **Salesforce** (`salesforce`) 3 days ago; it is **syncing history**. "
        "It waits for nobody: the historical sync is running. [DSRE-7](https://jira.example/browse/DSRE-7)"
    )
    assert ask("where is my request?", CLEO).text.startswith("You have no request that I know of.")


def test_where_it_lands_its_tables_and_its_id() -> None:
    assert ask("which dataset does google ads land in?").text == (
        "`google_ads` (Google Ads, production): dataset `google_ads` in the project `moz-fx-data-bq-fivetran`"
    )
    assert ask("what tables does google ads have?").text == (
        "`google_ads` (Google Ads, production) loads 1 table: `campaign_stats`. Switched off: 1 more."
    )
    assert "that takes its first sync" in ask("what tables does zoom have?").text
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
        (SHOP, "datasets that begin with `pg_shop_`", "datasets `moz-fx-data-bq-fivetran.pg_shop_…`"),
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
        def tables(self, connection_id: str) -> list[Table]:
            return [Table("pg_shop_eu", "users"), Table("pg_shop_us", "users")]

    told = ask("what tables does google ads have?", window=TwoDatasets()).text

    assert told.endswith("loads 2 tables: `pg_shop_eu.users`, `pg_shop_us.users`.")


@pytest.mark.parametrize("service", sorted(BUILT_WITH))
def test_code_of_ours_has_nothing_in_common_with_other_code_of_ours(service: str) -> None:
    ours = (connection("casa", service), connection("mattermost", service, id="other_otter"))

    assert "mattermost" not in ask("do we have casa?", connections=ours).text
    assert "`casa`" in ask("do we have casa?", connections=ours).text


def test_only_a_ticket_is_taken_for_a_ticket() -> None:
    assert goes_to_a_page("where does covid-19 data land?")
    assert (
        "`ga4`"
        in ask("where does ga-4 data land?", connections=(connection("ga4", "google_analytics_4"),)).text
    )
    assert ask("where is DSRE-99?").text == "I know of no request with the ticket DSRE-99."
    assert "Typeform" in ask("where is DSRE-6?", tickets_in="OTHER").text


def test_who_has_access_to_fivetran_and_how_to_get_it() -> None:
    assert ask("who has access to fivetran?").text == (
        "These people can open Fivetran:\n"
        "- the whole account: Cleo Marsh (Account Administrator)\n"
        "- **Fivetran_Dev**: nobody\n"
        "- **Fivetran_Prod**: Bo Lindqvist (Manage Destination)\n"
        "I cannot see who may read the data in BigQuery: workgroups decide that, outside of Fivetran."
    )
    answer = ask("how do I get access to google ads?")
    assert "Production data needs a ticket, which SRE decides on." in answer.text
    assert "It was requested by **Rosa Neri**" in ask("how do I get access to google play?").text
    assert answer.access_to == "google_ads in moz-fx-data-bq-fivetran (production)"
    assert ask("how can I get access to typeform data?").access_to == (
        "typeform in dev-fivetran (development, not there yet)"
    )
    assert ask("how do I get access to stripe?").access_to == "Stripe"
    assert ask("is google ads fresh?").access_to is None


def test_who_wants_access_to_what_nobody_knows_can_still_ask_for_it() -> None:
    class NoPages:
        def ask(self, question: str) -> Answer:
            return Answer(Kind.UNSURE, "I don't know that one.")

    told = answer("can I get access to the quux reports?", ADA, facts, Window(), NoPages(), fuzz.ratio)

    assert (told.kind, told.access_to) == (Kind.UNSURE, "the quux reports")


def test_who_has_access_to_one_connection_and_by_what() -> None:
    assert ask("who has access to google ads?").text == (
        "`google_ads` (Google Ads, production) can be opened in Fivetran by:\n"
        "- through the whole account: Cleo Marsh (Account Administrator)\n"
        "- through **Fivetran_Prod**: Bo Lindqvist (Manage Destination)\n"
        "- through a role for this connection: Rosa Neri (View Connection by the team Finance)\n"
        "I cannot see who may read the data in BigQuery: workgroups decide that, outside of Fivetran."
    )
    assert "the request: The revenue team" in ask("who can see google play?").text
    assert "There may be more: my key may not see roles through teams." in (
        ask("who has access to zoom?", window=Blinkered()).text
    )
    assert "Fivetran did not answer." in ask("who can see zoom?", window=Window(answers=False)).text


class Blinkered(Window):
    """Fivetran with a key that may not see everything."""

    def logins(self, group_id: str, connection_id: str) -> Logins:
        return replace(super().logins(group_id, connection_id), unseen=("roles through teams",))


@pytest.mark.parametrize("question", ["is everything ok?", "Are all our connectors still healthy?"])
def test_how_everything_is_doing_is_what_is_broken(question: str) -> None:
    assert ask(question).text.startswith("**1 connection is broken now.**")


def test_words_that_say_nothing_do_not_hide_a_name() -> None:
    assert "`zoom`" in ask("which project does the zoom stuff land in").text


def test_costs_are_honestly_not_known() -> None:
    answer = ask("what does google ads cost?")

    assert answer.text.startswith("I cannot see costs: no cost data is configured for me.")


class Log:
    """A log that counts the same for everything."""

    def __init__(self, usage: Usage, price: float = 0) -> None:
        self.usage, self.price = usage, price

    def of(self, connection: Connection, today: date) -> Usage:
        if self.usage.until is None and connection.name == "zoom":
            raise Unavailable("Fivetran's log cannot be read right now.")
        return self.usage


COUNTED = Usage(Rows(1_234_567, 2_000), Rows(1_100_000), date(2026, 11, 22), MONDAY - timedelta(hours=5))


def test_costs_are_rows_and_say_so() -> None:
    answer = ask("what does google ads cost?", usages=Log(COUNTED))

    assert answer.text == (
        "`google_ads` (Google Ads, production): **1,234,567 paid monthly active rows and 2,000 free** this "
        "month, counted up to 22 November; 1,100,000 paid monthly active rows last month.\n"
        "Counted in the table `incremental_mar` of Fivetran's own log. These are rows, not money: the price "
        "of a row is in the contract and falls as the account grows."
    )
    assert (answer.as_of, answer.kind) == (MONDAY - timedelta(hours=5), Kind.LIVE)


def test_with_a_price_costs_are_money_and_said_to_be_an_estimate() -> None:
    answer = ask("how much does google ads cost us?", usages=Log(COUNTED, price=500))

    assert "(about $617.28)" in answer.text
    assert "an estimate at $500.00 for a million paid rows" in answer.text


def test_costs_of_what_was_never_counted_or_cannot_be_read() -> None:
    empty = Log(Usage(Rows(), Rows(), None))

    assert "has counted no rows" in ask("what does google ads cost?", usages=empty).text
    assert "cannot be read right now" in ask("what does zoom cost?", usages=empty).text
    assert "no typeform connection that could cost anything yet" in (
        ask("what does typeform cost?", usages=empty).text
    )
    assert "I know of no Stripe connection that I can tell you about" in (
        ask("what does stripe cost?", CLEO, usages=empty).text
    )


def test_links_lead_where_the_settings_say_or_nowhere() -> None:
    ours = ask("is google ads fresh?", connection_page="https://fivetran.example/{id}")
    none = ask("is google ads fresh?", connection_page="")

    assert (ours.source, none.source) == ("https://fivetran.example/google_otter", None)


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
def test_a_sensitive_connection_does_not_exist_for_those_who_may_not_know(question: str) -> None:
    nothing_there = ask(question, ADA, connections=())

    told = ask(question, ADA)

    assert (told.text, told.alternatives) == (nothing_there.text, nothing_there.alternatives)
    assert ask(question, BO).text != told.text


@pytest.mark.parametrize("asker", [ADA, ROSA, BO])
def test_its_own_people_and_approvers_hear_of_a_sensitive_connection(asker: object) -> None:
    assert "`salesforce`" in ask("is salesforce fresh?", asker).text  # type: ignore[arg-type]


@pytest.mark.parametrize("asker", [CLEO, EVERYBODY])
def test_others_do_not(asker: object) -> None:
    for question in ("is salesforce fresh?", "what is in development?", "where is DSRE-7?"):
        assert "`salesforce`" not in ask(question, asker).text  # type: ignore[arg-type]


TWIN = connection("zoom", "zoom", id="prod_twin")


@pytest.mark.parametrize("status", [Status.LIVE, Status.RETIRED])
def test_what_was_confidential_in_development_is_so_in_production(status: Status) -> None:
    secret = replace(
        PLAY.answers,
        service="zoom",
        destination={"schema": "zoom"},
        sensitivity=Sensitivity.CONFIDENTIAL,
    )
    request = PLAY.but(answers=secret, status=status, connection_id="dev_twin")
    known = {"connections": (TWIN,), "requests": (request,)}

    assert "`zoom`" not in ask("is zoom fresh?", ADA, **known).text
    assert "`zoom`" in ask("who owns zoom?", ROSA, **known).text
    assert "`zoom`" in ask("who owns zoom?", ADA, connections=(TWIN,)).text
    harmless = request.but(answers=replace(secret, sensitivity=Sensitivity.INTERNAL))
    assert "`zoom`" in ask("who owns zoom?", ADA, connections=(TWIN,), requests=(harmless,)).text


def test_whoever_asked_for_it_in_development_does_not_so_learn_of_a_sensitive_service_in_production() -> None:
    known = {"connections": (connection("salesforce", "salesforce", id="prod_force"),)}

    assert "`salesforce` (Salesforce, production)" not in ask("who owns salesforce?", ADA, **known).text


OFFERED = {one.id: one for one in (Service("quux", "Quux Cloud"), Service("front", "Front"))}


def test_what_fivetran_offers_is_known_by_its_exact_name() -> None:
    told = ask("do we have quux cloud?", offered=OFFERED)

    assert (
        told.text
        == "I know of no Quux Cloud connection that I can tell you about. To ask for one: `/connector`."
    )
    assert goes_to_a_page("do we have quux cloud?")
    assert ask("do we have a shop front?", offered=OFFERED).page == "some-page"


def test_what_is_not_there_is_only_told_to_those_who_ask() -> None:
    assert ask("do we have stripe?").only_if_asked
    assert ask("where is my request?").only_if_asked
    assert ask("where is my request?", CLEO).only_if_asked
    assert ask("what does google ads cost?").only_if_asked
    assert not ask("is google ads fresh?").only_if_asked
