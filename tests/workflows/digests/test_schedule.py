"""When a digest is due, also on days with a clock change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.digests.schedule import local_days, next_due, parse_recurrence, previous_due
from workflows.errors import Refused

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("daily 9:00", "daily 09:00 UTC"),
        ("DAILY 09.30 Europe/Berlin", "daily 09:30 Europe/Berlin"),
        ("daily 9am GMT+2", "daily 09:00 Etc/GMT-2"),
        ("daily at 9 pm berlin", "daily 21:00 Europe/Berlin"),
        ("weekly on Tue at noon, new york", "weekly tue 12:00 America/New_York"),
        ("every day at 7:30am", "daily 07:30 UTC"),
        ("every friday 17:00 +01:00", "weekly fri 17:00 Etc/GMT-1"),
        ("weekly 09:00", "weekly mon 09:00 UTC"),
        ("weekly Friday 17:00 America/Los_Angeles", "weekly fri 17:00 America/Los_Angeles"),
    ],
)
def test_schedules_are_parsed_generously_and_stored_strictly(typed: str, kept: str) -> None:
    assert parse_recurrence(typed).spec == kept
    assert parse_recurrence(kept) == parse_recurrence(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "I don't understand"),
        ("monthly 09:00", "I don't understand “monthly 09:00”"),
        ("every 9am", "I don't understand “every 9am”"),
        ("weekly mon", "The time is missing."),
        ("daily 25:00", "“25:00” isn't a time of day."),
        ("daily 09:00 Mars/Olympus", "“Mars/Olympus” isn't a time zone."),
        ("daily 09:00 ../../etc/passwd", "isn't a time zone."),
        ("daily 09:00 UTC or so", "“UTC or so” isn't a time zone."),
    ],
)
def test_an_invalid_schedule_is_refused_with_the_reason(typed: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_recurrence(typed)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "after", "due"),
    [
        (f"daily 09:00 {BERLIN}", "2026-11-23 07:59", "2026-11-23 08:00"),
        (f"daily 09:00 {BERLIN}", "2026-11-23 08:00", "2026-11-24 08:00"),
        ("weekly mon 09:00 UTC", "2026-11-23 09:00", "2026-11-30 09:00"),
        ("weekly sun 00:30 Pacific/Auckland", "2026-11-23 09:00", "2026-11-28 11:30"),
        # Clocks go forward on March 29, 2026: 02:30 does not exist that night, and back on October 25.
        (f"daily 09:00 {BERLIN}", "2026-03-28 12:00", "2026-03-29 07:00"),
        (f"daily 02:30 {BERLIN}", "2026-03-28 12:00", "2026-03-29 01:30"),
        (f"daily 02:30 {BERLIN}", "2026-10-24 12:00", "2026-10-25 00:30"),
        (f"daily 02:30 {BERLIN}", "2026-10-25 00:30", "2026-10-26 01:30"),
    ],
)
def test_the_next_one_is_due(typed: str, after: str, due: str) -> None:
    assert next_due(parse_recurrence(typed), at(after)) == at(due)


@given(
    st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes)),
    st.sampled_from(["daily 02:30 Europe/Berlin", "daily 00:15 America/Los_Angeles", "weekly sun 01:59 Asia/Gaza"]),
)
def test_a_day_or_a_week_lies_between_two_but_for_the_hour_of_the_clocks(after: datetime, typed: str) -> None:
    rhythm = parse_recurrence(typed)
    first = next_due(rhythm, after)

    pause = next_due(rhythm, first) - first

    assert after < first
    assert abs(pause - rhythm.period) <= timedelta(hours=1)


def test_the_days_of_a_place_begin_at_its_midnights() -> None:
    days = local_days(parse_recurrence(f"daily 09:00 {BERLIN}"), at("2026-03-30 08:00"), 3)

    assert [(one.day.day, one.start, one.end) for one in days] == [
        (28, at("2026-03-27 23:00"), at("2026-03-28 23:00")),
        (29, at("2026-03-28 23:00"), at("2026-03-29 22:00")),
        (30, at("2026-03-29 22:00"), at("2026-03-30 08:00")),
    ]


@pytest.mark.parametrize("typed", ["daily 02:30 Europe/Berlin", "weekly sun 02:30 Europe/Berlin"])
def test_the_last_moment_is_the_one_whose_next_is_this(typed: str) -> None:
    rhythm = parse_recurrence(typed)
    due = next_due(rhythm, at("2026-10-01T00:00"))

    for _time in range(60):
        due, before = next_due(rhythm, due), due
        assert previous_due(rhythm, due) == before
