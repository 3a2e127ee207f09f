"""Clicks on buttons and overflow menus."""

import re
from typing import Any

from sandbox.errors import Refusal
from sandbox.slack.blocks.surfaces import elements_of
from sandbox.slack.rendering.lines import render_text
from sandbox.slack.user_actions.actions import send_action
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.surface import Element, Surface, surfaces

Target = tuple[Surface, dict[str, Any], Element, dict[str, Any]]
EMOJI = re.compile(r":[\w+-]+:")


async def clicks(context: ActionContext) -> dict[str, Any]:
    """Click `button` (label or action id) in the newest matching surface.

    `in`, `message`, `containing`, and `block` narrow the surfaces.

    Wait at most `wait` seconds for an effect: a view, a response to this person, or a changed message.
    """
    label = str(context.arguments["button"])
    target = await context.wait_for(lambda: _find(context, label), context.find_timeout)
    if target is None:
        raise Refusal(f"{context.person.name} can't see a button “{label}”.")
    surface, block, element, value = target
    if element.get("confirm") and context.arguments.get("confirm") is False:
        return context.result(confirm=element["confirm"])
    return await _press(context, surface, block, element, value)


async def _press(
    context: ActionContext, surface: Surface, block: dict[str, Any], element: Element, value: dict[str, Any]
) -> dict[str, Any]:
    context.since = context.workspace.change_count
    before = _view_hashes(context)
    reply = await send_action(context, surface, block, element, **value)

    def effect() -> bool | None:
        changed = _view_hashes(context) != before or surface.has_changed(context)
        return True if changed or context.private_messages() or _has_new_reply(context, surface) else None

    if reply.error is None:
        await context.wait_for(effect, context.effect_timeout)
    url = element.get("url") or value.get("selected_option", {}).get("url")
    return context.result(reply.error, **({"url": url} if url else {}))


def _view_hashes(context: ActionContext) -> tuple[str | None, str | None]:
    top, home = context.top(), context.workspace.views.homes.get(context.person.id)
    return top.hash if top else None, home.hash if home else None


def _has_new_reply(context: ActionContext, surface: Surface) -> bool:
    message = surface.message
    return message is not None and any(one.thread_ts == message.ts for one in context.new_messages())


def _find(context: ActionContext, label: str) -> Target | None:
    only = context.arguments.get("block")
    for surface in surfaces(context):
        for block in surface.blocks:
            for _, element in elements_of(block) if only in (None, block["block_id"]) else ():
                if (value := _match(element, label, context)) is not None:
                    return surface, block, element, value
    return None


def _match(element: Element, label: str, context: ActionContext) -> dict[str, Any] | None:
    """Return the extra action fields if `label` names this element, else None."""
    if element["type"] == "button":
        return {} if label == element["action_id"] or _same_text(element["text"], label, context) else None
    if element["type"] == "overflow":
        for option in element["options"]:
            if label == option["value"] or _same_text(option["text"], label, context):
                return {"selected_option": option}
    return None


def _same_text(text: dict[str, Any], label: str, context: ActionContext) -> bool:
    shown = render_text(text, context.reader)
    return label.casefold() in (shown.casefold(), EMOJI.sub("", shown).strip().casefold())
