"""What only the owner of a connection sees: the Connect Card, and setup tests that failed."""

from bot.slack.views.blocks import Block, button, context, escape, escape_cut, mention, section
from workflows.ports import Person
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT, data_location

FRESH_CONNECT_CARD, OPEN_CONNECT_CARD = "fresh_connect_card", "open_connect_card"


def connect_card_message(request: ConnectorRequest, uri: str) -> tuple[str, list[Block]]:
    """The private message with the way to the Connect Card: text and blocks."""
    service = escape(request.answers.service_name)
    text = f"Your {service} connection is ready for its credentials. Open the Connect Card to enter them."
    opener = {
        "type": "button",
        "action_id": OPEN_CONNECT_CARD,
        "text": {"type": "plain_text", "text": "Open the Connect Card"},
        "url": uri,
        "style": "primary",
    }
    blocks = [
        section(
            f":key: Your *{service}* connection is ready for its credentials. You enter them at Fivetran, "
            f"never here. The data will land in {data_location(request)}."
        ),
        {"type": "actions", "elements": [opener, fresh_connect_card_button(request)]},
        context(":lock: The card is for you alone and works for one day. Do not pass it on."),
    ]
    return text, blocks


def setup_failed_message(request: ConnectorRequest) -> tuple[str, list[Block]]:
    """The private message about setup tests that failed: text and blocks."""
    service = escape(request.answers.service_name)
    text = f"The setup tests of your {service} connection failed. Correct the credentials and try again."
    lines = "\n".join(f"• {escape_cut(test, 300)}" for test in request.failed_tests[:10])
    blocks = [
        section(f":warning: The setup tests of your *{service}* connection failed:\n{lines}"),
        section("Open a fresh Connect Card, correct what is named above, and save."),
        {"type": "actions", "elements": [fresh_connect_card_button(request)]},
    ]
    return text, blocks


def access_request_message(request: ConnectorRequest, person: Person) -> tuple[str, list[Block]]:
    """The private message that somebody would like to use what is there: text and blocks."""
    where = f"{DEV_PROJECT}.{request.dataset}"
    text = f"{escape(person.name)} asks for access to {where}, which you own."
    service = escape(request.answers.service_name)
    words = f":wave: {mention(person.id)} asks for access to `{where}` ({service}), which you own."
    return text, [
        section(words),
        context("Please answer them directly; access is given by workgroup, not by person."),
    ]


def fresh_connect_card_button(request: ConnectorRequest) -> Block:
    """The button that sends a new Connect Card."""
    return button(FRESH_CONNECT_CARD, "Send me a fresh Connect Card", request.id)
