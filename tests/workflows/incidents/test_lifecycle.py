"""When an incident begins, changes, ends and comes back."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.support.sample_data import MONDAY, a_connection, an_incident
from workflows.incidents.conditions.rule import Observation
from workflows.incidents.lifecycle import IncidentContext, update_incidents
from workflows.incidents.model import UNTIL_RECOVERY, Condition, EndReason, Incident, Severity
from workflows.incidents.next_step import VendorAdvice
from workflows.monitoring.sync_runs import RunHistory
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.thread_updates import thread_update_keys

RULES, MINUTE = Thresholds(), timedelta(minutes=1)


BROKEN = a_connection(setup_state="broken", paused=False, succeeded_at=MONDAY - timedelta(hours=2))


CONTEXT = IncidentContext("Fivetran_Prod")


def after(connection: object, *open_: Incident, at: datetime = MONDAY + MINUTE) -> list[Incident]:
    look = Observation(connection, RunHistory(), previous=connection)  # type: ignore[arg-type]
    return list(update_incidents(look, open_, CONTEXT, RULES, at))


def test_an_incident_opens_once_and_ends_with_a_good_sync() -> None:
    (opened,) = after(BROKEN, at=MONDAY)
    fixed = replace(BROKEN, setup_state="connected")

    assert after(BROKEN, opened) == []
    assert after(fixed, opened) == []
    (ended,) = after(replace(fixed, succeeded_at=MONDAY + MINUTE), opened)
    assert (ended.id, ended.ended_at, ended.end_reason) == (opened.id, MONDAY + MINUTE, None)
    assert after(BROKEN, at=MONDAY) == [opened]


def test_late_data_that_turns_out_to_be_a_broken_login_is_the_same_incident_and_worse() -> None:
    late = an_incident(condition=Condition.DELAYED, severity=Severity.WARNING)

    (worse,) = after(BROKEN, late)

    assert (worse.id, worse.condition, worse.worsened_at) == (late.id, Condition.BROKEN_AUTH, MONDAY + MINUTE)
    assert thread_update_keys(worse) == [f"worse {worse.worsened_at.isoformat()}"]  # type: ignore[union-attr]


def test_fivetrans_advice_is_about_one_condition_and_goes_with_it() -> None:
    advised = after(BROKEN)[0].evolve(advice=VendorAdvice("The token ended.", "Sign in."))

    assert after(BROKEN, advised) == []
    (other,) = after(replace(BROKEN, task_codes=("update_service_account",)), advised)
    assert (advised.cause, other.advice) == ("The token ended.", None)


def test_a_request_that_is_edited_changes_the_message_that_shows_who_uses_the_data() -> None:
    (opened,) = after(BROKEN)
    edited = IncidentContext("Fivetran_Prod", "U0ADA", request_edits=1)
    look = Observation(BROKEN, RunHistory(), previous=BROKEN)

    (changed,) = update_incidents(look, [opened], edited, RULES, MONDAY + MINUTE)

    assert changed.request_edits == 1


def test_an_outage_says_how_stale_the_data_is_and_where_it_is() -> None:
    warned = replace(BROKEN, setup_state="connected", sync_state="scheduled", warnings={"old_api": "It ends."})
    look = Observation(warned, RunHistory(), previous=BROKEN)
    context = IncidentContext("Fivetran_Prod", is_production=True)

    (warning,) = update_incidents(look, [], context, RULES, MONDAY - timedelta(hours=2) + MINUTE)
    (broken,) = after(BROKEN)

    assert (broken.succeeded_at, broken.is_production) == (BROKEN.succeeded_at, False)
    assert (warning.succeeded_at, warning.is_production) == (None, True)


def test_a_pause_ends_trouble_and_says_so() -> None:
    (ended,) = after(replace(BROKEN, paused=True), an_incident())

    assert (ended.is_over, ended.end_reason) == (True, EndReason.PAUSED)


def test_a_snooze_ends_by_itself_and_only_then_something_is_said() -> None:
    snoozed = after(BROKEN)[0].evolve(snoozed_until=MONDAY + timedelta(hours=1), snoozed_by="U0BO")

    assert after(BROKEN, snoozed, at=MONDAY + timedelta(minutes=59)) == []
    (woken,) = after(BROKEN, snoozed, at=MONDAY + timedelta(minutes=60))
    assert (thread_update_keys(snoozed), len(thread_update_keys(woken))) == ([], 1)
    assert after(BROKEN, snoozed.evolve(snoozed_until=UNTIL_RECOVERY), at=MONDAY + timedelta(days=99)) == []


def test_a_critical_incident_without_acknowledgment_has_a_reminder_once_a_day() -> None:
    day, broken = timedelta(days=1), after(BROKEN)[0]

    assert after(BROKEN, broken, at=broken.opened_at + day - MINUTE) == []
    (reminded,) = after(BROKEN, broken, at=broken.opened_at + day)
    assert thread_update_keys(reminded) == [f"still {(broken.opened_at + day).isoformat()}"]
    assert after(BROKEN, reminded, at=broken.opened_at + 2 * day - MINUTE) == []
    assert after(BROKEN, broken.evolve(acknowledged_by="U0BO"), at=broken.opened_at + day) == []
    assert after(BROKEN, broken.evolve(storm_id="storm-1"), at=broken.opened_at + day) == []


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

    assert (back.id, back.is_over, back.since, back.occurrences) == (late.id, False, again, 2)
    assert thread_update_keys(back) == [f"again {again.isoformat()}"]
    assert after(IN_TIME, back, at=again + MINUTE) == []
    (ended,) = after(replace(IN_TIME, succeeded_at=again + MINUTE), back, at=again + 2 * MINUTE)
    assert thread_update_keys(ended) == [*thread_update_keys(back), f"ended {again.isoformat()}"]


def test_what_comes_back_worse_or_later_or_is_something_else_is_told_anew() -> None:
    (late,) = after(LATE, at=MONDAY)
    (over,) = after(IN_TIME, late, at=MONDAY + 2 * MINUTE)
    warned = an_incident(condition=Condition.WARNING, severity=Severity.NOTICE, codes=("old_api",))
    other = replace(IN_TIME, warnings={"slow": "Slow source."})
    hour = MONDAY + timedelta(hours=1)

    (worse,) = after(BROKEN, over, at=hour)
    (later,) = after(replace(LATE, succeeded_at=MONDAY), over, at=MONDAY + timedelta(days=1, minutes=2))
    (warning,) = after(other, warned.evolve(ended_at=MONDAY), at=hour)
    (storm,) = after(LATE, over.evolve(storm_id="storm-1"), at=hour)

    assert {one.occurrences for one in (worse, later, warning, storm)} == {1}
    assert late.id not in {worse.id, later.id, storm.id}
    assert after(replace(other, warnings={"old_api": "!"}), warned.evolve(ended_at=MONDAY), at=hour)[0].occurrences == 2


def test_hourly_data_that_is_late_every_time_is_one_post_in_a_day() -> None:
    told: dict[str, Incident] = {}
    for minute in range(0, 24 * 60, 10):
        at = MONDAY + minute * MINUTE
        good = at - minute % 90 * MINUTE
        one = replace(LATE, succeeded_at=good, update_state="delayed" if minute % 90 >= 60 else "on_schedule")
        told |= {incident.id: incident for incident in after(one, *told.values(), at=at)}

    (only,) = told.values()
    assert only.occurrences == 16


def test_acknowledgments_and_snoozes_until_recovery_end_when_an_incident_reopens() -> None:
    over = an_incident(ended_at=MONDAY, acknowledged_by="U0BO", snoozed_until=UNTIL_RECOVERY, snoozed_by="U0BO")

    (back,) = after(BROKEN, over)
    (asleep,) = after(BROKEN, over.evolve(snoozed_until=MONDAY + timedelta(hours=4)))

    assert (back.acknowledged_by, back.snoozed_until, asleep.snoozed_by) == (None, None, "U0BO")


def test_the_end_of_what_is_snoozed_is_said() -> None:
    snoozed = an_incident(snoozed_until=UNTIL_RECOVERY, worsened_at=MONDAY)

    assert (thread_update_keys(snoozed), thread_update_keys(snoozed.evolve(ended_at=MONDAY))) == (
        [],
        ["ended"],
    )


def test_who_owns_it_and_whether_it_is_sensitive_is_as_it_is_now() -> None:
    told = an_incident(storm_id="storm-1", owner="U0BO")
    request = IncidentContext("Fivetran_Prod", "U0ADA", "Ada Okafor", is_restricted=True)

    (changed,) = update_incidents(Observation(BROKEN, RunHistory(), previous=BROKEN), [told], request, RULES, MONDAY)
    fixed = replace(BROKEN, setup_state="connected")
    (waiting,) = update_incidents(Observation(fixed, RunHistory(), previous=BROKEN), [told], request, RULES, MONDAY)

    assert (changed.owner, changed.owner_name, changed.is_restricted) == ("U0ADA", "Ada Okafor", True)
    assert (changed.storm_id, waiting.is_restricted) == (None, True)


def test_what_ended_before_its_connection_became_restricted_is_restricted_once() -> None:
    healthy = replace(BROKEN, setup_state="connected", succeeded_at=MONDAY)
    look, restricted = Observation(healthy, RunHistory(), previous=healthy), IncidentContext("x", is_restricted=True)
    long_ago = an_incident(opened_at=MONDAY - timedelta(days=9), ended_at=MONDAY - timedelta(days=8))
    ended = an_incident(id="a", storm_id="storm-1", ended_at=MONDAY)

    found = list(update_incidents(look, [long_ago, ended], restricted, RULES, MONDAY))

    assert [(one.id, one.is_restricted_late, one.storm_id) for one in found] == [
        (long_ago.id, True, None),
        ("a", True, None),
    ]
    assert list(update_incidents(look, found, restricted, RULES, MONDAY)) == []


def test_what_comes_back_restricted_is_posted_to_those_with_access() -> None:
    ended = an_incident(ended_at=MONDAY)
    look, restricted = Observation(BROKEN, RunHistory(), previous=BROKEN), IncidentContext("x", is_restricted=True)
    for known in (ended, ended.evolve(is_restricted=True, is_restricted_late=True)):
        (back,) = update_incidents(look, [known], restricted, RULES, MONDAY + MINUTE)

        assert (back.is_over, back.is_restricted, back.is_restricted_late) == (False, True, False)


def test_an_incident_in_which_nothing_differs_is_the_same_object() -> None:
    (opened,) = after(BROKEN, at=MONDAY)

    assert opened.evolve(owner=opened.owner, facts=dict(opened.facts)) is opened
    assert opened.evolve(owner="U0ADA").owner == "U0ADA"
