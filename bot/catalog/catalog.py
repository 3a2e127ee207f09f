"""The catalog in use: the last download, and the config of each service once it is chosen."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import structlog

from bot.catalog.diff import find_catalog_changes
from bot.catalog.merge import has_form, merge_service
from bot.catalog.ports import CatalogChange, CatalogStorage, MetadataSource
from bot.catalog.search import CatalogIndex
from bot.catalog.services_yaml import ServiceEntry
from workflows.catalog.connector_metadata import ConnectorTypeMetadata
from workflows.catalog.offered_services import OfferedServices
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service, Stage
from workflows.errors import DeskError, Refused, Unavailable
from workflows.ports import Clock
from workflows.requests.custom_connector import custom_service

log = structlog.get_logger(__name__)

CATALOG_MAX_AGE = timedelta(days=1)
EDITION_RECHECK_SECONDS = 10.0
"""Seconds after which this process notices a catalog that another process downloaded."""
FIRST_EDITION_SECONDS = 2.0
"""How long a caller waits for the first edition, and the pause after a failure to load it. A form waits three."""
REMEMBERED_SEARCHES = 1_000
REMEMBERED_SERVICES = 200
NOT_LOADED = -1
"""The id of the edition before the first one."""
PARALLEL_READERS = 4
"""Concurrent requests: the whole account shares Fivetran's rate limit."""
CONFIG_RETRY_SECONDS = 30.0
"""Seconds before a failed request is repeated, so that each form doesn't wait for the same failure."""
SERVICE_NOT_OFFERED = "Choose a service from the list."


@dataclass(frozen=True)
class CatalogEdition:
    """The catalog as of one download."""

    download_id: int
    listed: Mapping[str, ConnectorTypeMetadata]
    index: CatalogIndex
    uncurated: OfferedServices
    """Services without an entry in `services.yaml`, by id, except those in development."""


@dataclass(frozen=True)
class MergedService:
    """A service as of an edition of the catalog and a version of its config."""

    service: Service
    config_read_at: datetime | None = None
    """The version; None if the config was never read."""
    has_form: bool = True
    """Whether its destination names are known."""


class Catalog:
    """Look up services for the workflows (`workflows.requests.ports.Services`) and for the request form."""

    def __init__(
        self,
        curated: Mapping[str, ServiceEntry],
        storage: CatalogStorage,
        source: MetadataSource,
        clock: Clock,
        count_connections: Callable[[], Mapping[str, int]],
    ) -> None:
        self._curated, self._storage, self._source, self._clock = curated, storage, source, clock
        self._count_connections = count_connections
        self._lock = threading.Lock()
        self._checked_at = float("-inf")
        self._failure: Unavailable | None = None
        self._edition = CatalogEdition(NOT_LOADED, {}, CatalogIndex([]), OfferedServices())
        self._counts: Mapping[str, int] = {}
        self._searches = Searches(self._edition.index, self._counts)
        self._merged = self._remember_services()
        self._failed_at: dict[str, float] = {}
        self._read_at: dict[str, datetime] = {}
        """Service → when its config was read, as far as this process has seen."""

    def get(self, service_id: str) -> Service:
        """Return a service, with its config fields if its config was ever read."""
        return self._find(service_id).service

    def name_of(self, service_id: str) -> str:
        """Return the name of a service without a read, or its id if the catalog doesn't have it anymore."""
        if service_id == CUSTOM_CONNECTOR_ID:
            return custom_service().name
        known = service_id in self._current_edition().listed or service_id in self._curated
        return self._merged(service_id, None).service.name if known else service_id

    def require_offered(self, service_id: str, *, internal: bool) -> Service:
        """Return a service that can be requested (`internal`: by a superuser); raises `Refused`."""
        return self._find_offered(service_id, internal=internal).service

    def load_service(self, service_id: str, *, internal: bool, cached_only: bool = False) -> Service:
        """Return a service with its form fields; reads its config once a day, unless `cached_only`.

        Raises `Refused` when the config was never read, Fivetran isn't responding, and `services.yaml` has no
        entry: then the destination names are unknown.
        """
        found = self._find_offered(service_id, internal=internal)
        is_settled = cached_only or found.service.is_custom or found.service.unavailable_reason
        if not is_settled and self._refresh_config(service_id, found.config_read_at):
            found = self._find(service_id)
        return _service_with_form(found)

    def load_version(self, service_id: str, read_at: datetime | None, *, internal: bool) -> Service:
        """Return a service with its form fields, by the stored version of its config; raises `Refused`."""
        return _service_with_form(self._require_offered(self._find_version(service_id, read_at), internal=internal))

    def last_seen(self, service_id: str) -> Service | None:
        """Return a service by the version of its config that this process last saw; None if it saw none."""
        read_at = self._read_at.get(service_id)
        return self._merged(service_id, read_at).service if read_at else None

    def prepare(self, service_id: str, *, internal: bool) -> None:
        """Read the config of a service if it can be a day old, so that it can be loaded without waiting for Fivetran.

        A service that can't be requested is left alone.
        """
        seen = self._read_at.get(service_id)
        if not seen or self._clock.now() - seen >= CATALOG_MAX_AGE:
            with suppress(Refused):
                self.load_service(service_id, internal=internal)

    def sensitive_services(self) -> frozenset[str]:
        """Return the ids of the services that `services.yaml` marks as sensitive."""
        return frozenset(name for name, entry in self._curated.items() if entry.sensitive)

    def curated(self) -> Mapping[str, Service]:
        """Return the services of `services.yaml` by id, including hidden ones."""
        return {name: merge_service(name, None, None, entry) for name, entry in self._curated.items()}

    def uncurated(self) -> OfferedServices:
        """Return the other services that Fivetran lists, by id, except those in development."""
        return self._current_edition().uncurated

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Return the services that match, best first."""
        self._current_edition()
        return self._searches.search(" ".join(query.casefold().split()), internal)

    def best_match(self, query: str, *, internal: bool) -> Service | None:
        """Return the service that `query` names; None when that would be a guess."""
        self._current_edition()
        return self._searches.best_match(" ".join(query.casefold().split()), internal)

    def named(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Return the services that have this name or type, or contain it, by name."""
        return self._current_edition().index.named(query, internal=internal)

    def nearest(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Return the services whose names are near to what was typed, best first; none for other words."""
        return self._current_edition().index.nearest(query, self._counts, internal=internal)

    def mentioned(self, text: str, *, internal: bool) -> Service | None:
        """Return the only service that a text mentions; None when that would be a guess."""
        return self._current_edition().index.mentions.find_only(text, internal=internal)

    def has_name(self, query: str) -> bool:
        """Whether a service has exactly this name."""
        return self._current_edition().index.has_name(query)

    def connections_per_service(self) -> Mapping[str, int]:
        """Return service id → number of connections that every member can know of."""
        return self._counts

    def refresh_if_due(self) -> None:
        """Download the catalog if the last download is a day old."""
        latest = self._storage.latest_download()
        if latest is None or self._clock.now() - latest.downloaded_at >= CATALOG_MAX_AGE:
            self.refresh()

    def refresh(self) -> Sequence[CatalogChange]:
        """Download the whole list, replace the old one, and return the changes."""
        entries = list(self._source.fetch_all())  # every page first: half a list would look like removals
        if not entries:
            raise Refused("Fivetran returned an empty list of connector types. The old list stays in use.")
        changes = find_catalog_changes(self._storage.entries(), entries)
        download = self._storage.replace(entries, changes)
        self._checked_at = float("-inf")
        log.info("catalog downloaded", services=len(entries), changes=len(changes), download=download.id)
        return changes

    def refresh_all_configs(self) -> int:
        """Read every config that wasn't read today; return how many are stored then."""
        service_ids = list(self._current_edition().listed)
        with ThreadPoolExecutor(PARALLEL_READERS) as readers:
            list(readers.map(self._refresh_config, service_ids, map(self._storage.config_read_at, service_ids)))
        return sum(self._storage.config_read_at(service_id) is not None for service_id in service_ids)

    def preview_refresh(self) -> Sequence[CatalogChange]:
        """Return what a refresh would change, without storing anything."""
        return find_catalog_changes(self._storage.entries(), list(self._source.fetch_all()))

    def __len__(self) -> int:
        return len(self._ids(self._current_edition().listed))

    def _find_offered(self, service_id: str, *, internal: bool) -> MergedService:
        return self._require_offered(self._find(service_id), internal=internal)

    def _require_offered(self, found: MergedService, *, internal: bool) -> MergedService:
        service, listed = found.service, self._current_edition().listed
        if listed and service.id not in listed and not service.is_custom:
            raise Refused(SERVICE_NOT_OFFERED, "service")
        if service.is_hidden or service.stage is Stage.DEVELOPMENT or (service.is_internal and not internal):
            raise Refused(SERVICE_NOT_OFFERED, "service")
        return found

    def _find(self, service_id: str) -> MergedService:
        """Return a service by the version of its config that is stored now, so that all processes agree."""
        if service_id == CUSTOM_CONNECTOR_ID:
            return MergedService(custom_service())
        return self._find_version(service_id, self._storage.config_read_at(service_id))

    def _find_version(self, service_id: str, read_at: datetime | None) -> MergedService:
        if service_id not in self._current_edition().listed and service_id not in self._curated:
            raise Refused(SERVICE_NOT_OFFERED, "service")
        if read_at:
            self._read_at[service_id] = read_at
        return self._merged(service_id, read_at)

    def _remember_services(self) -> Callable[[str, datetime | None], MergedService]:
        """Return what merges a service of this edition, once for each version of its config."""
        edition = self._edition

        @lru_cache(REMEMBERED_SERVICES)
        def merge(service_id: str, read_at: datetime | None) -> MergedService:
            stored = self._storage.get_config(service_id) if read_at else None
            config, entry = stored[0] if stored else None, self._curated.get(service_id)
            service = merge_service(service_id, edition.listed.get(service_id), config, entry)
            return MergedService(service, read_at, has_form(config, entry))

        return merge

    def _refresh_config(self, service_id: str, read_at: datetime | None) -> bool:
        """Read a config that is a day old or missing; return whether that worked."""
        failed_at = self._failed_at.get(service_id, float("-inf"))
        is_fresh = read_at is not None and self._clock.now() - read_at < CATALOG_MAX_AGE
        if is_fresh or time.monotonic() - failed_at < CONFIG_RETRY_SECONDS:
            return False
        try:
            self._storage.save_config(service_id, self._source.fetch_config(service_id))
        except DeskError as failure:
            self._failed_at[service_id] = time.monotonic()
            log.warning("could not read the config of a service", service=service_id, reason=failure.message)
            return False
        return True

    def _current_edition(self) -> CatalogEdition:
        """Return the newest edition; one caller checks for a newer one at most every ten seconds.

        Meanwhile, and while the database doesn't respond, the others get the old one. Only the first edition is
        waited for: raises `Unavailable` if it doesn't come in time.
        """
        if self._is_due() and self._lock.acquire(timeout=0 if self._is_loaded else FIRST_EDITION_SECONDS):
            try:
                if self._is_due():
                    self._check_edition()
            finally:
                self._lock.release()
        if not self._is_loaded:
            raise self._failure or Unavailable("The catalog of services isn't loaded yet.")
        return self._edition

    @property
    def _is_loaded(self) -> bool:
        return self._edition.download_id != NOT_LOADED

    def _is_due(self) -> bool:
        pause = EDITION_RECHECK_SECONDS if self._is_loaded else FIRST_EDITION_SECONDS
        return time.monotonic() - self._checked_at >= pause

    def _check_edition(self) -> None:
        """Load what is newer, and remember when, also of a failure."""
        try:
            self._load_edition()
            self._failure = None
        except Unavailable as failure:
            self._failure = failure
            log.warning("could not check the catalog", reason=failure.message)
        self._checked_at = time.monotonic()

    def _load_edition(self) -> None:
        latest = self._storage.latest_download()
        download_id = latest.id if latest else 0
        hidden, counts = self.sensitive_services(), self._count_connections()
        before = self._edition, self._counts
        if download_id != self._edition.download_id:
            self._edition = self._build_edition(download_id)
            self._merged = self._remember_services()
        self._counts = {service: count for service, count in counts.items() if service not in hidden}
        if before != (self._edition, self._counts):
            self._searches = Searches(self._edition.index, self._counts)

    def _build_edition(self, download_id: int) -> CatalogEdition:
        listed = {str(entry["id"]): entry for entry in self._storage.entries()}
        services = {
            service_id: merge_service(service_id, listed.get(service_id), None, self._curated.get(service_id))
            for service_id in self._ids(listed)
        }
        others = {name: service for name, service in services.items() if name not in self._curated}
        uncurated = {name: service for name, service in others.items() if service.stage is not Stage.DEVELOPMENT}
        return CatalogEdition(download_id, listed, CatalogIndex(services.values()), OfferedServices(uncurated))

    def _ids(self, listed: Mapping[str, ConnectorTypeMetadata]) -> Sequence[str]:
        """Return what Fivetran lists; before the first download, what `services.yaml` has."""
        return list(listed) or list(self._curated)


def _service_with_form(found: MergedService) -> Service:
    service = found.service
    if found.has_form or service.is_custom or service.unavailable_reason:
        return service
    raise Refused(f"Fivetran can't load the settings of {service.name} right now. Try again later.", "service")


class Searches:
    """The searches of one edition, which find the same again at once: people type the same."""

    def __init__(self, index: CatalogIndex, counts: Mapping[str, int]) -> None:
        @lru_cache(REMEMBERED_SEARCHES)
        def search(query: str, internal: bool) -> Sequence[Service]:
            return index.search(query, counts, internal=internal)

        @lru_cache(REMEMBERED_SEARCHES)
        def best_match(query: str, internal: bool) -> Service | None:
            return index.best_match(query, counts, internal=internal)

        self.search, self.best_match = search, best_match
