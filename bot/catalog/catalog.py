"""The catalogue in use: what was downloaded last, and the page of a service once it is chosen."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.catalog.diff import changes
from bot.catalog.merge import is_drawable, service
from bot.catalog.ports import Facts, Shelf, Source
from bot.catalog.search import Index
from bot.catalog.services_yaml import Entry
from workflows.catalog.service import CUSTOM, Service, Stage
from workflows.errors import Failure, Refused
from workflows.ports import Clock
from workflows.requests.custom_connector import custom

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)
LOOK_AGAIN = 10.0
"""Seconds: how soon this process notices that another one has downloaded a newer catalogue."""
READERS = 4
"""Pages read at once: Fivetran's quota is shared by everybody on the account."""
TRY_AGAIN = 30.0
"""Seconds: after asking in vain, people who fill in the form do not wait for the same again."""
NOT_OFFERED = "Choose a service from the list."


@dataclass(frozen=True)
class Edition:
    """The catalogue as of one download."""

    download: int
    listed: Mapping[str, Facts]
    index: Index
    uncurated: Mapping[str, Service]
    """What only Fivetran describes, by id."""


class Catalogue:
    """Fulfils `workflows.requests.ports.Services` and what the request form needs."""

    def __init__(
        self,
        curated: Mapping[str, Entry],
        shelf: Shelf,
        source: Source,
        clock: Clock,
        used: Callable[[], Mapping[str, int]],
    ) -> None:
        self._curated, self._shelf, self._source, self._clock = curated, shelf, source, clock
        self._used = used
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._edition = Edition(-1, {}, Index([]), {})
        self._counts: Mapping[str, int] = {}
        self._in_vain: dict[str, float] = {}

    def get(self, service_id: str) -> Service:
        """With its questions, as far as its page was ever read."""
        if service_id == CUSTOM:
            return custom()
        listed, entry = self._now().listed.get(service_id), self._curated.get(service_id)
        kept = self._shelf.config(service_id)
        if listed is None and entry is None:
            raise Refused(NOT_OFFERED, "service")
        return service(service_id, listed, kept[0] if kept else None, entry)

    def offered(self, service_id: str, *, internal: bool) -> Service:
        """A service this person may ask for; one that is internal does not exist for others."""
        known, listed = self.get(service_id), self._now().listed
        if listed and service_id not in listed and not known.is_custom:
            raise Refused(NOT_OFFERED, "service")
        if known.hide or known.stage is Stage.DEVELOPMENT or (known.internal and not internal):
            raise Refused(NOT_OFFERED, "service")
        return known

    def chosen(self, service_id: str, *, internal: bool, at_hand: bool = False) -> Service:
        """The same, with the page of the service read when that was not done today and need not be `at_hand`.

        `Refused` when it was never read, Fivetran does not answer now, and nobody curated the service: then
        we do not know which names it needs.
        """
        known = self.offered(service_id, internal=internal)
        if known.is_custom or known.must_not_be_asked_for:
            return known
        if not at_hand:
            self._read(service_id)
        kept = self._shelf.config(service_id)
        if not is_drawable(kept[0] if kept else None, self._curated.get(service_id)):
            raise Refused(
                f"Fivetran does not say right now what {known.name} needs. Try again later.", "service"
            )
        return self.get(service_id)

    def curated(self) -> Mapping[str, Service]:
        """What `services.yaml` says of each service, by id: those that nobody may ask for, too."""
        return {name: service(name, None, None, entry) for name, entry in self._curated.items()}

    def uncurated(self) -> Mapping[str, Service]:
        """What Fivetran lists beyond these, by id; without what is on its own pages."""
        listed = self._now().uncurated
        return {name: one for name, one in listed.items() if one.stage is not Stage.DEVELOPMENT}

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        return self._now().index.search(query, self._counts, internal=internal)

    def meant(self, query: str, *, internal: bool) -> Service | None:
        return self._now().index.meant(query, self._counts, internal=internal)

    def is_called(self, query: str) -> bool:
        return self._now().index.is_called(query)

    def used(self) -> Mapping[str, int]:
        """Service id → how many connections it has here."""
        return self._counts

    def refresh_if_due(self) -> None:
        latest = self._shelf.latest()
        if latest is None or self._clock.now() - latest.at >= DAY:
            self.refresh()

    def refresh(self) -> Sequence[str]:
        """Download the whole list, then let it take the place of the old one; what changed, in words."""
        entries = list(self._source.every())  # every page first: half a list must not look like removals
        if not entries:
            raise Refused("Fivetran gave an empty list of connector types; the old one stays.")
        found = changes(self._shelf.entries(), entries)
        download = self._shelf.replace(entries, found)
        self._looked = float("-inf")
        log.info("catalogue downloaded", services=len(entries), changes=len(found), download=download.id)
        return found

    def read_every_page(self) -> int:
        """Read the page of every service that was not read today; how many are at hand then."""
        wanted = list(self._now().listed)
        with ThreadPoolExecutor(READERS) as readers:
            list(readers.map(self._read, wanted))
        return sum(self._shelf.config(one) is not None for one in wanted)

    def difference(self) -> Sequence[str]:
        """What Fivetran's list of this moment would change, in words; nothing is kept."""
        return changes(self._shelf.entries(), list(self._source.every()))

    def __len__(self) -> int:
        return len(self._ids(self._now().listed))

    def _read(self, service_id: str) -> None:
        kept, tried = self._shelf.config(service_id), self._in_vain.get(service_id, float("-inf"))
        if (kept and self._clock.now() - kept[1] < DAY) or time.monotonic() - tried < TRY_AGAIN:
            return
        try:
            self._shelf.keep_config(service_id, self._source.config(service_id))
        except Failure as failure:
            self._in_vain[service_id] = time.monotonic()
            log.warning("the page of a service was not read", service=service_id, reason=failure.words)

    def _now(self) -> Edition:
        """The newest edition; whether there is a newer one is looked up now and then only."""
        if time.monotonic() - self._looked < LOOK_AGAIN:
            return self._edition
        with self._lock:
            latest = self._shelf.latest()
            number = latest.id if latest else 0
            if number != self._edition.download:
                self._edition = self._print(number)
            self._counts = self._used()
            self._looked = time.monotonic()
        return self._edition

    def _print(self, number: int) -> Edition:
        listed = {str(entry["id"]): entry for entry in self._shelf.entries()}
        ids = self._ids(listed)
        known = {one: service(one, listed.get(one), None, self._curated.get(one)) for one in ids}
        uncurated = {name: one for name, one in known.items() if name not in self._curated}
        return Edition(number, listed, Index(known.values()), uncurated)

    def _ids(self, listed: Mapping[str, Facts]) -> Sequence[str]:
        """What Fivetran lists; before the first download, what we curate."""
        return list(listed) or list(self._curated)
