"""Where buttons and fields are: a modal, the App Home or a message, as its person has it before them."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.acting.scene import Scene
from sandbox.slack.blocks.surfaces import elements_of
from sandbox.slack.messages import Message
from sandbox.slack.reading.lines import words
from sandbox.slack.reading.messages import text_of
from sandbox.slack.values import KINDS, Values, begin
from sandbox.slack.views import View

Element = dict[str, Any]


@dataclass(frozen=True)
class Surface:
    """One view or message; exactly one of the two is set."""

    view: View | None = None
    message: Message | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks."""
        if self.view is not None:
            return self.view.blocks
        return self.message.blocks if self.message else []

    def values(self, scene: Scene) -> Values:
        """What the person chose or typed in it; for messages that is kept until it is sent."""
        if self.view is not None:
            return self.view.values
        assert self.message is not None
        key = (scene.person.id, self.message.ts)
        drafts = scene.workspace.drafts
        drafts[key] = begin(self.blocks, drafts.get(key), self.message.channel)
        return drafts[key]

    def happened(self, scene: Scene) -> bool:
        """Whether it changed, or went away, since the scene began."""
        if self.view is not None:
            return self.view.body["type"] == "modal" and scene.top() is not self.view
        assert self.message is not None
        stored = scene.workspace.conversations[self.message.channel].messages
        return self.message.touched > scene.since or self.message not in stored

    def place(self, scene: Scene) -> dict[str, Any]:
        """The part of a payload that says where something happened."""
        if self.view is not None:
            return payloads.in_view(self.view)
        assert self.message is not None
        return payloads.in_message(scene.workspace, scene.person, self.message, self.values(scene))


def surfaces(scene: Scene) -> list[Surface]:
    """Where to look, best first; `in` (modal, home, dm, a channel), `message` (ts), `containing` narrow."""
    where = scene.arguments.get("in")
    found: list[Surface] = []
    top, home = scene.top(), scene.workspace.views.homes.get(scene.person.id)
    if where in (None, "modal") and top and not _names_message(scene):
        found.append(Surface(view=top))
    if where not in ("modal", "home"):
        found += [Surface(message=one) for one in _messages(scene, where)]
    if where in (None, "home") and home and not _names_message(scene):
        found.append(Surface(view=home))
    return found


def _names_message(scene: Scene) -> bool:
    return bool(scene.arguments.get("message") or scene.arguments.get("containing"))


def _messages(scene: Scene, where: str | None) -> list[Message]:
    rooms = [scene.room(where)] if where else scene.rooms()
    ts, part = scene.arguments.get("message"), scene.arguments.get("containing", "")
    seen = [
        one
        for room in rooms
        for one in room.messages
        if one.visible_to(scene.person.id)
        and ts in (None, one.ts)
        and (not part or part in text_of(one, scene.eyes))
    ]
    return sorted(seen, key=lambda one: float(one.ts), reverse=True)


def field_in(surface: Surface, scene: Scene, name: str) -> tuple[dict[str, Any], Element] | None:
    """A field by block id, action id or label: its block and its element."""
    every = [
        (block, element)
        for block in surface.blocks
        for _, element in elements_of(block)
        if element.get("type") in KINDS
    ]
    for fits in (_by_block, _by_action, _by_label):
        for block, element in every:
            if fits(block, element, name, scene):
                return block, element
    return None


def _by_block(block: dict[str, Any], _element: Element, name: str, _scene: Scene) -> bool:
    return bool(block["block_id"] == name)


def _by_action(_block: dict[str, Any], element: Element, name: str, _scene: Scene) -> bool:
    return bool(element["action_id"] == name)


def _by_label(block: dict[str, Any], _element: Element, name: str, scene: Scene) -> bool:
    return words(block.get("label"), scene.eyes).casefold() == name.casefold()
