"""The answer to a typed action: where its button is."""

from bot.slack.views.blocks import escape_cut


def action_place_text(label: str, place: str, subject: str = "") -> str:
    """Return where the button is, and what to type next. `subject` is what was typed after the action."""
    shown = f"`/connector status {escape_cut(subject, 100)}`" if subject else "`/connector status`"
    return f"*{label}* is {place}. {'To see the connection' if subject else 'To see your requests'}, type {shown}."


def owner_place_text(subject: str) -> str:
    """Return how to see the owner of a connection."""
    return f"To see the owner, type `/connector status {escape_cut(subject, 100) or 'stripe'}`."


def request_place_text(label: str, place: str) -> str:
    """Return where the button of a request is; its status follows."""
    return f"*{label}* is {place}."
