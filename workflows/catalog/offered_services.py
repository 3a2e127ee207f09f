"""The services that only Fivetran's catalog lists."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from workflows.catalog.service import Service
from workflows.typed_text import normalize_name


class OfferedServices(dict[str, Service]):
    """Service id → service. It doesn't change: the next download makes new ones."""

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Service]]:
        """Normalized name or id → the services with that name."""
        found: dict[str, list[Service]] = defaultdict(list)
        for service in self.values():
            for name in dict.fromkeys((normalize_name(service.name), normalize_name(service.id))):
                found[name].append(service)
        return dict(found)
