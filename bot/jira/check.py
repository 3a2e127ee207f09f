"""Check that Jira is ready for the bot. Every message says what is wrong and what to do."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.jira.client import JiraClient
from bot.jira.create_fields import CreateScreen, read_create_screen
from bot.jira.errors import NotJira, UnexpectedAnswer
from bot.jira.ticket_fields import TicketFields
from bot.jira.transitions import DEFAULT_STATUS_NAMES, status_names_for
from workflows.errors import DeskError, Misconfigured, Refused

REQUIRED_PERMISSIONS: Mapping[str, str] = {
    "BROWSE_PROJECTS": "Browse projects",
    "CREATE_ISSUES": "Create issues",
    "EDIT_ISSUES": "Edit issues",
    "LINK_ISSUES": "Link issues",
    "ADD_COMMENTS": "Add comments",
    "TRANSITION_ISSUES": "Transition issues",
}
USER_SEARCH = "USER_PICKER"
"""The global permission *Browse users and groups*. Without it, a user search finds nothing."""


GATEWAY_HOST = "api.atlassian.com"
"""Host of the API gateway, which scoped tokens and service accounts use. It has no pages for people.

https://support.atlassian.com/user-management/docs/manage-api-tokens-for-service-accounts/
"""


def check_jira(
    client: JiraClient,
    project: str,
    issue_type: str,
    fields: Mapping[str, Any],
    statuses: Mapping[str, str],
    *,
    link_url: str = "",
    can_skip_user_search: bool = False,
) -> list[str]:
    """Return the problems found. If Jira can't be reached, for example, only that is returned.

    `link_url` is the address that links to tickets begin with. User search isn't needed if the settings name the
    accounts of approvers.
    """
    for check in (_check_address, _check_account, lambda client: _check_project(client, project)):
        if problem := _first_problem(check, client):
            return [problem]
    try:
        return [
            *_gateway_links(client, link_url),
            *_missing_permissions(client, project),
            *([] if can_skip_user_search else _missing_user_search(client, project)),
            *_screen_problems(client, project, issue_type, fields),
            *_unknown_statuses(client, project, statuses),
        ]
    except DeskError as error:
        return [error.message]


def check_ticket_fields(tickets: TicketFields) -> list[str]:
    """Return what keeps the bot from opening tickets of another kind than requests."""
    client, project = tickets.client, tickets.project
    try:
        if problem := _check_project(client, project, tickets.settings):
            return [problem]
        return [*_missing_permissions(client, project), *tickets.problems()]
    except DeskError as error:
        return [error.message]


def _first_problem(check: Callable[[JiraClient], str | None], client: JiraClient) -> str | None:
    try:
        return check(client)
    except DeskError as error:
        return error.message


def _check_address(client: JiraClient) -> str | None:
    try:
        server = client.server_info()
    except Misconfigured:
        raise
    except (NotJira, UnexpectedAnswer) as error:  # its words name the setting
        return error.message
    except DeskError as error:
        return f"JIRA_URL: {error.message} Is the address right?"
    deployment = server.get("deploymentType")
    if deployment == "Cloud":
        return None
    return f"JIRA_URL is a Jira {deployment} site, but the bot supports only Jira Cloud. Check the address."


def _check_account(client: JiraClient) -> str | None:
    client.myself()
    return None


def _check_project(client: JiraClient, project: str, settings: str = "JIRA") -> str | None:
    try:
        client.project(project)
    except Refused:
        return f"Project {project} doesn't exist, or the bot's account can't see it. Check {settings}_PROJECT."
    return None


def _gateway_links(client: JiraClient, link_url: str) -> Iterator[str]:
    if urlsplit(link_url).hostname == GATEWAY_HOST:
        site = client.server_info().get("baseUrl") or "the address of your Jira site"
        yield f"Links to tickets would lead to Jira's API gateway, which has no pages. Set JIRA_SITE_URL to {site}."


def _missing_permissions(client: JiraClient, project: str) -> Iterator[str]:
    for name, granted in client.permissions(project, tuple(REQUIRED_PERMISSIONS)).items():
        if not granted:
            label = REQUIRED_PERMISSIONS[name]
            yield f"The bot's account lacks the permission “{label}” in {project}. Grant it there."


def _missing_user_search(client: JiraClient, project: str) -> Iterator[str]:
    if not client.permissions(project, (USER_SEARCH,))[USER_SEARCH]:
        yield (
            "The bot's account lacks the global permission “Browse users and groups”, so approvers whose email Jira "
            "hides can't decide there. Grant it, or set JIRA_ACCOUNTS."
        )


def _screen_problems(client: JiraClient, project: str, issue_type: str, fields: Mapping[str, Any]) -> list[str]:
    try:
        screen: CreateScreen = read_create_screen(client, project, issue_type)
    except DeskError as error:
        return [error.message]
    return screen.errors(fields)


def _unknown_statuses(client: JiraClient, project: str, statuses: Mapping[str, str]) -> Iterator[str]:
    known = {str(key).casefold() for s in client.statuses(project) for key in (s["name"], s["id"])}
    for outcome in DEFAULT_STATUS_NAMES:
        names = status_names_for(outcome, statuses)
        if names and not names & known:
            what = f"status “{statuses[outcome]}”" if outcome in statuses else "status that the bot recognizes"
            yield f'{project} has no {what} for “{outcome}”. Set it in JIRA_STATUSES; "" leaves it out.'
