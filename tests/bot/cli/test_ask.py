"""`python -m bot ask` and `questions`."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import frontmatter
import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.store.database import connect, migrate
from bot.store.poll_round import ConnectionPoller
from bot.store.questions import QuestionStore
from demo.stage import sandbox_settings
from tests.bot.store.test_questions import ASKED
from tests.bot.store.test_requests import Watch
from tests.support.migrated_databases import MigratedDatabases
from tests.support.sample_account import CONNECTIONS
from workflows.answers.model import Answer, AnswerKind, Feedback
from workflows.connections.model import Connection, ConnectionListing


def _same(connections: Sequence[Connection], _group: str, _known: object) -> ConnectionListing:
    return ConnectionListing(connections)


NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Settings of a bot whose vendors do not answer; the address of its database."""
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    for name, value in sandbox_settings(NOWHERE, url, 3000).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLOCK_URL", "")
    return url


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_a_database_the_pages_answer(settings: str) -> None:
    answer = json.loads(run("ask", "is zoom fresh?", "--json"))

    assert answer["kind"] in {"knowledge", "unsure"}


@pytest.fixture
def filled(settings: str, databases: MigratedDatabases, tmp_path: Path) -> str:
    """A database that a running bot has filled; its address."""
    databases.sqlite(tmp_path / "desk.sqlite3")
    database = connect(settings)
    groups = {"dev": "dev_sandbox_group", "prod": "prod_sandbox_group"}
    for group in groups:
        seen = [one for one in CONNECTIONS if one.group_id == group]
        ConnectionPoller(database, partial(_same, seen), {}, Watch()).poll(groups[group])
    database.dispose()
    return settings


def test_with_a_database_live_data_answers_even_without_fivetran(filled: str) -> None:
    answer = json.loads(run("ask", "do we have google ads?", "--json"))
    hidden = json.loads(run("ask", "do we have stripe?", "--json"))

    assert (answer["kind"], list(answer)) == ("live", ["kind", "answer", "source", "alternatives"])
    assert "`google_ads`" in answer["answer"]
    assert "I couldn't find a connection for Stripe" in hidden["answer"]
    assert json.loads(run("ask", "is search console fresh?", "--json"))["alternatives"] == [
        "Is google_search_console_support fresh?",
        "Is google_search_console_www fresh?",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "is google ads fresh?",
        "why is jira failing?",
        "who owns zoom?",
        "what broke today?",
        "which connectors are paused?",
        "what is in development?",
        "which are about to be deleted?",
        "where is my request?",
        "which dataset does zoom land in?",
        "what tables does google ads have?",
        "connection id of zoom",
        "who has access to fivetran?",
        "who has access to zoom?",
        "how do I get access to zoom?",
        "what does zoom cost?",
    ],
)
def test_every_live_intent_is_answered_from_the_database(filled: str, question: str) -> None:
    answer = json.loads(run("ask", question, "--json"))

    assert answer["kind"] == "live"
    assert answer["answer"]


def test_badly_rated_questions_are_exported_and_drafted_as_pages(settings: str) -> None:
    database = connect(settings)
    migrate(database)
    unsure = Answer(AnswerKind.UNSURE, "I don't know.")
    book = QuestionStore(database)
    book.save(replace(ASKED, id="q2", text='=cmd, "x"', answer=unsure))
    book.update("q2", feedback=Feedback.NOT_QUITE)
    database.dispose()

    rows = list(csv.DictReader(io.StringIO(run("questions", "--csv"))))
    page = frontmatter.loads(run("questions", "draft", "q2"))

    assert [(row["id"], row["text"], row["feedback"]) for row in rows] == [("q2", '\'=cmd, "x"', "not_quite")]
    assert "q2" in run("questions")
    questions = page["questions"]
    assert isinstance(questions, list)
    assert (page["title"], questions[0]) == ('=cmd, "x"', '=cmd, "x"')
    assert CliRunner().invoke(cli, ["questions", "draft", "q9"]).exit_code == 1
