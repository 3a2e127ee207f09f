"""A person presses a button, or chooses from an overflow menu."""

import re
from typing import Any

from sandbox.slack.acting.actions import report
from sandbox.slack.acting.scene import Scene
from sandbox.slack.acting.surface import Element, Surface, surfaces
from sandbox.slack.blocks.surfaces import elements_of
from sandbox.slack.reading.lines import words
from sandbox.world import Refusal

Target = tuple[Surface, dict[str, Any], Element, dict[str, Any]]
EMOJI = re.compile(r":[\w+-]+:")


async def clicks(scene: Scene) -> dict[str, Any]:
    """Press `button` (label or action id) where `in`, `message`, `containing` or `block` (its id) say, else
    where it is newest.

    Waits until something comes of it (a view, an answer to this person, a changed message), at most `wait`
    seconds.
    """
    label = str(scene.arguments["button"])
    target = await scene.until(lambda: _find(scene, label), scene.patience)
    if target is None:
        raise Refusal(f"{scene.person.name} sees no button “{label}”.")
    surface, block, element, value = target
    if element.get("confirm") and scene.arguments.get("confirm") is False:
        return scene.told(confirm=element["confirm"])
    return await _press(scene, surface, block, element, value)


async def _press(
    scene: Scene, surface: Surface, block: dict[str, Any], element: Element, value: dict[str, Any]
) -> dict[str, Any]:
    scene.since = scene.workspace.happenings
    before = _marks(scene)
    reply = await report(scene, surface, block, element, **value)

    def effect() -> bool | None:
        changed = _marks(scene) != before or surface.happened(scene)
        return True if changed or scene.addressed() or _threaded(scene, surface) else None

    if reply.error is None:
        await scene.until(effect, scene.linger)
    url = element.get("url") or value.get("selected_option", {}).get("url")
    return scene.told(reply.error, **({"url": url} if url else {}))


def _marks(scene: Scene) -> tuple[str | None, str | None]:
    top, home = scene.top(), scene.workspace.views.homes.get(scene.person.id)
    return top.hash if top else None, home.hash if home else None


def _threaded(scene: Scene, surface: Surface) -> bool:
    message = surface.message
    return message is not None and any(one.thread_ts == message.ts for one in scene.news())


def _find(scene: Scene, label: str) -> Target | None:
    only = scene.arguments.get("block")
    for surface in surfaces(scene):
        for block in surface.blocks:
            for _, element in elements_of(block) if only in (None, block["block_id"]) else ():
                if (value := _meant(element, label, scene)) is not None:
                    return surface, block, element, value
    return None


def _meant(element: Element, label: str, scene: Scene) -> dict[str, Any] | None:
    """What the action carries beyond the element if this is what `label` means, else None."""
    if element["type"] == "button":
        return {} if label == element["action_id"] or _same(element["text"], label, scene) else None
    if element["type"] == "overflow":
        for option in element["options"]:
            if label == option["value"] or _same(option["text"], label, scene):
                return {"selected_option": option}
    return None


def _same(text: dict[str, Any], label: str, scene: Scene) -> bool:
    shown = words(text, scene.eyes)
    return label.casefold() in (shown.casefold(), EMOJI.sub("", shown).strip().casefold())
