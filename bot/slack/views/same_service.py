"""Build what depends on a service alone once for each version: until then, the catalog returns the same object."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar, TypeVarTuple

from workflows.catalog.service import Service

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
KEPT_PARTS = 150
"""Parts of one kind that are kept, those asked for last."""


@dataclass(frozen=True, eq=False)
class SameService:
    """A key of a cache: it equals a key with the same object. The fields of a service can't be hashed."""

    service: Service

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameService) and self.service is other.service

    def __hash__(self) -> int:
        return id(self.service)


def built_once(build: Callable[[Service, *Ts], T]) -> Callable[[Service, *Ts], T]:
    """Keep what `build` returns. All forms share it, so nothing can change it.

    Nothing is kept of a custom connector: a person typed its name, and each form has its own object.
    """

    @lru_cache(KEPT_PARTS)
    def kept(key: SameService, more: tuple[*Ts]) -> T:
        return build(key.service, *more)

    def built(service: Service, *more: *Ts) -> T:
        return build(service, *more) if service.is_custom else kept(SameService(service), more)

    return built
