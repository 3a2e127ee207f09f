"""What Slack sends becomes plain words."""

import pytest

from bot.slack_markup import plain_text


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
        ("at 10:30:15 it broke", "at 10:30:15 it broke"),
        ("", ""),
    ],
)
def test_markup_of_slack_is_not_part_of_the_question(sent: str, read: str) -> None:
    assert plain_text(sent) == read
