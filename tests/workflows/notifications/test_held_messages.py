"""Quiet hours and mutes hold messages for one recipient and not for the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from structlog.testing import capture_logs

from tests.support.fake_subscription_ports import HOME, OTHER, an_incident
from tests.support.sample_data import MONDAY
from workflows.errors import ChannelUnavailable, DeskError, Misconfigured, Unavailable
from workflows.incidents.model import Incident, Severity
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.notify import MIN_EDIT_INTERVAL, notify
from workflows.notifications.ports import Delivery, NotificationPorts, Subject
from workflows.notifications.recipients import Recipients
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION
from workflows.subscriptions.preferences import Preferences, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours

EVENING = MONDAY.replace(hour=23)
MORNING = MONDAY.replace(day=24, hour=7)
ASLEEP = Preferences(HOME, quiet_hours=QuietHours("UTC", time(22), time(7)))
AWAKE = Preferences(OTHER, (DEFAULT_SUBSCRIPTION,))


@dataclass
class NotificationWorld:
    """One incident, its recipients, and everything that was posted."""

    subject: Incident
    wishes: Mapping[str, Preferences]
    time: datetime = EVENING
    said: list[str] = field(default_factory=list)
    due: datetime | None = None
    is_settled: bool = False
    trouble: dict[str, DeskError] = field(default_factory=dict)
    """Recipient → the error there; "Slack" → the error of the recipient lookup."""
    deleted: set[str] = field(default_factory=set)
    """Recipients whose message was deleted."""
    ineligible: frozenset[str] = frozenset()
    posted_at: str = "1.0"

    def notify(self, **changes: object) -> list[str]:
        """Run `notify`; return what was posted in this run."""
        self.subject, before = self.subject.evolve(**changes), len(self.said)
        self.is_settled, self.due = False, None
        notify(self.subject.id, NotificationPorts(*[self] * 9), Thresholds({MIN_EDIT_INTERVAL: timedelta()}))  # type: ignore[arg-type]
        return self.said[before:]

    def now(self) -> datetime:
        return self.time

    def recipients_for(self, _subject: Subject) -> Recipients:
        if "Slack" in self.trouble:
            raise self.trouble["Slack"]
        return Recipients(HOME, preferences=self.wishes, now=self.time, ineligible=self.ineligible)

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
            earlier_messages=self.subject.replaced_by(telling.message, telling.recipient),
            fingerprints=shown,
            thread_keys_sent=self.subject.thread_keys_sent | telling.thread_keys_sent,
        )

    def mark_in_sync(self, _subject: Subject) -> None:
        self.is_settled = True

    def reschedule(self, _subject_id: str, until: datetime) -> None:
        self.due = until

    def older_pending_until(self, _subject: Subject) -> None:
        return None

    def render(self, subject: Incident, _message: Message | None) -> RenderedMessage:
        return RenderedMessage(f"{subject.reason} {subject.ended_at}", [])

    def post(self, _subject: Subject, audience: str, _rendered: RenderedMessage) -> Message:
        if audience in self.trouble:
            raise self.trouble[audience]
        self.said.append(f"post in {audience}")
        return Message(audience, self.posted_at)

    def hide(self, subject: Subject, recipient: str) -> Message:
        if recipient in self.trouble:
            raise self.trouble[recipient]
        self.said.append(f"hidden in {recipient}")
        return subject.messages[recipient]

    def edit(self, message: Message, _rendered: RenderedMessage) -> bool:
        if message.channel in self.deleted:
            return False
        self.said.append(f"edit in {message.channel}")
        return True

    def post_thread_update(self, _subject: Subject, message: Message, key: str) -> None:
        self.said.append(f"{key.split()[0]} in {message.channel}")


def evening(**facts: object) -> NotificationWorld:
    """Stripe fails in the quiet hours of the home channel; another channel has none."""
    subject = an_incident(opened_at=EVENING - timedelta(minutes=5), **facts)
    return NotificationWorld(subject, {HOME: ASLEEP, OTHER: AWAKE})


def test_quiet_hours_hold_only_their_own_recipient() -> None:
    world = evening()

    assert world.notify() == [f"post in {OTHER}"]
    assert (world.is_settled, world.due) == (False, MORNING)


def test_a_held_message_is_posted_once_with_its_current_content() -> None:
    world = evening()
    world.notify()
    world.notify(facts={"message": "Its last 4 runs failed."})

    world.time = MORNING
    assert world.notify() == [f"post in {HOME}"]

    assert world.notify() == []
    assert world.is_settled


def test_an_incident_resolved_during_quiet_hours_is_never_posted() -> None:
    world = evening()
    world.notify()

    assert world.notify(ended_at=EVENING + timedelta(hours=1)) == [f"edit in {OTHER}", f"ended in {OTHER}"]
    assert world.is_settled
    world.time = MORNING
    assert world.notify() == []


def test_an_incident_that_becomes_critical_is_posted_at_once() -> None:
    world = evening()
    world.notify()

    assert world.notify(severity=Severity.CRITICAL) == [f"post in {HOME}"]
    assert world.is_settled


def test_quiet_hours_allow_edits_and_hold_thread_updates() -> None:
    world = evening()
    world.time = MONDAY.replace(hour=21)
    world.notify(opened_at=MONDAY)
    world.time = EVENING

    assert world.notify(ended_at=EVENING) == [f"edit in {OTHER}", f"ended in {OTHER}", f"edit in {HOME}"]
    assert (world.is_settled, world.due) == (False, MORNING)
    world.time = MORNING

    assert world.notify() == [f"ended in {HOME}"]
    assert world.is_settled


def test_an_unreachable_channel_pauses_and_others_are_notified() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble = {OTHER: ChannelUnavailable("Slack does not let us in.", "not_in_channel")}

    assert world.notify() == [f"post in {HOME}"]
    assert world.is_settled
    assert world.wishes[OTHER].unreachable == Unreachable(EVENING, "not_in_channel")


def test_the_home_channel_is_retried_until_an_operator_invites_the_bot() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble = {HOME: ChannelUnavailable("Slack does not let us in.", "not_in_channel")}

    assert world.notify() == [f"post in {OTHER}"]
    assert not world.is_settled
    assert world.due is not None
    assert world.due > EVENING
    world.trouble = {}
    assert world.notify() == [f"post in {HOME}"]


def test_an_incident_blocked_only_by_a_closed_channel_holds_up_no_newer_one() -> None:
    closed = ChannelUnavailable("Slack does not let us in.", "not_in_channel")
    alone, beside = evening(severity=Severity.CRITICAL), evening(severity=Severity.CRITICAL)
    alone.trouble, beside.trouble = {HOME: closed}, {HOME: closed, OTHER: Unavailable("No answer.")}

    alone.notify()
    beside.notify()

    assert (alone.subject.is_blocked_by_channel, beside.subject.is_blocked_by_channel) == (True, False)
    alone.trouble = {}
    alone.notify(facts={"message": "Its last 4 runs failed."})
    assert (alone.subject.is_blocked_by_channel, alone.subject.failed_attempts) == (False, 0)


def test_a_failed_recipient_lookup_is_retried_soon() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble = {"Slack": Unavailable("No answer.")}

    assert world.notify() == []
    assert (world.is_settled, world.due) == (False, EVENING + timedelta(seconds=5))

    world.trouble = {}
    assert len(world.notify()) == 2


def test_a_deleted_message_is_reposted_only_where_posting_is_allowed() -> None:
    world = evening()
    world.time = MONDAY.replace(hour=21)
    world.notify(opened_at=MONDAY)
    world.time, world.deleted = EVENING, {HOME, OTHER}
    world.wishes = {HOME: ASLEEP, OTHER: replace(AWAKE, subscriptions=())}

    assert world.notify(facts={"message": "Its last 4 runs failed."}) == []
    assert (world.is_settled, world.due) == (False, MORNING)

    world.time = MORNING
    assert world.notify() == [f"post in {HOME}"]
    assert world.is_settled


def test_an_incident_missed_before_quiet_hours_is_posted_after_them() -> None:
    dusk = MONDAY.replace(hour=21, minute=59)
    subject = an_incident(opened_at=dusk, ended_at=dusk + timedelta(minutes=30))
    world = NotificationWorld(subject, {HOME: ASLEEP}, time=dusk + timedelta(minutes=40))

    assert world.notify() == []
    assert (world.is_settled, world.due) == (False, MORNING)
    world.time = MORNING
    assert world.notify() == [f"post in {HOME}"]


def test_an_incident_that_becomes_restricted_is_hidden_in_channels() -> None:
    world = evening(owner="U0ADA", severity=Severity.CRITICAL)
    world.notify()

    told = world.notify(is_restricted=True, facts={"message": "Its last 4 runs failed."})

    assert told == ["post in U0ADA", f"hidden in {OTHER}", f"hidden in {HOME}"]
    assert world.is_settled
    assert world.notify(ended_at=EVENING) == ["edit in U0ADA", "ended in U0ADA"]


def test_an_incident_that_becomes_restricted_after_it_ended_is_hidden_and_posted_to_no_one() -> None:
    world = evening(owner="U0ADA", severity=Severity.CRITICAL)
    world.notify()
    world.notify(ended_at=EVENING)

    told = world.notify(is_restricted=True, is_restricted_late=True)

    assert told == [f"hidden in {OTHER}", f"hidden in {HOME}"]
    assert world.is_settled


def test_an_incident_that_becomes_restricted_is_hidden_in_a_channel_that_is_shared_by_then() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.notify()
    world.ineligible = frozenset({OTHER})

    assert world.notify(is_restricted=True) == [f"hidden in {OTHER}", f"hidden in {HOME}"]


def test_a_replaced_message_is_remembered_until_it_may_have_to_be_hidden() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.notify()
    world.deleted = {HOME}
    world.posted_at = "2.0"

    world.notify(facts={"message": "Its last 4 runs failed."})

    assert world.subject.earlier_messages == {HOME: (Message(HOME, "1.0"),)}


def test_a_restricted_incident_that_a_channel_still_shows_is_tried_again() -> None:
    world = evening(owner="U0ADA", severity=Severity.CRITICAL)
    world.notify()
    world.trouble[HOME] = Misconfigured("Slack doesn't let the bot hide it.")

    assert world.notify(is_restricted=True) == ["post in U0ADA", f"hidden in {OTHER}"]
    assert world.due
    world.trouble.clear()
    assert world.notify() == [f"hidden in {HOME}"]
    assert world.is_settled


def test_a_bug_at_one_recipient_stops_no_other() -> None:
    world = evening(severity=Severity.CRITICAL)
    world.trouble[HOME] = KeyError("blocks")  # type: ignore[assignment]  # an error that is a bug

    with capture_logs() as logs:
        assert world.notify() == [f"post in {OTHER}"]

    assert [line["recipient"] for line in logs] == [HOME]
    assert world.due


class ChangingPreferences(NotificationWorld):
    """The quiet hours are turned off while a message is rescheduled."""

    def reschedule(self, _subject_id: str, until: datetime) -> None:
        super().reschedule(_subject_id, until)
        self.wishes = {HOME: AWAKE}


def test_quiet_hours_ended_while_rescheduling_release_the_message_now() -> None:
    world = ChangingPreferences(an_incident(opened_at=EVENING - timedelta(minutes=5)), {HOME: ASLEEP})

    assert world.notify() == []
    assert (world.is_settled, world.due) == (False, EVENING)
    assert world.notify() == [f"post in {HOME}"]
