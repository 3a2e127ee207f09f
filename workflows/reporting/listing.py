"""Parts of a list of connections: the first of them, and those that not everyone can see."""

from collections.abc import Collection
from dataclasses import dataclass

from workflows.reporting.name_table import NamedRow


@dataclass(frozen=True)
class ListingPage:
    """How many connections a list has, and the first of them."""

    count: int
    rows: Collection[NamedRow]


@dataclass(frozen=True)
class Restriction:
    """A connection that not everyone can see. It can have several restrictions."""

    connection_id: str
    people: frozenset[str]
    """The ids of those who can see it, besides viewers who can view everything."""
