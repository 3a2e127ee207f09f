"""Steps of the journeys in the page."""

import re

from playwright.sync_api import Locator, Page, expect

PURPOSE = "The sales forecast for next quarter, which finance reviews every Monday"


def asks_for(page: Page, service: str, purpose: str = PURPOSE) -> None:
    """Request a service and wait until its card can be decided on; then the card is stable."""
    opens_form(page)
    fills_in(page, service, purpose)
    sends(page)
    expect(form(page)).to_be_hidden()
    expect(card_of(page, service)).to_contain_text("Waiting for approval")


def opens_form(page: Page) -> None:
    """Open the form by its shortcut and discard a draft that an earlier test left."""
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Request a connector").click()
    expect(form(page)).to_be_visible()
    afresh = form(page).get_by_role("button", name="Start over")
    if afresh.count():
        afresh.click()
        page.locator("#confirm").get_by_role("button", name="Start over").click()
        expect(afresh).to_have_count(0)


def sends(page: Page) -> None:
    """Send the form, page by page for a service with many config fields."""
    submit = form(page).get_by_role("button", name=re.compile("^(Next|Send request)$"))
    for step in (1, 2):
        if submit.inner_text() != "Next":
            break
        submit.click()
        expect(form(page).locator(".trail")).to_have_text("Request a connector › " * step)
    submit.click()


def approves(page: Page, service: str) -> None:
    """Press Approve on a card, and confirm if the data is sensitive."""
    card = card_of(page, service)
    card.get_by_role("button", name="Approve").click()
    if card.get_by_text("A sensitive-data approver decides").count():
        page.locator("#confirm").get_by_role("button", name="Approve").click()


def fills_in(page: Page, service: str, purpose: str = PURPOSE) -> None:
    """Answer the questions of the request form."""
    chooses(page, "Service", service)
    expect(form(page).get_by_text("Lands in")).to_be_visible()
    fills_the_rest(page, purpose)


def fills_the_rest(page: Page, purpose: str = PURPOSE) -> None:
    """Every field but the service, which is chosen: choosing it draws the form anew while one types."""
    reason = form(page).get_by_label("Why isn't the existing connection enough?")
    if reason.count():
        reason.fill("The one that is here reads another account")
    form(page).get_by_label("What is the data for?").fill(purpose)
    sensitivity = form(page).get_by_label("How sensitive is the data?")
    if sensitivity.count():
        sensitivity.select_option("Internal")


def changes(page: Page, what: str) -> None:
    """Turn a proposal into its field."""
    form(page).get_by_role("button", name=f"Change {what}").click()


def chooses(page: Page, label: str, name: str) -> None:
    """Type into a type-ahead and choose the match."""
    form(page).get_by_role("combobox", name=label).fill(name)
    form(page).get_by_role("option", name=name).first.click()


def becomes(page: Page, name: str) -> None:
    """Switch to another person."""
    page.get_by_role("navigation", name="Workspace").get_by_role("button", name=name).click()
    is_by_now(page, name)


def is_by_now(page: Page, name: str) -> None:
    """Wait until the page is drawn for this person: a button that is redrawn loses a click."""
    person = page.get_by_role("navigation", name="Workspace").get_by_role("button", name=name)
    expect(person).to_have_attribute("aria-current", "true")


def enters_key(page: Page, key: str, opener: Locator | None = None) -> Page:
    """Open the Connect Card in its tab, type a key into every field, save, and return the tab."""
    with page.expect_popup() as popup:
        (opener or page.get_by_role("link", name="Sign in at Fivetran")).click()
    card = popup.value
    expect(card.get_by_role("button", name="Save & test")).to_be_visible()  # it stands below all fields
    for field in card.locator("input").all():
        field.fill(key)
    card.get_by_role("button", name="Save & test").click()
    return card


def form(page: Page) -> Locator:
    """Return the modal in front."""
    return page.locator("#modal")


def card_of(page: Page, service: str) -> Locator:
    """The request's card in the channel."""
    return page.get_by_role("article").filter(has_text=f"requested {service}")
