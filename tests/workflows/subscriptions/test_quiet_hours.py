"""Quiet hours in local time, also on days with a clock change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import Refused
from workflows.subscriptions.quiet_hours import parse_quiet_hours


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]  # the zone is never positional


def test_a_night_in_berlin_is_over_at_seven_there() -> None:
    night = parse_quiet_hours("22:00-07:00 Europe/Berlin", "UTC")

    assert night.ends_after(utc(2026, 11, 23, 20, 59)) is None
    assert night.ends_after(utc(2026, 11, 23, 21, 0)) == utc(2026, 11, 24, 6, 0)
    assert night.ends_after(utc(2026, 11, 24, 5, 59)) == utc(2026, 11, 24, 6, 0)
    assert night.ends_after(utc(2026, 11, 24, 6, 0)) is None


def test_hours_within_a_day() -> None:
    lunch = parse_quiet_hours("12-13 UTC", "Europe/Berlin")

    assert lunch.ends_after(utc(2026, 11, 23, 12, 30)) == utc(2026, 11, 23, 13, 0)
    assert lunch.ends_after(utc(2026, 11, 23, 13, 0)) is None


def test_a_weekend_goes_from_friday_evening_to_monday_morning() -> None:
    quiet = parse_quiet_hours("22:00-07:00 weekends UTC", "UTC")

    assert quiet.ends_after(utc(2026, 11, 27, 22, 0)) == utc(2026, 11, 30, 7, 0)
    assert quiet.ends_after(utc(2026, 11, 29, 12, 0)) == utc(2026, 11, 30, 7, 0)


def test_a_weekend_alone_ends_at_midnight() -> None:
    quiet = parse_quiet_hours("weekends", "Europe/Berlin")

    assert quiet.ends_after(utc(2026, 11, 27, 22, 59)) is None
    assert quiet.ends_after(utc(2026, 11, 28, 12, 0)) == utc(2026, 11, 29, 23, 0)


def test_a_night_in_which_clocks_are_put_forward_is_an_hour_shorter() -> None:
    night = parse_quiet_hours("22:00-07:00 Europe/Berlin", "UTC")

    assert night.ends_after(utc(2027, 3, 27, 21, 0)) == utc(2027, 3, 28, 5, 0)


def test_a_night_in_which_clocks_are_put_back_is_an_hour_longer() -> None:
    night = parse_quiet_hours("22:00-07:00 Europe/Berlin", "UTC")

    assert night.ends_after(utc(2026, 10, 24, 20, 0)) == utc(2026, 10, 25, 6, 0)


def test_an_end_that_does_not_exist_comes_as_much_later_as_the_clocks_have_jumped() -> None:
    night = parse_quiet_hours("22:00-02:30 Europe/Berlin", "UTC")

    assert night.ends_after(utc(2027, 3, 28, 0, 59)) == utc(2027, 3, 28, 1, 30)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    night = parse_quiet_hours("22:00-02:30 Europe/Berlin", "UTC")

    assert night.ends_after(utc(2026, 10, 25, 0, 10)) == utc(2026, 10, 25, 0, 30)
    assert night.ends_after(utc(2026, 10, 25, 0, 45)) is None
    assert night.ends_after(utc(2026, 10, 25, 1, 10)) == utc(2026, 10, 25, 1, 30)


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"]


@given(
    at=st.integers(0, 2 * 365 * 24 * 60).map(lambda m: utc(2026, 1, 1) + timedelta(minutes=m)),
    start=st.times().map(lambda t: t.strftime("%H:%M")),
    end=st.times().map(lambda t: t.strftime("%H:%M")),
    zone=st.sampled_from(ZONES),
    weekends=st.booleans(),
)
def test_every_quiet_ends_within_four_days_and_is_then_over(
    at: datetime, start: str, end: str, zone: str, weekends: bool
) -> None:
    if start == end:
        return
    quiet = parse_quiet_hours(f"{start}-{end} {zone}{' weekends' if weekends else ''}", "UTC")

    over = quiet.ends_after(at)

    assert over is None or (at < over <= at + timedelta(days=4) and quiet.ends_after(over) is None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("22:00-07:00 Europe/Berlin", "22:00–07:00 (Europe/Berlin)"),
        ("22-7", "22:00–07:00 (Europe/London)"),
        ("from 22:00 to 07:00 berlin", "22:00–07:00 (Europe/Berlin)"),
        ("22.30 – 7 new york and weekends", "22:30–07:00 and weekends (America/New_York)"),
        ("Weekends utc", "weekends (UTC)"),
        ("22-7 GMT+2", "22:00–07:00 (UTC+2)"),
        ("UTC-3 22-7", "22:00–07:00 (UTC-3)"),
        ("22:00-7:00 +02:00", "22:00–07:00 (UTC+2)"),
        ("10pm to 7am new york", "22:00–07:00 (America/New_York)"),
        ("9 pm - 7:30 am, weekends", "21:00–07:30 and weekends (Europe/London)"),
        ("between noon and 1pm", "12:00–13:00 (Europe/London)"),
        ("22:00−07:00", "22:00–07:00 (Europe/London)"),
        ("18:00-24:00", "18:00–00:00 (Europe/London)"),
    ],
)
def test_hours_are_understood_generously(typed: str, words: str) -> None:
    assert parse_quiet_hours(typed, "Europe/London").description == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("at night", "Which hours?"),
        ("25:00-07:00", "“25:00” isn't a time of day"),
        ("22:00-13pm", "“13pm” isn't a time of day"),
        ("22:00-22:00", "Start and end time are the same"),
        ("22:00-07:00 Atlantis", "“Atlantis” isn't a time zone"),
        ("٢٢:٠٠-07:00", "isn't a time of day"),
    ],
)
def test_invalid_quiet_hours_are_refused_with_the_reason(typed: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        parse_quiet_hours(typed, "UTC")


@pytest.mark.parametrize("zone", ["Mars/Olympus_Mons", "", "../etc/passwd", "Europe"])
def test_a_zone_that_slack_knows_and_we_do_not_is_utc(zone: str) -> None:
    assert parse_quiet_hours("22:00-07:00", zone) == parse_quiet_hours("22:00-07:00", "UTC")

    kept = replace(parse_quiet_hours("22:00-07:00", "UTC"), timezone=zone)
    assert kept.ends_after(utc(2026, 11, 23, 23, 0)) == utc(2026, 11, 24, 7, 0)
