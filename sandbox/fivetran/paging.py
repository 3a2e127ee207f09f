"""Pagination: `limit` from 1 to 1,000 (default 100) and an opaque `cursor`."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.fivetran.envelope import invalid


def page(items: Sequence[Any], query: Mapping[str, str]) -> tuple[Sequence[Any], str | None]:
    """Return the requested page of `items` and the next cursor, if any."""
    limit, start = _limit(query), _start(query)
    end = start + limit
    following = {"skip": end} if end < len(items) else None
    cursor = base64.urlsafe_b64encode(json.dumps(following).encode()).decode() if following else None
    return items[start:end], cursor


def list_body(items: Sequence[Any], cursor: str | None) -> dict[str, Any]:
    """Return a page as `data`. The last page has no `next_cursor`."""
    return {"items": list(items), **({"next_cursor": cursor} if cursor else {})}


def _limit(query: Mapping[str, str]) -> int:
    given = query.get("limit", "100")
    if not given.isdigit() or not 1 <= int(given) <= 1000:
        raise invalid("Query parameter 'limit' must be between 1 and 1000")
    return int(given)


def _start(query: Mapping[str, str]) -> int:
    cursor = query.get("cursor")
    if not cursor:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(cursor))["skip"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise invalid("Query parameter 'cursor' is invalid") from None
