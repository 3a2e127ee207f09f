"""Questions about facts are told from questions that a page answers."""

from pathlib import Path
from typing import Any

import frontmatter
import pytest
import yaml

from bot.slack_markup import plain_text
from tests.support.sample_account import BO, ask, goes_to_a_page
from workflows.answers.intent_patterns import Intent
from workflows.answers.intents import detect_intents, find_access_reason

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
ASKED = yaml.safe_load((KNOWLEDGE / "questions.yaml").read_text(encoding="utf-8"))


def _questions(page: Path) -> list[str]:
    found: Any = frontmatter.load(str(page))["questions"]
    return list(found)


EXAMPLES = [question for page in sorted(KNOWLEDGE.glob("*.md")) for question in _questions(page)]

PHRASES = {
    Intent.STATE: [
        "is google ads fresh?",
        "Is Google Ads up to date",
        "when did google ads last sync",
        "when was google_ads last updated?",
        "why is google ads failing",
        "why isn't google ads syncing?",
        "what's wrong with the google ads connector",
        "is google ads down?",
        "did google ads sync today?",
        "last sync of google ads",
        "how fresh is the google ads data?",
        "status of google ads",
        "Hi there! Is google ads still running? Thanks!",
        "is google ads fresh in production?",
    ],
    Intent.OWNER: [
        "who owns google ads",
        "who is responsible for the google ads connector?",
        "who's responsible for google ads",
        "who do I ask about google ads data",
        "who requested google ads?",
        "owner of google ads?",
    ],
    Intent.EXISTS: [
        "do we have a connector for google ads",
        "do we already have google ads data?",
        "is there a google ads connector?",
        "are we syncing google ads already",
    ],
    Intent.LOCATION: [
        "which dataset does google ads land in",
        "which project and dataset does google ads load into?",
        "where does the google ads data land?",
        "where is the google ads data",
    ],
    Intent.TABLES: [
        "what tables does google ads have",
        "which tables are in google ads?",
        "list the tables of google ads",
    ],
    Intent.CONNECTION_ID: [
        "what is the connection id of google ads for airflow",
        "connector id for google ads",
        "what's the airflow variable key for google ads?",
    ],
    Intent.WHO_HAS_ACCESS: ["who has access to google ads", "who can see google ads?"],
    Intent.GET_ACCESS: ["how do I get access to google ads", "I need access to the google ads data"],
    Intent.COST: [
        "what does google ads cost",
        "how much does google ads cost us?",
        "how much do we pay for google ads these days?",
        "MAR for google ads this month",
    ],
}


@pytest.mark.parametrize(("intent", "question"), [(intent, one) for intent, some in PHRASES.items() for one in some])
def test_people_ask_the_same_in_many_words(intent: Intent, question: str) -> None:
    assert intent in [one.intent for one in detect_intents(question)]
    assert "google_ads" in ask(question).text


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("what broke today", "**1 connection is broken now.**"),
        ("which connectors are broken right now?", "**1 connection is broken now.**"),
        ("anything failing?", "**1 connection is broken now.**"),
        ("which connectors are paused", "**1 connection is paused.**"),
        ("list all paused connectors", "**1 connection is paused.**"),
        ("which connectors are in development?", "**3 connections are in development.**"),
        ("what's in development", "**3 connections are in development.**"),
        ("which connectors are about to be deleted", "**1 connection is due for deletion"),
        ("what will be deleted soon?", "**1 connection is due for deletion"),
        ("where is my request", "Ada Okafor requested"),
        ("who does my request wait for?", "Ada Okafor requested"),
        ("what's happening with DSRE-7", "Ada Okafor requested"),
        ("who has access to fivetran", "These people have access to Fivetran"),
    ],
)
def test_questions_about_many_things_need_no_name(question: str, beginning: str) -> None:
    viewer = BO if "connectors" in question or "development" in question else None

    found = ask(question, viewer) if viewer else ask(question)

    assert found.text.removeprefix("- ").startswith(beginning)


@pytest.mark.parametrize(
    "question",
    [
        "how do I get access to fivetran",
        "who can get access to Fivetran?",
        "who has access to dev-fivetran",
        "why is my connector failing",
        "how do i find the connector id for airflow",
        "what does fivetran cost",
        "who approves my request?",
        "where is my request form",
        "do we have a good restaurant nearby",
    ],
)
def test_what_a_page_answers_is_left_to_the_page(question: str) -> None:
    assert goes_to_a_page(question)


@pytest.mark.parametrize("question", [one["ask"] for one in ASKED if one["page"]] + EXAMPLES)
def test_no_question_of_the_question_set_is_taken_from_its_page(question: str) -> None:
    assert goes_to_a_page(plain_text(question))


def test_a_long_story_takes_no_time_and_its_question_is_found() -> None:
    story = "It was a long day and nothing worked at all. " * 60

    assert detect_intents(f"{story}") == ()
    assert detect_intents(f"Hi!\nIs zoom fresh?\n{story}")[0].subject == "zoom"


@pytest.mark.parametrize("question", ["", "   ", "???", "\n", "*_~`", "is " * 2_000])
def test_nonsense_asks_for_nothing(question: str) -> None:
    assert detect_intents(question) == ()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("how do I get access to zoom because we count webinars?", "we count webinars"),
        ("Can I get access to zoom data? I need it to report on calls.", "report on calls"),
        ("access to zoom please, so that Rosa can close the books", "Rosa can close the books"),
        ("how do I get access to zoom?", ""),
    ],
)
def test_the_purpose_is_taken_from_the_question(asked: str, why: str) -> None:
    assert find_access_reason(asked) == why
