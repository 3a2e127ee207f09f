"""A person fills fields and looks options up."""

from typing import Any

from sandbox.slack.acting.actions import report, reports
from sandbox.slack.acting.asking import asked, groups
from sandbox.slack.acting.choosing import SAID
from sandbox.slack.acting.scene import Scene
from sandbox.slack.acting.surface import Element, Surface, field_in, surfaces
from sandbox.slack.reading.lines import words
from sandbox.slack.values import value_name
from sandbox.world import Refusal

Field = tuple[Surface, dict[str, Any], Element]
UPDATE_SECONDS = 1.0
"""How long a person waits to see whether the form changes after a field that tells the app."""


async def fills(scene: Scene) -> dict[str, Any]:
    """Put `values` (field → what a person would say) into the top modal, or where `in` says, one by one."""
    error = None
    for name, said in dict(scene.arguments.get("values", {})).items():
        error = await _fill(scene, await _field(scene, name), said) or error
    return scene.told(error)


async def searches(scene: Scene) -> dict[str, Any]:
    """Type `query` into the type-ahead `field`: the options that appear, each with the group it is in."""
    surface, block, element = await _field(scene, str(scene.arguments["field"]))
    found = await groups(scene, surface, block, element, str(scene.arguments.get("query", "")))
    return {"options": [_shown(scene, one, label) for label, some in found for one in some]}


def _shown(scene: Scene, option: dict[str, Any], group: str) -> dict[str, str]:
    """An option as a person reads it; what it does not have is left out."""
    more = {"group": group, "note": words(option.get("description"), scene.eyes)}
    text = words(option["text"], scene.eyes)
    return {"text": text, "value": option["value"], **{name: said for name, said in more.items() if said}}


async def _field(scene: Scene, name: str) -> Field:
    scene.arguments.setdefault("in", "modal")

    def look() -> Field | None:
        for surface in surfaces(scene):
            if found := field_in(surface, scene, name):
                return surface, *found
        return None

    found = await scene.until(look, scene.patience)
    if found is None:
        top = scene.top()
        have = ", ".join(top.values) if top else "no form is open"
        raise Refusal(f"There is no field “{name}” before {scene.person.name}: {have or 'none'}.")
    return found


async def _fill(scene: Scene, field: Field, said: Any) -> str | None:
    surface, block, element = field
    if element["type"] in ("external_select", "multi_external_select"):
        value: Any = await asked(scene, surface, block, element, said)
    elif element["type"] in SAID:
        value = SAID[element["type"]](scene, element, said)
    else:
        raise Refusal(f"The sandbox cannot fill a {element['type']}.")
    state = {"type": element["type"], value_name(element): value}
    surface.values(scene)[block["block_id"]][element["action_id"]] = state
    scene.workspace.happened()
    if not reports(block):
        return None
    return await _tell(scene, surface, block, element, {value_name(element): value})


async def _tell(
    scene: Scene, surface: Surface, block: dict[str, Any], element: Element, value: dict[str, Any]
) -> str | None:
    before = surface.view.hash if surface.view else ""
    reply = await report(scene, surface, block, element, **value)

    def changed() -> bool | None:
        updated = surface.view is not None and surface.view.hash != before
        return True if updated or surface.happened(scene) else None

    if reply.error is None:
        await scene.until(changed, min(scene.linger, UPDATE_SECONDS))
    return reply.error
