"""Times and zones are read the way people write them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.errors import Refused
from workflows.local_time import parse_clock, parse_clock_range
from workflows.time_zones import parse_timezone, timezone_label


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("22", time(22)),
        ("07.00", time(7)),
        ("9:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("24:00", time(0)),
        ("9am", time(9)),
        ("9 pm", time(21)),
        ("9:30PM", time(21, 30)),
        ("9 a.m.", time(9)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("7h30", time(7, 30)),
    ],
)
def test_a_time_is_read_in_24_or_12_hours(typed: str, clock: time) -> None:
    assert parse_clock(typed, "") == clock


@pytest.mark.parametrize("typed", ["25", "24:30", "9:75", "13pm", "0am", "-1", "soon", "٢٢:٠٠", "", "9am9"])
def test_anything_else_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match=r"isn't a time of day\. Type a time from 00:00 to 23:59, or like 9am\. Try 9:30"):
        parse_clock(typed, "Try 9:30.")


@pytest.mark.parametrize(
    ("start", "end", "clocks"),
    [
        ("22", "7", (time(22), time(7))),
        ("10pm", "7am", (time(22), time(7))),
        ("10", "7am", (time(22), time(7))),
        ("9", "5pm", (time(9), time(17))),
        ("10", "11pm", (time(22), time(23))),
        ("22:00", "7pm", (time(22), time(19))),
        ("noon", "midnight", (time(12), time(0))),
    ],
)
def test_the_half_of_the_day_of_a_start_follows_from_the_end(start: str, end: str, clocks: tuple[time, time]) -> None:
    assert parse_clock_range(start, end, "") == clocks


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("GMT+2", "Etc/GMT-2"),
        ("utc + 2", "Etc/GMT-2"),
        ("+02:00", "Etc/GMT-2"),
        ("UTC−5", "Etc/GMT+5"),
        ("UTC+0", "UTC"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("Etc/GMT-2", "Etc/GMT-2"),
        ("berlin", "Europe/Berlin"),
        ("Berlin time", "Europe/Berlin"),
        ("new  york", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("São Paulo", "America/Sao_Paulo"),
        ("munich", "Europe/Berlin"),
        ("PST", "America/Los_Angeles"),
        ("cest", "CET"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_a_name_a_city_an_abbreviation_or_an_offset(typed: str, zone: str) -> None:
    assert parse_timezone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "hours"), [("GMT+2", 2), ("UTC-3", -3), ("+11:00", 11), ("GMT+14", 14), ("UTC-12", -12)]
)
def test_a_positive_offset_is_ahead_of_utc(typed: str, hours: int) -> None:
    zone = parse_timezone(typed)

    assert ZoneInfo(zone).utcoffset(datetime(2026, 11, 26, tzinfo=UTC)) == timedelta(hours=hours)
    assert timezone_label(zone) == f"UTC{hours:+}"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Berln", "Did you mean Berlin?"),
        ("Atlantis", "Type a name like Europe/Berlin or UTC, a city like berlin, or an offset like UTC+2."),
        ("ist", "Which “ist”? Type Asia/Kolkata, Asia/Jerusalem, or Europe/Dublin."),
        ("UTC+15", "“UTC+15” isn't a time zone that I know."),
        ("UTC+3:17", "Type a city instead"),
        ("../../etc/passwd", "isn't a time zone."),
    ],
)
def test_an_unknown_or_ambiguous_zone_is_refused_with_the_next_step(typed: str, answer: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_timezone(typed)

    assert answer in refused.value.message
