"""A subcommand of `/connector`, read from Slack's payload."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.listeners.payload import Payload
from bot.slack_markup import command_text
from workflows.permissions import Actor


@dataclass(frozen=True)
class SlashCommand:
    """Who typed a subcommand, where, and the text after its name."""

    actor: Actor
    trigger_id: str
    sent: str
    """The text after the name, as Slack sent it."""
    respond: Callable[..., object]
    """Answers the person: `slack_bolt.Respond`, or what adds a text to the ack."""

    @property
    def text(self) -> str:
        """The text after the name, as it was typed."""
        return command_text(self.sent)


def parse_slash_command(command: Payload, sent: str, respond: Callable[..., object]) -> SlashCommand:
    """Read the payload of a slash command; only members of the installing workspace can send one."""
    actor = Actor(command["user_id"], command.get("team_id", ""), command["channel_id"])
    return SlashCommand(actor, command["trigger_id"], sent, respond)
