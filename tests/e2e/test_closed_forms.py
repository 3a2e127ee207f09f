"""A form that its person closed, or opened twice, before Slack drew it. They read nothing about the first one."""

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import all_whispers
from tests.e2e.support.steps import ada_asks, card_waits, up_to_approval


def refused_forms(sandbox: Sandbox) -> list[str]:
    """Return Slack's error codes for modals, oldest first."""
    calls = [one for one in sandbox.journal(service="slack") if one["path"].startswith("/api/views.")]
    return [one["response"]["error"] for one in calls if one["response"] and not one["response"]["ok"]]


@pytest.mark.parametrize(
    ("button", "question"), [("Decline", "Reason"), ("Reassign", "By whom?"), ("Remove from history", "Which text?")]
)
def test_a_double_click_shows_the_form_once_and_reports_nothing(
    sandbox: Sandbox, bot: Bot, button: str, question: str
) -> None:
    up_to_approval(sandbox)
    with sandbox.fault(kind="hold", service="slack", match="views.update", times=None):
        sandbox.bo.clicks(button)
        sandbox.bo.clicks(button)

    sandbox.bo.sees(until=question)
    sandbox.until(lambda: refused_forms(sandbox) == ["not_found"], "Slack refuses the first form")
    ada_asks(sandbox, "hubspot")  # what followed the refusal has happened by now
    assert all_whispers(sandbox) == []


@pytest.mark.parametrize(("button", "method"), [("Decline", "push"), ("Reassign", "push"), ("Edit", "update")])
def test_details_that_are_closed_at_once_take_their_buttons_along(
    sandbox: Sandbox, bot: Bot, button: str, method: str
) -> None:
    ada_asks(sandbox, "hubspot", sensitivity="personal_data")
    card_waits(sandbox)
    person = sandbox.ada if button == "Edit" else sandbox.cleo
    person.clicks("Show details")
    person.sees(until=button)
    with sandbox.fault(kind="hold", service="slack", match=f"views.{method}", times=None):
        person.clicks(button, in_="modal", wait=2)
        person.closes(all=True)

    sandbox.until(lambda: refused_forms(sandbox) == ["not_found"], "Slack refuses the form")
    ada_asks(sandbox, "mixpanel")
    assert all_whispers(sandbox) == []
