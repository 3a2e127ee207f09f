"""A command that somebody typed, out of Slack's payload."""

from dataclasses import dataclass

from slack_bolt import Respond

from bot.slack.listeners.payload import Body
from workflows.requests.decisions import Press


@dataclass(frozen=True)
class Typed:
    """Who typed it and where, and what followed the first word."""

    press: Press
    trigger_id: str
    rest: str
    respond: Respond


def typed(command: Body, rest: str, respond: Respond) -> Typed:
    """Only people of the installing workspace can use a command."""
    press = Press(command["user_id"], command.get("team_id", ""), command["channel_id"])
    return Typed(press, command["trigger_id"], rest, respond)
