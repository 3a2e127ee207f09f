"""A canvas is a tab of its channel: drawn, changed while it's open, and never wider than a phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.slack.canvases import SlackCanvases
from bot.slack.channels import SlackChannels
from bot.slack.client import SlackClient
from sandbox.driver import Sandbox
from tests.bot.slack.views.test_canvas import LINEAR, STRIPE, ZOOM
from tests.page.conftest import Open
from tests.page.test_phone import CUT_OFF, LONG
from workflows.canvas.model import PublicList
from workflows.connections.model import CONNECTION_PAGE_URL

MARKDOWN = rf"""Kept by **Connector Desk**.

## Fivetran\_Prod

- `zoom|meetings` · Rosa \*Neri\* \[she\] – failing · [Fivetran](https://fivetran.com/dashboard/connections/a/status)
- `{LONG}` · Ada \<Okafor\> – working, last synced Nov 28

### Requested

Type `/connector list`.
"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_canvas_is_a_tab_that_shows_what_it_says(town: Sandbox, open_page: Open, width: int) -> None:
    town.post("reset", {})
    slack = WebClient(token="xoxb-sandbox", base_url=f"{town.base_url}/slack/api/")
    page = open_page(town, width=width, height=844)
    tabs = page.get_by_role("navigation", name="Tabs")
    expect(tabs.get_by_role("button")).to_have_count(0)
    content = {"type": "markdown", "markdown": MARKDOWN}
    made = slack.canvases_create(title="Connectors", document_content=content, channel_id="C0FIVETRAN")

    tabs.get_by_role("button", name="Connectors").click()

    canvas = page.get_by_role("article", name="Connectors")
    expect(canvas.get_by_role("heading")).to_have_text(["Connectors", "Fivetran_Prod", "Requested"])
    expect(canvas.locator("strong")).to_have_text("Connector Desk")
    expect(canvas.get_by_role("listitem").first).to_have_text("zoom|meetings · Rosa *Neri* [she] – failing · Fivetran")
    expect(canvas.get_by_role("listitem").last).to_contain_text("Ada <Okafor> – working")
    expect(canvas.get_by_role("link")).to_have_attribute("href", "https://fivetran.com/dashboard/connections/a/status")
    expect(page.get_by_role("combobox", name="Message")).to_be_hidden()
    assert page.evaluate(CUT_OFF) == []

    change = {"operation": "replace", "document_content": {"type": "markdown", "markdown": "Nothing is left."}}
    slack.canvases_edit(canvas_id=made["canvas_id"], changes=[change])
    expect(canvas).to_contain_text("Nothing is left.")

    town.slack.delete_canvas(channel="fivetran-discussion", title="Connectors")
    expect(tabs.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Message")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_canvas_of_the_bot_is_drawn_without_a_stray_sign(town: Sandbox, open_page: Open, width: int) -> None:
    town.post("reset", {})
    slack = SlackClient("xoxb-sandbox", f"{town.base_url}/slack/api/")
    canvases = SlackCanvases(slack, SlackChannels(slack), CONNECTION_PAGE_URL)
    listed = PublicList((ZOOM, replace(STRIPE, name=LONG[:120], owner_name="A*d*a [she] <x>")), (LINEAR,), 7)
    canvases.create("C0FIVETRAN", canvases.render(listed))
    page = open_page(town, width=width, height=844)

    page.get_by_role("navigation", name="Tabs").get_by_role("button", name="Connectors").click()

    canvas = page.get_by_role("article", name="Connectors")
    expect(canvas.get_by_role("heading")).to_have_text(["Connectors", "Fivetran_Dev", "Fivetran_Prod", "Requested"])
    expect(canvas.get_by_role("listitem")).to_have_text(
        [
            f"{LONG[:120]} · A*d*a [she] <x> – in setup · Open in Fivetran",
            "zoom · Rosa Neri – failing, last synced November 23 · Open in Fivetran",
            "linear · Ada Okafor – is waiting for an approver",
        ]
    )
    expect(canvas).to_contain_text("4 more are restricted, or don't fit here.")
    assert page.evaluate(CUT_OFF) == []
