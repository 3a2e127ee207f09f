"""A request is withdrawn while the answer to a creation is lost. Nothing stays behind in Fivetran or Jira."""

from collections.abc import Callable
from contextlib import suppress

from demo.stage import Bot
from sandbox.driver import Refused, Sandbox
from tests.e2e.support.assertions import card, connections, our_tickets, posted, the_ticket, thread
from tests.e2e.support.steps import ada_asks, ada_withdraws, bo_approves, up_to_approval

MINUTE = 60


def test_a_connection_whose_creation_was_not_confirmed_is_deleted_after_the_end(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.fault(kind="lose", service="fivetran", match="POST /v1/connections$")
    outage = sandbox.fault(kind="fail", service="fivetran", match="GET /v1/connections$", times=None, status=503)
    bo_approves(sandbox)
    sandbox.ada.reads(until="I'll keep retrying")
    ada_withdraws(sandbox)
    sandbox.ada.reads(until="Withdrawn by Ada Okafor")
    assert len(connections(sandbox, "salesforce")) == 1
    sandbox.fault(kind="fail", service="fivetran", match="DELETE ", status=503)

    outage.ends()

    _minutes_pass(sandbox, lambda: connections(sandbox, "salesforce") == [], "the connection is deleted")
    assert sandbox.faults() == []


def test_a_connection_that_is_in_use_by_then_is_kept_and_the_approvers_are_told(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.fault(kind="lose", service="fivetran", match="POST /v1/connections$")
    with sandbox.fault(kind="fail", service="fivetran", match="GET /v1/connections$", times=None, status=503):
        bo_approves(sandbox)
        sandbox.ada.reads(until="I'll keep retrying")
        ada_withdraws(sandbox)
        sandbox.ada.reads(until="Withdrawn by Ada Okafor")
        sandbox.fivetran.distorts(schema="salesforce", fields={"paused": False})

    told = "If no one needs it, delete it in Fivetran."
    _minutes_pass(sandbox, lambda: told in str(the_ticket(sandbox)["comments"]), "the ticket says it")
    (line,) = sandbox.until(lambda: [text for text in thread(sandbox) if told in text], "the thread says it")
    assert line.startswith("@data-engineering :warning: Connection ")
    assert len(connections(sandbox, "salesforce")) == 1


def test_a_ticket_whose_creation_was_not_confirmed_is_closed_after_the_end(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fault(kind="lose", service="jira", match="POST /rest/api/3/issue$")
    ada_asks(sandbox)
    sandbox.ada.reads(until="I'll keep retrying")
    ada_withdraws(sandbox)
    sandbox.ada.reads(until="Withdrawn by Ada Okafor")

    _minutes_pass(sandbox, lambda: the_ticket(sandbox)["status"] == "Withdrawn", "the ticket is withdrawn")

    assert len(our_tickets(sandbox)) == 1
    assert the_ticket(sandbox)["comments"][0]["text"].startswith("Withdrawn by Ada Okafor.")


def test_a_connect_card_whose_post_was_not_confirmed_is_deleted_after_the_end(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    with (
        sandbox.fault(kind="lose", service="slack", match="chat.postMessage", times=None),
        sandbox.fault(kind="fail", service="slack", match="conversations.open", times=None),
    ):
        bo_approves(sandbox)
        sandbox.ada.reads(until="I'll keep retrying")
        assert len(posted(sandbox, "handover:")) == 1
        sandbox.fivetran.hides(schema="salesforce")
        _minutes_pass(sandbox, lambda: "Retired" in card(sandbox)["text"], "the request is retired")

    _minutes_pass(sandbox, lambda: posted(sandbox, "handover:") == [], "the Connect Card is deleted")


def _minutes_pass(sandbox: Sandbox, is_so: Callable[[], bool], what: str) -> None:
    """Let minutes pass until something is so: what failed is tried again later."""
    for _ in range(20):
        with suppress(AssertionError, Refused):
            sandbox.until(is_so, what, timeout=2)
            return
        sandbox.clock(advance=MINUTE)
    raise AssertionError(f"never: {what}")
