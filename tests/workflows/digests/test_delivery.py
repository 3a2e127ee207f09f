"""A digest is posted once when it is due, and skipped if that fails for a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY
from workflows.digests.delivery import (
    DigestPolicy,
    DigestPorts,
    DigestSchedule,
    authorize_digest_now,
    configure_digest,
    publish_digest,
    publish_digest_now,
    publish_due_digests,
)
from workflows.digests.model import Digest
from workflows.digests.schedule import Recurrence, next_due, parse_recurrence
from workflows.errors import DeskError, Misconfigured, Refused, Unavailable
from workflows.permissions import Actor, recipient_of
from workflows.ports import HomeWorkspace, Person
from workflows.requests.mirrors import Message

WEEKLY = parse_recurrence("weekly mon 09:00 UTC")
HELP, COMMON = "C0DATAHELP", "C0FIVETRAN"
BOUNDS = DigestPolicy(COMMON, frozenset({"U0ROSA"}))
NOTHING = Digest(MONDAY, MONDAY, MONDAY, (), 0, 0, ())


@dataclass
class World:
    """All ports of the desk: one wish, a board, and what happened."""

    wish: DigestSchedule | None = field(default_factory=lambda: DigestSchedule(HELP, WEEKLY, MONDAY))
    time: datetime = MONDAY
    trouble: DeskError | None = None
    list_trouble: DeskError | None = None
    lists: list[tuple[str, str, str]] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    told_of: list[tuple[datetime, datetime]] = field(default_factory=list)
    demoted_lately: frozenset[str] = frozenset()
    """Approvers who left their group; only a fresh answer shows that."""

    def desk(self) -> DigestPorts:
        return DigestPorts(*[self] * 3, self.build, *[self] * 2, self.post_unowned_list)  # type: ignore[arg-type, call-arg]  # one object plays all parts

    def announce(self, channel: str, text: str, actor: Actor) -> None:
        self.announced.append(f"{channel}: {text}")

    def now(self) -> datetime:
        return self.time

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return PEOPLE[user_id]

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return frozenset({"U0BO"}) - (self.demoted_lately if fresh else frozenset())

    def due(self, now: datetime) -> Sequence[DigestSchedule]:
        return [self.wish] if self.wish and self.wish.due_at <= now else []

    def find(self, audience: str, now: datetime) -> DigestSchedule | None:
        return self.wish if self.wish and self.wish.recipient == audience else None

    def save(self, audience: str, rhythm: Recurrence | None, due_at: datetime | None) -> None:
        self.wish = DigestSchedule(audience, rhythm, due_at) if rhythm and due_at else None

    def mark_posted(self, wish: DigestSchedule, next_at: datetime) -> None:
        self.wish = DigestSchedule(wish.recipient, wish.recurrence, next_at)

    def build(self, rhythm: Recurrence, since: datetime) -> Digest:
        self.told_of.append((since, self.time))
        return NOTHING

    def post(self, key: str, audience: str, digest: Digest, rhythm: Recurrence) -> Message:
        if self.trouble:
            raise self.trouble
        self.happened.append(f"post {key} to {audience}")
        return Message(audience, "1.0")

    def post_unowned_list(self, wish: DigestSchedule, key: str, message: Message) -> None:
        if self.list_trouble:
            raise self.list_trouble
        self.lists.append((wish.recipient, key, message.ts))

    def require_postable(self, audience: str) -> None:
        if audience == "C0GENERAL":
            raise Refused("I am not in this channel.")

    def enqueue(self, wish: DigestSchedule) -> None:
        self.happened.append(f"agenda: {wish.recipient}")


def by(user: str, channel: str = HELP) -> Actor:
    return Actor(user, "T0DESK", channel)


def test_due_digests_are_queued() -> None:
    world = World()

    publish_due_digests(World(time=MONDAY - timedelta(minutes=1), happened=world.happened).desk())
    publish_due_digests(world.desk())

    assert world.happened == [f"agenda: {HELP}"]


def test_it_is_posted_once_and_the_next_is_a_week_later() -> None:
    world = World()

    for _ in range(2):
        publish_digest(HELP, MONDAY, world.desk())

    assert world.happened == [f"post digest:{HELP}:{int(MONDAY.timestamp())} to {HELP}"]
    assert world.wish
    assert world.wish.due_at == MONDAY + timedelta(days=7)


def test_one_that_comes_late_comes_once() -> None:
    world = World(time=MONDAY + timedelta(days=16))

    publish_digest(HELP, MONDAY, world.desk())

    assert len(world.happened) == 1
    assert world.wish
    assert world.wish.due_at == MONDAY + timedelta(days=21)


def test_a_digest_turned_off_is_not_posted() -> None:
    world = World(wish=None)

    publish_digest(HELP, MONDAY, world.desk())

    assert world.happened == []


@pytest.mark.parametrize("trouble", [Unavailable("Slack does not answer."), Misconfigured("not_in_channel")])
def test_a_digest_that_fails_stays_due(trouble: DeskError) -> None:
    world = World(trouble=trouble)

    with pytest.raises(Unavailable):
        publish_digest(HELP, MONDAY, world.desk())

    assert world.wish == DigestSchedule(HELP, WEEKLY, MONDAY)


def test_a_digest_is_skipped_after_a_day_but_not_during_an_outage() -> None:
    later = MONDAY + timedelta(days=1)
    gone = World(time=later, trouble=Misconfigured("channel_not_found"))
    down = World(time=later, trouble=Unavailable("Slack does not answer."))

    publish_digest(HELP, MONDAY, gone.desk())
    with pytest.raises(Unavailable):
        publish_digest(HELP, MONDAY, down.desk())

    assert gone.wish
    assert gone.wish.due_at == MONDAY + timedelta(days=7)
    assert down.wish == DigestSchedule(HELP, WEEKLY, MONDAY)


def test_the_list_of_what_has_no_owner_belongs_to_the_digest_which_stays_due_without_it() -> None:
    world = World(list_trouble=Unavailable("Slack does not answer."))

    with pytest.raises(Unavailable):
        publish_digest(HELP, MONDAY, world.desk())
    assert world.wish == DigestSchedule(HELP, WEEKLY, MONDAY)
    world.list_trouble = None
    publish_digest(HELP, MONDAY, world.desk())

    assert world.lists == [(HELP, f"digest:{HELP}:{int(MONDAY.timestamp())}", "1.0")]
    assert world.wish == DigestSchedule(HELP, WEEKLY, MONDAY + timedelta(days=7))


def test_who_cannot_post_a_digest_in_the_common_channel_reads_where_to_get_one() -> None:
    with pytest.raises(Refused, match="type the command in a direct message"):
        authorize_digest_now(by("U0ADA", COMMON), BOUNDS, World().desk())


def test_an_immediate_digest_keeps_the_schedule() -> None:
    world = World()

    publish_digest_now("click", authorize_digest_now(by("U0ADA"), BOUNDS, world.desk()), ports=world.desk())

    assert world.happened == [f"post digest:click to {HELP}"]
    assert world.lists == []
    assert world.wish == DigestSchedule(HELP, WEEKLY, MONDAY)


@pytest.mark.parametrize(
    ("press", "typed", "words"),
    [
        (by("U0GUS"), "", "Guests can't do that."),
        (by("U0PIA"), "daily 09:00", "Only members of this workspace"),
        (by("U0ADA", COMMON), "off", "Only approvers can change"),
        (by("U0ADA", "C0GENERAL"), "daily 09:00", "I am not in this channel."),
        (by("U0ADA"), "sometimes", "I don't understand “sometimes”."),
    ],
)
def test_a_refused_change_names_its_reason(press: Actor, typed: str, words: str) -> None:
    world = World()

    with pytest.raises(Refused) as refused:
        configure_digest(typed, press, BOUNDS, world.desk())

    assert words in str(refused.value)
    assert world.wish == DigestSchedule(HELP, WEEKLY, MONDAY)


def test_an_approver_who_left_the_group_a_moment_ago_changes_nothing_there() -> None:
    world = World(demoted_lately=frozenset({"U0BO"}))

    with pytest.raises(Refused, match="Only approvers can change"):
        configure_digest("off", by("U0BO", COMMON), BOUNDS, world.desk())

    assert world.wish == DigestSchedule(HELP, WEEKLY, MONDAY)


@pytest.mark.parametrize("user", ["U0BO", "U0ROSA"])
def test_approvers_and_superusers_change_the_common_channel(user: str) -> None:
    world = World()

    told = configure_digest("weekly fri 16:00 Europe/Berlin", by(user, COMMON), BOUNDS, world.desk())

    assert told.startswith("Digest set: every Friday at 16:00 (Europe/Berlin).")
    assert told.endswith("This is for the whole channel, so I post the change here.")
    assert world.announced == [
        f"{COMMON}: {PEOPLE[user].name} set the digest of this channel: every Friday at 16:00 (Europe/Berlin)."
    ]
    assert world.wish
    assert world.wish.recipient == COMMON


def test_any_member_can_see_the_schedule() -> None:
    assert "There's no digest here." in configure_digest("", by("U0ADA", COMMON), BOUNDS, World().desk())


def test_a_private_conversation_is_its_persons_own() -> None:
    assert recipient_of(by("U0ADA", "D0ADA")) == "U0ADA"


def test_between_two_digests_nothing_is_left_out() -> None:
    """Clocks are put back on Sunday, and Monday's digest is late."""
    daily = parse_recurrence("daily 09:00 Europe/Berlin")
    due = next_due(daily, datetime(2026, 10, 24, 0, 0, tzinfo=UTC))
    world = World(DigestSchedule(HELP, daily, due))

    for late in (0, 0, 50, 0):
        assert world.wish
        world.time = world.wish.due_at + timedelta(minutes=late)
        publish_digest(HELP, world.wish.due_at, world.desk())

    for (_since, until), (since, _until) in pairwise(world.told_of):
        assert since <= until
    assert world.told_of[1][1] - world.told_of[1][0] == timedelta(hours=25)
