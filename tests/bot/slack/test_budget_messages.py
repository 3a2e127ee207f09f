"""The messages with proposals to mute."""

from dataclasses import replace

import pytest

from bot.slack.budget_messages import SlackBudgetMessages
from bot.slack.poster import Poster
from bot.slack.views.blocks import section
from tests.bot.slack.test_poster import OLD, NewLedger, Slack
from tests.bot.slack.views.test_subscriptions import PROPOSAL
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message

LINK = "https://desk.slack.com/archives/C1/p10"


@pytest.mark.parametrize(
    ("slack", "posted"),
    [
        (Slack(), OLD),
        (Slack(edit_code="edit_window_closed"), Message("C1", "2.0", replaces=LINK)),
        (Slack(edit_code="message_not_found", is_deleted=True), OLD),
    ],
    ids=["can be edited", "can't be edited any more", "was deleted"],
)
def test_a_proposal_is_edited_or_replaced_and_a_deleted_one_stays_deleted(slack: Slack, posted: Message) -> None:
    messages = SlackBudgetMessages(Poster(slack, NewLedger()))  # type: ignore[arg-type]  # what it needs of both
    rendered = RenderedMessage("51 posts", [section("51 posts")])

    assert messages.post_proposal("C1", replace(PROPOSAL, message=OLD), rendered) == posted
    assert len(slack.posts) == (posted != OLD)
