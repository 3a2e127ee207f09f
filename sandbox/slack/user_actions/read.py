"""Reading channels and views, with an optional wait for text."""

from collections.abc import Callable
from typing import Any

from sandbox.errors import Refusal
from sandbox.slack.rendering.messages import message_json, visible_messages
from sandbox.slack.rendering.views import view_json
from sandbox.slack.user_actions.context import ActionContext

READ_SECONDS = 60.0
"""Real seconds to wait for text. Only text that never appears costs this time."""


async def reads(context: ActionContext) -> dict[str, Any]:
    """Return the messages of `channel` or its `thread`, oldest first. `until` waits for text."""
    where = context.room(str(context.arguments.get("channel", "fivetran-discussion")))
    thread = context.arguments.get("thread")

    def seen() -> list[dict[str, Any]]:
        return [
            message_json(context.workspace, context.person, one)
            for one in visible_messages(where, context.person, thread)
        ]

    await _wait_for_text(context, lambda: "\n".join(one["text"] for one in seen()))
    return {"messages": seen()}


async def sees(context: ActionContext) -> dict[str, Any]:
    """Return the modal, the home tab, and the DMs. `until` waits for text in one of them."""

    def everything() -> dict[str, Any]:
        top, home = context.top(), context.workspace.views.homes.get(context.person.id)
        return {
            "modal": view_json(top, context.reader) if top else None,
            "home": view_json(home, context.reader) if home else None,
            "dms": [
                message_json(context.workspace, context.person, one)
                for room in context.rooms()
                if room.person
                for one in visible_messages(room, context.person)
            ],
        }

    def text() -> str:
        now = everything()
        parts = [now["modal"], now["home"], *now["dms"]]
        return "\n".join(part["text"] for part in parts if part)

    await _wait_for_text(context, text)
    return everything()


async def _wait_for_text(context: ActionContext, text: Callable[[], str]) -> None:
    words = context.arguments.get("until")
    if not words:
        return
    seconds = float(context.arguments.get("timeout", READ_SECONDS))
    if await context.wait_for(lambda: True if words in text() else None, seconds) is None:
        raise Refusal(f"{context.person.name} waited {seconds:g} s for “{words}” and saw:\n{text() or '(nothing)'}")
