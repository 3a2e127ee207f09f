"""Direct messages to the owner of a connection: Connect Card, failed setup tests."""

from bot.slack.views.blocks import Block, actions, button, context, escape, escape_cut, section
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import data_location

FRESH_CONNECT_CARD, OPEN_CONNECT_CARD = "fresh_connect_card", "open_connect_card"


def connect_card_message(request: ConnectorRequest, uri: str) -> tuple[str, list[Block]]:
    """Return text and blocks of the direct message with the Connect Card."""
    service = escape(request.answers.service_name)
    text = f"Your {service} connection needs credentials. Open the Connect Card to enter them."
    open_button = button(OPEN_CONNECT_CARD, "Open Connect Card", request.id, url=uri, style="primary")
    blocks = [
        section(
            f":key: Your *{service}* connection needs credentials. Enter them at Fivetran, never here. "
            f"The data will be loaded into {data_location(request)}."
        ),
        *actions([open_button, fresh_connect_card_button(request)]),
        context(":lock: This Connect Card is only for you and expires after one day. Don't share it."),
    ]
    return text, blocks


def setup_failed_message(request: ConnectorRequest) -> tuple[str, list[Block]]:
    """Return text and blocks of the direct message about failed setup tests."""
    service = escape(request.answers.service_name)
    text = f"The setup tests of your {service} connection failed. Correct the credentials and try again."
    lines = "\n".join(f"• {escape_cut(test, 300)}" for test in request.failed_tests[:10])
    blocks = [
        section(f":warning: The setup tests of your *{service}* connection failed:\n{lines}"),
        section("Get a new Connect Card, correct the settings, and save."),
        *actions([fresh_connect_card_button(request)]),
    ]
    return text, blocks


def fresh_connect_card_button(request: ConnectorRequest) -> Block:
    """Return the button that sends a new Connect Card."""
    return button(FRESH_CONNECT_CARD, "New Connect Card", request.id)
