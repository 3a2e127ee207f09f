"""People, user group, and channels of the workspace."""

from dataclasses import dataclass

TEAM_ID, TEAM_NAME, TEAM_DOMAIN = "T0DESK", "Example Works", "example-works"
PARTNER_TEAM_ID = "T0NORTH"
ENTERPRISE_ID, ENTERPRISE_NAME, SISTER_TEAM_ID = "E0WORKS", "Example Group", "T0SISTER"
"""The Enterprise organization that the workspace can be a part of, and its other workspace."""
APP_ID, BOT_ID, BOT_USER_ID, BOT_NAME = "A0DESK", "B0DESK", "U0DESK", "Connector Desk"

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-sandbox", "xapp-sandbox", "sandbox-signing-secret"


@dataclass(frozen=True)
class Person:
    """One person, as the workspace's directory lists them."""

    key: str
    """The first name in lowercase, used by control verbs."""
    id: str
    name: str
    title: str
    email: str
    tz: str
    team_id: str = TEAM_ID
    is_guest: bool = False
    deleted: bool = False
    enterprise_teams: tuple[str, ...] = ()
    """Workspaces of the Enterprise organization that the person is in; empty outside an organization."""
    payload_team: str | None = None
    """What payloads give as the person's workspace: None for `team_id`, empty for no field."""


PEOPLE: tuple[Person, ...] = (
    Person("ada", "U0ADA", "Ada Okafor", "Marketing analyst", "ada@example.com", "Europe/London"),
    Person("bo", "U0BO", "Bo Lindqvist", "Data engineer", "bo@example.com", "Europe/Stockholm"),
    Person("cleo", "U0CLEO", "Cleo Marsh", "Data engineer", "cleo@example.com", "America/Los_Angeles"),
    Person("rosa", "U0ROSA", "Rosa Neri", "Finance analyst", "rosa@example.com", "Europe/Rome"),
    Person("gus", "U0GUS", "Gus Haines", "Guest", "gus@example.com", "America/New_York", is_guest=True),
    Person("dora", "U0DORA", "Dora Quill", "Left in May", "dora@example.com", "Europe/Berlin", deleted=True),
    Person(
        "pia",
        "U0PIA",
        "Pia Sørensen",
        "Partner at Northwind",
        "pia@northwind.example",
        "Europe/Copenhagen",
        team_id=PARTNER_TEAM_ID,
    ),
)

GROUP_ID, GROUP_HANDLE, GROUP_NAME = "S0DATAENG", "data-engineering", "Data engineering"
GROUP_MEMBERS = ("U0BO", "U0CLEO", "U0DORA")

FULL_MEMBERS = ("U0ADA", "U0BO", "U0CLEO", "U0ROSA", "U0GUS")


@dataclass(frozen=True)
class Channel:
    """A channel that exists after a reset."""

    id: str
    name: str
    members: tuple[str, ...]
    shared_with: tuple[str, ...] = ()


CHANNELS: tuple[Channel, ...] = (
    Channel("C0FIVETRAN", "fivetran-discussion", (*FULL_MEMBERS, BOT_USER_ID)),
    Channel("C0DATAHELP", "data-help", (*FULL_MEMBERS, BOT_USER_ID)),
    Channel("C0GENERAL", "general", FULL_MEMBERS),
    Channel("C0NORTH", "ext-northwind", ("U0ADA", "U0BO", "U0PIA", BOT_USER_ID), (PARTNER_TEAM_ID,)),
)
