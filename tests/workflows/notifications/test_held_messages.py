"""Telling waits for those who want their peace, and goes on for everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from tests.support.fake_subscription_ports import HOME, OTHER, an_incident
from tests.support.sample_data import MONDAY
from workflows.errors import ChannelUnavailable, DeskError, Unavailable
from workflows.incidents.model import Incident, Severity
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.notify import notify
from workflows.notifications.ports import Delivery, NotificationPorts, Subject
from workflows.notifications.recipients import Recipients
from workflows.requests.model import Message
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION
from workflows.subscriptions.preferences import Preferences, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours

EVENING = MONDAY.replace(hour=23)
MORNING = MONDAY.replace(day=24, hour=7)
ASLEEP = Preferences(HOME, quiet_hours=QuietHours("UTC", time(22), time(7)))
AWAKE = Preferences(OTHER, (DEFAULT_SUBSCRIPTION,))


@dataclass
class Telegraph:
    """One incident, those who hear of it, and everything that was said."""

    subject: Incident
    wishes: Mapping[str, Preferences]
    time: datetime = EVENING
    said: list[str] = field(default_factory=list)
    due: datetime | None = None
    is_settled: bool = False
    trouble: dict[str, DeskError] = field(default_factory=dict)
    """Audience → what goes wrong there; "Slack" → what goes wrong when somebody asks who hears of it."""
    deleted: set[str] = field(default_factory=set)
    """Where somebody deleted the message."""

    def tell(self, **changes: object) -> list[str]:
        """Tell what is due by now; what was said this time."""
        self.subject, before = self.subject.evolve(**changes), len(self.said)
        self.is_settled, self.due = False, None
        notify(self.subject.id, NotificationPorts(*[self] * 9), Thresholds(min_edit_interval=timedelta()))  # type: ignore[arg-type]
        return self.said[before:]

    def now(self) -> datetime:
        return self.time

    def recipients_for(self, _subject: Subject) -> Recipients:
        if "Slack" in self.trouble:
            raise self.trouble["Slack"]
        return Recipients(HOME, preferences=self.wishes, now=self.time)

    def mark_unreachable(self, audience: str, code: str) -> bool:
        if audience == HOME:
            return False
        closed = replace(self.wishes[audience], unreachable=Unreachable(self.time, code))
        self.wishes = {**self.wishes, audience: closed}
        return True

    def get(self, _subject_id: str) -> Incident:
        return self.subject

    def update(self, _subject_id: str, **facts: object) -> Incident:
        self.subject = self.subject.evolve(**facts)
        return self.subject

    def record_delivery(self, _subject_id: str, telling: Delivery) -> Incident:
        messages = {**self.subject.messages, telling.recipient: telling.message}
        shown = {**self.subject.fingerprints, telling.recipient: telling.fingerprint}
        return self.update(
            "",
            messages=messages,
            shown=shown,
            thread_keys_sent=self.subject.thread_keys_sent | telling.thread_keys_sent,
        )

    def mark_in_sync(self, _subject: Subject) -> None:
        self.is_settled = True

    def reschedule(self, _subject_id: str, until: datetime) -> None:
        self.due = until

    def older_pending_until(self, _subject: Subject) -> None:
        return None

    def fingerprint(self, subject: Incident, _message: Message | None) -> str:
        return f"{subject.reason} {subject.ended_at}"

    def post(self, _subject: Subject, audience: str) -> Message:
        if audience in self.trouble:
            raise self.trouble[audience]
        self.said.append(f"post in {audience}")
        return Message(audience, "1.0")

    def hide(self, message: Message) -> None:
        self.said.append(f"hidden in {message.channel}")

    def edit(self, _subject: Subject, message: Message) -> bool:
        if message.channel in self.deleted:
            return False
        self.said.append(f"edit in {message.channel}")
        return True

    def post_thread_update(self, _subject: Subject, message: Message, key: str) -> None:
        self.said.append(f"{key.split()[0]} in {message.channel}")


def evening(**facts: object) -> Telegraph:
    """Stripe began to fail in the quiet hours of the home channel; another channel has none."""
    subject = an_incident(opened_at=EVENING - timedelta(minutes=5), **facts)
    return Telegraph(subject, {HOME: ASLEEP, OTHER: AWAKE})


def test_in_quiet_hours_others_are_told_and_the_rest_is_put_off_to_their_end() -> None:
    world = evening()

    assert world.tell() == [f"post in {OTHER}"]
    assert (world.is_settled, world.due) == (False, MORNING)


def test_when_they_end_it_is_told_as_it_is_then_and_once() -> None:
    world = evening()
    world.tell()
    world.tell(why="Its last 4 runs failed.")

    world.time = MORNING
    assert world.tell() == [f"post in {HOME}"]

    assert world.tell() == []
    assert world.is_settled


def test_what_ended_meanwhile_is_never_told() -> None:
    world = evening()
    world.tell()

    assert world.tell(ended_at=EVENING + timedelta(hours=1)) == [f"edit in {OTHER}", f"ended in {OTHER}"]
    assert world.is_settled
    world.time = MORNING
    assert world.tell() == []


def test_what_becomes_critical_is_told_at_once() -> None:
    world = evening()
    world.tell()

    assert world.tell(severity=Severity.CRITICAL) == [f"post in {HOME}"]
    assert world.is_settled


def test_a_message_that_stands_is_edited_in_quiet_hours_and_its_thread_waits() -> None:
    world = evening()
    world.time = MONDAY.replace(hour=21)
    world.tell(opened_at=MONDAY)
    world.time = EVENING

    assert world.tell(ended_at=EVENING) == [f"edit in {OTHER}", f"ended in {OTHER}", f"edit in {HOME}"]
    assert (world.is_settled, world.due) == (False, MORNING)
    world.time = MORNING

    assert world.tell() == [f"ended in {HOME}"]
    assert world.is_settled


def test_where_slack_does_not_let_us_in_the_subscription_waits_and_others_are_told() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble = {OTHER: ChannelUnavailable("Slack does not let us in.", "not_in_channel")}

    assert world.tell() == [f"post in {HOME}"]
    assert world.is_settled
    assert world.wishes[OTHER].unreachable == Unreachable(EVENING, "not_in_channel")


def test_the_home_channel_is_tried_again_until_an_operator_has_let_us_in() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble = {HOME: ChannelUnavailable("Slack does not let us in.", "not_in_channel")}

    assert world.tell() == [f"post in {OTHER}"]
    assert not world.is_settled
    assert world.due is not None
    assert world.due > EVENING
    world.trouble = {}
    assert world.tell() == [f"post in {HOME}"]


def test_what_only_a_closed_channel_does_not_hear_holds_nobody_up() -> None:
    closed = ChannelUnavailable("Slack does not let us in.", "not_in_channel")
    alone, beside = evening(severity=Severity.CRITICAL), evening(severity=Severity.CRITICAL)
    alone.trouble, beside.trouble = {HOME: closed}, {HOME: closed, OTHER: Unavailable("No answer.")}

    alone.tell()
    beside.tell()

    assert (alone.subject.is_blocked_by_channel, beside.subject.is_blocked_by_channel) == (True, False)
    alone.trouble = {}
    alone.tell(why="Its last 4 runs failed.")
    assert (alone.subject.is_blocked_by_channel, alone.subject.failed_attempts) == (False, 0)


def test_when_slack_cannot_say_who_hears_of_it_it_is_tried_again_soon() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble = {"Slack": Unavailable("No answer.")}

    assert world.tell() == []
    assert (world.is_settled, world.due) == (False, EVENING + timedelta(seconds=5))

    world.trouble = {}
    assert len(world.tell()) == 2


def test_a_deleted_message_comes_back_only_where_it_may_be_posted() -> None:
    world = evening()
    world.time = MONDAY.replace(hour=21)
    world.tell(opened_at=MONDAY)
    world.time, world.deleted = EVENING, {HOME, OTHER}
    world.wishes = {HOME: ASLEEP, OTHER: replace(AWAKE, subscriptions=())}

    assert world.tell(why="Its last 4 runs failed.") == []
    assert (world.is_settled, world.due) == (False, MORNING)

    world.time = MORNING
    assert world.tell() == [f"post in {HOME}"]
    assert world.is_settled


def test_what_could_not_be_told_before_quiet_hours_is_told_after_them() -> None:
    dusk = MONDAY.replace(hour=21, minute=59)
    subject = an_incident(opened_at=dusk, ended_at=dusk + timedelta(minutes=30))
    world = Telegraph(subject, {HOME: ASLEEP}, time=dusk + timedelta(minutes=40))

    assert world.tell() == []
    assert (world.is_settled, world.due) == (False, MORNING)
    world.time = MORNING
    assert world.tell() == [f"post in {HOME}"]


def test_what_becomes_sensitive_is_no_longer_shown_where_it_stands() -> None:
    world = evening(owner="U0ADA", severity=Severity.CRITICAL)
    world.tell()

    told = world.tell(is_sensitive=True, why="Its last 4 runs failed.")

    assert told == ["post in U0ADA", f"hidden in {OTHER}", f"hidden in {HOME}"]
    assert world.is_settled
    assert world.tell(ended_at=EVENING) == ["edit in U0ADA", "ended in U0ADA"]


class Fickle(Telegraph):
    """Somebody ends the quiet hours in the moment in which a message is put off to their end."""

    def reschedule(self, _subject_id: str, until: datetime) -> None:
        super().reschedule(_subject_id, until)
        self.wishes = {HOME: AWAKE}


def test_whoever_changes_their_mind_while_it_is_put_off_hears_it_now() -> None:
    world = Fickle(an_incident(opened_at=EVENING - timedelta(minutes=5)), {HOME: ASLEEP})

    assert world.tell() == []
    assert (world.is_settled, world.due) == (False, EVENING)
    assert world.tell() == [f"post in {HOME}"]
