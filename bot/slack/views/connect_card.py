"""The journey message with a Connect Card."""

from bot.slack.views.blocks import Block, actions, button, context, escape_cut, section
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status
from workflows.requests.timeline import data_location

FRESH_CONNECT_CARD, OPEN_CONNECT_CARD = "fresh_connect_card", "open_connect_card"


def connect_card_message(request: ConnectorRequest, uri: str) -> tuple[str, list[Block]]:
    """Return text and blocks of the journey message with a Connect Card."""
    first, then = _sentences(request)
    buttons = [
        button(OPEN_CONNECT_CARD, "Sign in at Fivetran", request.id, url=uri, style="primary"),
        fresh_connect_card_button(request),
    ]
    blocks = [
        section(f":key: {first} {then}"),
        *actions(buttons),
        context(":lock: This link is only for you and works for one day. Enter credentials at Fivetran, never here."),
    ]
    return f"{first} {then}".replace("*", "").replace("`", ""), blocks


def _sentences(request: ConnectorRequest) -> tuple[str, str]:
    """Return what the person is asked for, and what happens then. To sign in again has words of its own."""
    service = f"*{escape_cut(request.answers.service_name, 200)}*"
    if request.status is not Status.AWAITING_CREDENTIALS:
        return f"Sign in at Fivetran to renew the access to {service}.", "The loaded data stays where it is."
    if request.failed_tests:
        return f"Sign in at Fivetran again to connect {service}.", "I test the connection when you're done."
    return f"Sign in at Fivetran to connect {service}.", f"Then its data loads into {data_location(request)}."


def fresh_connect_card_button(request: ConnectorRequest) -> Block:
    """Return the button that sends a new Connect Card."""
    return button(FRESH_CONNECT_CARD, "Get new link", request.id)
