"""Listeners that can't wait for Slack use cached people."""

from typing import Any

import pytest

from bot.slack.directory import SlackDirectory
from workflows.errors import Refused, Unavailable


class Workspace:
    """Plays Slack, which knows one guest and can be down."""

    is_down = False

    def call(self, method: str, **_said: str) -> dict[str, Any]:
        if self.is_down:
            raise Unavailable("Slack does not answer.")
        guest = {"id": "U0GUS", "team_id": "T0DESK", "is_restricted": True, "deleted": False, "is_bot": False}
        return {"team_id": "T0DESK", "user": guest} if method == "users_info" else {"team_id": "T0DESK"}


def test_known_outsiders_are_rejected_without_a_call() -> None:
    slack = Workspace()
    directory = SlackDirectory(slack, "", frozenset())  # type: ignore[arg-type]  # plays what is called here
    directory.team_id()
    directory.look_up("U0GUS")
    slack.is_down = True

    directory.reject_known_outsider("U0ADA", "T0DESK")
    directory.reject_known_outsider("U0ADA", "")
    with pytest.raises(Refused, match="Guests can't do that"):
        directory.reject_known_outsider("U0GUS", "T0DESK")
    with pytest.raises(Refused, match="Only members of this workspace"):
        directory.reject_known_outsider("U0PIA", "T0NORTH")


def test_without_a_cached_identity_no_user_is_rejected() -> None:
    slack = Workspace()
    slack.is_down = True

    SlackDirectory(slack, "", frozenset()).reject_known_outsider("U0PIA", "T0NORTH")  # type: ignore[arg-type]
