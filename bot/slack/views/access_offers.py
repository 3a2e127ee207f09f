"""*Ask for access* beside an existing connection, wherever one is shown: in lists, in a status, and in answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.slack.views.blocks import Block, button, section, slack_date, truncate
from bot.slack.views.existing_connections import ASK_FOR_ACCESS, ASK_OWNER, ASK_RESTRICTED
from bot.slack.views.inputs import option_object
from workflows.access_questions.model import AskedAccess
from workflows.formatting import format_count

MAX_BUTTON_ROWS = 5
"""Rows that have room for a button each. In a longer list, each row has a menu."""


@dataclass(frozen=True)
class AccessOffers:
    """What one viewer can ask for: not what they own, and nothing twice."""

    viewer: str = ""
    """Slack id; nothing is offered without one."""
    asked: AskedAccess = field(default_factory=AskedAccess)

    def can_ask(self, connection_id: str | None, owners: Sequence[str | None]) -> bool:
        """Whether to offer the button beside a connection."""
        is_asked = connection_id in self.asked.connections
        return bool(self.viewer and connection_id) and self.viewer not in owners and not is_asked

    def asked_note(self, connection_id: str | None) -> str:
        """Return “You asked for access on …”; empty without an earlier question."""
        at = self.asked.connections.get(connection_id or "")
        return f"You asked for access {slack_date(at)}" if at else ""


NO_OFFERS = AccessOffers()


def ask_button(connection_id: str, name: str, number: int = 0) -> Block:
    """Return the button. `number` makes its id differ from others in the same block."""
    label = truncate(f"{ASK_FOR_ACCESS} to {name}", 75)
    return button(f"{ASK_OWNER}_{number}", ASK_FOR_ACCESS, connection_id, accessibility_label=label)


def ask_menu(connection_id: str, number: int) -> Block:
    """Return the menu of a row in a long list."""
    options = [option_object(connection_id, ASK_FOR_ACCESS)]
    return {"type": "overflow", "action_id": f"{ASK_OWNER}_{number}", "options": options}


def restricted_rows(service_id: str, count: int, offers: AccessOffers) -> list[Block]:
    """Return the row that counts the restricted connections of a service, whose owners can be asked unnamed."""
    if not (count and service_id):
        return []
    text = f":lock: {format_count(count, 'restricted connection')}, which only some people can see"
    if at := offers.asked.services.get(service_id):
        return [section(f"{text} · You asked for access {slack_date(at)}")]
    return [section(text, accessory=button(ASK_RESTRICTED, ASK_FOR_ACCESS, service_id))] if offers.viewer else []
