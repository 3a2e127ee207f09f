"""The calls to Jira that we need, through the `jira` library, without the library's habits that hurt.

It would wait for ever (`timeout=None`), repeat a POST after a dropped connection (`max_retries=3`), and make
further calls that nobody asked for; how this client is built keeps it from doing so (library 3.10.5).
"""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from jira import JIRA

from bot.jira.adf import AdfNode
from bot.jira.errors import translate_errors

CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS = 5.0, 20.0
"""Seconds: how long Jira may take to pick up, and to answer."""
JIRA_PAGE_SIZE = 100
JiraObject = dict[str, Any]
JiraTimeout = tuple[float, float]


class JiraClient:
    """A site, seen with one account's eyes. Each thread gets its own session, opened when first needed.

    Every method may raise `Refused` or `Unavailable`; those that create something and got no whole answer
    raise `OutcomeUnknown`.
    """

    def __init__(
        self,
        url: str,
        email: str,
        token: str,
        timeout: JiraTimeout = (CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS),
    ) -> None:
        self._build: Callable[[], JIRA] = partial(_library, url, email, token, timeout)
        self._threads = threading.local()
        self._opened: list[JIRA] = []

    @property
    def _jira(self) -> JIRA:
        """This thread's own library client: `requests` promises nothing to threads that share a session."""
        if not hasattr(self._threads, "jira"):
            self._threads.jira = self._build()
            self._opened.append(self._threads.jira)
        return self._threads.jira  # type: ignore[no-any-return]  # threading.local knows no types

    def close(self) -> None:
        """Close the sessions of all threads."""
        for jira in self._opened:
            jira.close()  # type: ignore[no-untyped-call]  # the library left it untyped

    def server_info(self) -> JiraObject:
        """What kind of Jira this is."""
        return dict(self._get("serverInfo"))

    def myself(self) -> JiraObject:
        """The bot's own account."""
        return dict(self._get("myself"))

    def permissions(self, project: str, names: tuple[str, ...]) -> dict[str, bool]:
        """Which of the permissions called `names` the bot has in `project`."""
        found = self._get("mypermissions", "permissions", projectKey=project, permissions=",".join(names))
        return {name: bool(facts["havePermission"]) for name, facts in found.items()}

    def project(self, key: str) -> JiraObject:
        """A project; `Refused` when there is none or the bot may not see it."""
        return dict(self._get(f"project/{key}"))

    def statuses(self, project: str) -> list[JiraObject]:
        """Every status that an issue of the project can have."""
        kinds = self._get(f"project/{project}/statuses")
        return [status for kind in kinds for status in kind["statuses"]]

    def issue_types(self, project: str) -> Iterator[JiraObject]:
        """What can be created in the project. The library's own way to ask fails on Cloud."""
        return self._pages(f"issue/createmeta/{project}/issuetypes", "issueTypes")

    def create_fields(self, project: str, issue_type: str) -> Iterator[JiraObject]:
        """The fields of the create screen of an issue type."""
        return self._pages(f"issue/createmeta/{project}/issuetypes/{issue_type}", "fields")

    def create_issue(self, fields: JiraObject) -> JiraObject:
        """A new issue: its `id` and `key`. Jira has no idempotency key: twice is two issues."""
        with translate_errors():
            return dict(self._jira.create_issue(fields=fields, prefetch=False).raw or {})

    def update_issue(self, issue: str, fields: JiraObject) -> None:
        """Let these fields of an issue hold something else. The same twice changes nothing."""
        with translate_errors():
            self._jira._session.put(
                self._jira._get_url(f"issue/{issue}"), data=json.dumps({"fields": fields})
            )

    def issues_with_label(self, label: str) -> list[JiraObject]:
        """Issues with a label, as the search index knows them: it may be minutes behind."""
        query = f"labels = {json.dumps(label)}"
        return list(self._get("search/jql", "issues", jql=query, fields="key", maxResults=JIRA_PAGE_SIZE))

    def recently_updated_issues(self, project: str, label: str, minutes: int) -> list[JiraObject]:
        """Issues of a project with a label that changed lately, as the search index knows them."""
        where = f"project = {json.dumps(project)} AND labels = {json.dumps(label)}"
        query = f"{where} AND updated >= -{minutes}m"
        return list(self._get("search/jql", "issues", jql=query, fields="key", maxResults=JIRA_PAGE_SIZE))

    def status_and_changelog(self, issue: str) -> tuple[JiraObject, list[JiraObject]]:
        """The status of an issue, and its changes."""
        found = self._get(f"issue/{issue}", fields="status", expand="changelog")
        return dict(found["fields"]["status"]), list(found["changelog"]["histories"])

    def issue_status(self, issue: str) -> JiraObject:
        """The status of an issue as it really is."""
        return dict(self._get(f"issue/{issue}", "fields", "status", fields="status"))

    def transitions(self, issue: str) -> list[JiraObject]:
        """What can be done with an issue now, each with the fields that its screen asks for."""
        return list(self._get(f"issue/{issue}/transitions", "transitions", expand="transitions.fields"))

    def transition_issue(self, issue: str, transition: str) -> None:
        """Do a transition. (The library would send a number where Jira's description has a string.)"""
        self._post(f"issue/{issue}/transitions", {"transition": {"id": transition}})

    def comments(self, issue: str) -> Iterator[JiraObject]:
        """What was said on an issue, the newest first."""
        return self._pages(f"issue/{issue}/comment", "comments", orderBy="-created")

    def add_comment(self, issue: str, body: AdfNode) -> None:
        """Say something. The same twice is two comments."""
        self._post(f"issue/{issue}/comment", {"body": body})

    def set_remote_link(self, issue: str, global_id: str, relation: str, title: str, url: str) -> None:
        """Let the issue point at `url`; a link with the same `global_id` is replaced."""
        link = {"globalId": global_id, "relationship": relation, "object": {"url": url, "title": title}}
        self._post(f"issue/{issue}/remotelink", link)

    def _get(self, path: str, *inside: str, **query: Any) -> Any:
        """The JSON at `path`, or what lies `inside` of it."""
        with translate_errors():
            found = self._jira._session.get(self._jira._get_url(path), params=query).json()
            for name in inside:
                found = found[name]
            return found

    def _post(self, path: str, body: JiraObject) -> None:
        with translate_errors():
            self._jira._session.post(self._jira._get_url(path), data=json.dumps(body))

    def _pages(self, path: str, name: str, **query: Any) -> Iterator[JiraObject]:
        start = 0
        while True:
            page = self._get(path, startAt=start, maxResults=JIRA_PAGE_SIZE, **query)
            yield from page[name]
            start += len(page[name])
            if not page[name] or start >= page["total"]:
                return


def _library(url: str, email: str, token: str, timeout: JiraTimeout) -> JIRA:
    jira = JIRA(
        url,
        options={"rest_api_version": "3"},
        basic_auth=(email, token),
        get_server_info=False,
        max_retries=0,
        timeout=timeout,
    )
    jira.deploymentType = "Cloud"  # what it would have asked the server; without it, it speaks to Data Center
    return jira
