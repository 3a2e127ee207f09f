"""What people click, in the words of the journeys."""

from playwright.sync_api import Locator, Page, expect

PURPOSE = "The sales forecast for next quarter, which finance reviews every Monday"


def asks_for(page: Page, service: str, purpose: str = PURPOSE) -> None:
    """From the hint to a request that was sent."""
    opens_form(page)
    fills_in(page, service, purpose)
    form(page).get_by_role("button", name="Send request").click()
    expect(form(page)).to_be_hidden()


def opens_form(page: Page) -> None:
    """Use the shortcut: it is offered in every conversation."""
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Request a connector").click()
    expect(form(page)).to_be_visible()


def fills_in(page: Page, service: str, purpose: str = PURPOSE) -> None:
    """Every field of the request form."""
    chooses(page, "Service", service)
    expect(form(page).get_by_label("Dataset")).to_be_visible()
    form(page).get_by_label("What is the data for?").fill(purpose)
    chooses(page, "Business owner", "Rosa Neri")
    form(page).get_by_label("How sensitive is the data?").select_option("Internal")
    form(page).get_by_label("Who needs access?").fill("Marketing analysts")


def chooses(page: Page, label: str, name: str) -> None:
    """Type into a type-ahead and take what is offered."""
    form(page).get_by_role("combobox", name=label).fill(name)
    form(page).get_by_role("option", name=name).first.click()


def becomes(page: Page, name: str) -> None:
    """Be somebody else."""
    page.get_by_role("navigation", name="Workspace").get_by_role("button", name=name).click()


def enters_key(page: Page, key: str, opener: Locator | None = None) -> Page:
    """Open the Connect Card (in a tab of its own), type a key into every field, save; the card's tab."""
    with page.expect_popup() as popup:
        (opener or page.get_by_role("link", name="Open the Connect Card")).click()
    card = popup.value
    for field in card.locator("input").all():
        field.fill(key)
    card.get_by_role("button", name="Save & test").click()
    return card


def form(page: Page) -> Locator:
    """The modal in front."""
    return page.locator("#modal")


def card_of(page: Page, service: str) -> Locator:
    """The request's card in the channel."""
    return page.get_by_role("article").filter(has_text=f"asked for {service}")
