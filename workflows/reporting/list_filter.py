"""What a list of connections is narrowed to: services, a state, an environment, no owner, or how a name begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.catalog.service import Service


class ListedState(StrEnum):
    """A state that a list can be narrowed to."""

    FAILING = "failing"
    PAUSED = "paused"


STATE_WORDS = {
    "failing": ListedState.FAILING,
    "failed": ListedState.FAILING,
    "broken": ListedState.FAILING,
    "paused": ListedState.PAUSED,
}
ENVIRONMENT_WORDS = {"dev": False, "development": False, "prod": True, "production": True}
UNOWNED_WORDS = frozenset({"unowned", "unclaimed", "ownerless"})
FILLER_WORDS = frozenset({"all", "in", "of", "the", "is", "are", "connections", "connectors"})


@dataclass(frozen=True)
class ListFilter:
    """All conditions hold at once; without any, everything is listed."""

    services: tuple[str, ...] = ()
    """Ids of services, one of which a connection has."""
    name_prefix: str = ""
    """How the name of a connection begins."""
    state: ListedState | None = None
    is_production: bool | None = None
    """Whether only production, or only development is listed; None for both."""
    is_unowned: bool = False
    """Whether only connections without an owner are listed."""

    @property
    def is_narrow(self) -> bool:
        """Whether services, a name, or a state is asked for."""
        return bool(self.services or self.name_prefix or self.state)

    @property
    def includes_requests(self) -> bool:
        """Whether open requests without a connection are listed, too. They are for development."""
        is_of_connections = self.is_unowned or self.is_production or self.name_prefix
        return self.state is None and not is_of_connections


NO_FILTER = ListFilter()


def parse_list_filter(text: str, find_services: Callable[[str], Sequence[Service]]) -> ListFilter:
    """Parse “google”, “failing”, “paused in production”, “unowned”, or “stripe dev”; other words begin a name."""
    words = text.casefold().split()
    states = [STATE_WORDS[word] for word in words if word in STATE_WORDS]
    environments = [ENVIRONMENT_WORDS[word] for word in words if word in ENVIRONMENT_WORDS]
    known = STATE_WORDS.keys() | ENVIRONMENT_WORDS.keys() | UNOWNED_WORDS | FILLER_WORDS
    rest = " ".join(word for word in words if word not in known)
    services = tuple(service.id for service in find_services(rest)) if rest else ()
    return ListFilter(
        services,
        "" if services else rest,
        states[0] if states else None,
        environments[0] if environments else None,
        not UNOWNED_WORDS.isdisjoint(words),
    )
