"""What exists already of the service that somebody is about to ask for."""

from collections.abc import Sequence

from bot.slack.views.inputs import FIELD, block, hint, text
from bot.slack.views.text import Block, button, safe, section, when
from workflows.catalogue import Service
from workflows.twins import Twin

ASK_OWNER = "ask_owner"
LISTED = 5
BUTTONS = 5


def exists_already(service: Service | None, twins: Sequence[Twin], reason: str | None) -> list[Block]:
    """Nothing when nothing exists; else what, whose, how fresh, and the two ways to go on."""
    if service is None or not twins:
        return []
    lines = [twin_line(twin) for twin in twins[:LISTED]]
    if len(twins) > LISTED:
        lines.append(f"… and {len(twins) - LISTED} more")
    headline = (
        f":busts_in_silhouette: *{safe(service.name, 100)} is here already.* Maybe you need access only."
    )
    why = text(FIELD, reason, 500, multiline=True)
    more = "Only if you do; approvers read it."
    return [
        section("\n".join([headline, *lines])),
        *_owners(twins),
        block("another_because", "I need another one because …", why, hint=hint(more), optional=True),
    ]


def twin_line(twin: Twin) -> str:
    """A connection, or a request for one, in a line."""
    fresh = f", data of {when(twin.fresh_at)}" if twin.fresh_at else ""
    where = f"in {safe(twin.environment, 40)}" if twin.is_live else "asked for"
    owner = f" · {safe(twin.owner_name, 60)}" if twin.owner_name else ""
    return f"• `{safe(twin.name, 130)}` {where}{owner} – {safe(twin.state, 80)}{fresh}"


def _owners(twins: Sequence[Twin]) -> list[Block]:
    """A button for each connection whose owner is known."""
    known = [twin for twin in twins if twin.is_live and twin.owner][:BUTTONS]
    buttons = [
        button(
            f"{ASK_OWNER}_{number}",
            f"Ask {twin.owner_name} for access to {twin.name}",
            str(twin.connection_id),
        )
        for number, twin in enumerate(known)
    ]
    return [{"type": "actions", "block_id": ASK_OWNER, "elements": buttons}] if buttons else []
