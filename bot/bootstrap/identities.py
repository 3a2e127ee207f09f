"""As whom the bot is connected to each system: one line each in the log, at the start."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import structlog

from bot.bootstrap.core import Container
from bot.fivetran.protocol import ApiCall
from bot.foreign.fields import as_text
from workflows.errors import CredentialRejected, DeskError

log = structlog.get_logger(__name__)

CREDENTIAL_SETTINGS: Mapping[str, str] = {
    "Slack": "SLACK_BOT_TOKEN",
    "Jira": "JIRA_EMAIL and JIRA_API_TOKEN",
    "Fivetran": "FIVETRAN_API_KEY and FIVETRAN_API_SECRET",
}


def report_identities(parts: Container) -> None:
    """Look up each identity on a thread of its own: a system that is away holds nothing up."""
    for system, look_up in IDENTITIES.items():
        threading.Thread(
            target=look_up_identity, args=(parts, system, look_up), name=f"identity-{system}", daemon=True
        ).start()


def look_up_identity(parts: Container, system: str, look_up: "Callable[[Container], tuple[str, str]]") -> None:
    """Log as whom the bot is connected to one system, or why it isn't and what to check."""
    try:
        account, place = look_up(parts)
    except CredentialRejected as rejected:
        log.warning(f"{system}: not connected", reason=rejected.message, fix=f"Check {CREDENTIAL_SETTINGS[system]}.")
    except DeskError as failure:
        log.warning(f"{system}: not connected", reason=failure.message, fix="The bot tries again.")
    except Exception as odd:  # noqa: BLE001  # an odd answer, or a client that is closed because the bot stops
        log.warning(f"{system}: not connected", reason=type(odd).__name__)
    else:
        log.info(f"{system}: connected", account=account, at=place)


def _slack(parts: Container) -> tuple[str, str]:
    """https://docs.slack.dev/reference/methods/auth.test."""
    identity = parts.slack.directory.identity()
    return _text(identity, "user"), _text(identity, "team") or _text(identity, "team_id")


def _jira(parts: Container) -> tuple[str, str]:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/#api-rest-api-3-myself-get."""
    account = parts.jira.client.myself()
    return _text(account, "displayName") or _text(account, "accountId"), parts.settings.jira_url


def _fivetran(parts: Container) -> tuple[str, str]:
    """https://fivetran.com/docs/rest-api/api-reference/account/get-account-info."""
    account = parts.fivetran.client.send(ApiCall("GET", "/v1/account/info"))
    key = _text(account, "system_key_id")
    return f"system key {key}" if key else f"user {_text(account, 'user_id')}", _text(account, "account_name")


def _text(answer: Any, name: str) -> str:
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        return as_text(answer[name])
    return ""


IDENTITIES: "Mapping[str, Callable[[Container], tuple[str, str]]]" = {
    "Slack": _slack,
    "Jira": _jira,
    "Fivetran": _fivetran,
}
"""System → a function that returns the account and the place."""
