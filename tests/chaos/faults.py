"""Faults of the vendors, chosen at random."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

CALLS: Mapping[str, tuple[str, ...]] = {
    "slack": (
        "POST /api/chat.postMessage$",
        "POST /api/chat.update$",
        "POST /api/chat.postEphemeral$",
        "/api/users.info$",
        "/api/usergroups.users.list$",
        "/api/conversations",
        "/api/views",
        "/api/",
    ),
    "jira": (
        "POST /rest/api/3/issue$",
        "POST /rest/api/3/issue/[^/]+/comment",
        "POST /rest/api/3/issue/[^/]+/transitions",
        "POST /rest/api/3/issue/[^/]+/remotelink",
        "GET /rest/api/3/issue",
        "/rest/api/3/search",
        "/rest/api/3/",
    ),
    "fivetran": (
        "POST /v1/connections$",
        "GET /v1/connections",
        "POST /v1/connections/[^/]+/connect-card",
        "POST /v1/connections/[^/]+/test",
        "PATCH /v1/connections",
        "GET /v1/groups",
        "/v1/",
    ),
}
"""Vendor → regular expressions of the calls that a fault strikes."""
KINDS = ("lose", "close", "reset", "fail", "rate_limit", "slow")
STATUSES = (500, 502, 503, 503, 503, 504)
DELIVERIES: Mapping[str, tuple[str, ...]] = {
    "slack": ("block_actions", "view_submission", "slash_commands", "app_mention"),
    "jira": ("",),
}
HOLDABLE: tuple[tuple[str, str], ...] = (
    ("slack", "POST /api/chat.postMessage$"),
    ("slack", "POST /api/chat.update$"),
    ("jira", "POST /rest/api/3/issue$"),
    ("jira", "POST /rest/api/3/issue/[^/]+/comment"),
    ("jira", "POST /rest/api/3/issue/[^/]+/transitions"),
    ("fivetran", "POST /v1/connections$"),
    ("fivetran", "POST /v1/connections/[^/]+/connect-card"),
)
"""Calls during which a process is killed."""


@dataclass(frozen=True)
class FaultPlan:
    """A fault of `sandbox.faults`, before it is added."""

    kind: str
    service: str
    match: str
    more: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        more = [f"{name}={value}" for name, value in self.more.items()]
        return " ".join([self.kind, self.service, self.match, *more])


def any_fault(random: Random) -> FaultPlan:
    """Return a fault that strikes one to four calls, or a delivery that is late or doubled."""
    if random.random() < 0.25:
        return odd_delivery(random)
    service = random.choice(sorted(CALLS))
    kind = random.choice(KINDS)
    more: dict[str, Any] = {"times": random.choice((1, 1, 2, 4)), "skip": random.choice((0, 0, 0, 1))}
    more |= {"status": random.choice(STATUSES)} if kind == "fail" else {}
    more |= {"seconds": random.choice((1, 2, 5))} if kind == "rate_limit" else {}
    more |= {"seconds": random.choice((0.3, 1.0, 2.0))} if kind == "slow" else {}
    return FaultPlan(kind, service, random.choice(CALLS[service]), more)


def odd_delivery(random: Random) -> FaultPlan:
    """Return a delivery to the bot that comes twice, or late by sandbox time."""
    service = random.choice(sorted(DELIVERIES))
    match = random.choice(DELIVERIES[service])
    if random.random() < 0.6:
        return FaultPlan("deliver_twice", service, match, {"times": random.choice((1, 2, 3))})
    return FaultPlan("deliver_late", service, match, {"seconds": random.choice((5, 20, 60))})


def outage(random: Random) -> FaultPlan:
    """Return a vendor that answers nothing until the fault is removed."""
    service = random.choice(sorted(CALLS))
    kind = random.choice(("fail", "close", "reset", "rate_limit"))
    return FaultPlan(kind, service, CALLS[service][-1], {"times": None, "seconds": 1})


def held_call(random: Random) -> FaultPlan:
    """Return a call that is held, before or after its work, so that a process can be killed during it."""
    service, match = random.choice(HOLDABLE)
    return FaultPlan(random.choice(("hold", "hold_answer")), service, match)
