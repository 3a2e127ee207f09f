"""The subcommands of `/connector`: one table, from which the help and the typo check derive."""

import subprocess
import sys
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from bot.slack.listeners.action_words import answers_action_words
from bot.slack.listeners.commands import COMMANDS, handle_command
from bot.slack.listeners.slash_command import parse_slash_command
from bot.slack.listeners.unknown_words import nearest_command
from bot.slack.repeated_commands import RepeatedCommands
from bot.slack.views.help import all_commands_message
from bot.slack.views.lists import request_text
from bot.slack.views.unknown_words import unknown_words_message
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY, a_request_with_ticket
from workflows.catalog.service import Service

TRIGGERS = count()


STATUS_LINE = request_text(a_request_with_ticket())


def typed(text: str) -> dict[str, str]:
    """The payload of a command."""
    ids = {"user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0FIVETRAN", "trigger_id": f"1.{next(TRIGGERS)}"}
    return {"text": text, **ids}


def context(**parts: Any) -> Any:
    return SimpleNamespace(repeated_commands=RepeatedCommands(), **parts)


def acked(text: str, ctx: Any = None) -> list[dict[str, Any]]:
    """What acks of a command say."""
    acks: list[dict[str, Any]] = []
    handle_command(ctx or context(), lambda **ack: acks.append(ack), typed(text), None)  # type: ignore[arg-type]
    return acks


def test_the_list_of_all_commands_has_a_line_for_each_subcommand() -> None:
    text, _blocks = all_commands_message([subcommand.help for subcommand in COMMANDS.values()])

    assert all(f"• {subcommand.help}\n" in text for subcommand in COMMANDS.values())
    assert all(f"/connector {name}" in COMMANDS[name].help for name in COMMANDS)


def test_help_is_the_ack_and_says_five_things() -> None:
    (ack,) = acked("HELP")

    seen = as_seen(ack["blocks"])
    assert [line.split("` – ")[0] for line in seen.splitlines()] == [
        "*Connector Desk* – request data from a service, and ask about the data that's already here.",
        "• `/connector salesforce",
        "• `/connector status",
        "• `/connector list",
        "• `/connector ask is google ads fresh",
        "• `/connector subscribe stripe",
        "[More]",
        "(Mention me in a channel, message me, or use *Answer this* on a message. After approval you enter the "
        "credentials in Fivetran. Never type a password or key in Slack.)",
    ]
    assert ack["text"].startswith("*Connector Desk*")


def test_a_command_that_is_delivered_twice_is_answered_once() -> None:
    ctx, command, acks = context(), typed("help"), list[dict[str, Any]]()

    for _ in range(2):
        handle_command(ctx, lambda **ack: acks.append(ack), command, None)  # type: ignore[arg-type]

    assert [bool(ack) for ack in acks] == [True, False]


def test_only_the_last_commands_are_remembered() -> None:
    repeated = RepeatedCommands(limit=2)

    assert [repeated.is_first(trigger) for trigger in "abacab"] == [True, True, False, True, True, True]


@pytest.mark.parametrize("markup", ["{}", "<https://desk.example.com|{}>", "&lt;{}&gt;"])
def test_help_repeats_no_secret(markup: str) -> None:
    secret = markup.format("xoxb-123456789012-abcdefghijklmnopqrstuvwx")

    assert [ack["text"].split(".")[0] for ack in acked(f"help {secret}")] == ["This looks like a Slack token"]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u3000", "\n", "\t", " \u2009 "])
def test_any_space_ends_the_word_of_a_subcommand(space: str) -> None:
    questions: list[str] = []
    queue = SimpleNamespace(answer=lambda question: questions.append(question.text))
    ports = SimpleNamespace(clock=SimpleNamespace(now=lambda: MONDAY))

    acked(f"ask{space}is R&amp;amp;D fresh", context(questions=queue, ports=ports))

    assert questions == ["is R&amp;D fresh"]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("stauts", "status"),
        ("requst stripe", "request stripe"),
        ("quite", "quiet"),
        ("whatever is this", "ask whatever is this"),
        ("foobar", ""),
        ("foo bar", ""),
    ],
)
def test_the_nearest_command_keeps_the_words_after_it(words: str, command: str) -> None:
    assert nearest_command(words, COMMANDS) == command


@pytest.mark.parametrize(
    ("typed_words", "said"),
    [
        ("DSRE-7", f"{STATUS_LINE}"),
        ("owner dsre-7", f"{STATUS_LINE}"),
        (
            "decline DSRE-7",
            f"*Decline* is under the request's card, and on Home under *Waiting for your decision*.\n{STATUS_LINE}",
        ),
        ("Edit DSRE-7", f"*Edit* is in the menu (⋯) of the request's card.\n{STATUS_LINE}"),
        (
            "snooze google_ads",
            "*Snooze* is under the connection's alert. To see the connection, type `/connector status google_ads`.",
        ),
        (
            "withdraw",
            "*Withdraw* is in the menu (⋯) of the request's card. To see your requests, type `/connector status`.",
        ),
        ("owner stripe", "To see the owner, type `/connector status stripe`."),
    ],
)
def test_an_action_that_is_typed_leads_to_its_button_and_a_ticket_to_its_status(typed_words: str, said: str) -> None:
    queries = SimpleNamespace(request=lambda _key, _actor: a_request_with_ticket())
    directory = SimpleNamespace(reject_known_outsider=lambda _user, _team: None)
    catalog = SimpleNamespace(has_name=lambda _text: False)
    answers: list[str] = []
    command = parse_slash_command(typed(typed_words), typed_words, answers.append)

    is_answered = answers_action_words(context(status_queries=queries, directory=directory, catalog=catalog), command)

    assert is_answered
    assert answers == [said]


def test_a_service_that_is_named_like_an_action_is_requested() -> None:
    command = parse_slash_command(typed("pause"), "pause", print)

    assert not answers_action_words(context(catalog=SimpleNamespace(has_name=lambda _text: True)), command)


def test_words_that_name_no_service_are_answered_with_what_is_near() -> None:
    text, blocks = unknown_words_message("salesfroce & <co>", [Service("salesforce", "Salesforce")], "")

    assert as_seen(blocks) == (
        "I couldn't find a service called “salesfroce &amp; &lt;co&gt;”. Did you mean Salesforce?\n"
        "[Request Salesforce] [Request a custom connector]\n"
        "(Type `/connector help` to see what I can do.)"
    )
    assert text.startswith("I couldn't find a service called “salesfroce")
    assert [one["value"] for one in blocks[1]["elements"]] == ["salesforce", "custom:salesfroce & <co>"]


def test_words_near_to_nothing_lead_to_the_list_and_to_a_custom_connector() -> None:
    _text, blocks = unknown_words_message("whatever is this", [], "ask whatever is this")

    assert as_seen(blocks) == (
        "I couldn't find a service called “whatever is this”. No service has a similar name.\n"
        "[Request a connector] [Request a custom connector]\n"
        "(Or did you mean `/connector ask whatever is this`?)"
    )


def test_the_slack_edge_runs_without_the_store_and_dbos() -> None:
    code = "import sys, bot.slack.bolt; print([m for m in sys.modules if m.startswith(('bot.store', 'dbos'))])"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"


def test_of_two_processes_that_get_a_command_one_answers() -> None:
    """Slack has several sockets, and can deliver a command again on another one."""
    taken: list[str] = []
    answers: list[str] = []

    def claim(delivery: str) -> bool:
        taken.append(delivery)
        return taken.count(delivery) == 1

    def requests_of(_user: str) -> list[Any]:
        return []

    command = typed("status")
    for _process in range(2):
        ctx = SimpleNamespace(
            repeated_commands=RepeatedCommands(claim=claim), request_queries=SimpleNamespace(requests_of=requests_of)
        )
        handle_command(ctx, lambda **_ack: None, command, answers.append)  # type: ignore[arg-type]

    assert len(answers) == 1
    assert "haven't requested a connector yet" in answers[0]
