"""What exists already of the service that somebody is about to ask for."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, button, escape_cut, mention, section, slack_date
from bot.slack.views.inputs import FIELD_ACTION, hint_object, input_block, text_input
from workflows.catalog.service import Service
from workflows.reporting.duplicates import Duplicates, ExistingConnection

ASK_OWNER, DUPLICATE_REASON_FIELD = "ask_owner", "duplicate_reason"
MAX_LISTED_DUPLICATES = 5
MAX_OWNER_BUTTONS = 5


def existing_connections_view(
    service: Service | None,
    duplicates: Duplicates,
    reason: str | None,
    *,
    user: str = "",
    is_edit: bool = False,
) -> list[Block]:
    """Nothing when nothing exists; else what, whose, how fresh, and the two ways to go on.

    Whoever goes on has to say why; but not when they edit a request that may have been there first.
    """
    if service is None or not duplicates.total:
        return []
    lines = [
        *map(existing_connection_line, duplicates.connections[:MAX_LISTED_DUPLICATES]),
        *_rest(duplicates),
    ]
    headline = f":busts_in_silhouette: *{escape_cut(service.name, 100)} is here already.* Maybe you need access only."
    why = text_input(FIELD_ACTION, reason, 500, multiline=True)
    more = "If access to it is enough, close this form instead. Approvers read what you write here."
    return [
        section("\n".join([headline, *lines])),
        *_owners(duplicates.connections, user),
        input_block(
            DUPLICATE_REASON_FIELD,
            "I need another one because …",
            why,
            hint=hint_object(more),
            optional=is_edit,
        ),
    ]


def _rest(found: Duplicates) -> list[str]:
    """How many are not listed, and how many of them may not be named."""
    more = len(found.connections) - MAX_LISTED_DUPLICATES
    lines = [f"… and {more} more"] if more > 0 else []
    and_more = f"… and {found.restricted_count} more" if found.connections else str(found.restricted_count)
    return [*lines, f"{and_more} that I cannot name"] if found.restricted_count else lines


def existing_connection_line(connection: ExistingConnection) -> str:
    """A connection, or a request for one, in a line."""
    fresh = f", data of {slack_date(connection.succeeded_at)}" if connection.succeeded_at else ""
    where = f"in {escape_cut(connection.environment, 40)}" if connection.has_connection else "asked for"
    name = (
        escape_cut(connection.owner_name, 60)
        if connection.owner_name
        else mention(connection.owner)
        if connection.owner
        else ""
    )
    return f"• `{escape_cut(connection.name, 130)}` {where}{f' · {name}' if name else ''} – {escape_cut(connection.state, 80)}{fresh}"


def _owners(twins: Sequence[ExistingConnection], user: str) -> list[Block]:
    """A button for each connection whose owner is known and somebody else than `user`."""
    known = [twin for twin in twins if twin.has_connection and twin.owner not in (None, user)][
        :MAX_OWNER_BUTTONS
    ]
    buttons = [
        button(
            f"{ASK_OWNER}_{number}",
            f"Ask {twin.owner_name or 'its owner'} for access to {twin.name}",
            str(twin.connection_id),
        )
        for number, twin in enumerate(known)
    ]
    return [{"type": "actions", "block_id": ASK_OWNER, "elements": buttons}] if buttons else []
