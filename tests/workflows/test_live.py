"""Live answers, word for word, and who gets to read them."""

from datetime import timedelta

import pytest

from tests.examples import MONDAY
from tests.known import ADA, BO, CLEO, ROSA, Window, ask, connection
from workflows.answers import Kind
from workflows.facts import EVERYBODY


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


def test_who_has_access_and_how_to_get_it() -> None:
    assert ask("who has access to fivetran?").text == (
        "These people can open Fivetran; account administrators can, too.\n"
        "- **Fivetran_Dev**: nobody\n- **Fivetran_Prod**: Bo Lindqvist (Manage Destination)"
    )
    answer = ask("how do I get access to google ads?")
    assert "Production data needs a ticket, which SRE decides on." in answer.text
    assert answer.about_access


def test_costs_are_honestly_not_known() -> None:
    answer = ask("what does google ads cost?")

    assert answer.text.startswith("I cannot see costs: no cost data is configured for me.")


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
