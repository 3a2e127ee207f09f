"""A person reads a channel or looks at everything before them, and may wait for words to appear."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.acting.scene import Scene
from sandbox.slack.reading.messages import as_seen, visible
from sandbox.slack.reading.views import view_as_seen
from sandbox.world import Refusal

LONG = 60.0
"""Real seconds until words that should appear are given up. Only what never comes costs them."""


async def reads(scene: Scene) -> dict[str, Any]:
    """The messages of `channel` or of its `thread`, oldest first; with `until`, once those words appear."""
    where = scene.room(str(scene.arguments.get("channel", "fivetran-discussion")))
    thread = scene.arguments.get("thread")

    def seen() -> list[dict[str, Any]]:
        return [as_seen(scene.workspace, scene.person, one) for one in visible(where, scene.person, thread)]

    await _words_appear(scene, lambda: "\n".join(one["text"] for one in seen()))
    return {"messages": seen()}


async def sees(scene: Scene) -> dict[str, Any]:
    """The modal, the home tab and the direct messages; with `until`, once those words are in one of them."""

    def everything() -> dict[str, Any]:
        top, home = scene.top(), scene.workspace.views.homes.get(scene.person.id)
        return {
            "modal": view_as_seen(top, scene.eyes) if top else None,
            "home": view_as_seen(home, scene.eyes) if home else None,
            "dms": [
                as_seen(scene.workspace, scene.person, one)
                for room in scene.rooms()
                if room.person
                for one in visible(room, scene.person)
            ],
        }

    def text() -> str:
        now = everything()
        parts = [now["modal"], now["home"], *now["dms"]]
        return "\n".join(part["text"] for part in parts if part)

    await _words_appear(scene, text)
    return everything()


async def _words_appear(scene: Scene, text: Callable[[], str]) -> None:
    words = scene.arguments.get("until")
    if not words:
        return
    seconds = float(scene.arguments.get("timeout", LONG))
    if await scene.until(lambda: True if words in text() else None, seconds) is None:
        raise Refusal(
            f"{scene.person.name} waited {seconds:g} s for “{words}” and saw:\n{text() or '(nothing)'}"
        )
