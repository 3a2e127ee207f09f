"""Composable checks, and the list of problems they find."""

from collections.abc import Callable, Mapping
from typing import Any


class Problems:
    """Problems of a payload, with Slack's messages and JSON pointers."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, words: str, at: str) -> None:
        """Add the message `words` for the JSON pointer `at`."""
        self.messages.append(f"[ERROR] {words} [json-pointer:{at}]")


Check = Callable[[Any, str, Problems], None]


def string(longest: int, shortest: int = 0) -> Check:
    """Return a check for a string of `shortest` to `longest` characters."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must provide a string", at)
        elif len(value) > longest:
            problems.add(f"must be less than {longest + 1} characters", at)
        elif len(value) < shortest:
            problems.add(f"must be more than {shortest - 1} characters", at)

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    """Check for true or false."""
    if not isinstance(value, bool):
        problems.add("must provide a boolean", at)


def anything(_value: Any, _at: str, _problems: Problems) -> None:
    """Accept any value."""


def integer(lowest: int, highest: int) -> Check:
    """Return a check for an integer between two bounds, both included."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add("must provide an integer", at)
        elif not lowest <= value <= highest:
            problems.add(f"must be between {lowest} and {highest}", at)

    return check


def one_of(*allowed: str) -> Check:
    """Return a check for one of several strings."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add(f"must be one of: {', '.join(allowed)}", at)

    return check


def matching(pattern: Callable[[str], object], words: str) -> Check:
    """Return a check for a string that `pattern` parses. It raises ValueError or returns None for others."""

    def check(value: Any, at: str, problems: Problems) -> None:
        try:
            fits = isinstance(value, str) and pattern(value) is not None
        except ValueError:
            fits = False
        if not fits:
            problems.add(words, at)

    return check


def listing(item: Check, most: int, least: int = 1) -> Check:
    """Return a check for a list of `least` to `most` items that each pass `item`."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must be an array", at)
            return
        if len(value) > most:
            problems.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            problems.add(f"no fewer than {least} items allowed", at)
        for number, one in enumerate(value):
            item(one, f"{at}/{number}", problems)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check], *further: Check) -> Check:
    """Return a check for an object with exactly these properties (and `type`), plus `further` checks."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", at)
            return
        for name in required.keys() - value.keys():
            problems.add(f"missing required field: {name}", at)
        for name, part in value.items():
            known = required.get(name) or optional.get(name) or (anything if name == "type" else None)
            if known is None:
                problems.add(f"invalid additional property: {name}", at)
            elif part is not None or name in required:
                known(part, f"{at}/{name}", problems)
        for whole in further:
            whole(value, at, problems)

    return check


def typed(kinds: Mapping[str, Check], words: str = "unsupported type") -> Check:
    """Return a check that depends on the object's `type`."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", at)
        elif value.get("type") not in kinds:
            problems.add(f"{words}: {value.get('type')}", f"{at}/type")
        else:
            kinds[value["type"]](value, at, problems)

    return check
