"""The page for those who cannot see it, or use no mouse; and what happens behind the scenes."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sandbox.driver import Sandbox
from tests.page.conftest import Open
from tests.page.support import asks_for, becomes, card_of, fills_in, form, opens_form, sends

OUTSIDE = "document.activeElement !== document.body && document.activeElement.closest('dialog') === null"


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical, in words. Colors that fade into others are not looked at."""
    page.emulate_media(reduced_motion="reduce")
    found = Axe().run(page).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html'][:120]}" for one in grave for node in one["nodes"]]


def test_nothing_serious_stands_in_anybodys_way(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    asks_for(page, "Braze")
    expect(card_of(page, "Braze")).to_contain_text("Waiting for approval")

    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert serious(page) == []
    page.get_by_role("tab", name="Fivetran").click()
    assert serious(page) == []
    page.get_by_role("tab", name="Faults").click()
    assert serious(page) == []


def test_nothing_serious_is_in_an_open_form(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    opens_form(page)
    form(page).get_by_role("button", name="Send request").click()
    expect(form(page).get_by_text("Please complete").first).to_be_visible()

    assert serious(page) == []
    form(page).get_by_role("combobox", name="Service").click()
    expect(form(page).get_by_role("listbox", name="Suggestions")).to_be_visible()
    assert serious(page) == []


def test_keys_are_enough_to_send_a_command(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    message = page.get_by_role("combobox", name="Message")

    message.press_sequentially("/con")
    expect(page.get_by_role("option", name="/connector").first).to_be_visible()
    message.press("Tab")
    expect(message).to_have_value("/connector")
    message.press("Enter")
    expect(form(page)).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTSIDE) is False
    page.keyboard.press("Escape")

    expect(form(page)).to_be_hidden()


def test_the_first_tab_leads_to_the_message_box(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to the message box")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.get_by_role("combobox", name="Message")).to_be_focused()


def test_a_place_that_is_chosen_by_key_is_ready_to_write_in(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)

    page.get_by_role("button", name="data-help").press("Enter")

    expect(page.get_by_role("heading", name="#data-help")).to_be_visible()
    expect(page.get_by_role("combobox", name="Message")).to_be_focused()


def test_the_focus_stays_where_a_form_or_a_message_changes(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    opens_form(page)
    fills_in(page, "Confluence")
    form(page).get_by_role("button", name="Change the name").press("Enter")
    expect(form(page).get_by_label("Dataset")).to_be_focused()
    sends(page)
    expect(form(page)).to_be_hidden()
    expect(card_of(page, "Confluence")).to_contain_text("Waiting for approval")
    becomes(page, "Bo Lindqvist")

    card_of(page, "Confluence").get_by_role("button", name="Decline").press("Enter")
    expect(form(page).get_by_label("Reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(form(page)).to_be_hidden()
    expect(card_of(page, "Confluence").get_by_role("button", name="Decline")).to_be_focused()
    card_of(page, "Confluence").get_by_role("button", name="Approve").press("Enter")

    expect(card_of(page, "Confluence")).to_contain_text("Waiting for credentials")
    expect(card_of(page, "Confluence")).to_be_focused()


def test_a_form_that_ends_its_own_button_leaves_the_focus_in_the_conversation(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    asks_for(page, "Amplitude")
    becomes(page, "Bo Lindqvist")
    card_of(page, "Amplitude").get_by_role("button", name="Decline").press("Enter")
    form(page).get_by_label("Reason").fill("The sales team has it already; ask them.")

    form(page).get_by_role("button", name="Decline").press("Enter")

    expect(card_of(page, "Amplitude")).to_contain_text("Declined")
    expect(page.locator("main :focus")).to_have_count(1)


def test_a_ticket_is_opened_and_moved_on_the_board(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk, "bo")
    asks_for(page, "Pipedrive")

    card_of(page, "Pipedrive").get_by_role("link", name="DSRE-").click()
    board = page.get_by_role("tabpanel", name="Jira")
    expect(board.get_by_role("heading", name="Pipedrive")).to_be_visible()
    board.get_by_role("button", name="Withdraw").click()

    expect(board.get_by_text("Withdrawn").first).to_be_visible()


def test_a_connection_breaks_and_heals_and_the_channel_hears(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    page.get_by_role("tab", name="Fivetran").click()

    page.get_by_role("button", name="Break zoom", exact=True).click()
    page.get_by_role("menuitem", name="Break authorization").click()
    expect(page.get_by_role("button", name="Repair zoom", exact=True)).to_be_visible()
    page.get_by_role("button", name="Move the clock by one hour").click()

    expect(page.get_by_role("article").filter(has_text="broke").last).to_contain_text("zoom")
    page.get_by_role("button", name="Repair zoom", exact=True).click()
    expect(page.get_by_role("button", name="Break zoom", exact=True)).to_be_visible()


def test_trouble_is_a_switch(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    page.get_by_role("tab", name="Faults").click()
    switch = page.get_by_role("switch", name="Jira is down")

    switch.click()
    expect(switch).to_be_checked()
    assert [fault["service"] for fault in desk.get("faults")] == ["jira"]
    switch.click()

    expect(switch).not_to_be_checked()
    assert desk.get("faults") == []


def test_unread_messages_are_counted_for_each_person(desk: Sandbox, open_page: Open) -> None:
    page = open_page(desk)
    page.get_by_role("button", name="data-help").click()  # only people speak there: the bot is still at work
    expect(page.get_by_role("heading", name="#data-help")).to_be_visible()
    page.get_by_role("button", name="fivetran-discussion").click()
    expect(page.get_by_role("heading", name="#fivetran-discussion")).to_be_visible()

    desk.bo.types("Good morning", channel="data-help")

    expect(page.get_by_role("button", name="data-help 1 new")).to_be_visible()
    page.get_by_role("button", name="data-help 1 new").click()
    expect(page.get_by_role("article").last).to_contain_text("Good morning")
    becomes(page, "Bo Lindqvist")
    expect(page.get_by_role("button", name="data-help", exact=True)).to_be_visible()
