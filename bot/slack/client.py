"""Call Slack's Web API, and turn every failure into one of our errors."""

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.foreign.credentials import CredentialStatus, records_credential
from bot.foreign.retry_after import parse_retry_after
from bot.slack.web_client import SLACK_SILENT, NoAnswer, PooledWebClient
from workflows.errors import ChannelUnavailable, Misconfigured, Refused, SlackTokenRejected, Unavailable

MIN_RATE_LIMIT_SECONDS = 1.0
"""How long a rate limit lasts if Slack doesn't say."""

SETUP_ERRORS = frozenset(
    [
        "access_denied",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "org_login_required",
        "team_access_not_granted",
        "no_such_subteam",
        "subteam_not_found",
    ]
)
"""Error codes that an operator has to fix."""
TOKEN_ERRORS = frozenset(["account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"])
"""Error codes for the bot token itself."""
CHANNEL_ERRORS = frozenset(["channel_not_found", "is_archived", "is_inactive", "not_in_channel"])
"""Error codes that deny the bot one conversation."""
RESTRICTED_PREFIX = "restricted_action"
"""Prefix of the codes with which admins or a channel's settings forbid a post, for example `…_read_only_channel`."""
TRANSIENT_ERRORS = frozenset(
    [
        "external_channel_migrating",
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    ]
)
"""Error codes after which a retry can succeed."""
FORM_METHODS, FORM_CLOSED_ERRORS = ("views_push", "views_update"), ("hash_conflict", "not_found")
"""The methods that change an open modal, and their error codes once it's closed or has changed."""
USED_TRIGGER = "exchanged_trigger_id"
"""Slack's code for a trigger that opened a form before: the person has it, since the command came twice."""
STEP_METHODS = ("functions_completeError", "functions_completeSuccess")
"""The methods that answer a custom step. Access can be denied to one execution, which no operator can fix."""
ERROR_CODE = re.compile(r"[a-z0-9_]+")
"""What an error code of Slack looks like. For an answer that isn't JSON, the SDK puts a sentence in its place."""
ANSWER_FIELDS: Mapping[str, Mapping[str, type]] = {
    "auth_test": {"team_id": str},
    "canvases_create": {"canvas_id": str},
    "canvases_sections_lookup": {"sections": list},
    "chat_getPermalink": {"permalink": str},
    "chat_postMessage": {"channel": str, "ts": str},
    "chat_scheduleMessage": {"scheduled_message_id": str},
    "chat_scheduledMessages_list": {"scheduled_messages": list},
    "conversations_history": {"messages": list},
    "conversations_info": {"channel": dict},
    "conversations_open": {"channel": dict},
    "conversations_replies": {"messages": list},
    "usergroups_list": {"usergroups": list},
    "usergroups_users_list": {"users": list},
    "users_info": {"user": dict},
    "users_lookupByEmail": {"user": dict},
    "views_open": {"view": dict},
    "views_update": {"view": dict},
}
"""Method → the fields of its answer that the bot reads. A proxy can answer 200 with anything."""


class SlackRefused(Refused):
    """Slack refused a call; `code` is its error code."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refused this ({code}).", code)
        self.method = method
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return SlackRefused, (self.method, self.code)


class FormClosed(SlackRefused):
    """The person closed the modal, or a newer one replaced it.

    https://docs.slack.dev/reference/methods/views.update
    """


class RateLimited(Unavailable):
    """Slack takes no more calls for a while: it did nothing."""


class SlackClient:
    """The Web API, with our errors."""

    def __init__(self, token: str, base_url: str) -> None:
        self.web = PooledWebClient(token, base_url)
        self.credential = CredentialStatus("Slack")

    @records_credential
    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call `method`, for example `chat_postMessage`.

        Raises `Refused` if Slack's own error code says so. Everything else is `Unavailable`: no answer, a web
        page, or JSON without the fields that Slack documents.
        """
        answer: Any = self._respond(method, arguments).data
        return dict(answer)

    @records_credential
    def granted_scopes(self) -> frozenset[str]:
        """Return the scopes of the token, which Slack sends in a header of its answers. Raises what `call` does."""
        headers = {key.lower(): value for key, value in self._respond("auth_test", {}).headers.items()}
        return frozenset(scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(","))

    def _respond(self, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        function = getattr(self.web, method)
        try:
            response: SlackResponse = function(**arguments)
            answer = response.data
        except SlackApiError as error:
            raise _failure(method, error) from None
        except (NoAnswer, SlackClientError, ValueError, LookupError, AttributeError) as error:
            # The last three: a body in the wrong encoding, and JSON that isn't an object.
            raise Unavailable(SLACK_SILENT) from error
        if not _is_complete(method, answer):
            raise Unavailable(UNEXPECTED_ANSWER)
        return response


UNEXPECTED_ANSWER = "Slack sent an unexpected answer."


def _is_complete(method: str, answer: Any) -> bool:
    """Whether the answer has the fields that the bot reads."""
    if not isinstance(answer, dict):
        return False
    return all(isinstance(answer.get(name), kind) for name, kind in ANSWER_FIELDS.get(method, {}).items())


def _failure(method: str, error: SlackApiError) -> Exception:
    body = error.response.data
    code = body.get("error") if isinstance(body, dict) else None
    status = getattr(error.response, "status_code", 200)
    retry_after = parse_retry_after(error.response.headers or {})
    if status == 429 or code == "ratelimited":
        return RateLimited("Slack is limiting our requests.", retry_after or MIN_RATE_LIMIT_SECONDS)
    if status >= 500 or code in TRANSIENT_ERRORS:
        return Unavailable(SLACK_SILENT, retry_after)
    if not isinstance(code, str) or not ERROR_CODE.fullmatch(code):
        return Unavailable(UNEXPECTED_ANSWER)
    if code.startswith(RESTRICTED_PREFIX):
        return ChannelUnavailable(f"Slack doesn't let the bot post in this conversation ({code}).", code)
    if code in CHANNEL_ERRORS:
        return ChannelUnavailable(f"The bot can't access this conversation ({code}).", code)
    if code in TOKEN_ERRORS:
        return SlackTokenRejected(f"Slack rejects the bot token ({code}).")
    if code in SETUP_ERRORS and method not in STEP_METHODS:
        needed = error.response.get("needed")
        return Misconfigured(f"Slack denied the bot access ({code}{f': {needed}' if needed else ''}).")
    is_closed_form = (method in FORM_METHODS and code in FORM_CLOSED_ERRORS) or code == USED_TRIGGER
    return (FormClosed if is_closed_form else SlackRefused)(method, code)
