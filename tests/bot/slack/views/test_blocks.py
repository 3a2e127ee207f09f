"""Text from people is harmless in Slack, and within its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.views.blocks import escape, escape_cut, plain_text_object, truncate


def test_mentions_links_and_channels_become_harmless() -> None:
    assert escape("<!here> <@U0BO> <https://evil.example|bank> A&B") == (
        "&lt;!here&gt; &lt;@U0BO&gt; &lt;https://evil.example|bank&gt; A&amp;B"
    )


def test_what_is_cut_shows_it() -> None:
    assert truncate("a long sentence", 10) == "a long se…"
    assert truncate("short", 10) == "short"


@pytest.mark.parametrize("limit", range(2, 12))
def test_a_cut_never_goes_through_an_entity(limit: int) -> None:
    kept = truncate("ab&amp;cd&lt;ef", limit).removesuffix("…")

    assert "&" not in kept or kept.rindex(";") > kept.rindex("&") or kept.count("&") == kept.count(";")


@given(st.text(max_size=200), st.integers(min_value=1, max_value=120))
def test_safe_text_always_fits_and_holds_no_markup(text: str, limit: int) -> None:
    made = escape_cut(text, limit)

    assert len(made) <= limit
    assert "<" not in made
    assert ">" not in made


@pytest.mark.parametrize("text", ["", "  ", "\u2003"])
def test_blank_text_becomes_a_dash_because_slack_refuses_it(text: str) -> None:
    assert plain_text_object(text)["text"] == "–"
