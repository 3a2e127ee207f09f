"""Messages that one person sees, until they reload."""

from typing import Any

from sandbox import cast
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.content import LONGEST_POST, content, target
from sandbox.slack.workspace import Workspace


def post(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """chat.postEphemeral: say something to one member of a channel."""
    where = target(workspace, arguments.needed("channel"), may_open=True)
    user_id = arguments.needed("user")
    person = workspace.directory.get(user_id)
    if person is None or person.deleted or user_id not in where.members:
        raise SlackError("user_not_in_channel")
    words = content(arguments)
    if len(words.text) > LONGEST_POST:
        raise SlackError("msg_too_long")
    message = workspace.post(
        where,
        cast.BOT_USER_ID,
        words.text,
        words.blocks or [],
        thread_ts=arguments.text("thread_ts") or None,
        only_for=user_id,
    )
    return {"message_ts": message.ts}
