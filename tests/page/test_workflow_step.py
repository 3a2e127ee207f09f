"""The step of the app in Workflow Builder: run from the page, with what came of it."""

from playwright.sync_api import Page, expect

from sandbox.driver import Sandbox
from tests.page.conftest import Open
from tests.page.support import PURPOSE
from tests.page.test_reach import serious


def test_a_step_is_run_and_shows_its_outputs(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Run a workflow step").click()
    step = page.get_by_role("dialog", name="Request a connector")
    fills(page, "Zendesk", "Internal")
    step.get_by_role("button", name="Run workflow").click()

    expect(step).to_contain_text("Completed · Zendesk")
    expect(step).to_contain_text("awaiting_approval")
    assert serious(page) == []

    fills(page, "Zendesk", "green")
    step.get_by_role("button", name="Run workflow").click()
    expect(step).to_contain_text("“Sensitivity”: Use public, internal")


def fills(page: Page, service: str, sensitivity: str) -> None:
    step = page.get_by_role("dialog", name="Request a connector")
    step.get_by_label("Service").fill(service)
    step.get_by_label("Requester").select_option("Rosa Neri")
    step.get_by_label("What is the data for?").fill(PURPOSE)
    step.get_by_label("Sensitivity (optional)").fill(sensitivity)
