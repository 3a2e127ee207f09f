"""Buttons, form, and messages about the owner of a connection."""

from collections.abc import Mapping

from bot.slack.views.blocks import Block, actions, button, escape, escape_cut, section, truncate
from bot.slack.views.inputs import FIELD_ACTION, input_block, select_input
from bot.slack.views.modal import modal
from workflows.connections.model import Connection
from workflows.ownership.model import Offer
from workflows.ports import Person

CLAIM, ASSIGN, ASK_PROPOSED = "claim_connection", "assign_connection", "ask_proposed_owner"
ACCEPT_OFFER, DECLINE_OFFER = "accept_owner_offer", "decline_owner_offer"
ASSIGN_FORM, ASSIGN_TITLE = "assign_owner_form", "Choose the owner"
OWNER_FIELD, GROUP_FIELD = "owner", "group"


def claim_button(connection_id: str, name: str = "") -> Block:
    """Return the button that makes a person the owner of a connection without one. Screen readers read its name."""
    return button(CLAIM, "Claim", connection_id, **_for_screen_readers("Claim", name))


def ask_proposed_button(connection_id: str, proposed: str, name: str) -> Block:
    """Return the button that asks the person who connected a connection to own it."""
    label = f"Ask {proposed}"
    return button(ASK_PROPOSED, label, connection_id, **_for_screen_readers(label, name))


def _for_screen_readers(label: str, name: str) -> dict[str, str]:
    """Return what tells the buttons of a list apart."""
    return {"accessibility_label": truncate(f"{label}: {name}", 75)} if name else {}


def owner_buttons(connection_id: str, *, is_owned: bool, name: str = "") -> list[Block]:
    """Return the buttons that set the owner: *Claim* for a connection without one, and *Choose owner*."""
    claim = [] if is_owned else [claim_button(connection_id, name)]
    described = _for_screen_readers("Choose owner", name)
    return [*claim, button(ASSIGN, "Choose owner", connection_id, **described)]


def assign_form(
    connection: Connection, groups: Mapping[str, str], channel: str, proposed: Person | None = None
) -> Block:
    """Return the form that gives a connection to a person or a user group. `groups`: id → handle.

    `proposed` is chosen already; with a group, the group counts.
    """
    people = {"type": "users_select", "action_id": FIELD_ACTION} | ({"initial_user": proposed.id} if proposed else {})
    options = [(group, handle) for group, handle in sorted(groups.items(), key=lambda one: one[1])[:100]]
    blocks = [
        section(f"Who owns `{escape_cut(connection.name, 130)}`? A person has to accept; until then, nothing changes."),
        input_block(OWNER_FIELD, "Person", people, hint=_proposal_hint(proposed), optional=True),
    ]
    if options:
        group = select_input(FIELD_ACTION, options, None)
        blocks.append(input_block(GROUP_FIELD, "Or a user group", group, optional=True))
    metadata = f"{connection.id} {channel} {proposed.id if proposed else ''}".strip()
    return modal(ASSIGN_TITLE, blocks, callback_id=ASSIGN_FORM, submit="Save", metadata=metadata)


def _proposal_hint(proposed: Person | None) -> str | None:
    return (
        f"{proposed.name} connected it in Fivetran, and is chosen until you choose another owner." if proposed else None
    )


def offer_message(connection: Connection, offer: Offer, owner_name: str) -> tuple[str, list[Block]]:
    """Return text and blocks for the person who decides on a hand-over."""
    name = f"`{escape_cut(connection.name, 130)}`"
    if offer.to == offer.decided_by:
        owner = f" {escape(owner_name)} owns it until you accept." if owner_name else " It has no owner now."
        text = f"{escape(offer.offered_by_name)} asks you to own the connection {name}.{owner}"
    else:
        text = f"{escape(offer.to_name)} would like to own {name}, which you own. Hand it over?"
    accept = button(ACCEPT_OFFER, "Accept", connection.id, style="primary")
    return text, [section(text), *actions([accept, button(DECLINE_OFFER, "Decline", connection.id)])]
