"""What is known on Monday morning: a few connections, a request, and people who ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from rapidfuzz import fuzz

from bot.catalog.merge import merge_service
from bot.catalog.services_yaml import load_services_yaml
from tests.support.sample_data import ANSWERS, MONDAY, a_connected_request, a_request_with_ticket, an_incident
from workflows.answers.context import Member, Members, SyncedTable
from workflows.answers.model import Answer, AnswerKind
from workflows.answers.router import route_question
from workflows.answers.usage import Usage, UsageLog
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.snapshot import Environment, Snapshot
from workflows.requests.confidentiality import Viewer
from workflows.requests.mirrors import Ticket
from workflows.requests.state_machine import Status

CURATED = load_services_yaml(Path(__file__).parents[2] / "services.yaml")
SERVICES = {name: merge_service(name, None, None, entry) for name, entry in CURATED.items()}
ADA, ROSA, CLEO = Viewer("U0ADA"), Viewer("U0ROSA"), Viewer("U0CLEO")
BO = Viewer("U0BO", is_superuser=True)


def connection(name: str, service: str, group: str = "prod", **facts: object) -> Connection:
    """A connection that synced two hours ago, every six hours, until told otherwise."""
    known: dict[str, object] = {
        "id": f"{name.split('_')[0]}_otter",
        "group_id": group,
        "service": service,
        "name": name,
        "paused": False,
        "setup_state": "connected",
        "sync_state": "scheduled",
        "is_historical_sync": False,
        "created_at": MONDAY - timedelta(days=90),
        "succeeded_at": MONDAY - timedelta(hours=2),
        "sync_frequency": 360,
    }
    return Connection(**(known | facts))  # type: ignore[arg-type]  # a dictionary of mixed values


JIRA = connection(
    "jira",
    "jira",
    setup_state="broken",
    failed_at=MONDAY - timedelta(hours=1),
    tasks=("Reconnect it, *please*: [here](https://evil.example).",),
)
SALESFORCE = connection(
    "salesforce", "salesforce", "dev", id="polite_otter", is_historical_sync=True, succeeded_at=None
)
PLAYS = connection("google_play", "google_play", "dev", id="kind_heron")
CONNECTIONS = (
    connection("app_store_v2", "itunes_connect"),
    connection("google_ads", "google_ads"),
    connection("google_search_console_support", "google_search_console", id="brisk_beacon"),
    connection("google_search_console_www", "google_search_console", id="brave_basin"),
    JIRA,
    PLAYS,
    SALESFORCE,
    connection("stripe", "stripe", id="duel_salutation"),
    connection("stripe_nonprod", "stripe", "dev", id="calm_comet"),
    connection("survey_monkey", "survey_monkey", paused=True),
    connection("zoom", "zoom", schedule_type="manual"),
)
THEIRS = a_connected_request(
    status=Status.SYNCING_HISTORY,
    permalink="https://slack.example/p1",
    submitted_at=MONDAY - timedelta(days=3),
)
"""Ada's request for Salesforce, which is a sensitive service; Rosa is its business owner."""
PLAY = a_request_with_ticket(
    id="c0ffee",
    requester="U0ROSA",
    names={"U0ROSA": "Rosa Neri"},
    ticket=Ticket("10005", "DSRE-5", "https://jira.example/browse/DSRE-5"),
    status=Status.LIVE,
    connection_id="kind_heron",
    answers=replace(
        ANSWERS,
        service="google_play",
        service_name="Google Play",
        destination={"schema": "google_play"},
        delete_after=(MONDAY + timedelta(days=10)).date(),
    ),
)
TYPEFORM = a_request_with_ticket(
    id="decade",
    ticket=Ticket("10006", "DSRE-6", "https://jira.example/browse/DSRE-6"),
    answers=replace(ANSWERS, service="typeform", service_name="Typeform", destination={"schema": "typeform"}),
)


def facts(**changed: object) -> Snapshot:
    """Monday, nine o'clock; Fivetran was read half a minute ago."""
    known: dict[str, object] = {
        "now": MONDAY,
        "connections": CONNECTIONS,
        "requests": (THEIRS, PLAY, TYPEFORM),
        "services": SERVICES,
        "environments": {
            "dev": Environment("dev", "Fivetran_Dev", "dev-fivetran", False),
            "prod": Environment("prod", "Fivetran_Prod", "moz-fx-data-bq-fivetran", True),
        },
        "polled_at": {"dev": MONDAY, "prod": MONDAY - timedelta(seconds=30)},
        "incidents": (
            an_incident(
                "zoom",
                connection_id="zoom_otter",
                service="zoom",
                opened_at=MONDAY - timedelta(hours=3),
                ended_at=MONDAY - timedelta(hours=2),
            ),
        ),
    }
    return Snapshot(**(known | changed))  # type: ignore[arg-type]  # a dictionary of mixed values


class Window:
    """Fivetran as it is now: just like it was, unless it does not answer."""

    def __init__(self, *, answers: bool = True) -> None:
        self.answers = answers

    def _see(self) -> None:
        if not self.answers:
            raise Unavailable("Fivetran didn't respond.")

    def fetch(self, connection_id: str) -> Connection | None:
        self._see()
        return next((one for one in CONNECTIONS if one.id == connection_id), None)

    def tables(self, connection_id: str) -> Sequence[SyncedTable] | None:
        self._see()
        if connection_id != "google_otter":
            return None
        return [
            SyncedTable("google_ads", "campaign_stats"),
            SyncedTable("google_ads", "clicks", is_enabled=False),
        ]

    def members(self, group_id: str, connection_id: str) -> Members:
        self._see()
        group = (Member("Bo Lindqvist", "Manage Destination"),) if group_id == "prod" else ()
        own = (Member("Rosa Neri", "View Connection", "Finance"),) if connection_id == "google_otter" else ()
        return Members((Member("Cleo Marsh", "Account Administrator"),), group, own)


class OnePage:
    """A knowledge of one page, which answers everything."""

    def answer(self, question: str) -> Answer:
        return Answer(AnswerKind.KNOWLEDGE, f"(a page about: {question})", page="some-page")


class NoUsageLog:
    """Stand-in where no log is configured."""

    price_per_million_rows = 0.0

    def for_connection(self, connection: Connection, today: date) -> Usage | None:
        return None


def ask(
    question: str,
    viewer: Viewer = ADA,
    window: Window | None = None,
    usage_log: UsageLog | None = None,
    **changed: object,
) -> Answer:
    """The answer on Monday morning."""
    known = (
        lambda _intents: facts(**changed),
        window or Window(),
        OnePage().answer,
        fuzz.ratio,
        usage_log or NoUsageLog(),
    )
    return route_question(question, viewer, *known)


def goes_to_a_page(question: str, viewer: Viewer = BO) -> bool:
    """Whether no facts are given."""
    return ask(question, viewer).page == "some-page"
