"""An owner who leaves is noticed, and what they owned can be claimed again."""

import pytest

from tests.support.fake_owner_ports import GROUP, OwnerWorld
from tests.support.sample_data import MONDAY
from workflows.ownership.departures import notice_departed_owners
from workflows.ownership.model import Ownership


def owned_by(owner: str, name: str) -> OwnerWorld:
    return OwnerWorld(ownership=Ownership("bright_fox", owner, name, owner, MONDAY, version=1))


def test_what_an_owner_who_left_owned_has_no_owner_and_the_channel_reads_how_much_it_is() -> None:
    world = owned_by("U0DORA", "Dora Quill")

    for _ in range(2):
        notice_departed_owners(world.ports())

    assert world.ownership.owner == ""
    assert world.history == ["left by : –"]
    assert world.lines == [
        "Dora Quill has left. 1 connection has no owner now. Anyone can claim one in `/connector status`."
    ]


@pytest.mark.parametrize(("owner", "name"), [("U0ADA", "Ada Okafor"), (GROUP, "@data-engineering")])
def test_owners_who_are_here_and_groups_stay(owner: str, name: str) -> None:
    world = owned_by(owner, name)

    notice_departed_owners(world.ports())

    assert world.history == []
