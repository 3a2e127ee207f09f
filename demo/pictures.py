"""Take the pictures of the docs in a real run (`make pictures`)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from demo.chromium import ARGUMENTS, chromium
from demo.gallery import post_all
from demo.stage import ROOT, Bot, free_port, sandbox_settings
from sandbox.driver import Sandbox, serve

IMAGES = ROOT / "docs" / "images"
MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC).timestamp()
"""A Monday. The story always begins then, so that every run makes the same pictures."""
PURPOSE = "The sales forecast for next quarter, which finance reviews every Monday"
PROD = "/v1/groups/prod_sandbox_group/connections"
DESKTOP, PHONE, TALL = (1280, 800), (390, 844), (1280, 1100)


def main() -> None:
    """Play the story and take the pictures."""
    path = chromium()
    if path is None:
        raise SystemExit("The pictures need Chromium: install the package `chromium`.")
    IMAGES.mkdir(exist_ok=True)
    with stage() as sandbox, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        request(sandbox, browser)
        connect(sandbox, browser)
        whole(sandbox, browser)
        digest(sandbox, browser)
        incidents(sandbox, browser)
        browser.close()


@contextmanager
def stage() -> Iterator[Sandbox]:
    """Start the sandbox, with its clock set, and the bot."""
    with tempfile.TemporaryDirectory() as folder, serve() as base_url, Sandbox(base_url) as sandbox:
        sandbox.post("clock", {"begin": MORNING})
        database = f"sqlite:///{Path(folder) / 'desk.sqlite3'}"
        with Bot(sandbox_settings(base_url, database, free_port()), Path(folder) / "bot.log"):
            yield sandbox


def page_of(
    sandbox: Sandbox, browser: Browser, name: str, size: tuple[int, int] = DESKTOP, scheme: str = "light"
) -> Page:
    """Open the page as a person of the sandbox."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        timezone_id="UTC",
    )
    page.goto(f"{sandbox.base_url}/#{name}")
    page.get_by_role("log").wait_for()
    return page


def take(what: Page | Locator, name: str) -> None:
    """Write one picture, without a blinking caret."""
    what.screenshot(path=IMAGES / f"{name}.png", caret="hide", animations="disabled")
    print(f"docs/images/{name}.png")


def request(sandbox: Sandbox, browser: Browser) -> None:
    """Ada fills in the form; the card waits for approval."""
    page = page_of(sandbox, browser, "ada", TALL)
    page.get_by_role("button", name="Type /connector for me").click()
    form = page.locator("#modal")
    form.get_by_role("combobox", name="Service").fill("Salesforce")
    form.get_by_role("option", name="Salesforce").first.click()
    form.get_by_text("For Marketing analysts").wait_for()
    form.get_by_label("What is the data for?").fill(PURPOSE)
    form.get_by_role("combobox", name="Business owner").fill("Rosa Neri")
    form.get_by_role("option", name="Rosa Neri").click()
    form.get_by_role("combobox", name="Service").scroll_into_view_if_needed()
    form.get_by_role("heading").click()
    take(form, "request-form")
    form.get_by_role("button", name="Send request").click()
    card = page.get_by_role("article").filter(has_text="Waiting for approval")
    card.wait_for()
    take(card, "request-card")
    page.close()


def connect(sandbox: Sandbox, browser: Browser) -> None:
    """Bo approves; Ada opens her Connect Card."""
    sandbox.bo.clicks("Approve")
    sandbox.ada.sees(until="Sign in at Fivetran")
    page = page_of(sandbox, browser, "ada/D0ADA")
    take(page.get_by_role("article").last, "connect-card-message")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Sign in at Fivetran").click()
    card = popup.value
    card.get_by_role("button", name="Save & test").wait_for()
    take(card.locator("main"), "connect-card")
    for field in card.locator("input").all():
        field.fill("a-fine-key")
    card.get_by_role("button", name="Save & test").click()
    sandbox.ada.reads(until="Historical sync is running")
    card.close()
    page.close()


def whole(sandbox: Sandbox, browser: Browser) -> None:
    """A connection breaks; the whole page, light and dark, and on a phone."""
    sandbox.fivetran.heals(schema="zoom")
    sandbox.clock(advance=7_200)
    sandbox.fivetran.breaks(schema="zoom", how="reconnect")
    sandbox.clock(advance=3_600)
    sandbox.ada.reads(until="zoom")
    page = page_of(sandbox, browser, "ada")
    alert = page.get_by_role("article").filter(has_text="broke").last
    take(alert, "alert")
    take(page, "page")
    page.close()
    dark = page_of(sandbox, browser, "bo", scheme="dark")
    dark.get_by_role("tab", name="Fivetran").click()
    take(dark, "page-dark")
    dark.close()
    phone = page_of(sandbox, browser, "ada", size=PHONE)
    take(phone, "page-phone")
    phone.close()


def digest(sandbox: Sandbox, browser: Browser) -> None:
    """A week later, Bo looks at connections, which loads their history, and requests a digest."""
    sandbox.fivetran.breaks(schema="zoom", how="sync")
    sandbox.clock(advance=6 * 86_400)
    before = sandbox.journal()[-1]["number"]
    sandbox.until(lambda: sandbox.journal(before, path=PROD), "a poll of all connections")
    for name in ("google_ads", "zoom", "app_store_v2", "survey_monkey", "google_search_console_www"):
        sandbox.bo.types(f"/connector status {name}")
    page = page_of(sandbox, browser, "bo", size=TALL)
    take(page.get_by_role("article").filter(has_text="google_ads (").last, "status")
    sandbox.bo.types("/connector digest now")
    sandbox.bo.reads(until="Needed attention")
    take(page.get_by_role("article").filter(has_text="Needed attention").last, "digest")
    page.close()


def incidents(sandbox: Sandbox, browser: Browser) -> None:
    """Post every condition and a storm."""
    posted = list(post_all(sandbox))
    page = page_of(sandbox, browser, "bo")
    articles = page.get_by_role("article")
    for place, (name, words) in enumerate(posted):
        article = articles.nth(articles.count() - len(posted) + place)
        expect(article).to_contain_text(words)
        take(article, name)
    page.close()


if __name__ == "__main__":
    main()
