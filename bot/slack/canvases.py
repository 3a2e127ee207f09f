"""The canvas of a channel, over Slack's Web API.

https://docs.slack.dev/reference/methods/canvases.create, `canvases.edit`, and `canvases.sections.lookup`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.slack.channels import SlackChannels
from bot.slack.client import SlackClient, SlackRefused
from bot.slack.views.canvas import MARKER, render_canvas
from workflows.canvas.model import CanvasGone, PublicList, RenderedCanvas
from workflows.errors import ChannelUnavailable, CredentialRejected, Misconfigured, Refused

GONE = frozenset({"canvas_deleted", "canvas_not_found"})
"""Error codes of a canvas that was deleted, or that the bot can't open."""
SWITCH_OFF = "or set CHANNEL_CANVAS=false."
PLAN_REMEDY = f"The plan of this workspace has no such canvas. Change the plan, {SWITCH_OFF}"
REMEDIES = {
    "canvas_disabled_user_team": f"Canvases are off in this workspace. Ask an admin to allow them, {SWITCH_OFF}",
    "canvas_editing_failed": f"Slack couldn't apply the change. If that stays so, delete the canvas, {SWITCH_OFF}",
    "free_team_canvas_tab_already_exists": (
        f"On a free plan a channel has one canvas. Delete the one that is there, {SWITCH_OFF}"
    ),
    "free_teams_cannot_create_non_tabbed_canvases": PLAN_REMEDY,
    "free_teams_cannot_edit_standalone_canvases": PLAN_REMEDY,
    "restricted_action": f"The bot isn't allowed to. Ask an admin to let apps create and edit canvases, {SWITCH_OFF}",
    "missing_scope": f"Update the app from its manifest and install it again, {SWITCH_OFF}",
}
"""Slack's error code → what an operator can do."""
OTHER_REMEDY = f"Look the code up at https://docs.slack.dev/reference/methods/canvases.edit, {SWITCH_OFF}"


@dataclass(frozen=True)
class SlackCanvases:
    """Implements `workflows.canvas.model.CanvasPages`."""

    slack: SlackClient
    channels: SlackChannels
    page_url: str
    """The page of a connection in Fivetran, with `{id}`; empty for no links."""

    def render(self, listed: PublicList) -> RenderedCanvas:
        return render_canvas(listed, self.page_url)

    def is_shared(self, channel: str) -> bool:
        return self.channels.is_shared(channel)

    def create(self, channel: str, rendered: RenderedCanvas) -> str:
        content = _content(rendered)
        made = self._call("canvases_create", title=rendered.title, document_content=content, channel_id=channel)
        return str(made["canvas_id"])

    def write(self, canvas_id: str, rendered: RenderedCanvas) -> None:
        change = {"operation": "replace", "document_content": _content(rendered)}
        self._call("canvases_edit", canvas_id=canvas_id, changes=[change])

    def find(self, channel: str) -> str | None:
        info = self.slack.call("conversations_info", channel=channel)["channel"]
        return next((one for one in canvas_ids(info) if self._is_ours(one)), None)

    def _is_ours(self, canvas_id: str) -> bool:
        try:
            found = self._call("canvases_sections_lookup", canvas_id=canvas_id, criteria={"contains_text": MARKER})
        except CanvasGone:  # another app's canvas can be closed to the bot
            return False
        return bool(found["sections"])

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method. Raises `CanvasGone`, and every other refusal with its remedy."""
        try:
            return self.slack.call(method, **arguments)
        except CredentialRejected:
            raise
        except (SlackRefused, ChannelUnavailable) as refusal:
            if refusal.code in GONE:
                raise CanvasGone("The canvas was deleted, or is closed to the bot.") from None
            raise Refused(f"Slack refused the canvas ({refusal.code}). {_remedy(refusal.code)}") from None
        except Misconfigured as denied:
            raise Misconfigured(f"{denied.message} {REMEDIES['missing_scope']}") from None


def canvas_ids(channel: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of the canvases of a channel: of its tabs, and the older one beside them.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    properties = channel.get("properties")
    known = properties if isinstance(properties, dict) else {}
    tabs = known.get("tabs")
    for tab in tabs if isinstance(tabs, list) else []:
        if isinstance(tab, dict) and tab.get("type") == "canvas":
            yield from _file_id(tab.get("data"))
    yield from _file_id(known.get("canvas"))


def _file_id(data: Any) -> Iterator[str]:
    if isinstance(data, dict) and isinstance(data.get("file_id"), str) and data["file_id"]:
        yield data["file_id"]


def _content(rendered: RenderedCanvas) -> dict[str, str]:
    return {"type": "markdown", "markdown": rendered.markdown}


def _remedy(code: str) -> str:
    """Return what an operator can do. Slack refines `restricted_action` with a suffix."""
    return REMEDIES.get("restricted_action" if code.startswith("restricted_action") else code, OTHER_REMEDY)
