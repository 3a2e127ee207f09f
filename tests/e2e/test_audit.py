"""The audit trail of a request: each decision and refusal once, and a chain that the command line verifies."""

import json
import subprocess
import sys
from typing import Any

from demo.stage import ROOT, Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import whispers
from tests.e2e.support.steps import bo_approves, connect_card_arrives, up_to_approval


def audit(bot: Bot, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What `python -m bot audit …` does on the machine of a bot."""
    command = [sys.executable, "-m", "bot", "audit", *arguments]
    return subprocess.run(command, cwd=ROOT, env=bot.environment, capture_output=True, text=True, timeout=60)


def exported(bot: Bot) -> list[dict[str, Any]]:
    return [*map(json.loads, audit(bot, "export", "--since", "2026-01-01").stdout.splitlines())]


def test_an_auditor_reads_who_did_what_and_can_trust_it(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    refused = whispers(sandbox.ada.clicks("Approve"))
    bo_approves(sandbox)
    connect_card_arrives(sandbox)

    told = [(one["action"], one["people"].get("actor", {}).get("slack_user")) for one in exported(bot)]
    assert told[0] == ("requested", "U0ADA")
    assert [user for action, user in told if action == "approved"] == ["U0BO"]
    assert [one for one, _ in told if one in ("ticket_opened", "connection_created", "connect_card_sent")] == [
        "ticket_opened",
        "connection_created",
        "connect_card_sent",
    ]
    (refusal,) = [one for one in exported(bot) if one["action"] == "refused"]
    assert [refusal["people"]["reply"]["text"]] == refused

    verified = audit(bot, "verify")
    assert (verified.returncode, "none changed, removed, or moved" in verified.stdout) == (0, True)
    end = verified.stdout.split("ends with ")[1].strip()
    assert "changed" in audit(bot, "erase", "U0ADA").stdout
    assert "U0ADA" not in audit(bot, "export").stdout
    assert audit(bot, "verify", "--end", end).returncode == 0


def test_mistakes_are_named(sandbox: Sandbox, bot: Bot) -> None:
    for arguments, words in (
        (("export", "--since", "yesterday"), "isn't a day or a time"),
        (("export", "--format", "xml"), "Use jsonl or csv"),
        (("verify", "--end", "12"), "isn't the end of a trail"),
    ):
        wrong = audit(bot, *arguments)
        assert (wrong.returncode, words in wrong.stderr) == (1, True)
