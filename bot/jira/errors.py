"""Jira's refusals and silences, turned into our own failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jira import JIRAError
from requests import RequestException
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import NewConnectionError

from workflows.errors import Misconfigured, Refused, Unavailable

HTTP_TOO_MANY_REQUESTS = 429
HTTP_CONFLICT = 409


class OutcomeUnknown(Unavailable):
    """No whole answer came: what was asked for may have been done all the same."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Let nothing of the library's out but `Refused` and the kinds of `Unavailable`.

    After 429, 401, 403 and other 4xx nothing was done. After a 5xx, a timeout or a dropped connection nobody
    knows (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
    """
    try:
        yield
    except JIRAError as error:
        raise _http_error(error) from None
    except (ValueError, KeyError, TypeError):  # not JSON, or not the JSON that it should be
        raise OutcomeUnknown("Jira gave an answer that makes no sense. Is JIRA_URL right?") from None
    except RequestException as error:
        raise _connection_error(error) from None


def _http_error(error: JIRAError) -> Exception:
    status = error.status_code or 0
    words, field = _words(error.response)
    if status == 401:
        return Misconfigured(
            "Jira does not accept JIRA_EMAIL with JIRA_API_TOKEN. The token may have expired: make a new one."
        )
    if status == 403:
        return Misconfigured(f"Jira does not let the bot's account do this. {words}".strip())
    if status == 410:
        return Misconfigured("Jira has removed a part of its API that this version uses: update the bot.")
    if status in (HTTP_TOO_MANY_REQUESTS, HTTP_CONFLICT, 408, 425):
        return Unavailable(f"Jira cannot take this right now ({status}).", _retry_after(error.response))
    if 400 <= status < 500:
        return Refused(words or f"Jira refused this ({status}).", field)
    return OutcomeUnknown(f"Jira has trouble ({status or 'no status'}).", _retry_after(error.response))


def _connection_error(error: RequestException) -> Exception:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError):
        return Unavailable("Jira cannot be reached.")
    return OutcomeUnknown("Jira does not answer.")


def _words(response: Any) -> tuple[str, str | None]:
    """What an error collection says, and the first field it blames; the library forgets the fields' names."""
    try:
        body = response.json()
        errors = dict(body.get("errors") or {})
        messages = [str(message) for message in body.get("errorMessages") or ()]
    except (AttributeError, ValueError, TypeError):
        return "", None
    return " ".join([*messages, *(str(words) for words in errors.values())]), next(iter(errors), None)


def _retry_after(response: Any) -> float | None:
    """`Retry-After` in seconds; the other form, a date, is as good as nothing."""
    try:
        return float(response.headers["Retry-After"])
    except (AttributeError, KeyError, ValueError):
        return None
