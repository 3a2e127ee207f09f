"""JiraTickets in front of the sandbox's Jira."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.jira import JiraClient, JiraTickets
from bot.jira.accounts import JiraAccounts
from sandbox.driver import Sandbox
from sandbox.serving import serve
from tests.sandbox.support.jira_server import EMAIL, TOKEN, PretendJira

FIELDS = {"customfield_10050": "{business_owner}", "customfield_10051": "{sensitivity}"}
TicketFactory = Callable[..., JiraTickets]


@pytest.fixture(scope="module")
def server() -> Iterator[PretendJira]:
    """The running sandbox."""
    with serve() as url, Sandbox(url) as sandbox:
        jira = PretendJira(sandbox)
        yield jira
        jira.http.close()


@pytest.fixture
def jira(server: PretendJira) -> PretendJira:
    """The sandbox, as new."""
    server.again()
    return server


class SandboxTime:
    """The sandbox's clock, asked each time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._sandbox.clock_now()["now"], UTC)


class Notes:
    """A ledger in memory."""

    def __init__(self, clock: SandboxTime) -> None:
        self._clock = clock
        self.entries: dict[str, datetime] = {}

    def begin(self, what: str) -> datetime | None:
        known = self.entries.get(what)
        self.entries.setdefault(what, self._clock.now())
        return known

    def discard(self, what: str) -> None:
        self.entries.pop(what, None)


@pytest.fixture
def client(jira: PretendJira) -> JiraClient:
    """The bot's eyes on the pretend Jira."""
    return JiraClient(jira.url, EMAIL, TOKEN)


@pytest.fixture
def notes(jira: PretendJira) -> Notes:
    """What the bot wrote down."""
    return Notes(SandboxTime(jira.sandbox))


@pytest.fixture
def make_tickets(jira: PretendJira, client: JiraClient, notes: Notes) -> TicketFactory:
    """Return a factory of `JiraTickets` with the usual settings, unless others are given."""

    def make(**settings: Any) -> JiraTickets:
        usual = {
            "project": "DSRE",
            "issue_type": "Task",
            "site_url": "https://works.example/",
            "fields": FIELDS,
        }
        accounts = JiraAccounts(client, settings.pop("accounts", {}))
        return JiraTickets(client, notes, SandboxTime(jira.sandbox), accounts, **(usual | settings))

    return make


@pytest.fixture
def tickets(make_tickets: TicketFactory) -> JiraTickets:
    """Return `JiraTickets` with the usual settings."""
    return make_tickets()
