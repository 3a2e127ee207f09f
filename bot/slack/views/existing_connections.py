"""Section of the request form that lists existing connections of the service."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, button, escape_cut, mention, section, slack_date, truncate
from bot.slack.views.inputs import FIELD_ACTION, input_block, text_input
from workflows.catalog.service import Service
from workflows.formatting import format_count
from workflows.reporting.duplicates import Duplicates, ExistingConnection

ASK_OWNER, ASK_RESTRICTED, DUPLICATE_REASON_FIELD = "ask_owner", "ask_restricted", "duplicate_reason"
ASK_FOR_ACCESS = "Ask for access"
CONNECTED = ":busts_in_silhouette: *{name} is already connected.* If you only need access, ask for it here."
REQUESTED = ":busts_in_silhouette: *{name} is already requested.* If you only need access, wait until it's connected."
ASKED_NOTE = ":outbox_tray: Your question is on its way. I'll message you."
EXISTING = "existing_connections"
"""Prefix of the block ids of this section."""
MAX_LISTED_DUPLICATES = 5


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
    name = escape_cut(service.name, 100)
    headline = CONNECTED if duplicates.has_connections else REQUESTED
    reason_input = text_input(FIELD_ACTION, reason, 500, multiline=True)
    hint = "If access is enough, ask for it above and close this form. Approvers read this reason."
    return [
        *_named(
            section(headline.format(name=name)), *_connections(duplicates, user), *_restricted(service.id, duplicates)
        ),
        input_block(
            DUPLICATE_REASON_FIELD,
            "Why isn't the existing connection enough?",
            reason_input,
            hint=hint,
            optional=is_edit,
        ),
    ]


def drawn_existing_connections(blocks: Sequence[Block]) -> list[Block]:
    """Return the section as an open form shows it, to draw it again without looking anything up."""
    return [one for one in blocks if str(one.get("block_id")).startswith((EXISTING, DUPLICATE_REASON_FIELD))]


def _named(*blocks: Block) -> list[Block]:
    return [{**block, "block_id": f"{EXISTING}_{number}"} for number, block in enumerate(blocks)]


def _connections(found: Duplicates, user: str) -> list[Block]:
    """Return a row for each listed connection, with a button to ask for access unless it's the user's own."""
    rows = [
        _askable(existing_connection_line(one), f"{ASK_OWNER}_{number}", one.connection_id or "", one.name)
        if one.has_connection and one.owner != user
        else section(existing_connection_line(one))
        for number, one in enumerate(found.connections[:MAX_LISTED_DUPLICATES])
    ]
    more = len(found.connections) - MAX_LISTED_DUPLICATES
    return [*rows, *([section(f"… and {more} more. Type `/connector list` to see them.")] if more > 0 else [])]


def _restricted(service_id: str, found: Duplicates) -> list[Block]:
    """Return a row that counts what is restricted. Its owners can be asked, too, but aren't named."""
    if not found.restricted_count:
        return []
    count = format_count(found.restricted_count, "restricted connection")
    return [_askable(f":lock: {count}, which only some people can see", ASK_RESTRICTED, service_id, count)]


def _askable(text: str, action: str, value: str, name: str) -> Block:
    label = truncate(f"{ASK_FOR_ACCESS} to {name}", 75)
    return section(text, accessory=button(action, ASK_FOR_ACCESS, value, accessibility_label=label))


def asked_section(row: Block) -> Block:
    """Return a row without its button, once the question is sent."""
    return {**section(f"{row['text']['text']}\n{ASKED_NOTE}"), "block_id": row["block_id"]}


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
