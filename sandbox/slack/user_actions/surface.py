"""Surfaces with buttons and fields: a modal, the App Home, or a message."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.blocks.surfaces import elements_of
from sandbox.slack.messages import Message
from sandbox.slack.rendering.lines import render_text
from sandbox.slack.rendering.messages import message_text
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.values import KINDS, Values, start_values
from sandbox.slack.views import View

Element = dict[str, Any]


@dataclass(frozen=True)
class Surface:
    """One view or one message."""

    view: View | None = None
    message: Message | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks."""
        if self.view is not None:
            return self.view.blocks
        return self.message.blocks if self.message else []

    def values(self, context: ActionContext) -> Values:
        """Return the person's input. For messages it is kept until it is sent."""
        if self.view is not None:
            return self.view.values
        assert self.message is not None
        key = (context.person.id, self.message.ts)
        drafts = context.workspace.drafts
        drafts[key] = start_values(self.blocks, drafts.get(key), self.message.channel)
        return drafts[key]

    def has_changed(self, context: ActionContext) -> bool:
        """Return whether it changed or disappeared since the verb began."""
        if self.view is not None:
            return self.view.body["type"] == "modal" and context.top() is not self.view
        assert self.message is not None
        stored = context.workspace.conversations[self.message.channel].messages
        return self.message.touched > context.since or self.message not in stored

    def payload_fields(self, context: ActionContext) -> dict[str, Any]:
        """Return the fields of a payload that identify the surface."""
        if self.view is not None:
            return payloads.in_view(self.view)
        assert self.message is not None
        return payloads.in_message(context.workspace, context.person, self.message, self.values(context))


def surfaces(context: ActionContext) -> list[Surface]:
    """Return the surfaces, best first, filtered by `in`, `message` (ts) and `containing`."""
    where = context.arguments.get("in")
    found: list[Surface] = []
    top, home = context.top(), context.workspace.views.homes.get(context.person.id)
    if where in (None, "modal") and top and not _names_message(context):
        found.append(Surface(view=top))
    if where not in ("modal", "home"):
        found += [Surface(message=one) for one in _messages(context, where)]
    if where in (None, "home") and home and not _names_message(context):
        found.append(Surface(view=home))
    return found


def _names_message(context: ActionContext) -> bool:
    return bool(context.arguments.get("message") or context.arguments.get("containing"))


def _messages(context: ActionContext, where: str | None) -> list[Message]:
    rooms = [context.room(where)] if where else context.rooms()
    ts, part = context.arguments.get("message"), context.arguments.get("containing", "")
    seen = [
        one
        for room in rooms
        for one in room.messages
        if one.visible_to(context.person.id)
        and ts in (None, one.ts)
        and (not part or part in message_text(one, context.reader))
    ]
    return sorted(seen, key=lambda one: float(one.ts), reverse=True)


def find_field(surface: Surface, context: ActionContext, name: str) -> tuple[dict[str, Any], Element] | None:
    """Return a field's block and element, by block id, action id, or label."""
    every = [
        (block, element)
        for block in surface.blocks
        for _, element in elements_of(block)
        if element.get("type") in KINDS
    ]
    for fits in (_by_block, _by_action, _by_label):
        for block, element in every:
            if fits(block, element, name, context):
                return block, element
    return None


def _by_block(block: dict[str, Any], _element: Element, name: str, _context: ActionContext) -> bool:
    return bool(block["block_id"] == name)


def _by_action(_block: dict[str, Any], element: Element, name: str, _context: ActionContext) -> bool:
    return bool(element["action_id"] == name)


def _by_label(block: dict[str, Any], _element: Element, name: str, context: ActionContext) -> bool:
    return render_text(block.get("label"), context.reader).casefold() == name.casefold()
