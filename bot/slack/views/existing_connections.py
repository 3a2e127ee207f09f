"""Section of the request form that lists existing connections of the service."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, actions, button, escape_cut, mention, section, slack_date
from bot.slack.views.inputs import FIELD_ACTION, input_block, text_input
from workflows.catalog.service import Service
from workflows.formatting import format_count
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
    """Return blocks with each connection, its owner and age, and the next steps; empty when none exists.

    A new request needs a reason; an edited one doesn't, since it can be older than the connection.
    """
    if service is None or not duplicates.total:
        return []
    lines = [
        *map(existing_connection_line, duplicates.connections[:MAX_LISTED_DUPLICATES]),
        *_rest(duplicates),
    ]
    name = escape_cut(service.name, 100)
    headline = f":busts_in_silhouette: *{name} is already connected.* You may only need access."
    reason_input = text_input(FIELD_ACTION, reason, 500, multiline=True)
    hint = "If access is enough, close this form. Approvers read this reason."
    return [
        section("\n".join([headline, *lines])),
        *_owners(duplicates.connections, user),
        input_block(
            DUPLICATE_REASON_FIELD,
            "Why isn't the existing connection enough?",
            reason_input,
            hint=hint,
            optional=is_edit,
        ),
    ]


def _rest(found: Duplicates) -> list[str]:
    """Return how many connections are not listed, and how many are restricted."""
    more = len(found.connections) - MAX_LISTED_DUPLICATES
    lines = [f"… and {more} more"] if more > 0 else []
    restricted = format_count(found.restricted_count, "restricted connection")
    and_restricted = f"… and {restricted}" if found.connections else restricted
    return [*lines, and_restricted] if found.restricted_count else lines


def existing_connection_line(connection: ExistingConnection) -> str:
    """Return one line for a connection or a request."""
    fresh = f", last synced {slack_date(connection.succeeded_at)}" if connection.succeeded_at else ""
    where = f"in {escape_cut(connection.environment, 40)}" if connection.has_connection else "requested"
    name = (
        escape_cut(connection.owner_name, 60)
        if connection.owner_name
        else mention(connection.owner)
        if connection.owner
        else ""
    )
    owner = f" · {name}" if name else ""
    state = escape_cut(connection.state, 80)
    return f"• `{escape_cut(connection.name, 130)}` {where}{owner} – {state}{fresh}"


def _owners(connections: Sequence[ExistingConnection], user: str) -> list[Block]:
    """Return a button for each connection whose owner is known and is not `user`."""
    known = [
        connection for connection in connections if connection.has_connection and connection.owner not in (None, user)
    ][:MAX_OWNER_BUTTONS]
    buttons = [
        button(
            f"{ASK_OWNER}_{number}",
            f"Ask {connection.owner_name or 'its owner'} for access to {connection.name}",
            str(connection.connection_id),
        )
        for number, connection in enumerate(known)
    ]
    return actions(buttons, block_id=ASK_OWNER)
