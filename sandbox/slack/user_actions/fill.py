"""Filling fields and searching options."""

from typing import Any

from sandbox.errors import Refusal
from sandbox.slack.rendering.lines import render_text
from sandbox.slack.user_actions.actions import is_reported, send_action
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.select import PARSERS
from sandbox.slack.user_actions.suggest import load_options, select_suggestions
from sandbox.slack.user_actions.surface import Element, Surface, find_field, surfaces
from sandbox.slack.values import value_name

Field = tuple[Surface, dict[str, Any], Element]
UPDATE_SECONDS = 1.0
"""Real seconds to wait for a form update after a field that notifies the app."""


async def fills(context: ActionContext) -> dict[str, Any]:
    """Set `values` (field → value) in the top modal, or where `in` says, one by one."""
    error = None
    for name, entered in dict(context.arguments.get("values", {})).items():
        error = await _fill(context, await _field(context, name), entered) or error
    return context.result(error)


async def searches(context: ActionContext) -> dict[str, Any]:
    """Type `query` into the type-ahead `field`. Return the options with their groups."""
    surface, block, element = await _field(context, str(context.arguments["field"]))
    found = await load_options(context, surface, block, element, str(context.arguments.get("query", "")))
    return {"options": [_option_json(context, one, label) for label, some in found for one in some]}


def _option_json(context: ActionContext, option: dict[str, Any], group: str) -> dict[str, str]:
    """Return an option as a person reads it. Empty parts are left out."""
    more = {"group": group, "note": render_text(option.get("description"), context.reader)}
    text = render_text(option["text"], context.reader)
    return {"text": text, "value": option["value"], **{name: part for name, part in more.items() if part}}


async def _field(context: ActionContext, name: str) -> Field:
    context.arguments.setdefault("in", "modal")

    def look() -> Field | None:
        for surface in surfaces(context):
            if found := find_field(surface, context, name):
                return surface, *found
        return None

    found = await context.wait_for(look, context.find_timeout)
    if found is None:
        top = context.top()
        have = ", ".join(top.values) if top else "no form is open"
        raise Refusal(f"{context.person.name} can't see a field “{name}”. Fields: {have or 'none'}.")
    return found


async def _fill(context: ActionContext, field: Field, entered: Any) -> str | None:
    surface, block, element = field
    if element["type"] in ("external_select", "multi_external_select"):
        value: Any = await select_suggestions(context, surface, block, element, entered)
    elif element["type"] in PARSERS:
        value = PARSERS[element["type"]](context, element, entered)
    else:
        raise Refusal(f"The sandbox can't fill a {element['type']}.")
    state = {"type": element["type"], value_name(element): value}
    surface.values(context)[block["block_id"]][element["action_id"]] = state
    context.workspace.mark_changed()
    if not is_reported(block):
        return None
    return await _report_change(context, surface, block, element, {value_name(element): value})


async def _report_change(
    context: ActionContext, surface: Surface, block: dict[str, Any], element: Element, value: dict[str, Any]
) -> str | None:
    before = surface.view.hash if surface.view else ""
    reply = await send_action(context, surface, block, element, **value)

    def changed() -> bool | None:
        updated = surface.view is not None and surface.view.hash != before
        return True if updated or surface.has_changed(context) else None

    if reply.error is None:
        await context.wait_for(changed, min(context.effect_timeout, UPDATE_SECONDS))
    return reply.error
