"""What is wrong with the Slack side, in words, each with what to do about it."""

from collections.abc import Iterator

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.client import SlackClient
from workflows.errors import DeskError

REQUIRED_SCOPES = {
    "app_mentions:read": "answer who mentions it",
    "channels:history": "find its own message again when Slack's answer was lost",
    "channels:read": "look at the channel",
    "chat:write": "post the cards",
    "commands": "offer /connector",
    "im:history": "read questions that are asked directly, and find its own private messages again",
    "im:write": "send Connect Cards privately",
    "users:read": "know guests and outsiders from colleagues",
    "usergroups:read": "know who may approve",
}
"""What the bot cannot do without, and what for."""


AGENT_SCOPES = {"assistant:write": "suggest questions in the agent view, and give its threads titles"}
"""What it needs besides where SLACK_AGENT_VIEW is on."""


def check_slack(
    slack: SlackClient, channel: str, approver_group: str, app_token: str, *, has_agent_view: bool = False
) -> Iterator[str]:
    """Every problem that can be seen from here."""
    try:
        granted = _scopes(slack)
    except DeskError as failure:
        yield f"{failure.message} Check SLACK_BOT_TOKEN and SLACK_API_URL."
        return
    needed, manifest = (
        (REQUIRED_SCOPES | AGENT_SCOPES, "manifest-agent.json")
        if has_agent_view
        else (REQUIRED_SCOPES, "manifest.json")
    )
    for scope in needed.keys() - granted:
        yield (
            f"The scope {scope} is missing; the bot needs it to {needed[scope]}. "
            f"Update the app from {manifest} and install it again."
        )
    yield from _channel(slack, channel)
    yield from _group(slack, approver_group)
    yield from _socket(slack, app_token)


def _scopes(slack: SlackClient) -> set[str]:
    """The scopes that Slack names in a header of every answer."""
    slack.call("auth_test")
    headers = {key.lower(): value for key, value in slack.web.auth_test().headers.items()}
    return {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")}


def _channel(slack: SlackClient, channel: str) -> Iterator[str]:
    try:
        facts = slack.call("conversations_info", channel=channel)["channel"]
    except DeskError as failure:
        yield f"SLACK_CHANNEL {channel}: {failure.message} Use the id of a channel that the bot can see."
        return
    if not facts.get("is_member"):
        yield f"The bot is not in #{facts.get('name', channel)}. Invite it there: /invite @Connector Desk"


def _group(slack: SlackClient, group: str) -> Iterator[str]:
    if not group:
        return
    try:
        members = slack.call("usergroups_users_list", usergroup=group)["users"]
    except DeskError as failure:
        yield f"APPROVER_GROUP {group}: {failure.message} Use the id of a user group (S…)."
        return
    if len(members) < 2:
        yield "The approver group has fewer than two members: nobody can decide on an approver's own request."


def _socket(slack: SlackClient, app_token: str) -> Iterator[str]:
    if not app_token:
        return
    try:
        WebClient(base_url=slack.web.base_url).apps_connections_open(app_token=app_token)
    except (SlackApiError, OSError) as error:
        code = error.response["error"] if isinstance(error, SlackApiError) else error
        yield f"Socket Mode cannot be opened ({code}). Check SLACK_APP_TOKEN and its scope connections:write."
