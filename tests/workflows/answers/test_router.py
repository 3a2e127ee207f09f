"""Live answers about the state of connections, as golden text."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.sample_account import CLEO, Window, ask, connection
from tests.support.sample_data import MONDAY
from workflows.answers.model import AnswerKind


def test_a_working_connection() -> None:
    answer = ask("is google ads fresh?")

    assert answer.text == (
        "`google_ads` (Google Ads, production) is fresh.\n"
        "- Last successful sync: 2026-11-23 07:00 UTC (2 h ago)\n"
        "- Schedule: every 6 h"
    )
    assert answer.source == "https://fivetran.com/dashboard/connections/google_otter/status"
    assert (answer.kind, answer.as_of) == (AnswerKind.LIVE, MONDAY)


def test_a_broken_connection_says_why_without_foreign_markup() -> None:
    assert ask("why is jira failing?").text == (
        "`jira` (Jira, production) is **broken**: Reconnect it, ∗please∗: (here)(https://evil.example).\n"
        "- Last successful sync: 2026-11-23 07:00 UTC (2 h ago)\n"
        "- Last failure: 2026-11-23 08:00 UTC (1 h ago)\n"
        "- To fix it, reconnect it in Fivetran.\n"
        "- Schedule: every 6 h"
    )


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (
            {"setup_state": "incomplete", "succeeded_at": None},
            "is waiting for its credentials and has never synced.",
        ),
        ({"paused": True}, "is **paused** and doesn't sync until it is resumed."),
        (
            {"is_historical_sync": True, "succeeded_at": None},
            "is running its historical sync, which can take hours to days.",
        ),
        ({"is_historical_sync": True}, "is fresh, and still loading older history."),
        (
            {"update_state": "delayed"},
            "is **delayed**: Fivetran is behind schedule and will catch up on its own.",
        ),
        ({"sync_frequency": 30}, "is **late**: its last sync is older than its schedule allows."),
        ({"sync_frequency": 30, "schedule_type": "manual"}, "is fresh."),
    ],
)
def test_every_state_has_a_sentence(facts: dict[str, Any], verdict: str) -> None:
    one = connection("zoom", "zoom", **facts)

    answer = ask("is zoom fresh?", window=Window(answers=False), connections=(one,))

    assert answer.text.splitlines()[0] == f"`zoom` (Zoom, production) {verdict}"


def test_without_fivetran_the_last_poll_answers() -> None:
    answer = ask("is google ads fresh?", window=Window(answers=False))

    assert "is fresh" in answer.text
    assert answer.as_of == MONDAY - timedelta(seconds=30)


def test_an_ambiguous_name_gets_a_clarifying_question() -> None:
    answer = ask("is search console fresh?")

    assert answer.is_clarification
    assert [one.title for one in answer.alternatives] == [
        "Is google_search_console_support fresh?",
        "Is google_search_console_www fresh?",
    ]
    assert not ask(answer.alternatives[1].title).is_clarification


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

    assert answer.text == ("I couldn't find “zom”, or you don't have access to it. Did you mean one of these?")
    assert [one.title for one in answer.alternatives] == ["Is zoom fresh?"]


def test_broken_and_recovered_connections_are_listed() -> None:
    assert ask("what broke today?").text == (
        "**1 connection is broken now.**\n"
        "- `jira` (Jira, production): Reconnect it, ∗please∗: (here)(https://evil.example). "
        "(since 2026-11-23 08:00 UTC)\n"
        "1 connection broke in the last 24 hours and recovered: `zoom`."
    )


def test_paused_development_and_expiring_connections_are_listed() -> None:
    assert ask("which connectors are paused?").text == (
        "**1 connection is paused.**\n- `survey_monkey` (SurveyMonkey, production), last synced 2 h ago"
    )
    assert ask("which connectors are in development?", CLEO).text == (
        "**1 connection is in development.**\n"
        "- `google_play` (Google Play), for Rosa Neri, until December 3, 2026\n"
        "On the way: `typeform` (awaiting approval)."
    )
    assert ask("which connectors are about to be deleted?").text == (
        "**1 connection is due for deletion within 30 days.**\n- `google_play`: on December 3, 2026, for Rosa Neri"
    )


@pytest.mark.parametrize("question", ["is everything ok?", "Are all our connectors still healthy?"])
def test_how_everything_is_doing_is_what_is_broken(question: str) -> None:
    assert ask(question).text.startswith("**1 connection is broken now.**")


def test_filler_words_do_not_hide_a_name() -> None:
    assert "`zoom`" in ask("which project does the zoom stuff land in").text


def test_links_lead_where_the_settings_say_or_nowhere() -> None:
    ours = ask("is google ads fresh?", connection_page_url="https://fivetran.example/{id}")
    none = ask("is google ads fresh?", connection_page_url="")

    assert (ours.source, none.source) == ("https://fivetran.example/google_otter", None)
