"""Questions of people, and what they read."""

from typing import Any

from sandbox.driver import Person
from tests.e2e.support.assertions import whispers

BOT = "@Connector Desk"
PATIENCE = 30.0
"""Real seconds in which an answer comes where it was asked. A test that expects it elsewhere waits there."""
SECRET = "ghp_" + "a1B2c3D4e5F6" * 3


def asks(person: Person, question: str, channel: str = "fivetran-discussion", **more: Any) -> dict[str, Any]:
    """Ask in a channel by a mention, or directly; what happened since."""
    said = question if channel == "dm" else f"{BOT} {question}"
    return dict(person.types(said, channel=channel, **{"wait": PATIENCE, **more}))


def text(told: dict[str, Any]) -> str:
    """What the bot said."""
    return "\n".join(str(reply["text"]) for reply in told["replies"])


def shown(person: Person, name: str) -> str:
    """What `/connector status …` shows them, and only them."""
    return "\n".join(whispers(person.types(f"/connector status {name}", wait=30)))
