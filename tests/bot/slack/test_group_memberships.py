"""What a user group owns stands on the Home tab of its members, without a call for each opening."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.foreign.items import ForeignItems
from bot.queries.group_connections import GroupConnections
from bot.slack.directory import SlackDirectory
from bot.slack.group_memberships import GroupMemberships
from bot.slack.views.home_lines import owned_line
from bot.store.connection_owners import OwnerStore
from tests.bot.store.test_existing_connections import a_row, claim, save
from tests.bot.store.test_requests import Watch
from tests.support.sample_account import facts
from workflows.catalog.service import Service
from workflows.errors import Unavailable
from workflows.requests.confidentiality import Viewer

GROUP = "S0DATAENG"


@dataclass
class Slack:
    """Slack, with two groups."""

    calls: int = 0
    is_away: bool = False
    members: list[str] = field(default_factory=lambda: ["U0BO", "U0CLEO"])

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        assert (method, arguments) == ("usergroups_list", {"include_users": True})
        self.calls += 1
        if self.is_away:
            raise Unavailable("Slack is away.")
        return {"usergroups": [{"id": GROUP, "users": self.members}, {"id": "S0OTHER", "users": ["U0ADA"]}]}


def memberships(slack: Slack, owning: list[str], times: list[float]) -> GroupMemberships:
    directory = SlackDirectory(slack, "", frozenset(), "", ForeignItems())  # type: ignore[arg-type]  # Slack is played
    return GroupMemberships(directory, lambda: owning, lambda: times[-1])


def test_one_call_in_two_minutes_serves_every_opening() -> None:
    slack, times = Slack(), [0.0]
    known = memberships(slack, [GROUP], times)

    assert [known.groups_of(user) for user in ("U0BO", "U0CLEO", "U0ADA")] == [[GROUP], [GROUP], []]
    assert slack.calls == 1
    times.append(121.0)
    slack.members = ["U0ADA"]
    assert (known.groups_of("U0ADA"), known.groups_of("U0BO"), slack.calls) == ([GROUP], [], 2)


def test_no_call_is_made_while_no_group_owns_anything() -> None:
    slack = Slack()

    assert memberships(slack, [], [0.0]).groups_of("U0BO") == []
    assert slack.calls == 0


def test_home_opens_without_the_groups_while_slack_is_away() -> None:
    slack = Slack(is_away=True)
    known = memberships(slack, [GROUP], [0.0])

    assert known.groups_of("U0BO") == []
    slack.is_away = False
    assert known.groups_of("U0BO") == [GROUP]


def test_a_group_that_becomes_the_owner_is_known_at_once_with_its_members() -> None:
    owning: list[str] = []
    known = memberships(Slack(), owning, [0.0])
    assert known.groups_of("U0BO") == []

    owning.append(GROUP)

    assert known.expand({GROUP, "U0ADA"}) == {GROUP, "U0ADA", "U0BO", "U0CLEO"}
    assert known.groups_of("U0BO") == [GROUP]


@pytest.mark.parametrize(("is_sensitive", "shown"), [(False, ["zoom"]), (True, [])])
def test_members_see_what_their_group_owns_unless_it_is_restricted(
    database: Engine, is_sensitive: bool, shown: list[str]
) -> None:
    existing = save(database, a_row("bright_fox", "prod", "zoom", "zoom"), a_row("other"))
    claim(database, "bright_fox", GROUP, "@data")
    services = {"zoom": Service("zoom", "Zoom", is_sensitive=is_sensitive)}
    queries = GroupConnections(
        lambda user: [GROUP] if user == "U0BO" else [],
        existing,
        lambda requests: replace(facts(services=services, requests=()), requests=tuple(requests)),
    )

    found = queries.visible_to(Viewer("U0BO"))

    assert [one.name for one in found] == shown
    assert [one.name for one in queries.visible_to(Viewer("U0BO", is_superuser=True))] == ["zoom"]
    assert queries.visible_to(Viewer("U0ADA")) == ()
    assert OwnerStore(database, Watch()).owning_groups() == [GROUP]
    assert [owned_line(one) for one in found] == ["`zoom` in Fivetran_Prod is in setup · no data yet · owned by @data"][
        : len(shown)
    ]
