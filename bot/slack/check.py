"""Find problems of the Slack setup, each with its fix."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.socket import socket_refusal
from bot.slack.web_client import PooledWebClient
from workflows.errors import DeskError, Misconfigured, Refused, SlackTokenRejected, Unavailable

REQUIRED_SCOPES = {
    "app_mentions:read": "answer mentions",
    "channels:history": "find its own message again when Slack's response was lost",
    "channels:read": "read the channel's settings",
    "chat:write": "post the cards",
    "commands": "offer /connector",
    "im:history": "read questions in direct messages, and find its own direct messages again",
    "im:write": "send Connect Cards by direct message",
    "links:read": "read links to tickets and connections",
    "links:write": "add previews to these links",
    "users:read.email": "find the Jira accounts of requesters and approvers",
    "users:read": "distinguish members from guests and outsiders",
    "usergroups:read": "know who can approve",
}
"""Scopes that the bot needs, and why."""
PROBE_AHEAD = timedelta(days=100)
"""Slack schedules messages up to 120 days ahead."""
DELETED_BEFORE = "invalid_scheduled_message_id"
"""https://docs.slack.dev/reference/methods/chat.deleteScheduledMessage#errors"""
PROBE_TEXT = "`python -m bot check` is testing whether the bot can post here."
AGENT_SCOPES = {"assistant:write": "suggest questions in the agent view, and set the titles of its threads"}
"""Scopes that SLACK_AGENT_VIEW needs in addition."""
CANVAS_SCOPES = {
    "canvases:read": "find the canvas *Connectors* again",
    "canvases:write": "create and edit the canvas *Connectors*",
}
"""Scopes that CHANNEL_CANVAS needs in addition."""


def check_slack(
    slack: SlackClient,
    channels: Mapping[str, str],
    groups: Mapping[str, str],
    app_token: str,
    *,
    has_agent_view: bool = False,
    has_canvas: bool = False,
) -> Iterator[str]:
    """Yield every problem that the Web API shows. `channels` and `groups`: setting → id, empty if it isn't set."""
    try:
        granted = slack.granted_scopes()
    except SlackTokenRejected as rejected:
        yield f"{rejected.message} Check SLACK_BOT_TOKEN: copy it from the app's page “Install App”, then restart."
        return
    except DeskError as failure:
        yield f"{failure.message} Check SLACK_BOT_TOKEN and SLACK_API_URL."
        return
    needed = REQUIRED_SCOPES | (AGENT_SCOPES if has_agent_view else {}) | (CANVAS_SCOPES if has_canvas else {})
    manifest = "manifest-agent.json" if has_agent_view else "manifest.json"
    for scope in needed.keys() - granted:
        yield (
            f"The scope {scope} is missing. The bot needs it to {needed[scope]}. "
            f"Update the app from {manifest} and reinstall it."
        )
    for setting, channel in channels.items():
        if channel:
            yield from _channel(slack, setting, channel)
    for setting, group in groups.items():
        if group:
            yield from _group(slack, setting, group)
    yield from _socket(slack, app_token)


def _channel(slack: SlackClient, setting: str, channel: str) -> Iterator[str]:
    try:
        info = slack.call("conversations_info", channel=channel)["channel"]
    except DeskError as failure:
        yield f"{setting} {channel}: {failure.message} Set it to the id of a channel the bot can see."
        return
    if not info.get("is_member"):
        yield f"The bot isn't in #{info.get('name', channel)}. Invite it there: /invite @Connector Desk"
        return
    what = "post"
    try:
        _probe_post(slack, channel)
        what = "reply in threads"
        for thread_ts in _newest_thread(slack, channel):
            _probe_post(slack, channel, thread_ts=thread_ts)
    except (Misconfigured, Refused) as refusal:
        yield f"{setting} {channel}: {refusal.message} Let the bot {what} there, or set another channel."
    except Unavailable as failure:
        yield f"{setting} {channel}: {failure.message} Run the check again."


def _newest_thread(slack: SlackClient, channel: str) -> Iterator[str]:
    """Yield the `ts` of the newest message that a reply can be tried on; none in an empty channel."""
    for message in slack.call("conversations_history", channel=channel, limit=1)["messages"]:
        if isinstance(message, dict) and isinstance(message.get("ts"), str):
            yield message["ts"]


def _probe_post(slack: SlackClient, channel: str, **where: str) -> None:
    """Schedule a message, with `thread_ts` a reply, and delete it at once.

    Members never see it, and a refusal has the code of a real post.
    An earlier probe whose deletion failed is deleted too.
    https://docs.slack.dev/reference/methods/chat.scheduleMessage

    Raises:
        DeskError: Why the bot can't post in this channel.
    """
    post_at = int((datetime.now(UTC) + PROBE_AHEAD).timestamp())
    probe = slack.call("chat_scheduleMessage", channel=channel, text=PROBE_TEXT, post_at=post_at, **where)
    earlier = slack.call("chat_scheduledMessages_list", channel=channel)["scheduled_messages"]
    leftover = [one.get("id") for one in earlier if isinstance(one, dict) and one.get("text") == PROBE_TEXT]
    for scheduled_id in dict.fromkeys(
        [probe["scheduled_message_id"], *(one for one in leftover if isinstance(one, str))]
    ):
        _delete_probe(slack, channel, scheduled_id)


def _delete_probe(slack: SlackClient, channel: str, scheduled_id: str) -> None:
    """Delete a probe. A second check at the same time might have deleted it first."""
    try:
        slack.call("chat_deleteScheduledMessage", channel=channel, scheduled_message_id=scheduled_id)
    except SlackRefused as refused:
        if refused.code != DELETED_BEFORE:
            raise


def _group(slack: SlackClient, setting: str, group: str) -> Iterator[str]:
    try:
        members = slack.call("usergroups_users_list", usergroup=group)["users"]
    except DeskError as failure:
        yield f"{setting} {group}: {failure.message} Set it to the id of a user group (S…)."
        return
    if len(members) < 2:
        yield (
            f"The group in {setting} has fewer than two members, so no one can decide an approver's own request. "
            "Add a member."
        )


def _socket(slack: SlackClient, app_token: str) -> Iterator[str]:
    if not app_token:
        return
    with closing(PooledWebClient(None, slack.web.base_url)) as web:
        refusal = socket_refusal(web, app_token)
    if refusal:
        yield f"Socket Mode can't be opened. {refusal}"
