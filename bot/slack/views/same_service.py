"""Build what depends on a service alone once for each version: until then, the catalog returns the same object."""

from dataclasses import dataclass

from workflows.catalog.service import Service

KEPT_SERVICES = 50
"""Services whose parts are kept, those asked for last."""


@dataclass(frozen=True, eq=False)
class SameService:
    """A key of a cache: it equals a key with the same object. The fields of a service can't be hashed."""

    service: Service

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameService) and self.service is other.service

    def __hash__(self) -> int:
        return id(self.service)
