"""The messages of `/connector help`: five things first, the rest behind a button."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, actions, button, context, section

SHOW_ALL_COMMANDS = "show_all_commands"
INTRODUCTION = "*Connector Desk* – request data from a service, and ask about the data that's already here."
CLOSING = (
    "Mention me in a channel, message me, or use *Answer this* on a message. After approval you enter the "
    "credentials in Fivetran. Never type a password or key in Slack."
)


def help_message(basics: Sequence[str]) -> tuple[str, list[Block]]:
    """Return text and blocks with the few things that most people do."""
    lines = "\n".join([INTRODUCTION, *(f"• {line}" for line in basics)])
    more = button(SHOW_ALL_COMMANDS, "More", "all", accessibility_label="Show all commands")
    return f"{lines}\n{CLOSING}", [section(lines), *actions([more], block_id="help"), context(CLOSING)]


def all_commands_message(lines: Sequence[str]) -> tuple[str, list[Block]]:
    """Return text and blocks with every command, in one list."""
    text = "\n".join([INTRODUCTION, *(f"• {line}" for line in lines)])
    return f"{text}\n{CLOSING}", [section(text), context(CLOSING)]
