"""No dead end: words that name nothing, the help, the lists, and the Home tab, on both widths and with keys."""

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.driver import Sandbox
from tests.page.conftest import Open
from tests.page.support import becomes, form
from tests.page.test_journeys import TOO_WIDE

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def types(page: Page, text: str) -> None:
    """Type a command and press Enter. Another Enter accepts what the page suggests first."""
    message = page.get_by_role("combobox", name="Message")
    message.fill(text)
    message.press("Enter")
    if message.input_value():
        message.press("Enter")


def answer(page: Page, text: str) -> Locator:
    """The newest message with this text."""
    return page.get_by_role("article").filter(has_text=text).last


@WIDTHS
def test_a_typo_leads_to_the_form_that_was_meant_with_keys_alone(desk: Sandbox, open_page: Open, width: int) -> None:
    page = open_page(desk, width=width, height=844)

    types(page, "/connector salesfroce")
    offer = answer(page, "Did you mean Salesforce?").get_by_role("button", name="Request Salesforce")
    offer.focus()
    offer.press("Enter")

    expect(form(page)).to_be_visible()
    expect(form(page).get_by_role("combobox", name="Service")).to_have_value("Salesforce")
    assert page.evaluate(TOO_WIDE) == []
    page.keyboard.press("Escape")


@WIDTHS
def test_the_help_is_short_and_the_list_is_narrowed(desk: Sandbox, open_page: Open, width: int) -> None:
    page = open_page(desk, width=width, height=844)

    types(page, "/connector help")
    help_ = answer(page, "request data from a service")
    expect(help_).not_to_contain_text("/connector budget")
    help_.get_by_role("button", name="Show all commands").click()
    expect(answer(page, "/connector budget")).to_be_visible()
    types(page, "/connector list google")

    expect(answer(page, "Connections for “google”")).to_contain_text("google_ads")
    assert page.evaluate(TOO_WIDE) == []


@WIDTHS
def test_the_home_tab_lets_an_approver_decide(desk: Sandbox, open_page: Open, width: int) -> None:
    service, name = {1280: ("typeform", "Typeform"), 390: ("clickup", "ClickUp")}[width]
    desk.ada.types(f"/connector {service}")
    assert desk.ada.sends_form(purpose="Newsletters by country", business_owner="rosa")["closed"]
    desk.bo.reads(until=name)
    page = open_page(desk, "bo", width=width, height=844)

    if width < 600:
        page.get_by_role("navigation", name="Panes").get_by_role("button", name="Places").click()
    page.get_by_role("button", name="Home").click()
    home = page.get_by_role("log")
    expect(home).to_contain_text("Waiting for your decision")
    expect(home).to_contain_text("for Ada Okafor")
    assert page.evaluate(TOO_WIDE) == []
    home.get_by_role("button", name=f"Approve {name} for Ada Okafor").click()

    desk.ada.reads("dm", until=f"approved {name}. Sign in at Fivetran")
    if width < 600:
        page.get_by_role("navigation", name="Panes").get_by_role("button", name="Places").click()
    becomes(page, "Ada Okafor")
    page.get_by_role("button", name="Home").click()
    expect(home).to_contain_text("Your turn")
    expect(home.get_by_role("button", name="Get sign-in link").first).to_be_visible()
