"""People ask the bot, and get an answer, a question back, or a person."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from demo.stage import ROOT, Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import posted, strikes
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.questions import PATIENCE, SECRET, asks, text
from tests.e2e.support.steps import ada_asks, card_waits, up_to_connect_card


@pytest.fixture
def knowing(sandbox: Sandbox, bot: Bot) -> Bot:
    """A bot that has looked at both groups, and has told what it found."""
    for group in ("dev_sandbox_group", "prod_sandbox_group"):
        path = f"/v1/groups/{group}/connections"
        sandbox.until(partial(sandbox.journal, path=path), f"a look at {group}")
    sandbox.until(lambda: "is fresh" in text(asks(sandbox.bo, "is zoom fresh?", "dm")), "facts")
    sandbox.ada.reads(until="jira can't sign in")
    return bot


def test_a_wrong_answer_leads_to_a_person_and_both_threads_lead_to_each_other(sandbox: Sandbox, knowing: Bot) -> None:
    told = asks(sandbox.ada, "which table has the rows of google ads data?")
    sandbox.ada.clicks("Ask a person", wait=0)

    (passed,) = sandbox.until(lambda: posted(sandbox, "passed-on:"), "people are asked")
    assert "*Ada Okafor* asks" in str(passed["blocks"])
    back = sandbox.ada.reads(thread=told["ts"], until="I've passed your question to the team")[-1]["text"]
    assert passed["ts"].replace(".", "") in back
    assert told["ts"].replace(".", "") in str(passed["blocks"])
    found = sandbox.cleo.reads("data-help")[-1]
    assert "Answer in this thread." in found["text"]
    sandbox.cleo.types("Look at campaign_stats.", channel="data-help", thread=found["ts"])
    assert sandbox.ada.reads("data-help", thread=found["ts"])[-1]["text"] == "Look at campaign_stats."


def test_people_are_asked_once_however_often_the_button_is_pressed(sandbox: Sandbox, knowing: Bot) -> None:
    told = asks(sandbox.ada, "is google ads fresh?")

    sandbox.ada.clicks("Ask a person", wait=0)
    sandbox.ada.reads(thread=told["ts"], until="I've passed your question to the team")

    def is_told() -> bool:
        return "The team already has this question" in text(sandbox.ada.clicks("Ask a person"))

    sandbox.until(is_told, "she is told that people were asked")
    assert len(posted(sandbox, "passed-on:")) == 1


def test_a_requester_reads_about_her_own_sensitive_request_in_private(sandbox: Sandbox, knowing: Bot) -> None:
    ada_asks(sandbox, sensitivity="confidential")
    card_waits(sandbox)

    told = asks(sandbox.ada, "where is my request?", wait=0)

    sandbox.ada.reads("dm", until="It is waiting for")
    assert len(sandbox.ada.reads(thread=told["ts"])) == 1


def test_markup_in_a_question_that_people_get_mentions_no_one(sandbox: Sandbox, knowing: Bot) -> None:
    asks(sandbox.ada, "<!channel> & *xyzzy* @bo plugh?")
    sandbox.ada.clicks("Ask a person", wait=0)

    (passed,) = sandbox.until(lambda: posted(sandbox, "passed-on:"), "people are asked")

    said = json.dumps([passed["text"], passed["blocks"]])
    assert "<!channel>" not in said
    assert "<@U0BO>" not in said


@pytest.mark.parametrize("door", ["socket", "http"], indirect=True)
def test_an_event_that_is_delivered_twice_is_answered_once(sandbox: Sandbox, knowing: Bot) -> None:
    with sandbox.fault(kind="deliver_twice", service="slack", match="app_mention"):
        told = asks(sandbox.ada, "is google ads fresh?")
    sandbox.ada.redelivers()

    again = asks(sandbox.ada, "is google ads fresh?")

    assert len(sandbox.ada.reads(thread=told["ts"], until="is fresh")) == 2
    assert len(sandbox.ada.reads(thread=again["ts"], until="is fresh")) == 2


def test_an_answer_whose_receipt_is_lost_is_not_given_twice(sandbox: Sandbox, knowing: Bot) -> None:
    with sandbox.fault(kind="lose", service="slack", match="chat.postMessage"):
        told = asks(sandbox.ada, "is google ads fresh?")

    sandbox.ada.reads(thread=told["ts"], until="is fresh")
    asks(sandbox.ada, "is zoom fresh?")
    assert len(sandbox.ada.reads(thread=told["ts"])) == 2


def test_a_question_outlives_a_crash(sandbox: Sandbox, bots: Bots) -> None:
    first = bots.start()
    held = sandbox.fault(kind="hold", service="slack", match="chat.postMessage")
    told = asks(sandbox.ada, "how do I get access to fivetran?", wait=0)
    assert told["error"] is None
    first.kill()
    held.ends()

    bots.start()

    sandbox.ada.reads(thread=told["ts"], until="Access is for employees only")
    assert len(sandbox.ada.reads(thread=told["ts"])) == 2


def test_what_helped_and_what_did_not_is_remembered_for_the_team(sandbox: Sandbox, knowing: Bot) -> None:
    asks(sandbox.ada, "what is a connect card?", "dm")
    assert "Sorry that didn't help." in text(sandbox.ada.clicks("Not quite"))
    asks(sandbox.rosa, "how do I get access to fivetran?", "dm")
    assert "Thanks for the feedback" in text(sandbox.rosa.clicks("That helped"))

    for_bo = text(sandbox.bo.types("/connector questions"))

    assert "what is a connect card?" in for_bo
    assert "how do I get access" not in for_bo
    assert "Only approvers can see this list." in text(sandbox.ada.types("/connector questions"))


def test_access_is_asked_for_with_a_form_and_a_ticket_opens_though_jira_was_down(
    sandbox: Sandbox, knowing: Bot
) -> None:
    asks(sandbox.ada, "how do I get access to fivetran?", "dm")
    form = sandbox.ada.clicks("Request access")["view"]
    assert (form["title"], form["fields"]["what"]["value"]) == ("Request access", "Fivetran")
    outage = sandbox.fault(kind="fail", service="jira", times=None)
    assert "why" in sandbox.ada.sends_form(who="aokafor", what="Fivetran", why="x")["errors"]
    assert sandbox.ada.sends_form(why="Campaign reports")["closed"]
    strikes(sandbox, outage)
    outage.ends()
    sandbox.clock(advance=60)

    told = sandbox.ada.sees(until="for access to Fivetran. Updates are posted there.")
    issues = [one for one in sandbox.state("jira")["issues"] if "fivetran-access" in one["fields"]["labels"]]
    assert [one["fields"]["summary"] for one in issues] == ["Access to Fivetran for aokafor"]
    assert issues[0]["key"] in told["dms"][-1]["text"]


def test_the_form_for_access_opens_with_what_is_known_already(sandbox: Sandbox, knowing: Bot) -> None:
    asks(sandbox.ada, "how do I get access to google ads because I report on campaigns?", "dm")

    fields = sandbox.ada.clicks("Request access")["view"]["fields"]

    assert {name: field["value"] for name, field in fields.items()} == {
        "who": "ada@example.com",
        "what": "google_ads in moz-fx-data-bq-fivetran (production)",
        "why": "I report on campaigns",
    }
    assert sandbox.ada.sends_form()["closed"]
    sandbox.ada.sees(until="for access to google_ads in moz-fx-data-bq-fivetran")


def a_log_of_fivetran(path: Path) -> str:
    """The address of a log that has counted a thousand paid rows of two connections this month."""
    first = datetime.now(UTC).date().replace(day=1)
    with closing(sqlite3.connect(path)) as log, log:
        log.execute(
            "CREATE TABLE incremental_mar (connection_name TEXT, destination_id TEXT, measured_date DATE, "
            "free_type TEXT, incremental_rows BIGINT)"
        )
        for name in ("google_ads", "stripe"):
            row = (name, "prod_sandbox_group", first.isoformat(), "PAID", 1_000)
            log.execute("INSERT INTO incremental_mar VALUES (?, ?, ?, ?, ?)", row)
    return f"sqlite:///{path}"


def test_costs_are_told_from_the_log_to_those_who_may_know(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    log = a_log_of_fivetran(tmp_path / "log.sqlite3")
    bots.start(FIVETRAN_LOG_DATABASE=log, FIVETRAN_ROW_PRICE="500")
    sandbox.until(lambda: sandbox.journal(path="/v1/groups/prod_sandbox_group/connections"), "a look")
    sandbox.until(lambda: "is fresh" in text(asks(sandbox.bo, "is zoom fresh?", "dm")), "facts")

    ada = text(asks(sandbox.ada, "what does google ads cost?", "dm"))

    assert "1,000 paid monthly active rows (about $0.50) this month" in ada
    assert "I couldn't find a connection for Stripe" in text(asks(sandbox.ada, "what does stripe cost?", "dm"))
    assert "1,000 paid monthly active rows" in text(asks(sandbox.bo, "what does stripe cost?", "dm"))


def test_a_question_with_a_secret_is_not_kept_and_its_author_reads_why(
    sandbox: Sandbox, bots: Bots, tmp_path: Path
) -> None:
    bots.start()

    for command in (f"/connector ask why does {SECRET} not work?", f"/connector {SECRET}"):
        assert "looks like a GitHub token" in text(sandbox.ada.types(command))
    for where in ("dm", "fivetran-discussion"):
        assert "looks like a GitHub token" in text(asks(sandbox.ada, f"why does {SECRET} not work?", where))

    said_by_us = [one["request"] for one in sandbox.journal(direction="in")]
    assert SECRET not in str(said_by_us)
    assert SECRET not in bots.log()
    for file in tmp_path.glob("*.sqlite3*"):
        assert SECRET.encode() not in file.read_bytes()


def test_an_unrequested_answer_is_offered_only_where_that_is_switched_on(sandbox: Sandbox, bots: Bots) -> None:
    sandbox.slack.events(add=["message.channels"])
    bots.start(OFFER_ANSWERS="true")

    asked = sandbox.ada.types("How do I get access to Fivetran?")
    sandbox.rosa.reads(thread=asked["ts"], until="Access is for employees only")

    sandbox.rosa.types("And how do I get access to Fivetran?", thread=asked["ts"], wait=0)
    unsure = sandbox.rosa.types("Does anybody have a good recipe?", wait=0)
    mentioned = asks(sandbox.ada, "how do I get access to Fivetran?", wait=0)
    sandbox.rosa.reads(thread=mentioned["ts"], until="Access is for employees only")
    for thread, messages in ((asked["ts"], 3), (unsure["ts"], 1), (mentioned["ts"], 2)):
        assert len(sandbox.ada.reads(thread=thread)) == messages


def test_where_offers_are_off_only_questions_to_the_bot_are_answered(sandbox: Sandbox, knowing: Bot) -> None:
    sandbox.slack.events(add=["message.channels"])

    asked = sandbox.ada.types("How do I get access to Fivetran?", wait=0)
    asks(sandbox.ada, "is google ads fresh?")

    assert len(sandbox.ada.reads(thread=asked["ts"])) == 1


@pytest.fixture
def agent(sandbox: Sandbox, bots: Bots) -> Bot:
    """A bot whose app has Slack's agent view."""
    sandbox.slack.reinstall(manifest=json.loads((ROOT / "manifest-agent.json").read_text("utf-8")))
    return bots.start(SLACK_AGENT_VIEW="true")


def test_in_the_agent_view_questions_are_threads_with_titles(sandbox: Sandbox, agent: Bot) -> None:
    told = asks(sandbox.ada, "how do I get access to fivetran?", "dm")

    answered = sandbox.ada.reads("dm", thread=told["ts"], until="Access is for employees only")
    assert [one["thread_ts"] for one in answered] == [None, told["ts"]]
    asks(sandbox.ada, "and what is a connect card?", "dm", thread=told["ts"])
    sandbox.until(lambda: len(sandbox.ada.reads("dm", thread=told["ts"])) == 4, "the second answer")
    seen = sandbox.ada.opens_messages()
    assert seen["titles"] == {told["ts"]: "how do I get access to fivetran?"}
    assert seen["statuses"] == {}
    doing = sandbox.journal(path="/api/assistant.threads.setStatus")
    assert [one["request"]["status"] for one in doing] == ["is looking it up…"] * 2


def test_the_agent_view_suggests_what_can_be_answered(sandbox: Sandbox, agent: Bot) -> None:
    assert sandbox.ada.opens_messages(wait=PATIENCE)["prompts"][0] == "How do I get access to Fivetran?"
    up_to_connect_card(sandbox)

    prompts = sandbox.ada.opens_messages(wait=PATIENCE)["prompts"]

    assert prompts[0] == "Where is my request?"
    told = asks(sandbox.ada, prompts[0], "dm")
    sandbox.ada.reads("dm", thread=told["ts"], until="to enter the credentials")


def test_where_slack_refuses_its_ornaments_the_answer_comes_all_the_same(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(SLACK_AGENT_VIEW="true")  # but the app was not installed as an agent

    told = asks(sandbox.ada, "how do I get access to fivetran?", "dm")

    sandbox.ada.reads("dm", thread=told["ts"], until="Access is for employees only")
    assert sandbox.ada.opens_messages(wait=0)["prompts"] == []
