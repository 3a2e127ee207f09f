"""Journeys by clicking alone, with the bot at work behind the page."""

import pytest
from playwright.sync_api import expect

from sandbox.driver import Sandbox
from sandbox.driver_verbs import Person
from tests.page.conftest import Open
from tests.page.support import (
    PURPOSE,
    approves,
    asks_for,
    becomes,
    card_of,
    changes,
    chooses,
    enters_key,
    fills_in,
    fills_the_rest,
    form,
    is_by_now,
    opens_form,
    sends,
)

TOO_WIDE = """[...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"""


def test_a_stranger_follows_the_hints_to_a_connected_connector(untouched: Sandbox, open_page: Open) -> None:
    page = open_page(untouched)

    page.get_by_role("button", name="Type /connector for me").click()
    fills_in(page, "Salesforce")
    sends(page)
    page.get_by_role("button", name="Act as Bo").click()
    is_by_now(page, "Bo Lindqvist")
    approves(page, "Salesforce")
    page.get_by_role("button", name="Act as Ada").click()
    is_by_now(page, "Ada Okafor")
    page.get_by_role("button", name="Read it").click()
    credentials = enters_key(page, "a-fine-key")
    expect(credentials).not_to_have_url(untouched.base_url)
    page.get_by_role("button", name="fivetran-discussion").click()
    expect(card_of(page, "Salesforce")).to_contain_text("Historical sync is running")
    page.get_by_role("note").get_by_role("button", name="+6 h").click()

    expect(card_of(page, "Salesforce")).to_contain_text("Live")


def test_a_form_errs_beside_its_fields_and_recovers(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    opens_form(page)
    chooses(page, "Service", "Xero")
    expect(form(page).get_by_text("Lands in dev-fivetran.xero")).to_be_visible()
    changes(page, "who needs access")
    form(page).get_by_label("Who needs access?").fill("Finance")

    form(page).get_by_role("button", name="Send request").click()
    purpose = form(page).get_by_label("What is the data for?")
    expect(purpose).to_be_focused()
    expect(purpose).to_have_attribute("aria-invalid", "true")
    purpose.fill("no")
    expect(form(page).get_by_label("Who needs access?")).to_have_value("Finance")
    fills_the_rest(page, "no")
    form(page).get_by_role("button", name="Send request").click()
    expect(form(page).get_by_text("Describe in a sentence what the data is for.")).to_be_visible()
    expect(purpose).to_have_attribute("aria-invalid", "true")
    purpose.fill("Payouts have to match invoices before the month is closed")
    form(page).get_by_role("button", name="Send request").click()

    expect(form(page)).to_be_hidden()
    expect(card_of(page, "Xero")).to_contain_text("Waiting for approval")


def test_bo_cannot_approve_his_own_request(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk, "bo")
    asks_for(page, "HubSpot")

    approves(page, "HubSpot")

    whisper = page.get_by_role("article").filter(has_text="so another approver has to decide")
    expect(whisper).to_contain_text("Only visible to you")
    expect(card_of(page, "HubSpot")).to_contain_text("Waiting for approval")
    becomes(page, "Cleo Marsh")
    expect(card_of(page, "HubSpot")).to_be_visible()
    expect(whisper).to_have_count(0)


def test_a_double_click_approves_once(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    asks_for(page, "Asana")
    becomes(page, "Bo Lindqvist")

    card_of(page, "Asana").get_by_role("button", name="Approve").dblclick()

    expect(card_of(page, "Asana")).to_contain_text("Approved by Bo Lindqvist")
    expect(card_of(page, "Asana")).to_contain_text("Waiting for credentials")
    made = [one for one in desk.state("fivetran")["connections"] if one["service"] == "asana"]
    assert len([one for one in made if one["group_id"] == "dev_sandbox_group"]) == 1


def test_the_hint_follows_the_card_while_jira_is_down(untouched: Sandbox, open_page: Open) -> None:
    page = open_page(untouched)
    asks_for(page, "Salesforce")
    page.get_by_role("button", name="Act as Bo").click()
    hint = page.get_by_role("note")
    expect(hint).to_contain_text("Decide on the card")

    with untouched.fault(kind="fail", service="jira", match="/rest/", times=None):
        approves(page, "Salesforce")
        expect(hint).to_contain_text("has a Connect Card")


def test_the_hint_finds_the_request_that_still_waits(untouched: Sandbox, open_page: Open) -> None:
    page = open_page(untouched)
    for service in ("Salesforce", "HubSpot"):
        asks_for(page, service)
        expect(card_of(page, service)).to_contain_text("DSRE-")
    becomes(page, "Bo Lindqvist")
    card_of(page, "HubSpot").get_by_role("button", name="Decline").click()
    form(page).get_by_label("Reason").fill("The sales team has it already; ask them for access.")
    form(page).get_by_role("button", name="Decline").click()
    expect(card_of(page, "HubSpot")).to_contain_text("Declined")
    becomes(page, "Ada Okafor")

    expect(page.get_by_role("note")).to_contain_text("Bo can approve DSRE-7")
    page.get_by_role("button", name="Act as Bo").click()
    page.get_by_role("button", name="Show me the card").click()
    expect(card_of(page, "Salesforce").get_by_role("button", name="Approve")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "service"), [(1280, "Mailchimp"), (390, "Trello")])
def test_a_question_comes_before_a_withdrawal(desk: Sandbox, open_page: Open, width: int, service: str) -> None:
    page = open_page(desk, width=width, height=844)
    asks_for(page, service)
    card = card_of(page, service)
    more = card.get_by_role("button", name="More actions")

    more.click()
    expect(card.get_by_role("menuitem")).to_have_text(["Edit", "Reassign", "Withdraw", "Remove from history"])
    expect(card.get_by_role("menuitem", name="Remove from history")).to_be_in_viewport(ratio=1)
    assert page.evaluate(TOO_WIDE) == []
    card.get_by_role("menuitem", name="Withdraw").click()
    expect(form(page).get_by_text("No connection is created")).to_be_visible()
    form(page).get_by_role("button", name="Keep request").click()
    expect(form(page)).to_be_hidden()
    expect(card).to_contain_text("Waiting for approval")
    more.click()
    card.get_by_role("menuitem", name="Withdraw").click()
    form(page).get_by_role("button", name="Withdraw").click()

    expect(card).to_contain_text("Withdrawn by Ada Okafor")
    expect(card).to_contain_text("1 reply")  # the last change of the message, which closes menus
    more.click()  # it's the only button now, at the left edge
    expect(card.get_by_role("menuitem", name="Remove from history")).to_be_in_viewport(ratio=1)


def test_the_menu_of_a_request_works_by_keyboard(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    asks_for(page, "Airtable")
    card = card_of(page, "Airtable")
    more = card.get_by_role("button", name="More actions")

    more.press("Enter")
    expect(card.get_by_role("menuitem", name="Edit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.press("Enter")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(card.get_by_role("menuitem", name="Withdraw")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form(page).get_by_text("No connection is created")).to_be_visible()
    form(page).get_by_role("button", name="Withdraw").press("Enter")

    expect(card).to_contain_text("Withdrawn by Ada Okafor")


def test_the_form_asks_the_bot_while_ada_types(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    opens_form(page)
    service = form(page).get_by_role("combobox", name="Service")

    service.press_sequentially("google an")
    typed = form(page).get_by_role("option", name="Request a custom connector: google an")
    expect(typed).to_be_visible()  # what is offered by now is offered for all that was typed
    expect(form(page).get_by_role("option", name="Google Analytics").first).to_be_visible()
    service.press("ArrowDown")
    service.press("ArrowUp")
    service.press("Enter")

    expect(service).to_have_value("Google Analytics 4")
    expect(form(page).get_by_text("Lands in dev-fivetran.google_analytics_4")).to_be_visible()
    service.press("Escape")
    expect(form(page)).to_be_hidden()


def test_wrong_credentials_are_reported_and_fixed(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    asks_for(page, "Intercom")
    becomes(page, "Cleo Marsh")
    approves(page, "Intercom")
    becomes(page, "Ada Okafor")
    page.get_by_role("tab", name="Fivetran").click()
    connection = page.get_by_role("listitem").filter(has_text="Intercom")
    opener = connection.get_by_role("link", name="Open the Connect Card as Ada")  # once she has it, too

    credentials = enters_key(page, "wrong", opener)
    expect(credentials.get_by_role("alert")).to_be_visible()
    credentials.locator("input[type=password]").fill("a-fine-key")
    credentials.get_by_role("button", name="Save & test").click()

    expect(card_of(page, "Intercom")).to_contain_text("Historical sync is running")


def test_the_whole_story_on_a_phone(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk, width=390, height=844)
    bar = page.get_by_role("navigation", name="Panes")
    asks_for(page, "Shopify")
    expect(page.locator("#places")).to_be_hidden()

    bar.get_by_role("button", name="Places").click()
    becomes(page, "Bo Lindqvist")
    bar.get_by_role("button", name="Chat").click()
    approves(page, "Shopify")
    expect(card_of(page, "Shopify")).to_contain_text("Waiting for credentials")
    bar.get_by_role("button", name="Places").click()
    becomes(page, "Ada Okafor")
    page.get_by_role("button", name="Direct messages").click()
    message = page.get_by_role("article").filter(has_text="approved Shopify")
    enters_key(page, "a-fine-key", message.get_by_role("link", name="Sign in at Fivetran"))
    bar.get_by_role("button", name="Places").click()
    page.get_by_role("button", name="fivetran-discussion").click()
    expect(card_of(page, "Shopify")).to_contain_text("Historical sync is running")
    page.get_by_role("button", name="Move the clock by one day").click()

    expect(card_of(page, "Shopify")).to_contain_text("Live")
    assert page.evaluate(TOO_WIDE) == []


def test_what_a_service_needs_is_asked_in_groups_notes_and_steps(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk, "cleo")
    opens_form(page)
    service = form(page).get_by_role("combobox", name="Service")

    service.fill("ads")
    expect(form(page).get_by_role("group", name="Used here").get_by_role("option")).to_contain_text("Google Ads")
    expect(form(page).get_by_role("group", name="All services")).to_contain_text("Facebook Ads")
    chooses(page, "Service", "S3")
    changes(page, "the name")
    name = form(page).get_by_label("Dataset")
    name.press("End")
    name.press_sequentially(" files")
    expect(form(page).get_by_text("Try s3_files.")).to_be_visible()
    expect(name).to_be_focused()
    name.fill("s3_files")
    expect(form(page).get_by_text("Start with a letter")).to_have_count(0)
    fills_the_rest(page)
    form(page).get_by_label("Name of the bucket").fill("shop-invoices")
    form(page).get_by_role("button", name="Show the advanced settings").click()
    form(page).get_by_role("button", name="Next").click()
    form(page).get_by_label("Kind of the files").select_option("CSV")
    form(page).get_by_role("button", name="Back").click()
    expect(form(page).get_by_label("What is the data for?")).to_have_value(PURPOSE)
    sends(page)

    expect(card_of(page, "Amazon S3")).to_contain_text("Bucket: shop-invoices")


def notes_about_drafts(person: Person) -> int:
    """Return how many notes about drafts the person has in their direct messages."""
    return sum("I saved your answers" in message["text"] for message in person.reads("dm"))


def test_what_goes_away_and_what_does_not_exist_are_picked_with_the_mouse(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk, "cleo")
    opens_form(page)

    chooses(page, "Service", "Yahoo")
    expect(form(page).get_by_text("ask for that instead")).to_be_visible()
    chooses(page, "Service", "Casa Verde")
    expect(form(page).get_by_label("What is the source called?")).to_have_value("Casa Verde")
    form(page).get_by_label("What is the data for?").fill(PURPOSE)
    before = notes_about_drafts(desk.cleo)
    form(page).get_by_role("button", name="Cancel").click()
    desk.until(
        lambda: notes_about_drafts(desk.cleo) == before + 1, "the note about the draft, where the form was opened"
    )
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Request a connector").click()

    expect(form(page).get_by_label("What is the source called?")).to_have_value("Casa Verde")
    expect(form(page).get_by_label("What is the data for?")).to_have_value(PURPOSE)
    expect(form(page).get_by_text("This is your draft for Casa Verde.")).to_be_visible()
    expect(form(page).get_by_role("button", name="Start over")).not_to_be_focused()
    form(page).get_by_role("button", name="Start over").click()
    page.locator("#confirm").get_by_role("button", name="Cancel").click()
    expect(form(page).get_by_label("What is the data for?")).to_have_value(PURPOSE)


@pytest.mark.parametrize("width", [1280, 390])
def test_one_answer_and_one_press_send_a_request(desk: Sandbox, open_page: Open, width: int) -> None:
    page = open_page(desk, width=width, height=844)
    opens_form(page)
    chooses(page, "Service", {1280: "Linear", 390: "Notion"}[width])
    expect(form(page).get_by_text("For Marketing analysts")).to_be_visible()
    form(page).get_by_label("What is the data for?").fill(PURPOSE)
    changes(page, "how fresh the data is")
    form(page).get_by_label("How fresh must the data be?").select_option("Hourly")
    assert page.evaluate(TOO_WIDE) == []

    form(page).get_by_role("button", name="Send request").click()

    expect(form(page)).to_be_hidden()


def test_the_home_tab_follows_a_withdrawal(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk, "rosa")
    asks_for(page, "Zendesk")
    expect(card_of(page, "Zendesk")).to_contain_text("Waiting for approval")
    page.get_by_role("button", name="Home").click()
    home = page.get_by_role("log")
    expect(home).to_contain_text("is waiting for @data-engineering")

    home.get_by_role("button", name="Withdraw").click()
    page.locator("#confirm").get_by_role("button", name="Withdraw").click()

    expect(home).to_contain_text("was withdrawn")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_message_is_requested_from_its_menu(desk: Sandbox, open_page: Open, width: int) -> None:
    words = f"We plan the week of {width} people with Asana"
    desk.rosa.types(words, wait=0)
    page = open_page(desk, width=width, height=844)
    message = page.get_by_role("article").filter(has_text=words)
    message.hover()
    message.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Request this connector").click()

    expect(form(page).get_by_label("What is the data for?")).to_have_value(words)
    expect(form(page).get_by_text("Lands in dev-fivetran.asana")).to_be_visible()
    expect(form(page).get_by_text("I copied the message as the purpose.")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_to_a_connection_gets_two_lines(desk: Sandbox, open_page: Open, width: int) -> None:
    connection = next(one for one in desk.state("fivetran")["connections"] if one["schema"] == "google_ads")
    words = f"the {width} ads of https://fivetran.com/dashboard/connections/{connection['id']}/status"
    desk.rosa.types(words, wait=0)
    page = open_page(desk, width=width, height=844)

    preview = page.get_by_role("article").filter(has_text=words).get_by_role("blockquote")
    expect(preview).to_contain_text("(Google Ads, production)")
    expect(preview).to_contain_text("as of")
    assert page.evaluate(TOO_WIDE) == []
