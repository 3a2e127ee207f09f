"""Example data with character, shared by the tests."""

from datetime import UTC, date, datetime, timedelta

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.incidents.model import Condition, Incident, Severity
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.history import Decision
from workflows.requests.mirrors import Message, Ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

SALESFORCE = Service("salesforce", "Salesforce", "Sales")

ANSWERS = Answers(
    service="salesforce",
    service_name="Salesforce",
    purpose="Sales forecast for the third quarter",
    business_owner="U0ROSA",
    sensitivity=Sensitivity.INTERNAL,
    access="The revenue team",
    freshness=Freshness.DAILY,
    delete_after=date(2027, 2, 21),
    destination={"schema": "salesforce"},
)

NAMES = {"U0ADA": "Ada Okafor", "U0ROSA": "Rosa Neri"}
TICKET = Ticket("10007", "DSRE-7", "https://jira.example/browse/DSRE-7")
CARD = Message("C0FIVETRAN", "1763888400.000100")


none_taken = frozenset[str]().intersection
"""Finds no name that is taken."""


def a_request(**facts: object) -> ConnectorRequest:
    """Ada asked for Salesforce on Monday morning."""
    return ConnectorRequest("7f3c9a", "U0ADA", "C0FIVETRAN", MONDAY, ANSWERS).evolve(**facts)


def a_request_with_ticket(**facts: object) -> ConnectorRequest:
    """… and it waits for a decision."""
    known = {"status": Status.AWAITING_APPROVAL, "ticket": TICKET, "card": CARD, "names": NAMES}
    return a_request(**(known | facts))


def an_approved_request(**facts: object) -> ConnectorRequest:
    """… and Bo approved it five minutes later."""
    decision = Decision("U0BO", MONDAY.replace(minute=5))
    names = {**NAMES, "U0BO": "Bo Lindqvist"}
    return a_request_with_ticket(**({"status": Status.APPROVED, "decision": decision, "names": names} | facts))


def a_connected_request(**facts: object) -> ConnectorRequest:
    """… and its connection exists."""
    known = {"status": Status.AWAITING_CREDENTIALS, "connection_id": "polite_otter"}
    return an_approved_request(**(known | facts))


def a_connection(**facts: object) -> Connection:
    """Fivetran's view of that connection: paused and without credentials, until told otherwise."""
    known = {
        "id": "polite_otter",
        "group_id": "dev",
        "service": "salesforce",
        "name": "salesforce",
        "paused": True,
        "setup_state": "incomplete",
        "sync_state": "paused",
        "is_historical_sync": True,
        "created_at": MONDAY,
    }
    return Connection(**(known | facts))  # type: ignore[arg-type]  # a dictionary of mixed values


def an_incident(name: str = "zoom", **facts: object) -> Incident:
    """The authorization of Zoom broke on Monday morning."""
    known = {
        "id": f"{name}-1",
        "condition": Condition.BROKEN_AUTH,
        "severity": Severity.CRITICAL,
        "connection_id": "brisk_otter",
        "group_id": "prod",
        "group_name": "Fivetran_Prod",
        "service": name,
        "name": name,
        "facts": {"message": "The authorization for Zoom is no longer accepted."},
        "codes": ("reconnect",),
        "opened_at": MONDAY,
        "is_production": True,
        "succeeded_at": MONDAY - timedelta(hours=6),
    }
    return Incident(**(known | facts))  # type: ignore[arg-type]  # a dictionary of mixed values
