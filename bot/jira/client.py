"""The calls to Jira that the bot needs, through the `jira` library with safe settings.

By default, the library (3.10.5) never times out, repeats a POST after a dropped connection (`max_retries=3`)
and makes extra calls.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Literal

from jira import JIRA

from bot.foreign.credentials import CredentialStatus, records_credential
from bot.foreign.items import ForeignItems, ParsedItems
from bot.foreign.pages import PageGuard
from bot.jira.adf import AdfNode
from bot.jira.errors import translate_errors
from bot.jira.list_items import (
    parse_comment,
    parse_create_field,
    parse_issue,
    parse_named,
    parse_transition,
    parse_user,
)
from workflows.errors import Unavailable

CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS = 5.0, 20.0
"""Timeouts to connect and to read, in seconds."""
JIRA_PAGE_SIZE = 100
MAX_JIRA_PAGES = 200
"""A list that doesn't end by then is a fault of the server."""
HTTP_NO_CONTENT = 204
JiraObject = dict[str, Any]
JiraTimeout = tuple[float, float]


class JiraClient:
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
        self._foreign = foreign or ForeignItems()
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

    def server_info(self) -> JiraObject:
        """Return the site's version and deployment type."""
        return self._get_object("serverInfo")

    def myself(self) -> JiraObject:
        """Return the bot's own account."""
        return self._get_object("myself")

    def permissions(self, project: str, names: tuple[str, ...]) -> dict[str, bool]:
        """Return which of the named permissions the bot has in `project`."""
        found = self._get("mypermissions", "permissions", projectKey=project, permissions=",".join(names))
        with translate_errors():
            return {name: bool(found[name]["havePermission"]) for name in names}

    def project(self, key: str) -> JiraObject:
        """Return a project; raise `Refused` if it doesn't exist or the bot can't see it."""
        return self._get_object(f"project/{key}")

    def statuses(self, project: str) -> list[JiraObject]:
        """Return every status that an issue of the project can have."""
        with translate_errors():
            listed = [
                status for each in self._get(f"project/{project}/statuses") for status in _entries(each, "statuses")
            ]
        return self._foreign.read_list("status", listed, parse_named).items

    def issue_types(self, project: str) -> list[JiraObject]:
        """Return the issue types of the project. The library's own method fails on Jira Cloud."""
        listed = self._pages(f"issue/createmeta/{project}/issuetypes", "issueTypes")
        return self._foreign.read_list("issue type", listed, parse_named).items

    def create_fields(self, project: str, issue_type: str) -> list[JiraObject]:
        """Return the fields of an issue type's create screen."""
        listed = self._pages(f"issue/createmeta/{project}/issuetypes/{issue_type}", "fields")
        return self._foreign.read_list("field", listed, parse_create_field).items

    def create_issue(self, fields: JiraObject) -> JiraObject:
        """Create an issue and return its `id` and `key`. Not idempotent: two calls create two issues."""
        created = self._send("post", "issue", {"fields": fields})
        with translate_errors():
            return {"id": str(created["id"]), "key": str(created["key"])}

    def update_issue(self, issue: str, fields: JiraObject) -> None:
        """Set fields of an issue. Idempotent."""
        self._send("put", f"issue/{issue}", {"fields": fields})

    def issues_with_label(self, label: str) -> list[JiraObject]:
        """Return the issues with a label from the search index, which can be minutes behind.

        Raises `Unavailable` if one can't be read: it can be the one that is looked for.
        """
        found = self._search(f"labels = {json.dumps(label)}")
        if found.left_out:
            raise Unavailable("Jira's answer about a ticket can't be read.")
        return found.items

    def recently_updated_issues(self, label: str, minutes: int) -> list[JiraObject]:
        """Return recently updated issues with a label, in any project, from the search index."""
        return self._search(f"labels = {json.dumps(label)} AND updated >= -{minutes}m").items

    def _search(self, query: str) -> ParsedItems[JiraObject]:
        found, pages = [], PageGuard("Jira")
        token: str | None = ""
        while token is not None:
            more = {"nextPageToken": token} if token else {}
            with translate_errors():
                page = self._get("search/jql", jql=query, fields="key", maxResults=JIRA_PAGE_SIZE, **more)
                found += _as_list(page["issues"])
                token = pages.follow(page.get("nextPageToken"))
        return self._foreign.read_list("issue", found, parse_issue, place=query)

    def key_and_changelog(self, issue: str) -> tuple[str, list[Any]]:
        """Return the current key of an issue and its changelog, in no particular order.

        The expansion has only the newest changes, so a longer changelog is read page by page.
        """
        found = self._get(f"issue/{issue}", fields="status", expand="changelog")
        with translate_errors():
            key, changelog = str(found.get("key") or ""), found["changelog"]
            histories = _as_list(changelog["histories"])
            if int(changelog.get("total") or 0) <= len(histories):
                return key, histories
        return key, list(self._pages(f"issue/{issue}/changelog", "values"))

    def search_users(self, query: str) -> list[JiraObject]:
        """Return accounts whose name or email address begins with `query`. Without the right to, none.

        If one of them can't be read, none either: it can be the match, or make it uncertain.
        """
        with translate_errors():
            found = _as_list(self._get("user/search", query=query))
        read = self._foreign.read_list("account", found, parse_user)
        return [] if read.left_out else read.items

    def issue_status(self, issue: str) -> JiraObject:
        """Return the current status of an issue."""
        return self._get_object(f"issue/{issue}", "fields", "status", fields="status")

    def transitions(self, issue: str) -> list[JiraObject]:
        """Return the available transitions of an issue, each with the fields of its screen."""
        with translate_errors():
            found = _as_list(self._get(f"issue/{issue}/transitions", "transitions", expand="transitions.fields"))
        return self._foreign.read_list("transition", found, parse_transition, place=issue).items

    def transition_issue(self, issue: str, transition: str) -> None:
        """Apply a transition. (The library would send the id as a number; Jira's API documents a string.)"""
        self._send("post", f"issue/{issue}/transitions", {"transition": {"id": transition}})

    def comments(self, issue: str) -> list[JiraObject]:
        """Return the comments on an issue with their properties, newest first."""
        listed = self._pages(f"issue/{issue}/comment", "comments", orderBy="-created", expand="properties")
        return self._foreign.read_list("comment", listed, parse_comment, place=issue).items

    def add_comment(self, issue: str, body: AdfNode, properties: Mapping[str, object]) -> None:
        """Add a comment with entity properties. Not idempotent: two calls add two comments."""
        listed = [{"key": key, "value": value} for key, value in properties.items()]
        self._send("post", f"issue/{issue}/comment", {"body": body, "properties": listed})

    def update_comment(self, issue: str, comment: str, body: AdfNode) -> None:
        """Replace the body of one of the bot's own comments. Idempotent."""
        self._send("put", f"issue/{issue}/comment/{comment}", {"body": body})

    def set_remote_link(self, issue: str, global_id: str, relation: str, title: str, url: str) -> None:
        """Link `url` from the issue. A link with the same `global_id` is replaced."""
        link = {"globalId": global_id, "relationship": relation, "object": {"url": url, "title": title}}
        self._send("post", f"issue/{issue}/remotelink", link)

    @records_credential
    def _get(self, path: str, *keys: str, **query: Any) -> Any:
        """Return the JSON at `path`, or the value under the `keys` in it."""
        with translate_errors():
            found = self._jira._session.get(self._jira._get_url(path), params=query).json()
            for key in keys:
                found = found[key]
            return found

    def _get_object(self, path: str, *keys: str, **query: Any) -> JiraObject:
        found = self._get(path, *keys, **query)
        with translate_errors():
            return dict(found)

    @records_credential
    def _send(self, method: Literal["post", "put"], path: str, body: JiraObject) -> JiraObject:
        """Send `body` and return the answer, which is empty for 204.

        A page that isn't JSON comes from something in front of Jira, which might have done nothing.
        """
        with translate_errors():
            send = getattr(self._jira._session, method)
            response = send(self._jira._get_url(path), data=json.dumps(body))
            return {} if response.status_code == HTTP_NO_CONTENT else dict(response.json())

    def _pages(self, path: str, name: str, **query: Any) -> Iterator[JiraObject]:
        start = 0
        for _ in range(MAX_JIRA_PAGES):
            page = self._get(path, startAt=start, maxResults=JIRA_PAGE_SIZE, **query)
            with translate_errors():
                found, total = _as_list(page[name]), int(page["total"])
            yield from found
            start += len(found)
            if not found or start >= total:
                return
        raise Unavailable("A list of Jira doesn't end.")


def _as_list(value: Any) -> list[Any]:
    """Return a list of an answer; raise `TypeError` for anything else. An empty object isn't an empty list."""
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _entries(item: Any, name: str) -> list[Any]:
    """Return a list in an item; one unreadable entry if there is none."""
    entries = item.get(name) if isinstance(item, dict) else None
    return entries if isinstance(entries, list) else [None]


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
