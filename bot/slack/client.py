"""Call Slack's Web API, and turn every failure into one of our errors."""

from http.client import HTTPException
from ssl import create_default_context
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from workflows.errors import ChannelUnavailable, Misconfigured, Refused, Unavailable

SLACK_TIMEOUT_SECONDS = 10
"""Short, because a person is waiting."""

SETUP_ERRORS = frozenset(
    [
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
        "no_such_subteam",
        "subteam_not_found",
    ]
)
"""Error codes that an operator has to fix."""
CHANNEL_ERRORS = frozenset(["channel_not_found", "not_in_channel", "is_archived"])
"""Error codes that deny the bot one conversation."""
TRANSIENT_ERRORS = frozenset(
    [
        "fatal_error",
        "internal_error",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    ]
)
"""Error codes after which a retry can succeed."""


class SlackRefused(Refused):
    """Slack refused a call; `code` is its error code."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refused this ({code}).", code)
        self.method = method
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return SlackRefused, (self.method, self.code)


class SlackClient:
    """The Web API. The SDK's own retries are off: its default repeats a post whose response was lost."""

    def __init__(self, token: str, base_url: str) -> None:
        # Without a shared context every call reads all root certificates again: 40 ms of CPU time.
        context = create_default_context() if base_url.startswith("https:") else None
        self.web = WebClient(token, base_url, timeout=SLACK_TIMEOUT_SECONDS, ssl=context, retry_handlers=[])

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call `method`, for example `chat_postMessage`; raises `Refused` or `Unavailable`."""
        try:
            return dict(getattr(self.web, method)(**arguments).data)
        except SlackApiError as error:
            raise _failure(method, error) from None
        except (OSError, HTTPException, SlackClientError) as error:
            raise Unavailable("Slack isn't responding.") from error


def _failure(method: str, error: SlackApiError) -> Exception:
    code = str(error.response.get("error"))
    status = getattr(error.response, "status_code", 200)
    if status == 429 or code == "ratelimited":
        headers = {key.lower(): value for key, value in (error.response.headers or {}).items()}
        return Unavailable("Slack is limiting our requests.", float(headers.get("retry-after", 1)))
    if status >= 500 or code in TRANSIENT_ERRORS:
        return Unavailable("Slack isn't responding.")
    if code in CHANNEL_ERRORS:
        return ChannelUnavailable(f"The bot can't access this conversation ({code}).", code)
    if code in SETUP_ERRORS:
        needed = error.response.get("needed")
        return Misconfigured(f"Slack denied the bot access ({code}{f': {needed}' if needed else ''}).")
    return SlackRefused(method, code)
