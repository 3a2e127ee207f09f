"""A message becomes the purpose of a request as a person reads it."""

import pytest

from bot.slack.views.copied_message import (
    CHECK_COPY,
    CHECK_CUT,
    HAS_NO_TEXT,
    HAS_SECRET,
    CopiedMessage,
    copy_message,
)
from bot.slack.views.form_fields import MAX_PURPOSE_CHARS

NAMES = {"U0ROSA": "Rosa Neri"}
KEY = "AKIA" + "Z7Q4N2X9P5T8W3LM"


@pytest.mark.parametrize(
    ("sent", "purpose"),
    [
        ("Marketing &amp; sales need\n&lt;3 tables", "Marketing & sales need\n<3 tables"),
        ("<@U0ROSA> asked <@U0GONE|gone>", "@Rosa Neri asked @unknown"),
        ("<!here> <!subteam^S0DATAENG|@data-engineering> <!subteam^S0>", "@here @data-engineering @group"),
        ("in <#C0FIVETRAN|fivetran-discussion> and <#C0SECRET>", "in #fivetran-discussion and #channel"),
        ("<https://example.com/a?b=1&amp;c=2|the plan>", "the plan (https://example.com/a?b=1&c=2)"),
        ("<http://example.com|example.com> <mailto:a@example.com|a@example.com>", "http://example.com a@example.com"),
        ("<!date^1790000000^{date}|Sep 21, 2026>", "Sep 21, 2026"),
    ],
)
def test_markup_is_copied_as_a_person_reads_it(sent: str, purpose: str) -> None:
    assert copy_message(sent, NAMES) == CopiedMessage(purpose, CHECK_COPY)


def test_a_long_message_is_cut_to_the_field() -> None:
    copied = copy_message("word " * 400, {})

    assert copied.note == CHECK_CUT
    assert len(copied.purpose) <= MAX_PURPOSE_CHARS
    assert copied.purpose.endswith("word…")


@pytest.mark.parametrize(
    "sent",
    [f"Load Stripe with {KEY}", f"Load Stripe with {KEY[:8]}<https://example.com|{KEY[8:]}>", "word " * 300 + KEY],
)
def test_a_message_with_a_secret_is_not_copied(sent: str) -> None:
    assert copy_message(sent, {}) == CopiedMessage("", HAS_SECRET)


@pytest.mark.parametrize("sent", ["", "\u200b\n "])
def test_a_message_without_text_leaves_the_purpose_open(sent: str) -> None:
    assert copy_message(sent, {}) == CopiedMessage("", HAS_NO_TEXT)
