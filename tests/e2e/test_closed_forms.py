"""A form that its person closed, or opened by a double click, before Slack drew it. They read nothing about it."""

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import all_whispers
from tests.e2e.support.steps import ada_asks, card_waits, up_to_approval


def refused_forms(sandbox: Sandbox) -> list[str]:
    """Return Slack's error codes for modals, oldest first."""
    calls = [one for one in sandbox.journal(service="slack") if one["path"].startswith("/api/views.")]
    return [one["response"]["error"] for one in calls if one["response"] and not one["response"]["ok"]]


def opened_forms(sandbox: Sandbox) -> int:
    """Count the modals that the bot opened, or put on top of another."""
    methods = {"/api/views.open", "/api/views.push"}
    return sum(one["path"] in methods for one in sandbox.journal(service="slack"))


@pytest.mark.parametrize(
    ("button", "question"), [("Decline", "Reason"), ("Reassign", "New person"), ("Remove from history", "Which text?")]
)
def test_a_double_click_opens_one_form_and_reports_nothing(
    sandbox: Sandbox, bot: Bot, button: str, question: str
) -> None:
    up_to_approval(sandbox)
    before, refused_before = opened_forms(sandbox), refused_forms(sandbox)
    double_click(sandbox, sandbox.bo, button)

    sandbox.bo.sees(until=question)
    ada_asks(sandbox, "hubspot")  # what followed a refusal has happened by now
    assert (opened_forms(sandbox) - before, refused_forms(sandbox)) == (2, refused_before)  # the other one is Ada's
    assert all_whispers(sandbox) == []


@pytest.mark.parametrize(("button", "question"), [("Decline", "Reason"), ("Reassign", "New person")])
def test_a_double_click_in_the_details_puts_one_form_on_top(
    sandbox: Sandbox, bot: Bot, button: str, question: str
) -> None:
    ada_asks(sandbox, "hubspot", sensitivity="personal_data")
    card_waits(sandbox)
    refused_before = refused_forms(sandbox)  # a first form can be sent while it is drawn again
    sandbox.cleo.clicks("Show details")
    sandbox.cleo.sees(until=button)
    double_click(sandbox, sandbox.cleo, button, in_="modal")

    sandbox.cleo.sees(until=question)
    sandbox.cleo.closes()
    assert sandbox.cleo.sees()["modal"]["title"] == "Request details"
    assert refused_forms(sandbox) == refused_before


def double_click(sandbox: Sandbox, person: Person, button: str, **where: str) -> None:
    """Press twice before the first form is there."""
    with sandbox.fault(kind="hold", service="slack", match="views.", times=None):
        before = acked_presses(sandbox)
        person.clicks(button, wait=0, **where)
        person.clicks(button, wait=0, **where)
        sandbox.until(lambda: acked_presses(sandbox) == before + 2, "the bot has both presses")


def acked_presses(sandbox: Sandbox) -> int:
    """Count the presses that the bot acked."""
    return len(sandbox.journal(direction="out", path="/block_actions", status=200))


@pytest.mark.parametrize(("button", "method"), [("Decline", "push"), ("Reassign", "push"), ("Edit", "update")])
def test_details_that_are_closed_at_once_take_their_buttons_along(
    sandbox: Sandbox, bot: Bot, button: str, method: str
) -> None:
    ada_asks(sandbox, "hubspot", sensitivity="personal_data")
    card_waits(sandbox)
    refused_before = refused_forms(sandbox)
    person = sandbox.ada if button == "Edit" else sandbox.cleo
    person.clicks("Show details")
    sandbox.until(lambda: button in str(person.sees()["modal"]), "the details")  # messages have such buttons, too
    with sandbox.fault(kind="hold", service="slack", match=f"views.{method}", times=None):
        person.clicks(button, in_="modal", wait=2)
        person.closes(all=True)

    sandbox.until(lambda: refused_forms(sandbox) == [*refused_before, "not_found"], "Slack refuses the form")
    ada_asks(sandbox, "mixpanel")
    assert all_whispers(sandbox) == []
