"""The names of connections, requests, and services, indexed anew only when one of them changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from workflows.catalog.service import Service
from workflows.reporting.name_lookup import service_keys
from workflows.reporting.name_table import NameTable
from workflows.reporting.narrowing import AccountNames
from workflows.reporting.snapshot import Snapshot


class NameIndexes:
    """The last index. Questions between two changes share it."""

    def __init__(self) -> None:
        self._sources: tuple[object, ...] = ()
        self._index = AccountNames((), {}, {}, fuzz.ratio, nearest)

    def of(self, tables: Sequence[NameTable], snapshot: Snapshot) -> AccountNames:
        """Return the index of these tables, and of the services of a snapshot."""
        sources = (*tables, snapshot.services, snapshot.offered_services)
        if len(sources) != len(self._sources) or any(map(_is_other, sources, self._sources)):
            self._sources, self._index = sources, _index(tables, snapshot)
        return self._index


def nearest(wanted: str, names: Collection[str], least: float, limit: int | None) -> Iterable[str]:
    """Return the names that are at least that similar, the most similar first."""
    found = process.extract(wanted, names, scorer=fuzz.ratio, processor=None, score_cutoff=least, limit=limit)
    return [name for name, _score, _number in found]


def _is_other(one: object, other: object) -> bool:
    return one is not other


def _index(tables: Sequence[NameTable], snapshot: Snapshot) -> AccountNames:
    listed = {one.id: one for one in snapshot.services.values() if not one.is_internal}
    there = {one: snapshot.service(one) for table in tables for one in table.by_service}
    names = _ids_by_name((listed | there).values())
    return AccountNames(tables, names, snapshot.offered_services.by_name, fuzz.ratio, nearest)


def _ids_by_name(services: Iterable[Service]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for service in services:
        for name in service_keys(service):
            found[name].append(service.id)
    return found
