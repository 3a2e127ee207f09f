"""The journey message with a Connect Card."""

from bot.slack.views.blocks import Block, actions, button, context, escape_cut, section
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status
from workflows.requests.timeline import data_location

FRESH_CONNECT_CARD, OPEN_CONNECT_CARD = "fresh_connect_card", "open_connect_card"
SIGN_IN_LINK = "Get sign-in link"
LINK_NOTE = (
    f":lock: The link is only for you, for one day. *{SIGN_IN_LINK}* sends another. "
    "Enter credentials at Fivetran, never here."
)


def connect_card_message(request: ConnectorRequest, uri: str) -> tuple[str, list[Block]]:
    """Return text and blocks of the journey message with a Connect Card."""
    first, then = _sentences(request)
    buttons = [
        button(OPEN_CONNECT_CARD, "Sign in at Fivetran", request.id, url=uri, style="primary"),
        sign_in_link_button(request),
    ]
    blocks = [
        section(f":key: {first} {then}"),
        *actions(buttons),
        context(LINK_NOTE),
    ]
    return f"{first} {then}".replace("*", "").replace("`", ""), blocks


def _sentences(request: ConnectorRequest) -> tuple[str, str]:
    """Return what the person is asked for, and what happens then. To sign in again has words of its own."""
    service = f"*{escape_cut(request.answers.service_name, 200)}*"
    if request.status is not Status.AWAITING_CREDENTIALS:
        return f"Sign in at Fivetran to renew the access to {service}.", "The loaded data stays where it is."
    if request.failed_tests:
        return f"Sign in at Fivetran again to connect {service}.", "I test the connection when you're done."
    return approved_by(request), f"Sign in at Fivetran to load its data into {data_location(request)}."


def approved_by(request: ConnectorRequest) -> str:
    """Return the sentence that says who approved the request: the message about it stood there for seconds only."""
    service = f"*{escape_cut(request.answers.service_name, 200)}*"
    if request.decision is None:
        return f"{service} is approved."
    return f"{escape_cut(request.decider_names, 200)} approved {service}."


def sign_in_link_button(request: ConnectorRequest, **more: str) -> Block:
    """Return the button that sends a new Connect Card. It has the same label wherever it stands."""
    return button(FRESH_CONNECT_CARD, SIGN_IN_LINK, request.id, **more)
