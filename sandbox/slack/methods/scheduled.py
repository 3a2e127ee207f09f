"""Messages for later: schedule, list, and delete. The sandbox only keeps them: none is ever posted."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.content import find_target, parse_content
from sandbox.slack.workspace import Workspace

MAX_AHEAD_SECONDS = 120 * 86_400


def schedule_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.scheduleMessage, at most 120 days ahead."""
    where = find_target(workspace, arguments.required("channel"), may_open=False)
    if (thread := arguments.text("thread_ts")) and where.find(thread) is None:
        raise SlackError("thread_not_found")
    words, now = parse_content(arguments), workspace.env.clock.now()
    at = int(arguments.required("post_at")) if arguments.required("post_at").isdecimal() else 0
    if not now < at <= now + MAX_AHEAD_SECONDS:
        raise SlackError("time_too_far" if at > now else "time_in_past" if at else "invalid_time")
    new = workspace.new_id("Q")
    facts = {"channel_id": where.id, "post_at": at, "date_created": int(now), "text": words.text}
    workspace.scheduled[new] = {"id": new, **facts}
    return {"channel": where.id, "scheduled_message_id": new, "post_at": at, "message": {"text": words.text}}


def list_scheduled(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.scheduledMessages.list, of one channel or of all. The list has one page."""
    channel = arguments.text("channel")
    listed = [one for one in workspace.scheduled.values() if channel in ("", one["channel_id"])]
    return {"scheduled_messages": listed, "response_metadata": {"next_cursor": ""}}


def delete_scheduled(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.deleteScheduledMessage."""
    where = find_target(workspace, arguments.required("channel"), may_open=False)
    scheduled_id = arguments.required("scheduled_message_id")
    if workspace.scheduled.get(scheduled_id, {}).get("channel_id") != where.id:
        raise SlackError("invalid_scheduled_message_id")
    del workspace.scheduled[scheduled_id]
    return {}
