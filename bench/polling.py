"""What measurements of polling share: a filled sandbox, and its count of requests."""

import sys
from collections import Counter

from sandbox.driver import Sandbox

GROUPS = 2
QUOTA = 20_000
"""Requests an hour for the whole account (fivetran.com/docs/rest-api/rate-limiting)."""
UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024
"""`ru_maxrss` counts bytes on a Mac and kilobytes elsewhere; this many of them are a megabyte."""


def fill(world: Sandbox, connections: int) -> None:
    """Add healthy connections until each of the two groups has half of them."""
    there = Counter(one["group_id"] for one in world.state("fivetran")["connections"])
    for group in there:
        world.fivetran.populate(group=group, count=connections // len(there) - there[group], service="zoom")


def spent(world: Sandbox) -> int:
    """Return the account's requests in the last hour of sandbox time."""
    return QUOTA - int(world.fivetran.quota(limit=QUOTA)["remaining"])
