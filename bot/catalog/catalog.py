"""The catalogue in use: what was downloaded last, and the page of a service once it is chosen."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.catalog.diff import describe_catalog_changes
from bot.catalog.merge import has_form, merge_service
from bot.catalog.ports import CatalogStorage, MetadataSource, TypeMetadata
from bot.catalog.search import CatalogIndex
from bot.catalog.services_yaml import ServiceEntry
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service, Stage
from workflows.errors import DeskError, Refused
from workflows.ports import Clock
from workflows.requests.custom_connector import custom_service

log = structlog.get_logger(__name__)

CATALOG_MAX_AGE = timedelta(days=1)
EDITION_RECHECK_SECONDS = 10.0
"""Seconds: how soon this process notices that another one has downloaded a newer catalogue."""
PARALLEL_READERS = 4
"""Pages read at once: Fivetran's quota is shared by everybody on the account."""
CONFIG_RETRY_SECONDS = 30.0
"""Seconds: after asking in vain, people who fill in the form do not wait for the same again."""
SERVICE_NOT_OFFERED = "Choose a service from the list."


@dataclass(frozen=True)
class CatalogEdition:
    """The catalogue as of one download."""

    download_id: int
    listed: Mapping[str, TypeMetadata]
    index: CatalogIndex
    uncurated: Mapping[str, Service]
    """What only Fivetran describes, by id."""


class Catalog:
    """Fulfils `workflows.requests.ports.Services` and what the request form needs."""

    def __init__(
        self,
        curated: Mapping[str, ServiceEntry],
        storage: CatalogStorage,
        source: MetadataSource,
        clock: Clock,
        count_connections: Callable[[], Mapping[str, int]],
    ) -> None:
        self._curated, self._shelf, self._source, self._clock = curated, storage, source, clock
        self._used = count_connections
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._edition = CatalogEdition(-1, {}, CatalogIndex([]), {})
        self._counts: Mapping[str, int] = {}
        self._in_vain: dict[str, float] = {}

    def get(self, service_id: str) -> Service:
        """With its questions, as far as its page was ever read."""
        if service_id == CUSTOM_CONNECTOR_ID:
            return custom_service()
        listed, entry = self._current_edition().listed.get(service_id), self._curated.get(service_id)
        kept = self._shelf.get_config(service_id)
        if listed is None and entry is None:
            raise Refused(SERVICE_NOT_OFFERED, "service")
        return merge_service(service_id, listed, kept[0] if kept else None, entry)

    def require_offered(self, service_id: str, *, internal: bool) -> Service:
        """A service this person may ask for; one that is internal does not exist for others."""
        known, listed = self.get(service_id), self._current_edition().listed
        if listed and service_id not in listed and not known.is_custom:
            raise Refused(SERVICE_NOT_OFFERED, "service")
        if known.is_hidden or known.stage is Stage.DEVELOPMENT or (known.is_internal and not internal):
            raise Refused(SERVICE_NOT_OFFERED, "service")
        return known

    def load_service(self, service_id: str, *, internal: bool, cached_only: bool = False) -> Service:
        """The same, with the page of the service read when that was not done today and need not be `at_hand`.

        `Refused` when it was never read, Fivetran does not answer now, and nobody curated the service: then
        we do not know which names it needs.
        """
        known = self.require_offered(service_id, internal=internal)
        if known.is_custom or known.unavailable_reason:
            return known
        if not cached_only:
            self._refresh_config(service_id)
        kept = self._shelf.get_config(service_id)
        if not has_form(kept[0] if kept else None, self._curated.get(service_id)):
            raise Refused(
                f"Fivetran does not say right now what {known.name} needs. Try again later.", "service"
            )
        return self.get(service_id)

    def curated(self) -> Mapping[str, Service]:
        """What `services.yaml` says of each service, by id: those that nobody may ask for, too."""
        return {name: merge_service(name, None, None, entry) for name, entry in self._curated.items()}

    def uncurated(self) -> Mapping[str, Service]:
        """What Fivetran lists beyond these, by id; without what is on its own pages."""
        listed = self._current_edition().uncurated
        return {name: one for name, one in listed.items() if one.stage is not Stage.DEVELOPMENT}

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        return self._current_edition().index.search(query, self._counts, internal=internal)

    def best_match(self, query: str, *, internal: bool) -> Service | None:
        return self._current_edition().index.best_match(query, self._counts, internal=internal)

    def has_name(self, query: str) -> bool:
        return self._current_edition().index.has_name(query)

    def connections_per_service(self) -> Mapping[str, int]:
        """Service id → how many connections it has here."""
        return self._counts

    def refresh_if_due(self) -> None:
        latest = self._shelf.latest_download()
        if latest is None or self._clock.now() - latest.downloaded_at >= CATALOG_MAX_AGE:
            self.refresh()

    def refresh(self) -> Sequence[str]:
        """Download the whole list, then let it take the place of the old one; what changed, in words."""
        entries = list(self._source.fetch_all())  # every page first: half a list must not look like removals
        if not entries:
            raise Refused("Fivetran gave an empty list of connector types; the old one stays.")
        found = describe_catalog_changes(self._shelf.entries(), entries)
        download = self._shelf.replace(entries, found)
        self._looked = float("-inf")
        log.info("catalogue downloaded", services=len(entries), changes=len(found), download=download.id)
        return found

    def refresh_all_configs(self) -> int:
        """Read the page of every service that was not read today; how many are at hand then."""
        wanted = list(self._current_edition().listed)
        with ThreadPoolExecutor(PARALLEL_READERS) as readers:
            list(readers.map(self._refresh_config, wanted))
        return sum(self._shelf.get_config(one) is not None for one in wanted)

    def preview_refresh(self) -> Sequence[str]:
        """What Fivetran's list of this moment would change, in words; nothing is kept."""
        return describe_catalog_changes(self._shelf.entries(), list(self._source.fetch_all()))

    def __len__(self) -> int:
        return len(self._ids(self._current_edition().listed))

    def _refresh_config(self, service_id: str) -> None:
        kept, tried = self._shelf.get_config(service_id), self._in_vain.get(service_id, float("-inf"))
        if (
            kept and self._clock.now() - kept[1] < CATALOG_MAX_AGE
        ) or time.monotonic() - tried < CONFIG_RETRY_SECONDS:
            return
        try:
            self._shelf.save_config(service_id, self._source.fetch_config(service_id))
        except DeskError as failure:
            self._in_vain[service_id] = time.monotonic()
            log.warning("the page of a service was not read", service=service_id, reason=failure.message)

    def _current_edition(self) -> CatalogEdition:
        """The newest edition; whether there is a newer one is looked up now and then only."""
        if time.monotonic() - self._looked < EDITION_RECHECK_SECONDS:
            return self._edition
        with self._lock:
            latest = self._shelf.latest_download()
            number = latest.id if latest else 0
            if number != self._edition.download_id:
                self._edition = self._build_edition(number)
            self._counts = self._used()
            self._looked = time.monotonic()
        return self._edition

    def _build_edition(self, number: int) -> CatalogEdition:
        listed = {str(entry["id"]): entry for entry in self._shelf.entries()}
        ids = self._ids(listed)
        known = {one: merge_service(one, listed.get(one), None, self._curated.get(one)) for one in ids}
        uncurated = {name: one for name, one in known.items() if name not in self._curated}
        return CatalogEdition(number, listed, CatalogIndex(known.values()), uncurated)

    def _ids(self, listed: Mapping[str, TypeMetadata]) -> Sequence[str]:
        """What Fivetran lists; before the first download, what we curate."""
        return list(listed) or list(self._curated)
