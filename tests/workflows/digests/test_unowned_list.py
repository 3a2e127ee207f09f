"""The weekly list of connections without an owner: posted once, redrawn when an owner changes, public names only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.slack.views.unowned_list import render_unowned_list
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_account import facts
from tests.support.sample_data import MONDAY, a_connection
from workflows.catalog.service import Service
from workflows.digests.delivery import DigestSchedule
from workflows.digests.schedule import parse_recurrence
from workflows.digests.unowned_list import publish_unowned_list, redraw_unowned_lists
from workflows.digests.unowned_model import FoundUnowned, UnownedLine, UnownedList, UnownedListPorts
from workflows.errors import DeskError, Refused, Unavailable
from workflows.ownership.model import Offer, Ownership
from workflows.ports import Person, RenderedMessage
from workflows.reporting.snapshot import Snapshot
from workflows.requests.mirrors import Message

HOME = "C0FIVETRAN"
KEY = "digest:C0FIVETRAN:1"
WEEKLY = DigestSchedule(HOME, parse_recurrence("weekly wed 09:00 UTC"), MONDAY)
DIGEST = Message(HOME, "1.0")
ZOOM = a_connection(id="bright_fox", name="zoom", service="zoom", group_id="prod", paused=False)


@dataclass
class World:
    """All ports: the rows, Slack, and two connections without an owner."""

    found: FoundUnowned = field(default_factory=lambda: FoundUnowned(("bright_fox", "calm_owl"), 7))
    snapshot: Snapshot = field(
        default_factory=lambda: facts(
            connections=(ZOOM, replace(ZOOM, id="calm_owl", name="stripe", service="stripe")), requests=(), services={}
        )
    )
    rows: dict[str, UnownedList] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    proposed: dict[str, Person] = field(default_factory=dict)
    delayed: list[str] = field(default_factory=list)
    trouble: DeskError | None = None
    shown: list[str] = field(default_factory=list)
    """What the message says, newest last."""

    def ports(self) -> UnownedListPorts:
        return UnownedListPorts(self, self, lambda _limit: self.found, self.snapshot_of, self.proposed.get, self)

    def now(self) -> datetime:
        return MONDAY

    def snapshot_of(self, ids: Collection[str]) -> Snapshot:
        return self.snapshot.filter(lambda one: one.id in ids)

    def get(self, list_id: str) -> UnownedList | None:
        return self.rows.get(list_id)

    def add(self, new: UnownedList, _at: datetime) -> UnownedList:
        return self.rows.setdefault(new.id, new)

    def save(self, drawn: UnownedList) -> None:
        if drawn.version == self.rows[drawn.id].version:
            self.marked.discard(drawn.id)
        self.rows[drawn.id] = drawn.evolve(version=drawn.version + 1)

    def lagging(self, _now: datetime) -> Sequence[UnownedList]:
        return [self.rows[one] for one in sorted(self.marked)]

    def postpone(self, list_id: str, _until: datetime) -> None:
        self.delayed.append(list_id)

    def render(self, lines: Sequence[UnownedLine], more: int) -> RenderedMessage:
        return render_unowned_list(lines, more)

    def post(self, _list_id: str, digest: Message, rendered: RenderedMessage) -> Message:
        self._show(rendered)
        return Message(digest.channel, "2.0")

    def edit(self, _message: Message, rendered: RenderedMessage) -> None:
        self._show(rendered)

    def _show(self, rendered: RenderedMessage) -> None:
        if self.trouble:
            raise self.trouble
        self.shown.append(rendered.text)

    def gives(self, connection_id: str, name: str) -> None:
        """A connection gets an owner, and every list is marked."""
        owned = Ownership(connection_id, "U0ADA", name, version=1)
        self.snapshot = replace(self.snapshot, owners={**self.snapshot.owners, connection_id: owned})
        self.marked |= self.rows.keys()
        self.rows = {key: one.evolve(version=one.version + 1) for key, one in self.rows.items()}


def publish(world: World, schedule: DigestSchedule = WEEKLY) -> None:
    publish_unowned_list(schedule, KEY, DIGEST, world.ports())


def test_it_is_posted_once_for_each_digest_and_counts_what_it_leaves_out() -> None:
    world = World()

    for _ in range(2):
        publish(world)

    assert world.shown == [
        "Not requested here: who owns these connections? Their alerts mention no one. `zoom` in Fivetran_Prod is "
        "in setup. `stripe` in Fivetran_Prod is in setup. And 5 more: type `/connector list unowned`."
    ]
    assert world.rows[f"{KEY}:unowned"].message == Message(HOME, "2.0")


def test_nothing_is_posted_if_everything_has_an_owner() -> None:
    world = World(found=FoundUnowned())

    publish(world)

    assert (world.shown, world.rows) == ([], {})


@pytest.mark.parametrize(
    ("recurrence", "due_at", "posts"),
    [
        ("weekly fri 09:00 UTC", MONDAY + timedelta(days=4), 1),
        ("daily 09:00 UTC", MONDAY, 1),
        ("daily 09:00 UTC", MONDAY + timedelta(days=1), 0),
        ("daily 00:30 Europe/Berlin", MONDAY.replace(hour=23, minute=30) - timedelta(days=1), 1),
    ],
)
def test_it_comes_once_a_week_also_with_a_daily_digest(recurrence: str, due_at: datetime, posts: int) -> None:
    world = World()

    publish(world, DigestSchedule(HOME, parse_recurrence(recurrence), due_at))

    assert len(world.shown) == posts


def test_a_second_try_posts_the_same_connections() -> None:
    world = World(trouble=Unavailable("Slack is away."))
    with pytest.raises(Unavailable):
        publish(world)

    world.trouble, world.found = None, FoundUnowned(("calm_owl",), 1)
    publish(world)

    assert "`zoom`" in world.shown[0]


def test_a_list_that_slack_refuses_does_not_hold_back_the_digest() -> None:
    world = World(trouble=Refused("no"))

    publish(world)

    assert world.shown == []


def test_what_was_claimed_before_a_second_try_is_not_asked_about() -> None:
    world = World(trouble=Unavailable("Slack is away."))
    with pytest.raises(Unavailable):
        publish(world)

    world.trouble = None
    for one in ("bright_fox", "calm_owl"):
        world.gives(one, "Ada Okafor")
    publish(world)

    assert world.shown == []


def test_a_claim_is_shown_in_its_line_and_only_lists_that_differ_are_edited() -> None:
    world = World()
    publish(world)

    world.gives("bright_fox", "Ada Okafor")
    redraw_unowned_lists(world.ports())
    world.gives("elsewhere", "Rosa Neri")
    redraw_unowned_lists(world.ports())

    assert len(world.shown) == 2
    assert world.shown[1].startswith(
        "Not requested here: who owns this connection? Its alerts mention no one. "
        ":white_check_mark: `zoom` in Fivetran_Prod: Ada Okafor owns it."
    )
    assert not world.marked


def test_a_hand_over_that_waits_is_shown() -> None:
    world = World()
    publish(world)
    offer = Offer("U0ROSA", "Rosa Neri", "U0ROSA", "U0ADA", "Ada Okafor", MONDAY)
    world.gives("calm_owl", "")
    world.snapshot = replace(world.snapshot, owners={"calm_owl": Ownership("calm_owl", offer=offer, version=1)})

    redraw_unowned_lists(world.ports())

    assert "`stripe` in Fivetran_Prod is in setup. I asked Rosa Neri to accept it." in world.shown[1]


def test_who_connected_it_is_proposed_until_they_are_asked() -> None:
    world = World(proposed={"calm_owl": PEOPLE["U0ROSA"]})
    publish(world)
    offer = Offer("U0ROSA", "Rosa Neri", "U0ROSA", "U0ADA", "Ada Okafor", MONDAY)
    world.gives("calm_owl", "")
    world.snapshot = replace(world.snapshot, owners={"calm_owl": Ownership("calm_owl", offer=offer, version=1)})

    redraw_unowned_lists(world.ports())

    assert "`stripe` in Fivetran_Prod is in setup. Rosa Neri connected it in Fivetran." in world.shown[0]
    assert "`stripe` in Fivetran_Prod is in setup. I asked Rosa Neri to accept it. And 5 more" in world.shown[1]


def test_a_redraw_that_fails_waits() -> None:
    world = World()
    publish(world)
    world.gives("bright_fox", "Ada Okafor")
    world.trouble = Unavailable("Slack is away.")

    redraw_unowned_lists(world.ports())
    assert world.delayed == [f"{KEY}:unowned"]
    world.trouble = None
    redraw_unowned_lists(world.ports())

    assert "Ada Okafor owns it." in world.shown[1]


def test_a_list_that_is_not_posted_yet_is_not_drawn() -> None:
    world = World(trouble=Unavailable("Slack is away."))
    with pytest.raises(Unavailable):
        publish(world)
    world.trouble = None
    world.gives("bright_fox", "Ada Okafor")

    redraw_unowned_lists(world.ports())

    assert world.shown == []


@pytest.mark.parametrize(
    "service", [Service("zoom", "Zoom", is_sensitive=True), Service("zoom", "Zoom", is_internal=True)]
)
def test_what_became_restricted_leaves_the_list(service: Service) -> None:
    world = World()
    publish(world)
    world.gives("elsewhere", "")
    world.snapshot = replace(world.snapshot, services={"zoom": service})

    redraw_unowned_lists(world.ports())

    assert "zoom" not in world.shown[1]
    assert "`stripe`" in world.shown[1]
