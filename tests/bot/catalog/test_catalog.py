"""The catalog: downloads are complete or ignored, and hidden services can't be requested."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.merge import merge_service
from bot.catalog.ports import CatalogDownload
from bot.catalog.services_yaml import ServiceEntry
from bot.cli.catalog import change_line
from bot.store.catalog import CatalogStore
from bot.store.database import connect
from tests.support.migrated_databases import MigratedDatabases
from workflows.errors import Refused, Unavailable

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SCHEMA: dict[str, Any] = {"properties": {"schema": {"type": "string"}}, "required": ["schema"]}
WITH_TABLE = {
    "properties": dict.fromkeys(("schema", "table"), SCHEMA["properties"]["schema"]),
    "required": ["schema", "table"],
}


@dataclass
class Fivetran:
    """Plays Fivetran's metadata API, which can be down, and the clock."""

    names: dict[str, str] = field(default_factory=lambda: {"jira": "Jira", "stripe": "Stripe", "zoom": "Zoom"})
    status: dict[str, str] = field(default_factory=dict)
    breaks_after: int | None = None
    silent: bool = False
    time: datetime = MONDAY
    requested: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def fetch_all(self) -> Iterator[Mapping[str, Any]]:
        for number, (one, name) in enumerate(self.names.items()):
            if number == self.breaks_after:
                raise Unavailable("Fivetran does not answer.")
            yield {"id": one, "name": name, "service_status": self.status.get(one, "general_availability")}

    def fetch_config(self, service_id: str) -> Mapping[str, Any]:
        self.requested.append(service_id)
        if self.silent:
            raise Unavailable("Fivetran does not answer.")
        return SCHEMA


@pytest.fixture
def fivetran() -> Fivetran:
    return Fivetran()


@pytest.fixture
def catalog(fivetran: Fivetran, databases: MigratedDatabases, tmp_path: Path) -> Iterator[Catalog]:
    database = connect(databases.sqlite(tmp_path / "bot.sqlite3"))
    curated = {
        "jira": ServiceEntry(name="Jira", alias=["tickets"]),
        "zoom": ServiceEntry(name="Zoom", internal=True, sensitive=True),
    }
    yield Catalog(curated, CatalogStore(database, fivetran), fivetran, fivetran, lambda: {"stripe": 2, "zoom": 1})
    database.dispose()


@dataclass(frozen=True)
class SilentStore(CatalogStore):
    """A store whose database answers while `answers` is set, unless it is away."""

    answers: Event = field(default_factory=Event)
    asked: Event = field(default_factory=Event)
    looks: list[datetime] = field(default_factory=list)
    away: Event = field(default_factory=Event)

    def latest_download(self) -> CatalogDownload | None:
        self.looks.append(self.clock.now())
        self.asked.set()
        assert self.answers.wait(30)
        if self.away.is_set():
            raise Unavailable("The database isn't responding.")
        return super().latest_download()


@pytest.fixture
def store(fivetran: Fivetran, databases: MigratedDatabases, tmp_path: Path) -> Iterator[SilentStore]:
    database = connect(databases.sqlite(tmp_path / "bot.sqlite3"))
    store = SilentStore(database, fivetran)
    store.answers.set()
    yield store
    database.dispose()


def over(store: SilentStore, fivetran: Fivetran) -> Catalog:
    """Return a catalog over this store, as a process that just started has it."""
    return Catalog({"jira": ServiceEntry(name="Jira")}, store, fivetran, fivetran, dict)


def test_while_the_database_is_silent_one_caller_waits_and_the_others_get_the_old_list(
    store: SilentStore, fivetran: Fivetran
) -> None:
    catalog = over(store, fivetran)
    assert ids(catalog) == ["jira"]
    catalog.refresh()  # so that the next caller has to look
    store.asked.clear()
    store.answers.clear()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ids, catalog)
        assert store.asked.wait(30)
        second = ids(catalog)
        looks, has_returned = len(store.looks), first.done()
        store.answers.set()

        assert (second, looks, has_returned) == (["jira"], 2, False)
        assert first.result(30) == ["jira", "stripe", "zoom"]


def test_the_first_list_is_waited_for_with_a_limit(store: SilentStore, fivetran: Fivetran) -> None:
    catalog = over(store, fivetran)
    store.answers.clear()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ids, catalog)
        assert store.asked.wait(30)
        with pytest.raises(Unavailable, match="isn't loaded yet"):
            ids(catalog)
        store.answers.set()

        assert first.result(30) == ids(catalog) == ["jira"]


def test_a_failure_to_look_is_remembered_and_the_old_list_stays(
    store: SilentStore, fivetran: Fivetran, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = over(store, fivetran)
    assert ids(catalog) == ["jira"]
    catalog.refresh()
    store.away.set()
    looks = len(store.looks)

    assert [ids(catalog) for _caller in range(3)] == [["jira"]] * 3

    assert len(store.looks) == looks + 1
    assert capsys.readouterr().out.count("could not check the catalog") == 1


def test_without_a_first_list_the_failure_is_the_answer(store: SilentStore, fivetran: Fivetran) -> None:
    catalog = over(store, fivetran)
    store.away.set()

    for _caller in range(3):
        with pytest.raises(Unavailable, match="The database isn't responding"):
            ids(catalog)

    assert len(store.looks) == 1


def ids(catalog: Catalog, query: str = "", *, internal: bool = False) -> list[str]:
    return [service.id for service in catalog.search(query, internal=internal)]


def test_before_the_first_download_the_catalog_has_the_curated_services(catalog: Catalog) -> None:
    assert ids(catalog) == ["jira"]


def test_connected_services_come_first(catalog: Catalog) -> None:
    catalog.refresh()

    assert ids(catalog) == ["stripe", "jira"]


def test_the_picker_does_not_say_that_a_sensitive_service_is_used(catalog: Catalog) -> None:
    catalog.refresh()

    assert ids(catalog, internal=True) == ["stripe", "jira", "zoom"]
    assert catalog.connections_per_service() == {"stripe": 2}


def test_uncurated_services_follow_the_download(catalog: Catalog, fivetran: Fivetran) -> None:
    before = dict(catalog.uncurated())
    catalog.refresh()
    first = set(catalog.uncurated())
    fivetran.names |= {"asana": "Asana", "secret": "Secret"}
    fivetran.status["secret"] = "development"
    catalog.refresh()

    assert (before, first, set(catalog.uncurated())) == ({}, {"stripe"}, {"stripe", "asana"})


def test_an_incomplete_download_keeps_the_old_list(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    fivetran.names, fivetran.breaks_after = {"jira": "Renamed", "new": "New"}, 1

    with pytest.raises(Unavailable):
        catalog.refresh()

    assert ids(catalog) == ["stripe", "jira"]
    assert catalog.get("jira").name == "Jira"


def test_an_empty_list_is_rejected(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    fivetran.names = {}

    with pytest.raises(Refused):
        catalog.refresh()

    assert len(catalog) == 3


def test_a_download_reports_added_removed_and_changed_services(catalog: Catalog, fivetran: Fivetran) -> None:
    first = catalog.refresh()
    fivetran.names = {"jira": "Jira", "zoom": "Zoom", "asana": "Asana"}
    fivetran.status = {"zoom": "sunset"}

    changes = catalog.refresh()

    assert not first
    assert [change_line(change) for change in changes] == [
        "+ asana added (general availability)",
        "- stripe removed",
        "~ zoom: general availability → sunset",
    ]


def test_the_list_is_downloaded_once_a_day(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh_if_due()
    fivetran.names["asana"] = "Asana"
    fivetran.time += timedelta(hours=23)
    catalog.refresh_if_due()
    before = ids(catalog, "asana")
    fivetran.time += timedelta(hours=1)
    catalog.refresh_if_due()

    assert (before, ids(catalog, "asana")) == ([], ["asana"])


def test_internal_services_are_hidden_even_from_forged_ids(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()

    assert "zoom" not in ids(catalog)
    assert "zoom" in ids(catalog, internal=True)
    with pytest.raises(Refused):
        catalog.load_service("zoom", internal=False)
    with pytest.raises(Refused):
        catalog.load_version("zoom", fivetran.time, internal=False)
    assert catalog.load_service("zoom", internal=True).name == "Zoom"


@pytest.mark.parametrize("forged", ["nothing", "", "../jira", "custom_", "jira:x"])
def test_an_unknown_service_id_is_refused(catalog: Catalog, forged: str) -> None:
    catalog.refresh()

    with pytest.raises(Refused):
        catalog.load_service(forged, internal=True)
    with pytest.raises(Refused):
        catalog.load_version(forged, None, internal=True)
    assert catalog.last_seen(forged) is None


def test_a_config_is_read_once_a_day_and_survives_an_outage(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    catalog.load_service("stripe", internal=False)
    catalog.load_service("stripe", internal=False)
    fivetran.time += timedelta(days=2)
    fivetran.silent = True

    catalog.load_service("stripe", internal=False)

    assert fivetran.requested == ["stripe", "stripe"]


def test_a_config_that_another_process_stored_is_used_at_once(
    catalog: Catalog, fivetran: Fivetran, tmp_path: Path
) -> None:
    catalog.refresh()
    assert catalog.load_service("stripe", internal=False).destination_fields == ("schema",)
    database = connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    fivetran.time += timedelta(hours=1)

    CatalogStore(database, fivetran).save_config("stripe", WITH_TABLE)

    assert catalog.load_service("stripe", internal=False).destination_fields == ("schema", "table")
    assert fivetran.requested == ["stripe"]
    database.dispose()


def test_the_version_that_the_caller_has_read_is_loaded(catalog: Catalog, fivetran: Fivetran, tmp_path: Path) -> None:
    catalog.refresh()
    assert catalog.last_seen("stripe") is None
    first = catalog.load_service("stripe", internal=False)
    database = connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    fivetran.time += timedelta(hours=1)
    CatalogStore(database, fivetran).save_config("stripe", WITH_TABLE)  # by another process

    assert catalog.last_seen("stripe") is first
    newer = catalog.load_version("stripe", fivetran.time, internal=False)

    assert newer.destination_fields == ("schema", "table")
    assert catalog.last_seen("stripe") is newer
    database.dispose()


def test_a_service_is_merged_once_for_each_version(catalog: Catalog) -> None:
    catalog.refresh()

    first, second = (catalog.load_service("stripe", internal=False) for _ in range(2))

    assert first is second


def test_a_caller_that_cannot_wait_gets_the_stored_config(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    catalog.load_service("stripe", internal=False)
    fivetran.time += timedelta(days=2)

    service = catalog.load_service("stripe", internal=False, cached_only=True)

    assert service.destination_fields == ("schema",)
    assert fivetran.requested == ["stripe"]


def test_a_service_is_prepared_once_a_day(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    for _ in range(2):
        catalog.prepare("stripe", internal=False)
    fivetran.time += timedelta(days=1)
    catalog.prepare("stripe", internal=False)

    catalog.prepare("nothing", internal=False)  # it is refused when it is loaded

    assert fivetran.requested == ["stripe", "stripe"]


def test_without_a_config_only_a_curated_service_can_be_requested(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    fivetran.silent = True

    assert catalog.load_service("jira", internal=False).destination_fields == ("schema",)
    with pytest.raises(Refused, match="load the settings of Stripe right now"):
        catalog.load_service("stripe", internal=False)


def test_services_in_development_and_hidden_ones_are_not_offered(catalog: Catalog, fivetran: Fivetran) -> None:
    fivetran.status = {"stripe": "development", "jira": "beta"}
    catalog.refresh()

    assert ids(catalog) == ["jira"]
    assert catalog.get("jira").stage_label == "beta"
    with pytest.raises(Refused):
        catalog.require_offered("stripe", internal=True)


@pytest.mark.parametrize("name", ["", " ", "\u2003\t"])
def test_a_service_with_a_blank_name_is_called_by_its_id(name: str) -> None:
    service = merge_service("odd_one", {"id": "odd_one", "name": name, "type": name}, None, None)

    assert (service.name, service.type) == ("odd_one", "")
