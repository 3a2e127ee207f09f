"""What the form proposes, so that the requester answers three questions."""

import re
from datetime import date

from workflows.catalog.service import Service
from workflows.requests.answers import Freshness, Sensitivity
from workflows.requests.field_rules import DEFAULT_RETENTION

REQUESTER_AND_OWNER = "The requester and the business owner"
UNKNOWN_CONTENT = frozenset({"Database", "File", "Function"})
"""Types of services that can hold anything."""
ROLE = re.compile(r"[^\W\d_]+(?:[ /&-]+[^\W\d_]+){0,4}")
SENIORITY = re.compile(r"^(?:(?:senior|junior|lead|staff|principal|chief|sr|jr)[ .]+)+", re.I)
ROLE_ENDINGS = (
    *("accountant", "administrator", "analyst", "assistant", "consultant", "coordinator", "designer", "developer"),
    *("engineer", "ist", "manager", "marketer", "owner", "recruiter", "researcher", "writer"),
)
"""How the title of a person ends who shares a role with others; a “Head of Finance” is alone."""


def asks_sensitivity(service: Service) -> bool:
    """Whether the requester has to say how sensitive the data is, because “internal” would be a guess.

    That is so for services that the catalog marks as sensitive, or doesn't know, and for those that can hold anything.
    """
    return service.is_sensitive or not service.is_curated or service.type in UNKNOWN_CONTENT


def propose_answers(service: Service, today: date, job_title: str) -> dict[str, str]:
    """Propose the answers that are the same for most requests, by field."""
    proposed = {
        "access": propose_audience(service, job_title),
        "freshness": Freshness.DAILY.value,
        "delete_after": (today + DEFAULT_RETENTION).isoformat(),
    }
    return proposed if asks_sensitivity(service) else {**proposed, "sensitivity": Sensitivity.INTERNAL.value}


def propose_audience(service: Service, job_title: str) -> str:
    """Propose who gets access: people with the requester's role, or only the people of the request if in doubt."""
    role = SENIORITY.sub("", " ".join(job_title.split()))
    if asks_sensitivity(service) or not ROLE.fullmatch(role) or not role.casefold().endswith(ROLE_ENDINGS):
        return REQUESTER_AND_OWNER
    return f"{role[:1].upper()}{role[1:]}s"
