"""Groups, destinations, and users of the simulated account."""

from collections.abc import Callable
from typing import Any

DEV = "dev_sandbox_group"
PROD = "prod_sandbox_group"
PROJECTS = {DEV: "dev-fivetran", PROD: "moz-fx-data-bq-fivetran"}
LOGINS = (
    ("ada", "Ada", "Okafor", "Account Reviewer"),
    ("bo", "Bo", "Lindqvist", "Account Administrator"),
    ("cleo", "Cleo", "Marsh", "Account Administrator"),
    ("rosa", "Rosa", "Neri", "Account Reviewer"),
)
ROLES = (
    ("Account Administrator", "ACCOUNT"),
    ("Account Reviewer", "ACCOUNT"),
    ("Manage Destination", "DESTINATION"),
    ("Edit Destination", "DESTINATION"),
    ("View Destination", "DESTINATION"),
    ("Create Connection", "DESTINATION"),
    ("Manage Connection", "CONNECTOR"),
    ("View Connection", "CONNECTOR"),
)
DAY = 86400.0


def groups(ago: Callable[[float], str]) -> dict[str, dict[str, Any]]:
    """Return the two groups. `ago(seconds)` formats a time in the past."""
    names = {DEV: "Fivetran_Dev", PROD: "Fivetran_Prod"}
    return {ident: {"id": ident, "name": name, "created_at": ago(900 * DAY)} for ident, name in names.items()}


def destinations() -> dict[str, dict[str, Any]]:
    """Return one BigQuery destination per group. Both share the group's id."""
    return {ident: _destination(ident, project) for ident, project in PROJECTS.items()}


def _destination(ident: str, project: str) -> dict[str, Any]:
    return {
        "id": ident,
        "group_id": ident,
        "service": "big_query",
        "region": "GCP_US_EAST4",
        "time_zone_offset": "0",
        "setup_status": "CONNECTED",
        "daylight_saving_time_enabled": True,
        "networking_method": "Directly",
        "config": {"project_id": project, "data_set_location": "US"},
    }


def users(ago: Callable[[float], str]) -> dict[str, dict[str, Any]]:
    """Return the users with a Fivetran login."""
    return {user["id"]: user for user in (_user(*row, ago) for row in LOGINS)}


def members() -> dict[str, dict[str, str]]:
    """Return group → user → role."""
    engineers = {"bo_lindqvist": "Manage Destination", "cleo_marsh": "Manage Destination"}
    return {DEV: {**engineers, "ada_okafor": "View Destination"}, PROD: dict(engineers)}


def teams() -> dict[str, dict[str, Any]]:
    """Return id → team. `users` maps each member to a team role."""
    revenue = {"id": "revenue", "name": "Revenue", "description": "Forecasts", "role": "Account Reviewer"}
    return {"revenue": revenue | {"users": {"rosa_neri": "Team Member", "cleo_marsh": "Team Manager"}}}


def memberships(connections: dict[str, str]) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return (users or teams, id, groups or connections) → id there → role.

    `connections` maps names to ids.
    """
    return {
        ("users", "ada_okafor", "connections"): {connections["google_ads"]: "View Connection"},
        ("teams", "revenue", "connections"): {connections["stripe"]: "Manage Connection"},
        ("teams", "revenue", "groups"): {DEV: "View Destination"},
    }


def _user(key: str, given: str, family: str, role: str, ago: Callable[[float], str]) -> dict[str, Any]:
    return {
        "id": f"{given}_{family}".lower(),
        "email": f"{key}@example.com",
        "given_name": given,
        "family_name": family,
        "verified": True,
        "invited": False,
        "role": role,
        "active": True,
        "logged_in_at": ago(DAY),
        "created_at": ago(700 * DAY),
    }


def roles() -> list[dict[str, Any]]:
    """Return the standard roles."""
    return [
        {
            "name": name,
            "description": f"Standard role on the {scope.lower()} level.",
            "scope": [scope],
            "is_custom": False,
            "is_deprecated": False,
            "replacement_role_name": "",
        }
        for name, scope in ROLES
    ]
