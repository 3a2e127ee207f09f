"""The text of `/connector help`."""

from collections.abc import Sequence

INTRODUCTION = """\
*Connector Desk* – request data from a service, and ask about the data that's already here.
• `/connector` – request a connector, or continue where you left off
• `/connector salesforce` – request a connector for Salesforce"""
CLOSING = """\
You can also mention me in a channel, send me a direct message, or use *Answer this* on a message.
After approval you get a private Connect Card and enter the credentials in Fivetran. Never type a password \
or key in Slack."""


def help_text(subcommands: Sequence[str]) -> str:
    """Build the help from one line for each subcommand."""
    return "\n".join([INTRODUCTION, *(f"• {line}" for line in subcommands), CLOSING])
