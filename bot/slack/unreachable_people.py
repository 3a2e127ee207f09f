"""People to whom Slack delivers no direct message."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.slack.client import SlackClient, SlackRefused
from workflows.errors import ChannelUnavailable, PersonUnreachable, SlackTokenRejected
from workflows.subscriptions.model import is_person

UNREACHABLE_CODES = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_inactive",
        "messages_tab_disabled",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Slack's error codes for a direct message that it doesn't deliver to a person."""


@contextmanager
def reaching(recipient: str, slack: SlackClient, report_unreachable: Callable[[str], None]) -> Iterator[None]:
    """Report a person who gets no direct messages: they may have left. Raises `PersonUnreachable`."""
    try:
        yield
    except (SlackRefused, ChannelUnavailable, SlackTokenRejected) as error:
        if not is_person(recipient) or not _is_about_person(error, slack):
            raise
        report_unreachable(recipient)
        code = getattr(error, "code", "account_inactive")
        words = f"Slack doesn't deliver direct messages to this person ({code})."
        raise PersonUnreachable(words, code) from error


def _is_about_person(error: SlackRefused | ChannelUnavailable | SlackTokenRejected, slack: SlackClient) -> bool:
    """Whether Slack refused the person. `account_inactive` is about the bot, unless its token still works."""
    if isinstance(error, SlackTokenRejected):
        slack.call("auth_test")
        return True
    return error.code in UNREACHABLE_CODES
