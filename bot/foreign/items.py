"""Read what other systems send, item by item: an item that can't be read stops no other.

What was left out is kept here, for the log, the metrics, `/health/ready`, and `python -m bot check`.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

import structlog

from bot.foreign.fields import Fields, UnreadableField
from workflows.errors import CredentialRejected, DeskError, Unavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

UNREADABLE_TTL_SECONDS = 3600.0
"""Seconds after which an unreadable item is forgotten, unless it was seen again."""
MAX_KEPT_PER_LIST = 100
"""Unreadable items that are kept of one list. The rest is counted in the log."""


@dataclass(frozen=True)
class UnreadableItem:
    """An item that was left out or couldn't be handled, or whose optional `field` was left out."""

    kind: str
    """What it is, for example `connection`."""
    id: str
    """Empty if the item has none."""
    field: str
    was_left_out: bool = True
    reason: str = ""
    """What is wrong, for people, if it isn't a field."""

    @property
    def summary(self) -> str:
        """Return the item in words, for the operator."""
        what = f"{self.kind} {self.id}" if self.id else f"{self.kind} without an id"
        if self.reason:
            return f"{what}: {self.reason}"
        return f"{what}: its field {self.field} can't be read" + (", so it is left out" if self.was_left_out else "")


@dataclass(frozen=True)
class ParsedItems(Generic[T]):
    """The items of a list that could be read, and those that couldn't."""

    items: list[T]
    left_out: tuple[UnreadableItem, ...] = ()


@dataclass
class ForeignItems:
    """Parses items in isolation, and knows which ones can't be read at the moment."""

    now: Callable[[], float] = time.monotonic
    _seen: dict[tuple[str, str], tuple[float, tuple[UnreadableItem, ...]]] = field(default_factory=dict)
    """Kind and place of a list → when it was last read, and what was unreadable then."""
    _lock: Lock = field(default_factory=Lock)

    def read_list(
        self, kind: str, items: Iterable[object], parse: Callable[[Fields], T], *, place: str = ""
    ) -> ParsedItems[T]:
        """Parse every item of the list `kind` at `place`, and record those that can't be read instead of the last ones.

        `parse` raises `UnreadableField` for an item that has to be left out.
        """
        parsed: list[T] = []
        unreadable: list[UnreadableItem] = []
        for item in items:
            try:
                fields = Fields(item)
                parsed.append(parse(fields))
                unreadable += [UnreadableItem(kind, item_id(item), name, False) for name in fields.odd]
            except UnreadableField as failure:
                unreadable.append(UnreadableItem(kind, item_id(item), failure.name))
            except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as failure:
                unreadable.append(UnreadableItem(kind, item_id(item), f"({type(failure).__name__})"))
        self._record(kind, place, unreadable)
        return ParsedItems(parsed, tuple(one for one in unreadable if one.was_left_out))

    def read_one(self, kind: str, item: object, parse: Callable[[Fields], T]) -> T:
        """Parse a single item; raise `Unavailable`, with its id and field, if it can't be read."""
        try:
            return parse(Fields(item))
        except UnreadableField as failure:
            raise unreadable_answer(kind, item, failure.name) from None
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            raise unreadable_answer(kind, item, "") from None

    def handle_each(self, kind: str, names: Mapping[str, str], handle: Callable[[str], object]) -> None:
        """Handle every item (id → its name for people) in isolation, and record those that fail.

        A rejected key is about no item, and `bot.foreign.credentials` says it: the rest waits.
        """
        failed: list[UnreadableItem] = []
        for each, name in names.items():
            try:
                handle(each)
            except CredentialRejected:
                return
            except DeskError as failure:
                failed.append(UnreadableItem(kind, name, "", reason=failure.message))
            except Exception as bug:
                log.exception("an item can't be handled", kind=kind, item=name)
                failed.append(UnreadableItem(kind, name, "", reason=f"The bot can't handle it ({type(bug).__name__})."))
        self._record(kind, "", failed)

    def unreadable(self) -> list[UnreadableItem]:
        """Return what can't be read at the moment."""
        since = self.now() - UNREADABLE_TTL_SECONDS
        with self._lock:
            return [one for at, found in self._seen.values() if at >= since for one in found]

    def _record(self, kind: str, place: str, unreadable: list[UnreadableItem]) -> None:
        """Replace what is known about a list, and log each item once, when it becomes unreadable."""
        kept = tuple(dict.fromkeys(unreadable))[:MAX_KEPT_PER_LIST]
        with self._lock:
            _, before = self._seen.pop((kind, place), (0.0, ()))
            if kept:
                self._seen[kind, place] = self.now(), kept
        for one in kept:
            if one not in before:
                log.warning(
                    "an item can't be read",
                    kind=one.kind,
                    item=one.id,
                    field=one.field,
                    left_out=one.was_left_out,
                    reason=one.reason,
                    place=place,
                    unreadable=len(unreadable),
                )


def unreadable_answer(kind: str, item: object, name: str) -> Unavailable:
    """Return the error about an answer that can't be read."""
    what = f"{kind} {item_id(item)}".strip()
    return Unavailable(f"The answer about the {what} can't be read" + (f" (field {name})." if name else "."))


def item_id(item: object) -> str:
    """Return the id of an item, if it has one, cut to a sane length."""
    value = item.get("id") if isinstance(item, Mapping) else item
    return value[:80] if isinstance(value, str) and isinstance(item, Mapping) else ""
