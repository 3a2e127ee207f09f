"""Control verbs for the canvases of a channel."""

from typing import Any

from sandbox.errors import Refusal
from sandbox.slack.canvases import Canvas
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace


async def canvases(workspace: Workspace, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the canvases of a `channel`: `id`, `title`, and `markdown`."""
    return [one.as_json() for one in _channel(workspace, arguments).canvases]


async def delete_canvas(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    """Delete the canvas `title` of a `channel`, as a person does."""
    where = _channel(workspace, arguments)
    canvas = _canvas(where, str(arguments["title"]))
    where.canvases.remove(canvas)
    workspace.mark_changed()
    return canvas.as_json()


def _channel(workspace: Workspace, arguments: dict[str, Any]) -> Conversation:
    where = workspace.conversation(str(arguments["channel"]))
    if where is None:
        raise Refusal(f"Channel {arguments['channel']} does not exist.")
    return where


def _canvas(where: Conversation, title: str) -> Canvas:
    found = next((one for one in where.canvases if one.title == title), None)
    if found is None:
        raise Refusal(f"#{where.name} has no canvas {title}.")
    return found
