"""Approvers may decide in Jira: the ticket is read again, and the rules are those of the button."""

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card
from tests.e2e.support.steps import ada_asks, card_waits


def test_bo_approves_by_moving_the_ticket(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.jira.lag(seconds=0)
    sandbox.jira.webhook(url=f"{bot.url}/webhooks/jira", secret="sandbox-jira-hook")
    ada_asks(sandbox)
    card_waits(sandbox)

    sandbox.jira.moves(key="DSRE-7", transition="Approve", by="bo")

    sandbox.rosa.reads("fivetran-discussion", until="Approved by Bo Lindqvist")
    sandbox.ada.reads("dm", until="Open Connect Card")


def test_without_web_hooks_a_moved_ticket_is_found_within_a_minute(sandbox: Sandbox, bot: Bot) -> None:
    ada_asks(sandbox)
    card_waits(sandbox)

    sandbox.jira.moves(key="DSRE-7", transition="Decline", by="cleo")
    sandbox.clock(advance=90)

    sandbox.rosa.reads("fivetran-discussion", until="Declined by Cleo Marsh")


def test_a_comment_explains_why_rosas_move_does_not_count(sandbox: Sandbox, bot: Bot) -> None:
    ada_asks(sandbox)
    card_waits(sandbox)

    sandbox.jira.moves(key="DSRE-7", transition="Approve", by="rosa")
    sandbox.clock(advance=90)

    def has_comment() -> bool:
        (issue,) = [issue for issue in sandbox.state("jira")["issues"] if issue["key"] == "DSRE-7"]
        return any("the request is still pending" in comment["text"] for comment in issue["comments"])

    assert sandbox.until(has_comment, "a comment for Rosa")
    assert "Waiting for approval" in card(sandbox)["text"]
