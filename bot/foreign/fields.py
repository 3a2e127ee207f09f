"""Read the fields of an item that another system sent, whatever they hold."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

T = TypeVar("T")
D = TypeVar("D")


class UnreadableField(ValueError):
    """A field is missing or has another type than documented."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def as_text(value: object) -> str:
    """Return a text that isn't empty; numbers count as ids."""
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value)
    raise ValueError


def as_flag(value: object) -> bool:
    """Return true or false."""
    if isinstance(value, bool):
        return value
    raise ValueError


def as_number(value: object) -> int:
    """Return a whole number, also if it was sent as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError
    return int(value)


def as_time(value: object) -> datetime:
    """Return an ISO 8601 time as an aware datetime in UTC; without an offset, it is in UTC."""
    if not isinstance(value, str):
        raise ValueError
    parsed = datetime.fromisoformat(value)
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


class Fields:
    """The fields of one item. `odd` names the optional ones that couldn't be read."""

    def __init__(self, item: object, path: str = "", odd: list[str] | None = None) -> None:
        if not isinstance(item, Mapping):
            raise UnreadableField(path.rstrip(".") or "(item)")
        self.raw: Mapping[str, Any] = item
        self.odd = [] if odd is None else odd
        self._path = path

    def require(self, name: str, read: Callable[[Any], T]) -> T:
        """Return a field; raise `UnreadableField` if it's missing or wrong."""
        try:
            return read(self.raw.get(name))
        except (ValueError, TypeError, OverflowError):
            raise UnreadableField(self._path + name) from None

    def optional(self, name: str, read: Callable[[Any], T], default: D) -> T | D:
        """Return a field, or the default if it's missing; raise `UnreadableField` if it's wrong."""
        return default if self._is_missing(name) else self.require(name, read)

    def lenient(self, name: str, read: Callable[[Any], T], default: D, *, is_expected: bool = False) -> T | D:
        """Return a field, or the default if it can't be read; note that, also if an expected field is missing."""
        if self._is_missing(name) and not is_expected:
            return default
        try:
            return self.require(name, read)
        except UnreadableField as unreadable:
            self.note(unreadable.name)
            return default

    def section(self, name: str) -> "Fields":
        """Return the fields of an object in this item."""
        return Fields(self.raw.get(name), f"{self._path}{name}.", self.odd)

    def entries(self, name: str, read: Callable[[Any], T]) -> list[T]:
        """Return the entries of a list in this item; note those that can't be read."""
        listed = self.raw.get(name)
        if not listed:
            return []
        found = []
        for entry in listed if isinstance(listed, list | tuple) else [None]:
            try:
                found.append(read(entry))
            except (ValueError, TypeError, LookupError):
                self.note(self._path + name)
        return found

    def note(self, path: str) -> None:
        """Remember a field that couldn't be read."""
        if path not in self.odd:
            self.odd.append(path)

    def _is_missing(self, name: str) -> bool:
        value = self.raw.get(name)
        return value is None or value == ""
