"""Reading what the bots of a journey wrote."""

import json
from typing import Any

SECRETS = (
    "xoxb-sandbox",
    "xapp-sandbox",
    "sandbox-signing-secret",
    "sandbox-jira-token",
    "sandbox-secret",
    "sandbox-jira-hook",
    "sandbox-fivetran-hook",
    "connect-card/setup?auth=",
)


def wrong_in(log: str, typed: set[str], *, may_fail: bool) -> list[str]:
    """Lines that no log should have: errors, what isn't a log line, secrets, and what people typed in forms."""
    lines = [line for line in log.splitlines() if line.strip()]
    wrong = [] if may_fail else [line for line in lines if _level(line) not in {"debug", "info", "warning"}]
    return wrong + [f"“{part}” is in: {line}" for line in lines for part in (*SECRETS, *typed) if part in line]


def _level(line: str) -> str:
    try:
        return str(json.loads(line)["level"])
    except (ValueError, KeyError, TypeError):
        return "no log line"


def typed_in_forms(journal: list[dict[str, Any]]) -> set[str]:
    """Free text that people sent in forms; single words are left out, they are found everywhere."""
    submissions = [entry["request"] for entry in journal if entry["path"] == "/view_submission"]
    fields = [
        field
        for submission in submissions
        for block in submission["view"]["state"]["values"].values()
        for field in block.values()
    ]
    texts = (field.get("value") for field in fields if field["type"] == "plain_text_input")
    return {text for text in texts if text and " " in text}
