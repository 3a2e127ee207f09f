"""Changes of people's accounts. A deactivation is a hint: the bot looks the person up.

The middleware runs before the ack, so the hint is saved first.
"""

from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.payload import Payload

PEOPLE_EVENTS = frozenset({"user_change"})


def register(app: App, ctx: ListenerContext) -> None:
    """Register the event."""
    app.event("user_change", middleware=[partial(handle_user_change, ctx)])(acknowledge)


def handle_user_change(ctx: ListenerContext, body: Payload, next_: Callable[[], None]) -> None:
    """Check a person whose account was deactivated. Slack also sends every change of a profile.

    https://docs.slack.dev/reference/events/user_change
    """
    user = body["event"].get("user")
    if isinstance(user, dict) and user.get("deleted") is True and isinstance(user.get("id"), str):
        ctx.queue.check_person_soon(user["id"])
    next_()


def acknowledge(ack: Ack) -> None:
    """Ack; no person waits for an answer."""
    ack()
