"""Many at once are one storm, whose message counts down."""

from datetime import timedelta

from tests.support.sample_data import MONDAY, an_incident
from workflows.incidents.model import Condition, Severity
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.thread_updates import thread_update_keys

RULES, PROD, MINUTE = Thresholds(), ConnectionGroup("prod", "Fivetran_Prod", 212), timedelta(minutes=1)


def test_five_within_half_an_hour_are_a_storm_and_what_follows_joins_it() -> None:
    four = [an_incident(f"a{n}", opened_at=MONDAY + n * MINUTE) for n in range(4)]
    assert update_storms([], four, PROD, RULES, MONDAY + 4 * MINUTE) == ([], [])

    fifth = an_incident("a4", opened_at=MONDAY + 29 * MINUTE)
    ((storm,), joined) = update_storms([], [*four, fifth], PROD, RULES, MONDAY + 29 * MINUTE)
    assert (storm.incident_count, storm.opened_at, {one.storm_id for one in joined}) == (
        5,
        MONDAY,
        {storm.id},
    )

    sixth = an_incident("a5", opened_at=MONDAY + 50 * MINUTE)
    ((grown,), more) = update_storms([storm], [*joined, sixth], PROD, RULES, MONDAY + 50 * MINUTE)
    assert (grown.incident_count, [one.name for one in more]) == (6, ["a5"])
    assert update_storms([grown], [*joined, *more], PROD, RULES, MONDAY + 51 * MINUTE) == ([], [])


def test_an_incident_long_after_an_unresolved_storm_has_its_own_message() -> None:
    ((storm,), joined) = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    tomorrow = MONDAY + timedelta(days=1)

    alone = update_storms([storm], [*joined, an_incident("b", opened_at=tomorrow)], PROD, RULES, tomorrow)
    again = [an_incident(f"b{n}", opened_at=tomorrow) for n in range(5)]
    ((second,), _) = update_storms([storm], [*joined, *again], PROD, RULES, tomorrow)

    assert alone == ([], [])
    assert (second.id != storm.id, second.incident_count) == (True, 5)


def test_too_slow_ones_are_no_storm_and_families_do_not_mix() -> None:
    slow = [an_incident(f"a{n}", opened_at=MONDAY + 8 * n * MINUTE) for n in range(5)]
    notices = [an_incident(f"n{n}", condition=Condition.SETUP_INCOMPLETE) for n in range(2)]

    assert update_storms([], slow, PROD, RULES, MONDAY + 32 * MINUTE) == ([], [])
    assert update_storms([], [*slow[:3], *notices], PROD, RULES, MONDAY + 20 * MINUTE) == ([], [])


def test_many_that_come_back_at_once_are_a_storm_like_any_other() -> None:
    later = MONDAY + timedelta(hours=5)
    back = [an_incident(f"a{n}", reopened_at=later, occurrences=2) for n in range(5)]

    ((storm,), joined) = update_storms([], back, PROD, RULES, later)

    assert (storm.opened_at, len(joined), storm.members[0].since) == (later, 5, later)


def test_a_storm_begins_with_five_that_are_open() -> None:
    over = [an_incident(f"a{n}", ended_at=MONDAY) for n in range(4)]
    open_ = [an_incident(f"b{n}") for n in range(5)]

    assert update_storms([], [*over, open_[0]], PROD, RULES, MONDAY) == ([], [])
    ((storm,), joined) = update_storms([], [*over, *open_], PROD, RULES, MONDAY)
    assert (storm.incident_count, {one.name[0] for one in joined}) == (5, {"b"})


def test_first_syncs_at_once_are_a_notice_that_never_recovers() -> None:
    done = [
        an_incident(f"a{n}", condition=Condition.FIRST_SYNC, severity=Severity.NOTICE, ended_at=MONDAY)
        for n in range(5)
    ]
    ((storm,), joined) = update_storms([], done, PROD, RULES, MONDAY)
    ((over,), _) = update_storms([storm], joined, PROD, RULES, MONDAY + 11 * MINUTE)

    assert (storm.severity, over.is_over, thread_update_keys(over)) == (Severity.NOTICE, True, [])


def test_a_storm_is_as_bad_as_the_worst_in_it() -> None:
    mixed = [an_incident(f"a{n}", severity=Severity.WARNING) for n in range(5)]
    ((storm,), joined) = update_storms([], mixed, PROD, RULES, MONDAY)
    ((worse,), _) = update_storms(
        [storm], [joined[0].evolve(severity=Severity.CRITICAL), *joined[1:]], PROD, RULES, MONDAY
    )

    assert (storm.severity, worse.severity) == (Severity.WARNING, Severity.CRITICAL)


def test_what_a_storm_let_go_may_be_the_first_of_another_one() -> None:
    ((storm,), joined) = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    later = MONDAY + 11 * MINUTE
    left = [*joined[:2], *(one.evolve(ended_at=later) for one in joined[2:])]
    (_over, released) = update_storms([storm], left, PROD, RULES, later)

    new = [an_incident(f"b{n}", opened_at=later) for n in range(3)]
    ((second,), _) = update_storms([], [*released, *new], PROD, RULES, later + MINUTE)

    assert second.id != storm.id
