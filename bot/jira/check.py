"""Is Jira ready for us? Every sentence says what is wrong and what to do."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.jira.client import JiraClient
from bot.jira.create_fields import CreateScreen, read_create_screen
from workflows.errors import DeskError, Misconfigured, Refused

REQUIRED_PERMISSIONS: Mapping[str, str] = {
    "BROWSE_PROJECTS": "Browse projects",
    "CREATE_ISSUES": "Create issues",
    "EDIT_ISSUES": "Edit issues",
    "LINK_ISSUES": "Link issues",
    "ADD_COMMENTS": "Add comments",
    "TRANSITION_ISSUES": "Transition issues",
}


def check_jira(
    client: JiraClient, project: str, issue_type: str, fields: Mapping[str, Any], statuses: Mapping[str, str]
) -> list[str]:
    """What is wrong, the deepest reason only: without an address, nothing is said about permissions."""
    for step in (_address, _account, lambda client: _project(client, project)):
        if problem := _problem(step, client):
            return [problem]
    try:
        return [
            *_permissions(client, project),
            *_screen(client, project, issue_type, fields),
            *_statuses(client, project, statuses),
        ]
    except DeskError as failure:
        return [failure.message]


def _problem(step: Callable[[JiraClient], str | None], client: JiraClient) -> str | None:
    try:
        return step(client)
    except DeskError as failure:
        return failure.message


def _address(client: JiraClient) -> str | None:
    try:
        server = client.server_info()
    except Misconfigured:
        raise
    except DeskError as failure:
        return f"No Jira answers at JIRA_URL: {failure.message} Check the address."
    kind = server.get("deploymentType")
    return (
        None
        if kind == "Cloud"
        else f"JIRA_URL is a Jira of the kind {kind}; the bot speaks to Jira Cloud only."
    )


def _account(client: JiraClient) -> str | None:
    client.myself()
    return None


def _project(client: JiraClient, project: str) -> str | None:
    try:
        client.project(project)
    except Refused:
        return f"There is no project {project}, or the bot's account may not see it: check JIRA_PROJECT."
    return None


def _permissions(client: JiraClient, project: str) -> Iterator[str]:
    for name, granted in client.permissions(project, tuple(REQUIRED_PERMISSIONS)).items():
        if not granted:
            yield f"The bot's account lacks the permission “{REQUIRED_PERMISSIONS[name]}” in {project}: grant it there."


def _screen(client: JiraClient, project: str, issue_type: str, fields: Mapping[str, Any]) -> list[str]:
    try:
        screen: CreateScreen = read_create_screen(client, project, issue_type)
    except DeskError as failure:
        return [failure.message]
    return screen.missing_field_errors(fields) + screen.unknown_field_errors(fields)


def _statuses(client: JiraClient, project: str, statuses: Mapping[str, str]) -> Iterator[str]:
    if not statuses:
        return
    there = {str(fact).casefold() for s in client.statuses(project) for fact in (s["name"], s["id"])}
    for outcome, status in statuses.items():
        if status.casefold() not in there:
            yield f"{project} has no status “{status}” for “{outcome}”: check JIRA_STATUSES."
