"""Clicks start at once, unless too many come together."""

from bot.durable.pace import MAX_CLICKS_PER_SECOND, ClickPace


def test_the_first_clicks_of_a_burst_start_at_once() -> None:
    pace = ClickPace(lambda: 1_000.0)

    delays = [pace.reserve() for _ in range(MAX_CLICKS_PER_SECOND)]

    assert max(delays) < 0.001


def test_a_burst_starts_ten_clicks_a_second() -> None:
    pace = ClickPace(lambda: 1_000.0)

    delays = [pace.reserve() for _ in range(30)]

    assert 1.9 < delays[-1] < 2.1


def test_after_a_burst_a_click_starts_at_once_again() -> None:
    times = iter([*[1_000.0] * 30, 1_010.0])
    pace = ClickPace(lambda: next(times))
    for _ in range(30):
        pace.reserve()

    assert pace.reserve() == 0
