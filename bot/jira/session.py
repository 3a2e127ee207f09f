"""Requests to Jira, through the `jira` library with safe settings.

By default, the library (3.10.5) never times out, repeats a POST after a dropped connection (`max_retries=3`)
and makes extra calls.
"""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Literal

from jira import JIRA

from bot.foreign.credentials import CredentialStatus, records_credential
from bot.foreign.items import ForeignItems
from bot.jira.errors import translate_errors
from workflows.errors import Unavailable

CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS = 5.0, 20.0
"""Timeouts to connect and to read, in seconds."""
JIRA_PAGE_SIZE = 100
MAX_JIRA_PAGES = 200
"""A list that doesn't end by then is a fault of the server."""
HTTP_NO_CONTENT = 204
JiraObject = dict[str, Any]
JiraTimeout = tuple[float, float]


class JiraSession:
    """A Jira site, accessed with one account. Each thread opens its own session at first use.

    Every method can raise `Refused` or `Unavailable`. It raises `OutcomeUnknown` if no complete answer came and
    Jira might have done what was asked.
    """

    def __init__(
        self,
        url: str,
        email: str,
        token: str,
        timeout: JiraTimeout = (CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS),
        foreign: ForeignItems | None = None,
    ) -> None:
        self.foreign = foreign or ForeignItems()
        self._connect: Callable[[], JIRA] = partial(_library_client, url, email, token, timeout)
        self.credential = CredentialStatus("Jira")
        self._threads = threading.local()
        self._opened: list[JIRA] = []

    @property
    def _jira(self) -> JIRA:
        """Return this thread's library client: sessions of `requests` aren't documented as thread-safe."""
        if not hasattr(self._threads, "jira"):
            self._threads.jira = self._connect()
            self._opened.append(self._threads.jira)
        return self._threads.jira  # type: ignore[no-any-return]  # threading.local is untyped

    def close(self) -> None:
        """Close the sessions of all threads."""
        for jira in self._opened:
            jira.close()  # type: ignore[no-untyped-call]  # untyped in the library

    @records_credential
    def get(self, path: str, *keys: str, **query: Any) -> Any:
        """Return the JSON at `path`, or the value under the `keys` in it."""
        with translate_errors():
            found = self._jira._session.get(self._jira._get_url(path), params=query).json()
            for key in keys:
                found = found[key]
            return found

    def get_object(self, path: str, *keys: str, **query: Any) -> JiraObject:
        """Return the JSON object at `path`, or under the `keys` in it."""
        found = self.get(path, *keys, **query)
        with translate_errors():
            return dict(found)

    @records_credential
    def send(self, method: Literal["post", "put"], path: str, body: JiraObject) -> JiraObject:
        """Send `body` and return the answer, which is empty for 204.

        A page that isn't JSON comes from something in front of Jira, which might have done nothing.
        """
        with translate_errors():
            send = getattr(self._jira._session, method)
            response = send(self._jira._get_url(path), data=json.dumps(body))
            return {} if response.status_code == HTTP_NO_CONTENT else dict(response.json())

    def pages(self, path: str, name: str, **query: Any) -> Iterator[JiraObject]:
        """Yield the entries of the list `name` at `path`, page by page."""
        start = 0
        for _ in range(MAX_JIRA_PAGES):
            page = self.get(path, startAt=start, maxResults=JIRA_PAGE_SIZE, **query)
            with translate_errors():
                found, total = as_list(page[name]), int(page["total"])
            yield from found
            start += len(found)
            if not found or start >= total:
                return
        raise Unavailable("A list from Jira doesn't end.")


def as_list(value: Any) -> list[Any]:
    """Return a list of an answer; raise `TypeError` for anything else. An empty object isn't an empty list."""
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _library_client(url: str, email: str, token: str, timeout: JiraTimeout) -> JIRA:
    jira = JIRA(
        url,
        options={"rest_api_version": "3"},
        basic_auth=(email, token),
        get_server_info=False,
        max_retries=0,
        timeout=timeout,
    )
    jira.deploymentType = "Cloud"  # saves a call; without it, the library assumes Data Center
    return jira
