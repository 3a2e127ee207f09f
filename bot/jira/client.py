"""The calls to Jira that the bot needs."""

import json
from collections.abc import Mapping
from typing import Any

from bot.foreign.items import ParsedItems
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
from bot.jira.session import JIRA_PAGE_SIZE, JiraObject, JiraSession, as_list
from workflows.errors import Unavailable


class JiraClient(JiraSession):
    """A Jira site, by what the bot asks it. Raises what `JiraSession` raises."""

    def server_info(self) -> JiraObject:
        """Return the site's version and deployment type."""
        return self.get_object("serverInfo")

    def myself(self) -> JiraObject:
        """Return the bot's own account."""
        return self.get_object("myself")

    def permissions(self, project: str, names: tuple[str, ...]) -> dict[str, bool]:
        """Return which of the named permissions the bot has in `project`."""
        found = self.get("mypermissions", "permissions", projectKey=project, permissions=",".join(names))
        with translate_errors():
            return {name: bool(found[name]["havePermission"]) for name in names}

    def project(self, key: str) -> JiraObject:
        """Return a project; raise `Refused` if it doesn't exist or the bot can't see it."""
        return self.get_object(f"project/{key}")

    def statuses(self, project: str) -> list[JiraObject]:
        """Return every status that an issue of the project can have."""
        with translate_errors():
            listed = [
                status for each in self.get(f"project/{project}/statuses") for status in _entries(each, "statuses")
            ]
        return self.foreign.read_list("status", listed, parse_named).items

    def issue_types(self, project: str) -> list[JiraObject]:
        """Return the issue types of the project. The library's own method fails on Jira Cloud."""
        listed = self.pages(f"issue/createmeta/{project}/issuetypes", "issueTypes")
        return self.foreign.read_list("issue type", listed, parse_named).items

    def create_fields(self, project: str, issue_type: str) -> list[JiraObject]:
        """Return the fields of an issue type's create screen."""
        listed = self.pages(f"issue/createmeta/{project}/issuetypes/{issue_type}", "fields")
        return self.foreign.read_list("field", listed, parse_create_field).items

    def create_issue(self, fields: JiraObject) -> JiraObject:
        """Create an issue and return its `id` and `key`. Not idempotent: two calls create two issues."""
        created = self.send("post", "issue", {"fields": fields})
        with translate_errors():
            return {"id": str(created["id"]), "key": str(created["key"])}

    def update_issue(self, issue: str, fields: JiraObject) -> None:
        """Set fields of an issue. Idempotent."""
        self.send("put", f"issue/{issue}", {"fields": fields})

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
                page = self.get("search/jql", jql=query, fields="key", maxResults=JIRA_PAGE_SIZE, **more)
                found += as_list(page["issues"])
                token = pages.follow(page.get("nextPageToken"))
        return self.foreign.read_list("issue", found, parse_issue, place=query)

    def key_and_changelog(self, issue: str) -> tuple[str, list[Any]]:
        """Return the current key of an issue and its changelog, in no particular order.

        The expansion has only the newest changes, so a longer changelog is read page by page.
        """
        found = self.get(f"issue/{issue}", fields="status", expand="changelog")
        with translate_errors():
            key, changelog = str(found.get("key") or ""), found["changelog"]
            histories = as_list(changelog["histories"])
            if int(changelog.get("total") or 0) <= len(histories):
                return key, histories
        return key, list(self.pages(f"issue/{issue}/changelog", "values"))

    def search_users(self, query: str) -> list[JiraObject]:
        """Return accounts whose name or email address begins with `query`. Without the right to, none.

        If one of them can't be read, none either: it can be the match, or make it uncertain.
        """
        with translate_errors():
            found = as_list(self.get("user/search", query=query))
        read = self.foreign.read_list("account", found, parse_user)
        return [] if read.left_out else read.items

    def status_and_transitions(self, issue: str) -> tuple[str, JiraObject, list[JiraObject]]:
        """Return the key of an issue, its status, and its transitions, without the fields of their screens.

        https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get
        """
        found = self.get_object(f"issue/{issue}", fields="status", expand="transitions")
        with translate_errors():
            status, listed = dict(found["fields"]["status"]), as_list(found.get("transitions") or [])
        read = self.foreign.read_list("transition", listed, parse_transition, place=issue)
        return str(found.get("key") or ""), status, read.items

    def transitions(self, issue: str) -> list[JiraObject]:
        """Return the available transitions of an issue, each with the fields of its screen."""
        with translate_errors():
            found = as_list(self.get(f"issue/{issue}/transitions", "transitions", expand="transitions.fields"))
        return self.foreign.read_list("transition", found, parse_transition, place=issue).items

    def transition_issue(self, issue: str, transition: str) -> None:
        """Apply a transition. (The library would send the id as a number; Jira's API documents a string.)"""
        self.send("post", f"issue/{issue}/transitions", {"transition": {"id": transition}})

    def comments(self, issue: str) -> list[JiraObject]:
        """Return the comments on an issue with their properties, newest first."""
        listed = self.pages(f"issue/{issue}/comment", "comments", orderBy="-created", expand="properties")
        return self.foreign.read_list("comment", listed, parse_comment, place=issue).items

    def add_comment(self, issue: str, body: AdfNode, properties: Mapping[str, object]) -> None:
        """Add a comment with entity properties. Not idempotent: two calls add two comments."""
        listed = [{"key": key, "value": value} for key, value in properties.items()]
        self.send("post", f"issue/{issue}/comment", {"body": body, "properties": listed})

    def update_comment(self, issue: str, comment: str, body: AdfNode) -> None:
        """Replace the body of one of the bot's own comments. Idempotent."""
        self.send("put", f"issue/{issue}/comment/{comment}", {"body": body})

    def set_remote_link(self, issue: str, global_id: str, relation: str, title: str, url: str) -> None:
        """Link `url` from the issue. A link with the same `global_id` is replaced."""
        link = {"globalId": global_id, "relationship": relation, "object": {"url": url, "title": title}}
        self.send("post", f"issue/{issue}/remotelink", link)


def _entries(item: Any, name: str) -> list[Any]:
    """Return a list in an item; one unreadable entry if there is none."""
    entries = item.get(name) if isinstance(item, dict) else None
    return entries if isinstance(entries, list) else [None]
