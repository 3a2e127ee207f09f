"""A command that somebody typed, out of Slack's payload."""

from dataclasses import dataclass

from slack_bolt import Respond

from bot.slack.listeners.payload import Payload
from workflows.permissions import Actor


@dataclass(frozen=True)
class SlashCommand:
    """Who typed it and where, and what followed the first word."""

    actor: Actor
    trigger_id: str
    text: str
    respond: Respond


def parse_slash_command(command: Payload, rest: str, respond: Respond) -> SlashCommand:
    """Only people of the installing workspace can use a command."""
    press = Actor(command["user_id"], command.get("team_id", ""), command["channel_id"])
    return SlashCommand(press, command["trigger_id"], rest, respond)
