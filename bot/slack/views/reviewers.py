"""Who reviews a request, in words."""

from collections.abc import Sequence

from bot.slack.views.blocks import escape_cut
from workflows.formatting import format_list

MAX_NAMED_APPROVERS = 3


def reviewers(approvers: Sequence[str]) -> str:
    """Return who reviews a request: “Bo or Cleo”, and “another approver” for those without a name here."""
    named = [escape_cut(name, 80) for name in approvers if name][:MAX_NAMED_APPROVERS]
    if not named:
        return "An approver"
    return format_list([*named, "another approver"] if len(approvers) > len(named) else named, "or")
