"""What Slack sends becomes plain words."""

import pytest

from bot.slack_markup import command_text, field_text, plain_text


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U0DESK> how do I log in?", "how do I log in?"),
        ("ask <#C0FIVETRAN|fivetran-discussion>", "ask  fivetran-discussion"),
        ("ask <#C0FIVETRAN>", "ask"),
        ("see <https://example.com/a?b=1|the guide>", "see the guide"),
        ("scott<mailto:s@db.example|s@db.example>/t", "scotts@db.example/t"),
        ("see <https://example.com/a?b=1>", "see"),
        ("<!here> <!subteam^S0DATAENG|@data-engineering> help", "help"),
        ("R&amp;D &lt;3", "R&D <3"),
        ("thanks :pray: :+1:", "thanks"),
        ("is\u00a0google\u202fads\tfresh?", "is google ads fresh?"),
        ("write &amp;lt; once", "write &lt; once"),
        ("a&copy=2&nbsp;b", "a&copy=2&nbsp;b"),
        ("at 10:30:15 it broke", "at 10:30:15 it broke"),
        ("", ""),
    ],
)
def test_markup_of_slack_is_not_part_of_the_question(sent: str, read: str) -> None:
    assert plain_text(sent) == read


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("Dun &amp; Bradstreet", "Dun & Bradstreet"),
        ("R&amp;amp;D", "R&amp;D"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("<@U0ADA|ada> in <#C0FIVETRAN|fivetran-discussion>", "@ada in #fivetran-discussion"),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("<http://crm.example.com|crm.example.com>", "crm.example.com"),
        ("google\u00a0ads\nin\tproduction", "google ads in production"),
    ],
)
def test_a_command_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert command_text(sent) == typed


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("first line\r\nsecond &amp; last", "first line\nsecond & last"),
        ("Dun & Bradstreet", "Dun & Bradstreet"),
        ("<https://example.com>", "<https://example.com>"),
        ("10\u202f000\u00a0€", "10 000 €"),
    ],
)
def test_a_field_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert field_text(sent) == typed
