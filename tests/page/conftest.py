"""Fixtures for the page in a real browser: Chromium, the sandbox, and (for journeys) the bot."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from demo.chromium import ARGUMENTS, chromium
from demo.services import SERVICES_ON_STAGE, stage_catalog
from demo.stage import Bot, free_port, sandbox_settings
from sandbox.driver import Sandbox, serve
from tests.conftest import absent

Open = Callable[..., Page]
OPEN_SERVICES = (*SERVICES_ON_STAGE, "braze", "intercom", "mailchimp", "pipedrive", "shopify", "xero", "zendesk")
"""The services of the journeys, whose cards show everything."""

expect.set_options(timeout=30_000)


class Tabs:
    """Tabs of one browser, each as new. A new one takes a process and a second of CPU time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._left: defaultdict[Hashable, list[Page]] = defaultdict(list)
        self._kinds: dict[Page, Hashable] = {}

    def take(self, base_url: str, width: int, height: int) -> Page:
        """Return an empty tab of this size, in which paths are relative to `base_url`."""
        kind = base_url, width, height
        if self._left[kind]:
            return self._left[kind].pop()
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, base_url=base_url, has_touch=width < 600
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        self._kinds[page] = kind
        return page

    def give_back(self, page: Page) -> None:
        """Forget what the page has stored and how it is shown, and empty the tab. Tabs that it opened are closed."""
        for popup in page.context.pages:
            if popup is not page:
                popup.close()
        page.evaluate("localStorage.clear()")
        page.emulate_media(reduced_motion="null", color_scheme="null")
        page.goto("about:blank")
        self._left[self._kinds[page]].append(page)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests without Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium per file: Playwright keeps an event loop running, which DBOS can't start beside."""
    path = chromium()
    if path is None:
        absent("browser", "there is no Chromium on this machine")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chrome
        chrome.close()


@pytest.fixture(scope="session")
def town() -> Iterator[Sandbox]:
    """Start a sandbox without a bot; tests act as the app through the Web API."""
    with serve() as base_url, Sandbox(base_url) as driver:
        yield driver


@pytest.fixture(scope="session")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Start a sandbox with the bot."""
    with staffed(tmp_path_factory.mktemp("desk")) as driver:
        yield driver


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Sandbox]:
    """Start a sandbox with the bot and without requests of earlier journeys."""
    with staffed(tmp_path) as driver:
        yield driver


@contextmanager
def staffed(folder: Path) -> Iterator[Sandbox]:
    """Run a bot in a sandbox."""
    with serve() as base_url, Sandbox(base_url) as driver:
        settings = sandbox_settings(base_url, f"sqlite:///{folder / 'desk.sqlite3'}", free_port())
        settings["SERVICES_FILE"] = str(stage_catalog(OPEN_SERVICES))
        driver.slack.delivery(ack_seconds=10, trigger_seconds=60)
        with Bot(settings, folder / "bot.log"):
            driver.ada.reads(until="broken authorization")  # what it has to say by itself is said
            yield driver


@pytest.fixture
def desk(working: Sandbox) -> Sandbox:
    """Return the shared sandbox with the bot, with all forms closed. Journeys request different services."""
    for person in (working.ada, working.bo, working.cleo, working.rosa):
        if person.sees()["modal"]:
            person.closes(all=True)
    return working


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Tabs:
    """Return the tabs of a file's tests. A test that opens a page takes one that an earlier test left."""
    return Tabs(browser)


@pytest.fixture
def open_page(tabs: Tabs) -> Iterator[Open]:
    """Open the page as a person of the sandbox; an error in the browser fails the test."""
    opened, complaints = [], []

    def complain(error: Error) -> None:
        complaints.append(str(error))

    def show(sandbox: Sandbox, name: str = "ada", width: int = 1280, height: int = 800) -> Page:
        page = tabs.take(sandbox.base_url, width, height)
        opened.append(page)
        page.on("pageerror", complain)
        page.goto(f"/#{name}")
        expect(page.get_by_role("log")).to_be_attached()
        return page

    yield show
    for page in opened:
        page.remove_listener("pageerror", complain)
        tabs.give_back(page)
    assert not complaints
