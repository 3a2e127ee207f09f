"""What exists already of the service that somebody is about to ask for."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, button, mention, safe, section, when
from bot.slack.views.inputs import FIELD, block, hint, text
from workflows.catalog.service import Service
from workflows.reporting.duplicates import Found, Twin

ASK_OWNER, ANOTHER = "ask_owner", "another_because"
LISTED = 5
BUTTONS = 5


def exists_already(
    service: Service | None, found: Found, reason: str | None, *, user: str = "", is_edit: bool = False
) -> list[Block]:
    """Nothing when nothing exists; else what, whose, how fresh, and the two ways to go on.

    Whoever goes on has to say why; but not when they edit a request that may have been there first.
    """
    if service is None or not found.number:
        return []
    lines = [*map(twin_line, found.twins[:LISTED]), *_rest(found)]
    headline = (
        f":busts_in_silhouette: *{safe(service.name, 100)} is here already.* Maybe you need access only."
    )
    why = text(FIELD, reason, 500, multiline=True)
    more = "If access to it is enough, close this form instead. Approvers read what you write here."
    return [
        section("\n".join([headline, *lines])),
        *_owners(found.twins, user),
        block(ANOTHER, "I need another one because …", why, hint=hint(more), optional=is_edit),
    ]


def _rest(found: Found) -> list[str]:
    """How many are not listed, and how many of them may not be named."""
    more = len(found.twins) - LISTED
    lines = [f"… and {more} more"] if more > 0 else []
    and_more = f"… and {found.unnamed} more" if found.twins else str(found.unnamed)
    return [*lines, f"{and_more} that I cannot name"] if found.unnamed else lines


def twin_line(twin: Twin) -> str:
    """A connection, or a request for one, in a line."""
    fresh = f", data of {when(twin.fresh_at)}" if twin.fresh_at else ""
    where = f"in {safe(twin.environment, 40)}" if twin.is_live else "asked for"
    name = safe(twin.owner_name, 60) if twin.owner_name else mention(twin.owner) if twin.owner else ""
    return f"• `{safe(twin.name, 130)}` {where}{f' · {name}' if name else ''} – {safe(twin.state, 80)}{fresh}"


def _owners(twins: Sequence[Twin], user: str) -> list[Block]:
    """A button for each connection whose owner is known and somebody else than `user`."""
    known = [twin for twin in twins if twin.is_live and twin.owner not in (None, user)][:BUTTONS]
    buttons = [
        button(
            f"{ASK_OWNER}_{number}",
            f"Ask {twin.owner_name or 'its owner'} for access to {twin.name}",
            str(twin.connection_id),
        )
        for number, twin in enumerate(known)
    ]
    return [{"type": "actions", "block_id": ASK_OWNER, "elements": buttons}] if buttons else []
