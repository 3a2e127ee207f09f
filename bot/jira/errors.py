"""Translate errors of Jira and of the `jira` library into `workflows.errors`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jira import JIRAError
from requests import RequestException
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import NewConnectionError

from bot.foreign.retry_after import parse_retry_after
from workflows.errors import CredentialRejected, Misconfigured, Refused, Unavailable
from workflows.requests.ports import TicketNotFound

HTTP_TOO_MANY_REQUESTS = 429
HTTP_CONFLICT = 409
HTTP_NOT_FOUND = 404


class OutcomeUnknown(Unavailable):
    """No complete answer came. Jira might have done what was asked."""


class UnexpectedAnswer(OutcomeUnknown):
    """The answer isn't JSON, or lacks what Jira documents. The words name JIRA_URL."""


class NotJira(Unavailable):
    """Another server refused, not Jira. The words name JIRA_URL."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise every error of the library as `Refused` or a kind of `Unavailable`.

    Only Jira's own error format counts as an answer of Jira: a gateway has 404 pages too. After a 4xx, Jira
    has done nothing. After a 5xx, a timeout, or a dropped connection, the outcome is unknown
    (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
    """
    try:
        yield
    except JIRAError as error:
        raise _http_error(error) from None
    except (ValueError, LookupError, TypeError, AttributeError):  # not JSON, or an unexpected structure
        raise UnexpectedAnswer("Jira sent an unexpected answer. Check JIRA_URL.") from None
    except RequestException as error:
        raise _connection_error(error) from None


def _http_error(error: JIRAError) -> Exception:
    status = error.status_code or 0
    is_from_jira, reason, field = _read_reason(error.response)
    if status == 401:
        return CredentialRejected(
            "Jira rejects JIRA_EMAIL and JIRA_API_TOKEN. The token might have expired: create a new one."
        )
    if status == 403:
        return Misconfigured(f"The bot's Jira account lacks a permission. {reason}".strip())
    if status == 410:
        return Misconfigured("Jira has removed an API that this version of the bot uses. Update the bot.")
    if status in (HTTP_TOO_MANY_REQUESTS, HTTP_CONFLICT, 408, 425):
        return Unavailable(f"Jira is busy ({status}).", _retry_after(error.response))
    if 400 <= status < 500 and not is_from_jira:
        return NotJira(f"Jira sent an unexpected answer ({status}). Check JIRA_URL.")
    if status == HTTP_NOT_FOUND:
        return TicketNotFound(reason or "Jira can't find this.")
    if 400 <= status < 500:
        return Refused(reason or f"Jira rejected the request ({status}).", field)
    return OutcomeUnknown(f"Jira failed ({status or 'no status'}).", _retry_after(error.response))


def _connection_error(error: RequestException) -> Exception:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError):
        return Unavailable("Jira can't be reached.")
    return OutcomeUnknown("Jira isn't responding.")


def _read_reason(response: Any) -> tuple[bool, str, str | None]:
    """Return whether Jira wrote this error, its messages, and the first invalid field, which the library drops."""
    try:
        body = response.json()
        errors = dict(body.get("errors") or {})
        messages = [str(message) for message in body.get("errorMessages") or ()]
    except (AttributeError, ValueError, TypeError):
        return False, "", None
    is_from_jira = "errorMessages" in body or "errors" in body
    return is_from_jira, " ".join([*messages, *map(str, errors.values())]), next(iter(errors), None)


def _retry_after(response: Any) -> float | None:
    """Return `Retry-After` in seconds. A connection that broke has no response."""
    return parse_retry_after(getattr(response, "headers", {}))
