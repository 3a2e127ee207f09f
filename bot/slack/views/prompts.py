"""Questions that the agent view suggests to somebody who opens it."""

from bot.slack.views.home import AtHome

Prompt = dict[str, str]

ACCESS = {"title": "Get access to Fivetran", "message": "How do I get access to Fivetran?"}
REQUEST = {"title": "Ask for a connector", "message": "How do I request a connector?"}
BROKEN = {"title": "See what broke", "message": "What broke today?"}
NEW = {"title": "See what is new", "message": "What is in development?"}
MINE = {"title": "See how my request is doing", "message": "Where is my request?"}
STANDARD = (ACCESS, REQUEST, BROKEN, NEW)
"""Of the manifest, too: whoever has not been here before sees these. Slack takes no more than four."""


def prompts(seen: AtHome) -> list[Prompt]:
    """Whoever has asked for something wants to know how it is doing; the others want in."""
    return [MINE, REQUEST, BROKEN, NEW] if seen.mine else list(STANDARD)
