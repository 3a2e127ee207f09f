"""The subcommands of `/connector`: one table, from which the help and the typo check derive."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from bot.slack.listeners.commands import COMMANDS, handle_command, reject_typo
from bot.slack.views.help import help_text
from tests.support.sample_data import MONDAY
from workflows.errors import Refused

IDS = {"user_id": "U0ADA", "team_id": "T0DESK", "channel_id": "C0FIVETRAN", "trigger_id": "1.2"}


def context(*, services: tuple[str, ...] = ()) -> Any:
    """A context whose catalog has these services."""
    return SimpleNamespace(catalog=SimpleNamespace(has_name=lambda text: text in services))


def test_the_help_has_one_line_for_each_subcommand() -> None:
    text = help_text([subcommand.help for subcommand in COMMANDS.values()])

    assert all(f"• {subcommand.help}\n" in text for subcommand in COMMANDS.values())
    assert all(f"/connector {name}" in COMMANDS[name].help for name in COMMANDS)


def test_help_is_the_ack() -> None:
    acks: list[str] = []

    handle_command(context(), acks.append, {"text": "HELP", **IDS}, None)  # type: ignore[arg-type]

    assert [text.splitlines()[0] for text in acks] == [
        "*Connector Desk* – request data from a service, and ask about the data that's already here."
    ]


@pytest.mark.parametrize("markup", ["{}", "<https://desk.example.com|{}>", "&lt;{}&gt;"])
def test_help_repeats_no_secret(markup: str) -> None:
    acks: list[str] = []
    secret = markup.format("xoxb-123456789012-abcdefghijklmnopqrstuvwx")

    handle_command(context(), acks.append, {"text": f"help {secret}", **IDS}, None)  # type: ignore[arg-type]

    assert [text.split(".")[0] for text in acks] == ["This looks like a Slack token"]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u3000", "\n", "\t", " \u2009 "])
def test_any_space_ends_the_word_of_a_subcommand(space: str) -> None:
    questions: list[str] = []
    queue = SimpleNamespace(answer=lambda question: questions.append(question.text))
    ctx: Any = SimpleNamespace(questions=queue, ports=SimpleNamespace(clock=SimpleNamespace(now=lambda: MONDAY)))

    handle_command(ctx, lambda _text: None, {"text": f"ask{space}is R&amp;amp;D fresh", **IDS}, None)  # type: ignore[arg-type]

    assert questions == ["is R&amp;D fresh"]


@pytest.mark.parametrize(("typo", "meant"), [("stauts", "status"), ("requst", "request"), ("quite", "quiet")])
def test_a_typo_of_any_subcommand_is_reported(typo: str, meant: str) -> None:
    with pytest.raises(Refused, match=f"Did you mean /connector {meant}"):
        reject_typo(context(), typo, typo)


def test_the_name_of_a_service_is_never_a_typo() -> None:
    reject_typo(context(services=("lists",)), "lists", "lists")


def test_the_slack_edge_runs_without_the_store_and_dbos() -> None:
    code = "import sys, bot.slack.bolt; print([m for m in sys.modules if m.startswith(('bot.store', 'dbos'))])"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
