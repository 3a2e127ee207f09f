"""Answers in Slack, as golden text."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.slack.views.access import AccessFormValues, access_form, access_ticket_delayed, access_ticket_opened
from bot.slack.views.answer import answer_message, hand_over_confirmation, handed_over_message
from bot.slack.views.markdown import markdown_to_mrkdwn, split_paragraphs
from bot.slack.views.unanswered import unanswered_blocks
from tests.support.rendered_text import as_seen, form_as_seen
from tests.support.sample_data import MONDAY, TICKET
from workflows.access_requests import AccessRequest
from workflows.answers.model import Alternative, Answer, AnsweredConnection, AnswerKind, Feedback, Question, Surface
from workflows.answers.topics import Topic

PAGE = Answer(
    AnswerKind.KNOWLEDGE,
    "Ask in **Jira**, in `DSRE`:\n\n- who you are\n- [what for](https://example.com/a|b)",
    "https://docs.example/access",
    (Alternative("signing-in", "Signing in"),),
    page="getting-access",
    owner="data-engineering",
    reviewed=date(2026, 11, 21),
    access_to="Fivetran",
)
LIVE = Answer(AnswerKind.LIVE, "`zoom` synced 2026-11-23 07:00 UTC.", "https://fivetran.example/zoom", as_of=MONDAY)
BACK = Answer(
    AnswerKind.UNSURE,
    "Which one?",
    alternatives=(Alternative("", "Is zoom fresh?"), Alternative("costs", "Costs")),
)
DONT_KNOW = Answer(AnswerKind.UNSURE, "I don't know that one.")


def a_question(answered: Answer | None = None, **changes: Any) -> Question:
    """Ada mentioned the bot on Monday."""
    known: dict[str, Any] = {
        "id": "q7",
        "viewer_id": "U0ADA",
        "team_id": "T0DESK",
        "channel": "C0FIVETRAN",
        "surface": Surface.THREAD,
        "text": "is <!channel> & *zoom* fresh?",
        "asked_at": MONDAY,
        "thread": "1.2",
        "answer": answered,
    }
    return Question(**(known | changes))


def seen(question: Question) -> str:
    return as_seen(answer_message(question, {})[1])


def test_a_page_shows_its_source_its_owner_and_when_it_was_reviewed() -> None:
    assert seen(a_question(PAGE)) == (
        "Ask in *Jira*, in `DSRE`:\n\n• who you are\n• what for\n"
        "(Source · maintained by data-engineering · last reviewed November 21, 2026 · see also: Signing in)\n"
        "[That helped] [Not quite] [Request access] [Ask a person]"
    )


def test_live_data_shows_its_time_and_source() -> None:
    assert seen(a_question(LIVE)) == (
        "`zoom` synced 2026-11-23 07:00 UTC.\n"
        "(Source · as of 2026-11-23 09:00 UTC)\n"
        "[That helped] [Not quite] [Ask a person]"
    )
    assert answer_message(a_question(LIVE), {})[0] == (
        "`zoom` synced <!date^1795417200^{date_short_pretty} at {time}|2026-11-23 07:00 UTC>."
    )


def test_alternatives_are_buttons_that_carry_the_question_id() -> None:
    shown = answer_message(a_question(BACK), {})[1]

    assert as_seen(shown) == "Which one?\n[Is zoom fresh?] [Costs]\n[Ask a person]"
    assert [(one["action_id"], one["value"]) for one in shown[1]["elements"]] == [
        ("choose_meaning_0", "q7"),
        ("choose_meaning_1", "q7"),
    ]


def test_an_unanswered_question_offers_a_person() -> None:
    assert seen(a_question(DONT_KNOW)) == "I don't know that one.\n[Ask a person]"


def test_an_empty_question_is_answered_without_buttons() -> None:
    assert seen(a_question(DONT_KNOW, text="")) == "I don't know that one."


def test_a_greeting_is_answered_without_buttons() -> None:
    assert seen(a_question(Answer(AnswerKind.LIVE, "Hi!", is_small_talk=True))) == "Hi!"


def test_channels_that_pages_name_are_linked_by_their_ids() -> None:
    asked = a_question(replace(DONT_KNOW, text="Ask in `#data-help`, or in `#fivetran-discussion`."))

    linked = answer_message(asked, {Topic.DATA: "C0HELP", Topic.CONNECTORS: "C0CONN"})

    assert as_seen(linked[1]).startswith("Ask in <#C0HELP>, or in <#C0CONN>.")
    assert linked[0] == "Ask in <#C0HELP>, or in <#C0CONN>."
    assert seen(asked).startswith("Ask in `#data-help`")


def test_a_private_answer_says_where_it_was_asked() -> None:
    assert seen(a_question(LIVE, is_private=True)).startswith(
        "You asked in <#C0FIVETRAN>. The answer is restricted, so I'm sending it to you only:\n`zoom`"
    )


def test_a_handover_escapes_the_question_and_shows_the_answer() -> None:
    text, blocks = handed_over_message(a_question(LIVE), "Ada Okafor", "https://slack.example/p1")

    assert as_seen(blocks) == (
        ":raising_hand: *Ada Okafor* asks: Original message\n"
        ">is &lt;!channel&gt; &amp; *zoom* fresh?\n"
        "My answer didn't help:\n"
        "`zoom` synced 2026-11-23 07:00 UTC.\n"
        "(Answer in this thread.)"
    )
    assert "<!channel>" not in text
    assert hand_over_confirmation("https://slack.example/p2") == (
        "I've passed your question to the team. <https://slack.example/p2|Follow it here>."
    )


def test_a_handover_hides_a_private_answer() -> None:
    assert "zoom` synced" not in as_seen(handed_over_message(a_question(LIVE, is_private=True), "Ada", None)[1])


def test_a_handover_shows_the_viewers_own_text_and_no_restricted_name() -> None:
    chosen = a_question(LIVE, text="Is stripe_secret fresh?", original_text="is stripe fresh?", is_private=True)

    text, blocks = handed_over_message(chosen, "Ada", None)

    assert "stripe_secret" not in text + as_seen(blocks)
    assert "is stripe fresh?" in as_seen(blocks)
    assert "stripe_secret" in as_seen(handed_over_message(replace(chosen, is_private=False), "Ada", None)[1])


def test_the_team_sees_unanswered_and_badly_rated_questions() -> None:
    bad = replace(a_question(PAGE), feedback=Feedback.NOT_QUITE, handover_url="https://slack.example/p2")

    assert as_seen(unanswered_blocks([bad, a_question(DONT_KNOW)])) == (
        "*Questions that need an answer*\n"
        "`q7` 2026-11-23 09:00 UTC · <@U0ADA> · rated *not quite* · handed over\n"
        ">is &lt;!channel&gt; &amp; *zoom* fresh?\n"
        "`q7` 2026-11-23 09:00 UTC · <@U0ADA> · no answer\n"
        ">is &lt;!channel&gt; &amp; *zoom* fresh?\n"
        "(Full list: `python -m bot questions --csv`. Draft a page: `python -m bot questions draft ID`.)"
    )
    assert as_seen(unanswered_blocks([])) == "No open questions."


def test_a_ticket_that_takes_longer_promises_to_go_on() -> None:
    ask = AccessRequest("V1", "U0ADA", "aokafor", "<!here>", "Reports", MONDAY)

    assert "I couldn't open your access ticket for &lt;!here&gt; yet" in access_ticket_delayed(ask)


def test_the_form_for_access_and_what_is_said_when_its_ticket_is_open() -> None:
    assert form_as_seen(access_form(AccessFormValues(resource="Fivetran", reason="Reports"))) == (
        "# Request access\nWho needs access?:\nWhat do they need access to?: Fivetran"
        "\nWhy do they need it?: Reports\n"
        "(:lock: Never enter a password or key here. Access is for employees only.)\n"
        "[Open ticket] [Cancel]"
    )
    ask = AccessRequest("V1", "U0ADA", "ada", "R&D <data>", "work", MONDAY, ticket=TICKET)
    assert access_ticket_opened(ask) == (
        "I opened <https://jira.example/browse/DSRE-7|DSRE-7> for access to R&amp;D &lt;data&gt;. "
        "Updates are posted there."
    )


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("**bold** and *leaning* and _leaning_", "*bold* and _leaning_ and _leaning_"),
        ("`a_b <c> **d**`", "`a_b &lt;c&gt; **d**`"),
        ("```yaml\na: <b>\n```", "```a: &lt;b&gt;\n```"),
        ("- one\n  - two\n* three\n1. four", "• one\n    • two\n• three\n1. four"),
        ("[a *b*](https://x.example/?q=1&r=2)", "<https://x.example/?q=1&amp;r=2|a _b_>"),
        ("see <https://x.example>", "see <https://x.example>"),
        ("[page](other-page.md)", "page"),
        ("[x](javascript:alert(1))", "x"),
        ("<!channel> <@U0BO> a < b & c", "&lt;!channel&gt; &lt;@U0BO&gt; a &lt; b &amp; c"),
        ("depends_on_fivetran and 2 * 3 * 4", "depends_on_fivetran and 2 * 3 * 4"),
        ("**bold `code` [link](https://x.example)**", "*bold `code` <https://x.example|link>*"),
    ],
)
def test_markdown_becomes_what_slack_understands(markdown: str, mrkdwn: str) -> None:
    assert markdown_to_mrkdwn(markdown) == mrkdwn


def test_a_long_answer_is_parted_between_lines() -> None:
    long = "\n".join(f"line {number} " + "x" * 90 for number in range(100))

    parts = split_paragraphs(long, 3_000)

    assert "\n".join(parts) == long
    assert max(map(len, parts)) <= 3_000


def test_an_answer_about_existing_data_has_a_row_for_each_connection_that_can_be_asked_for() -> None:
    both = tuple(AnsweredConnection(f"c{n}", f"stripe in {where}") for n, where in enumerate(("development", "<prod>")))

    _text, blocks = answer_message(a_question(replace(LIVE, connections=both)), {})

    assert "\n`stripe in development`\n`stripe in &lt;prod&gt;`\n[That helped]" in as_seen(blocks)
    assert [one["accessory"]["value"] for one in blocks if "accessory" in one] == ["c0", "c1"]
