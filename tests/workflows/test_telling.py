"""Incidents are judged, gathered into storms, told in order, and relieved by those who may."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from tests.desk import World
from tests.examples import MONDAY, a_connected_request, a_connection, an_incident
from workflows.audience import Hearers, audiences
from workflows.conditions import Look
from workflows.decide import Press
from workflows.failures import Failure, IllegalMove, Refused, Unavailable
from workflows.incident import UNTIL_IT_RECOVERS, Condition, Deed, Incident, Severity
from workflows.judging import Context, judged
from workflows.lines import lines
from workflows.minding import IncidentDesk, Subject, Telling
from workflows.ports import Untold
from workflows.relief import Act, relieve
from workflows.remedies import remedy
from workflows.request import Message
from workflows.rules import Rules
from workflows.runs import Past
from workflows.storm import Group, Storm, gather
from workflows.tell import sweep_incidents, tell

RULES, PROD, MINUTE = Rules(), Group("prod", "Fivetran_Prod", 212), timedelta(minutes=1)
BROKEN = a_connection(setup_state="broken", paused=False, succeeded_at=MONDAY - timedelta(hours=2))
CONTEXT = Context("Fivetran_Prod")


def after(connection: object, *open_: Incident, at: datetime = MONDAY + MINUTE) -> list[Incident]:
    look = Look(connection, Past(), before=connection)  # type: ignore[arg-type]
    return list(judged(look, open_, CONTEXT, RULES, at))


def test_an_incident_opens_once_and_ends_with_a_good_sync() -> None:
    (opened,) = after(BROKEN, at=MONDAY)
    mended = replace(BROKEN, setup_state="connected")

    assert after(BROKEN, opened) == []
    assert after(mended, opened) == []
    (ended,) = after(replace(mended, succeeded_at=MONDAY + MINUTE), opened)
    assert (ended.id, ended.ended_at, ended.ending) == (opened.id, MONDAY + MINUTE, "")
    assert after(BROKEN, at=MONDAY) == [opened]


def test_late_data_that_turns_out_to_be_a_broken_login_is_the_same_incident_and_worse() -> None:
    late = an_incident(condition=Condition.DELAYED, severity=Severity.WARNING)

    (worse,) = after(BROKEN, late)

    assert (worse.id, worse.condition, worse.worsened_at) == (late.id, Condition.BROKEN_AUTH, MONDAY + MINUTE)
    assert lines(worse) == [f"worse {worse.worsened_at.isoformat()}"]  # type: ignore[union-attr]


def test_a_pause_ends_trouble_and_says_so() -> None:
    (ended,) = after(replace(BROKEN, paused=True), an_incident())

    assert (ended.is_over, ended.ending) == (True, "the connection was paused")


def test_a_snooze_ends_by_itself_and_only_then_something_is_said() -> None:
    snoozed = after(BROKEN)[0].but(snoozed_until=MONDAY + timedelta(hours=1), snoozed_by="U0BO")

    assert after(BROKEN, snoozed, at=MONDAY + timedelta(minutes=59)) == []
    (woken,) = after(BROKEN, snoozed, at=MONDAY + timedelta(minutes=60))
    assert (lines(snoozed), len(lines(woken))) == ([], 1)
    assert after(BROKEN, snoozed.but(snoozed_until=UNTIL_IT_RECOVERS), at=MONDAY + timedelta(days=99)) == []


def test_what_is_critical_and_nobody_is_on_is_brought_to_mind_once_a_day() -> None:
    day, broken = timedelta(days=1), after(BROKEN)[0]

    assert after(BROKEN, broken, at=broken.opened_at + day - MINUTE) == []
    (reminded,) = after(BROKEN, broken, at=broken.opened_at + day)
    assert lines(reminded) == [f"still {(broken.opened_at + day).isoformat()}"]
    assert after(BROKEN, reminded, at=broken.opened_at + 2 * day - MINUTE) == []
    assert after(BROKEN, broken.but(taken_by="U0BO"), at=broken.opened_at + day) == []
    assert after(BROKEN, broken.but(storm="storm-1"), at=broken.opened_at + day) == []


def test_five_within_half_an_hour_are_a_storm_and_what_follows_joins_it() -> None:
    four = [an_incident(f"a{n}", opened_at=MONDAY + n * MINUTE) for n in range(4)]
    assert gather([], four, PROD, RULES, MONDAY + 4 * MINUTE) == ([], [])

    fifth = an_incident("a4", opened_at=MONDAY + 29 * MINUTE)
    ((storm,), joined) = gather([], [*four, fifth], PROD, RULES, MONDAY + 29 * MINUTE)
    assert (storm.hit, storm.opened_at, {one.storm for one in joined}) == (5, MONDAY, {storm.id})

    sixth = an_incident("a5", opened_at=MONDAY + 50 * MINUTE)
    ((grown,), more) = gather([storm], [*joined, sixth], PROD, RULES, MONDAY + 50 * MINUTE)
    assert (grown.hit, [one.name for one in more]) == (6, ["a5"])
    assert gather([grown], [*joined, *more], PROD, RULES, MONDAY + 51 * MINUTE) == ([], [])


def test_what_breaks_long_after_a_storm_that_nobody_mended_is_told_by_itself() -> None:
    ((storm,), joined) = gather([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    tomorrow = MONDAY + timedelta(days=1)

    alone = gather([storm], [*joined, an_incident("b", opened_at=tomorrow)], PROD, RULES, tomorrow)
    again = [an_incident(f"b{n}", opened_at=tomorrow) for n in range(5)]
    ((second,), _) = gather([storm], [*joined, *again], PROD, RULES, tomorrow)

    assert alone == ([], [])
    assert (second.id != storm.id, second.hit) == (True, 5)


def test_too_slow_ones_are_no_storm_and_families_do_not_mix() -> None:
    slow = [an_incident(f"a{n}", opened_at=MONDAY + 8 * n * MINUTE) for n in range(5)]
    notices = [an_incident(f"n{n}", condition=Condition.SETUP_UNFINISHED) for n in range(2)]

    assert gather([], slow, PROD, RULES, MONDAY + 32 * MINUTE) == ([], [])
    assert gather([], [*slow[:3], *notices], PROD, RULES, MONDAY + 20 * MINUTE) == ([], [])


def test_what_is_sensitive_is_told_only_to_those_who_may_know() -> None:
    hearers = Hearers("C0FIVETRAN", frozenset({"U0BO", "U0CLEO"}))
    secret = an_incident(is_sensitive=True, owner="U0ADA")
    storms, _ = gather([], [an_incident(f"a{n}", is_sensitive=True) for n in range(5)], PROD, RULES, MONDAY)

    assert audiences(an_incident(), hearers) == ["C0FIVETRAN"]
    assert audiences(an_incident(storm="storm-1"), hearers) == []
    assert audiences(secret, hearers) == ["U0ADA", "U0BO", "U0CLEO"]
    assert audiences(secret.but(storm="storm-1"), hearers) == ["U0ADA"]
    assert audiences(storms[0], hearers) == ["U0BO", "U0CLEO"]


@pytest.mark.parametrize(
    ("codes", "label"),
    [(("reconnect",), "Reconnect"), (("blocked_on_capture",), "Review schema"), (("brand_new",), "Failing")],
)
def test_codes_lead_to_the_next_step_and_unknown_ones_to_that_of_the_condition(
    codes: tuple[str, ...], label: str
) -> None:
    assert remedy(an_incident(condition=Condition.FAILING, codes=codes)).label == label


@dataclass
class Stand(World):
    """A world that knows incidents, and what Slack was told of them."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    off: dict[str, datetime] = field(default_factory=dict)
    waits_for: datetime | None = None

    def of(self, *subjects: Subject) -> IncidentDesk:
        self.subjects = {one.id: one for one in subjects}
        return IncidentDesk(*[self] * 9)  # type: ignore[arg-type]  # one object plays all nine parts

    def get(self, some_id: str) -> Subject:  # type: ignore[override]
        return self.subjects[some_id]

    def note(self, some_id: str, **facts: object) -> Subject:  # type: ignore[override]
        if some_id in self.requests_:
            return World.note(self, some_id, **facts)  # type: ignore[return-value]
        now = self.subjects[some_id]
        self.subjects[some_id] = replace(now, version=now.version + 1, **facts)  # type: ignore[arg-type]
        return self.subjects[some_id]

    def told(self, some_id: str, telling: Telling) -> Subject:
        now = self.subjects[some_id]
        return self.note(
            some_id,
            messages={**now.messages, telling.audience: telling.message},
            shown={**now.shown, telling.audience: telling.digest},
            said=now.said | telling.said,
            shown_at=telling.at,
        )

    def put_off(self, some_id: str, until: datetime) -> None:
        self.off[some_id] = until

    def behind(self, subject: Subject) -> datetime | None:
        return self.waits_for

    def lagging(self) -> list[Untold]:  # type: ignore[override]
        return [Untold(one.id, one.version) for one in self.subjects.values()]

    def take(self, some_id: str, deed: Deed) -> Incident:
        if self.subjects[some_id].taken_by:  # type: ignore[union-attr]
            raise IllegalMove("Bo Lindqvist is on it already.")
        return self.record(some_id, deed, taken_by=deed.by)

    def record(self, some_id: str, deed: Deed, **facts: object) -> Incident:
        self.happened.append(f"did: {deed.name} {deed.what}")
        return self.note(some_id, deeds=(deed,), **facts)  # type: ignore[return-value]

    def paused(self, connection_id: str, by: str) -> None:
        self.happened.append(f"paused by {by}")

    def hearers(self, _subject: Subject) -> Hearers:
        return Hearers("C1", frozenset({"U0BO"}))

    def post(self, subject: Subject, audience: str) -> Message:
        self.did_in_slack("post", subject.id, audience)
        return Message(audience, "1.0")

    def edit(self, subject: Subject, message: Message) -> bool:
        self.did_in_slack("edit", subject.id, message.channel)
        return True

    def say(self, subject: Subject, message: Message, key: str) -> None:
        self.did_in_slack("say", key.split(" ")[0])

    def digest(self, subject: Subject, _message: Message | None) -> str:  # type: ignore[override]
        over = subject.is_over
        return f"{over} {subject.severity} {getattr(subject, 'deeds', ())}"

    def did_in_slack(self, *words: str) -> None:
        if "slack" in self.trouble:
            raise self.trouble["slack"]
        self.happened.append(" ".join(words))


def test_it_is_posted_once_edited_when_it_ends_and_a_line_is_added() -> None:
    stand = Stand()
    desk = stand.of(an_incident())

    for _ in range(2):
        tell("zoom-1", desk, RULES)
    stand.time += timedelta(hours=1)
    stand.note("zoom-1", ended_at=stand.time)
    for _ in range(2):
        tell("zoom-1", desk, RULES)

    assert stand.happened == ["post zoom-1 C1", "edit zoom-1 C1", "say ended"]
    assert stand.settled_ids[-1] == "zoom-1"


def test_edits_wait_until_45_seconds_have_passed_but_not_for_a_person() -> None:
    stand = Stand()
    desk = stand.of(an_incident())
    tell("zoom-1", desk, RULES)

    stand.note("zoom-1", severity=Severity.WARNING)
    tell("zoom-1", desk, RULES)
    assert (stand.happened[1:], stand.off["zoom-1"]) == ([], MONDAY + timedelta(seconds=45))

    stand.note("zoom-1", shown_at=None)
    tell("zoom-1", desk, RULES)
    assert stand.happened[1:] == ["edit zoom-1 C1"]


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [(Unavailable("Slow down.", 30), 30), (Unavailable("No answer."), 5), (Refused("No."), 3_600)],
)
def test_what_slack_does_not_take_is_put_off(failure: Failure, seconds: int) -> None:
    stand = Stand(trouble={"slack": failure})
    desk = stand.of(an_incident())

    tell("zoom-1", desk, RULES)

    assert stand.off["zoom-1"] == MONDAY + timedelta(seconds=seconds)
    assert stand.settled_ids == []
    sweep_incidents(desk)
    assert stand.happened == ["agenda: tell zoom-1"]


def test_what_is_newer_waits_for_what_is_older() -> None:
    stand = Stand(waits_for=MONDAY + MINUTE)

    tell("zoom-1", stand.of(an_incident()), RULES)

    assert (stand.happened, stand.off["zoom-1"]) == ([], MONDAY + MINUTE)


def test_an_incident_that_joins_a_storm_is_edited_and_says_no_more() -> None:
    stand = Stand()
    desk = stand.of(an_incident())
    tell("zoom-1", desk, RULES)
    stand.time += timedelta(hours=1)
    stand.note("zoom-1", storm="storm-1", ended_at=stand.time)

    tell("zoom-1", desk, RULES)

    assert stand.happened == ["post zoom-1 C1", "edit zoom-1 C1"]


@pytest.mark.parametrize(
    ("act", "who", "outcome"),
    [
        (Act.SYNC, "U0BO", "sync brisk_otter"),
        (Act.SYNC, "U0ADA", "sync brisk_otter"),
        (
            Act.SYNC,
            "U0ROSA",
            "whisper U0ROSA Only the owner of the connection and the approvers can do that.",
        ),
        (Act.PAUSE, "U0BO", "paused by U0BO"),
        (Act.TAKE, "U0ROSA", "did: Rosa Neri is on it"),
        (Act.TAKE, "U0GUS", "whisper U0GUS Guests cannot do that."),
        (Act.SNOOZE, "U0ROSA", "did: Rosa Neri snoozed it until it recovers"),
        (Act.SNOOZE_HOURS, "U0ROSA", "did: Rosa Neri snoozed it for 4 hours"),
        (Act.TEST, "U0BO", "test"),
        (
            Act.CARD,
            "U0BO",
            "whisper U0BO Only the person who asked for this connector gets its Connect Card.",
        ),
        (Act.CARD, "U0ADA", "agenda: settle 7f3c9a"),
    ],
)
def test_a_press_does_what_its_presser_may(act: Act, who: str, outcome: str) -> None:
    request = a_connected_request(connection_id="brisk_otter")
    stand = Stand({request.id: request})
    desk = stand.of(an_incident(owner="U0ADA"))

    relieve("zoom-1", act, Press(who, "T0DESK", "C1"), desk)

    assert stand.happened[0].startswith(outcome)
    refused = "whisper" in outcome
    assert ("agenda: tell zoom-1" in stand.happened) is not refused


def test_outsiders_and_latecomers_change_nothing() -> None:
    stand = Stand()
    desk = stand.of(an_incident(), an_incident("jira", ended_at=MONDAY), an_incident("ads", taken_by="U0BO"))

    relieve("zoom-1", Act.TAKE, Press("U0PIA", "T0NORTH", "C1"), desk)
    relieve("jira-1", Act.SYNC, Press("U0BO", "T0DESK", "C1"), desk)
    relieve("ads-1", Act.TAKE, Press("U0CLEO", "T0DESK", "C1"), desk)

    assert stand.happened == [
        "whisper U0PIA Only people of this workspace can do that.",
        "whisper U0BO This is over since 23 November at 09:00 UTC. Nothing has changed.",
        "whisper U0CLEO Bo Lindqvist is on it already.",
    ]


@pytest.mark.parametrize(
    ("act", "trouble", "before"),
    [(Act.SYNC, "sync", []), (Act.PAUSE, "pause", ["paused by U0BO", "paused by "])],
)
def test_who_presses_during_an_outage_hears_that_nothing_has_changed(
    act: Act, trouble: str, before: list[str]
) -> None:
    stand = Stand(trouble={trouble: Unavailable("Fivetran did not answer.")})

    relieve("zoom-1", act, Press("U0BO", "T0DESK", "C1"), stand.of(an_incident()))

    words = "Fivetran did not answer. Nothing has changed; please try again."
    assert stand.happened == [*before, f"whisper U0BO {words}"]


def test_a_storm_is_nothing_to_press() -> None:
    (storm,), _ = gather([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    assert isinstance(storm, Storm)
    stand = Stand()

    relieve(storm.id, Act.TAKE, Press("U0BO", "T0DESK", "C1"), stand.of(storm))

    assert "That is about many connections at once." in stand.happened[0]


LATE = a_connection(
    setup_state="connected",
    sync_state="scheduled",
    paused=False,
    is_historical_sync=False,
    succeeded_at=MONDAY - timedelta(hours=2),
    update_state="delayed",
)
IN_TIME = replace(LATE, update_state="on_schedule", succeeded_at=MONDAY + MINUTE)


def test_what_comes_back_within_a_day_and_no_worse_goes_on_in_its_message() -> None:
    (late,) = after(LATE, at=MONDAY)
    (over,) = after(IN_TIME, late, at=MONDAY + 2 * MINUTE)
    again = MONDAY + timedelta(hours=20)

    (back,) = after(replace(IN_TIME, update_state="delayed"), over, at=again)

    assert (back.id, back.is_over, back.since, back.times) == (late.id, False, again, 2)
    assert lines(back) == [f"again {again.isoformat()}"]
    assert after(IN_TIME, back, at=again + MINUTE) == []
    (ended,) = after(replace(IN_TIME, succeeded_at=again + MINUTE), back, at=again + 2 * MINUTE)
    assert lines(ended) == [*lines(back), f"ended {again.isoformat()}"]


def test_what_comes_back_worse_or_later_or_is_something_else_is_told_anew() -> None:
    (late,) = after(LATE, at=MONDAY)
    (over,) = after(IN_TIME, late, at=MONDAY + 2 * MINUTE)
    warned = an_incident(condition=Condition.WARNING, severity=Severity.NOTICE, codes=("old_api",))
    other = replace(IN_TIME, warnings={"slow": "Slow source."})
    hour = MONDAY + timedelta(hours=1)

    (worse,) = after(BROKEN, over, at=hour)
    (later,) = after(replace(LATE, succeeded_at=MONDAY), over, at=MONDAY + timedelta(days=1, minutes=2))
    (warning,) = after(other, warned.but(ended_at=MONDAY), at=hour)
    (storm,) = after(LATE, over.but(storm="storm-1"), at=hour)

    assert {one.times for one in (worse, later, warning, storm)} == {1}
    assert late.id not in {worse.id, later.id, storm.id}
    assert (
        after(replace(other, warnings={"old_api": "!"}), warned.but(ended_at=MONDAY), at=hour)[0].times == 2
    )


def test_hourly_data_that_is_late_every_time_is_one_post_in_a_day() -> None:
    told: dict[str, Incident] = {}
    for minute in range(0, 24 * 60, 10):
        at = MONDAY + minute * MINUTE
        good = at - minute % 90 * MINUTE
        one = replace(LATE, succeeded_at=good, update_state="delayed" if minute % 90 >= 60 else "on_schedule")
        told |= {incident.id: incident for incident in after(one, *told.values(), at=at)}

    (only,) = told.values()
    assert only.times == 16


def test_whoever_was_on_it_or_snoozed_it_until_it_recovers_has_been_heard_when_it_comes_back() -> None:
    over = an_incident(ended_at=MONDAY, taken_by="U0BO", snoozed_until=UNTIL_IT_RECOVERS, snoozed_by="U0BO")

    (back,) = after(BROKEN, over)
    (asleep,) = after(BROKEN, over.but(snoozed_until=MONDAY + timedelta(hours=4)))

    assert (back.taken_by, back.snoozed_until, asleep.snoozed_by) == (None, None, "U0BO")


def test_many_that_come_back_at_once_are_a_storm_like_any_other() -> None:
    later = MONDAY + timedelta(hours=5)
    back = [an_incident(f"a{n}", reopened_at=later, times=2) for n in range(5)]

    ((storm,), joined) = gather([], back, PROD, RULES, later)

    assert (storm.opened_at, len(joined), storm.members[0].since) == (later, 5, later)


def test_the_end_of_what_is_snoozed_is_said() -> None:
    snoozed = an_incident(snoozed_until=UNTIL_IT_RECOVERS, worsened_at=MONDAY)

    assert (lines(snoozed), lines(snoozed.but(ended_at=MONDAY))) == ([], ["ended"])


def test_who_owns_it_and_whether_it_is_sensitive_is_as_it_is_now() -> None:
    told = an_incident(storm="storm-1", owner="U0BO")
    request = Context("Fivetran_Prod", "U0ADA", "Ada Okafor", is_sensitive=True)

    (changed,) = judged(Look(BROKEN, Past(), before=BROKEN), [told], request, RULES, MONDAY)
    mended = replace(BROKEN, setup_state="connected")
    (waiting,) = judged(Look(mended, Past(), before=BROKEN), [told], request, RULES, MONDAY)

    assert (changed.owner, changed.owner_name, changed.is_sensitive) == ("U0ADA", "Ada Okafor", True)
    assert (changed.storm, waiting.is_sensitive) == (None, True)


def test_a_storm_begins_with_five_that_are_open() -> None:
    over = [an_incident(f"a{n}", ended_at=MONDAY) for n in range(4)]
    open_ = [an_incident(f"b{n}") for n in range(5)]

    assert gather([], [*over, open_[0]], PROD, RULES, MONDAY) == ([], [])
    ((storm,), joined) = gather([], [*over, *open_], PROD, RULES, MONDAY)
    assert (storm.hit, {one.name[0] for one in joined}) == (5, {"b"})


def test_first_syncs_at_once_are_a_notice_that_never_recovers() -> None:
    done = [
        an_incident(f"a{n}", condition=Condition.FIRST_SYNC, severity=Severity.NOTICE, ended_at=MONDAY)
        for n in range(5)
    ]
    ((storm,), joined) = gather([], done, PROD, RULES, MONDAY)
    ((over,), _) = gather([storm], joined, PROD, RULES, MONDAY + 11 * MINUTE)

    assert (storm.severity, over.is_over, lines(over)) == (Severity.NOTICE, True, [])


def test_a_storm_is_as_bad_as_the_worst_in_it() -> None:
    mixed = [an_incident(f"a{n}", severity=Severity.WARNING) for n in range(5)]
    ((storm,), joined) = gather([], mixed, PROD, RULES, MONDAY)
    ((worse,), _) = gather(
        [storm], [joined[0].but(severity=Severity.CRITICAL), *joined[1:]], PROD, RULES, MONDAY
    )

    assert (storm.severity, worse.severity) == (Severity.WARNING, Severity.CRITICAL)


def test_what_a_storm_let_go_may_be_the_first_of_another_one() -> None:
    ((storm,), joined) = gather([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    later = MONDAY + 11 * MINUTE
    left = [*joined[:2], *(one.but(ended_at=later) for one in joined[2:])]
    (_over, released) = gather([storm], left, PROD, RULES, later)

    new = [an_incident(f"b{n}", opened_at=later) for n in range(3)]
    ((second,), _) = gather([], [*released, *new], PROD, RULES, later + MINUTE)

    assert second.id != storm.id
