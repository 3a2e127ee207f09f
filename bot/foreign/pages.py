"""Lists in pages end, also if the other system never says so."""

from workflows.errors import Unavailable

MAX_LIST_PAGES = 100
"""Pages that one list can have: 100,000 connections, or 20,000 messages."""


class PageGuard:
    """Follows the cursors of one list, and stops at one that doesn't lead further."""

    def __init__(self, vendor: str) -> None:
        self._vendor = vendor
        self._seen: set[str] = set()

    def follow(self, cursor: object) -> str | None:
        """Return the cursor of the next page; None at the end, which is null, "", or a missing key.

        Raises `Unavailable` for a cursor that was seen before, isn't a text, or comes after `MAX_LIST_PAGES` pages:
        a list that wasn't read to its end says nothing about what it lacks.
        """
        if cursor is None or cursor == "":
            return None
        if not isinstance(cursor, str) or cursor in self._seen or len(self._seen) >= MAX_LIST_PAGES - 1:
            raise Unavailable(f"A list from {self._vendor} doesn't end.")
        self._seen.add(cursor)
        return cursor
