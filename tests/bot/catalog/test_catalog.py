"""The catalog: downloads are complete or ignored, and hidden services can't be requested."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.merge import merge_service
from bot.catalog.services_yaml import ServiceEntry
from bot.store.catalog import CatalogStore
from bot.store.database import connect, migrate
from workflows.errors import Refused, Unavailable

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SCHEMA = {"properties": {"schema": {"type": "string"}}, "required": ["schema"]}


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
def catalog(fivetran: Fivetran, tmp_path: Path) -> Iterator[Catalog]:
    database = connect(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    migrate(database)
    curated = {
        "jira": ServiceEntry(name="Jira", alias=["tickets"]),
        "zoom": ServiceEntry(name="Zoom", internal=True, sensitive=True),
    }
    yield Catalog(curated, CatalogStore(database, fivetran), fivetran, fivetran, lambda: {"stripe": 2, "zoom": 1})
    database.dispose()


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

    assert first == []
    assert changes == [
        "+ asana appeared (general availability)",
        "- stripe vanished",
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


def test_internal_services_are_hidden_even_from_forged_ids(catalog: Catalog) -> None:
    catalog.refresh()

    assert "zoom" not in ids(catalog)
    assert "zoom" in ids(catalog, internal=True)
    with pytest.raises(Refused):
        catalog.load_service("zoom", internal=False)
    assert catalog.load_service("zoom", internal=True).name == "Zoom"


@pytest.mark.parametrize("forged", ["nothing", "", "../jira", "custom_", "jira:x"])
def test_an_unknown_service_id_is_refused(catalog: Catalog, forged: str) -> None:
    catalog.refresh()

    with pytest.raises(Refused):
        catalog.load_service(forged, internal=True)


def test_a_config_is_read_once_a_day_and_survives_an_outage(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    catalog.load_service("stripe", internal=False)
    catalog.load_service("stripe", internal=False)
    fivetran.time += timedelta(days=2)
    fivetran.silent = True

    catalog.load_service("stripe", internal=False)

    assert fivetran.requested == ["stripe", "stripe"]


def test_a_caller_that_cannot_wait_gets_the_stored_config(catalog: Catalog, fivetran: Fivetran) -> None:
    catalog.refresh()
    catalog.load_service("stripe", internal=False)
    fivetran.time += timedelta(days=2)

    service = catalog.load_service("stripe", internal=False, cached_only=True)

    assert service.destination_fields == ("schema",)
    assert fivetran.requested == ["stripe"]


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
