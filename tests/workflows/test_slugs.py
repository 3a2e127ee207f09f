"""Stored enums carry slugs. Labels for people are separate."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

import bot
import workflows

SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
NOT_SLUGS: frozenset[str] = frozenset()
"""Allowed exceptions, as `Class.MEMBER`."""


def string_enums() -> Iterator[type[StrEnum]]:
    for package in (bot, workflows):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("bot.store.migrations.", "bot.__main__")):
                members = vars(importlib.import_module(module.name)).values()
                yield from (
                    found
                    for found in members
                    if isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.name
                )


ENUMS = list(string_enums())


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: f"{enum.__module__}.{enum.__name__}")
def test_every_value_is_lower_snake_case(enum: type[StrEnum]) -> None:
    members = {f"{enum.__name__}.{member.name}": member.value for member in enum}

    assert {name for name, value in members.items() if not SLUG.fullmatch(value)} <= NOT_SLUGS


def test_the_enums_are_found() -> None:
    assert {"Status", "Sensitivity", "Freshness", "Condition", "Health"} <= {enum.__name__ for enum in ENUMS}
