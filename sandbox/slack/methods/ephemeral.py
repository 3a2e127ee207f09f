"""Ephemeral messages."""

from typing import Any

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.content import MAX_POST_LENGTH, find_target, parse_content
from sandbox.slack.workspace import Workspace


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.postEphemeral: post for one member of a channel."""
    where = find_target(workspace, arguments.required("channel"), may_open=True)
    user_id = arguments.required("user")
    person = workspace.directory.get(user_id)
    if person is None or person.deleted or user_id not in where.members:
        raise SlackError("user_not_in_channel")
    words = parse_content(arguments)
    if len(words.text) > MAX_POST_LENGTH:
        raise SlackError("msg_too_long")
    message = workspace.post(
        where,
        people.BOT_USER_ID,
        words.text,
        words.blocks or [],
        thread_ts=arguments.text("thread_ts") or None,
        only_for=user_id,
    )
    return {"message_ts": message.ts}
