"""The weekly list of connections without an owner: claimed by clicking, on both widths."""

import pytest
from playwright.sync_api import expect

from sandbox.driver import Sandbox
from tests.e2e.test_unowned_list import A_WEEK, lists
from tests.page.conftest import Open

PARTS_TOO_WIDE = """message => [...message.querySelectorAll("*")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_connection_is_claimed_from_the_weekly_list(untouched: Sandbox, open_page: Open, width: int) -> None:
    untouched.clock(advance=A_WEEK)
    untouched.until(lambda: lists(untouched), "the weekly list")
    page = open_page(untouched, width=width, height=844)

    digest = page.get_by_role("article").filter(has_text="Needed attention").last
    digest.get_by_role("button", name="reply").click()
    listed = page.get_by_role("article").filter(has_text="who owns these connections?").last
    listed.get_by_role("button", name="Claim: jira").click()

    expect(listed).to_contain_text("jira in Fivetran_Prod: Ada Okafor owns it.")
    expect(listed.get_by_role("button", name="Claim: jira")).to_have_count(0)
    assert listed.evaluate(PARTS_TOO_WIDE) == []
