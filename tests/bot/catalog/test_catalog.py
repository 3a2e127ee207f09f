"""The catalogue in use: downloads are whole or not at all, and what is not ours to see does not exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.services_yaml import ServiceEntry
from bot.store.catalog import CatalogStore
from bot.store.database import connect, migrate
from workflows.errors import Refused, Unavailable

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SCHEMA = {"properties": {"schema": {"type": "string"}}, "required": ["schema"]}


@dataclass
class Fivetran:
    """What Fivetran says today, when it says anything; and the time."""

    names: dict[str, str] = field(
        default_factory=lambda: {"jira": "Jira", "stripe": "Stripe", "zoom": "Zoom"}
    )
    status: dict[str, str] = field(default_factory=dict)
    breaks_after: int | None = None
    silent: bool = False
    time: datetime = MONDAY
    asked: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def fetch_all(self) -> Iterator[Mapping[str, Any]]:
        for number, (one, name) in enumerate(self.names.items()):
            if number == self.breaks_after:
                raise Unavailable("Fivetran does not answer.")
            yield {"id": one, "name": name, "service_status": self.status.get(one, "general_availability")}

    def fetch_config(self, service_id: str) -> Mapping[str, Any]:
        self.asked.append(service_id)
        if self.silent:
            raise Unavailable("Fivetran does not answer.")
        return SCHEMA


@pytest.fixture
def fivetran() -> Fivetran:
    return Fivetran()


@pytest.fixture
def catalogue(fivetran: Fivetran, tmp_path: Path) -> Iterator[Catalog]:
    database = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(database)
    curated = {
        "jira": ServiceEntry(name="Jira", alias=["tickets"]),
        "zoom": ServiceEntry(name="Zoom", internal=True),
    }
    yield Catalog(curated, CatalogStore(database, fivetran), fivetran, fivetran, lambda: {"stripe": 2})
    database.dispose()


def ids(catalogue: Catalog, query: str = "", *, internal: bool = False) -> list[str]:
    return [service.id for service in catalogue.search(query, internal=internal)]


def test_before_the_first_download_there_is_what_we_curate(catalogue: Catalog) -> None:
    assert ids(catalogue) == ["jira"]


def test_what_is_used_here_comes_first(catalogue: Catalog) -> None:
    catalogue.refresh()

    assert ids(catalogue) == ["stripe", "jira"]


def test_what_only_fivetran_describes_follows_the_download(catalogue: Catalog, fivetran: Fivetran) -> None:
    before = dict(catalogue.uncurated())
    catalogue.refresh()
    first = set(catalogue.uncurated())
    fivetran.names |= {"asana": "Asana", "secret": "Secret"}
    fivetran.status["secret"] = "development"
    catalogue.refresh()

    assert (before, first, set(catalogue.uncurated())) == ({}, {"stripe"}, {"stripe", "asana"})


def test_a_download_that_breaks_off_leaves_the_old_list(catalogue: Catalog, fivetran: Fivetran) -> None:
    catalogue.refresh()
    fivetran.names, fivetran.breaks_after = {"jira": "Renamed", "new": "New"}, 1

    with pytest.raises(Unavailable):
        catalogue.refresh()

    assert ids(catalogue) == ["stripe", "jira"]
    assert catalogue.get("jira").name == "Jira"


def test_an_empty_list_is_not_believed(catalogue: Catalog, fivetran: Fivetran) -> None:
    catalogue.refresh()
    fivetran.names = {}

    with pytest.raises(Refused):
        catalogue.refresh()

    assert len(catalogue) == 3


def test_a_download_says_what_appeared_vanished_and_changed(catalogue: Catalog, fivetran: Fivetran) -> None:
    first = catalogue.refresh()
    fivetran.names = {"jira": "Jira", "zoom": "Zoom", "asana": "Asana"}
    fivetran.status = {"zoom": "sunset"}

    changes = catalogue.refresh()

    assert first == []
    assert changes == [
        "+ asana appeared (general availability)",
        "- stripe vanished",
        "~ zoom: general availability → sunset",
    ]


def test_the_list_is_downloaded_once_a_day(catalogue: Catalog, fivetran: Fivetran) -> None:
    catalogue.refresh_if_due()
    fivetran.names["asana"] = "Asana"
    fivetran.time += timedelta(hours=23)
    catalogue.refresh_if_due()
    before = ids(catalogue, "asana")
    fivetran.time += timedelta(hours=1)
    catalogue.refresh_if_due()

    assert (before, ids(catalogue, "asana")) == ([], ["asana"])


def test_what_is_internal_does_not_exist_for_others_also_when_the_id_is_forged(catalogue: Catalog) -> None:
    catalogue.refresh()

    assert "zoom" not in ids(catalogue)
    assert "zoom" in ids(catalogue, internal=True)
    with pytest.raises(Refused):
        catalogue.load_service("zoom", internal=False)
    assert catalogue.load_service("zoom", internal=True).name == "Zoom"


@pytest.mark.parametrize("forged", ["nothing", "", "../jira", "custom_", "jira:x"])
def test_an_id_that_nobody_offered_is_refused(catalogue: Catalog, forged: str) -> None:
    catalogue.refresh()

    with pytest.raises(Refused):
        catalogue.load_service(forged, internal=True)


def test_the_page_of_a_service_is_read_once_a_day_and_kept_through_an_outage(
    catalogue: Catalog, fivetran: Fivetran
) -> None:
    catalogue.refresh()
    catalogue.load_service("stripe", internal=False)
    catalogue.load_service("stripe", internal=False)
    fivetran.time += timedelta(days=2)
    fivetran.silent = True

    catalogue.load_service("stripe", internal=False)

    assert fivetran.asked == ["stripe", "stripe"]


def test_who_cannot_wait_gets_what_is_at_hand(catalogue: Catalog, fivetran: Fivetran) -> None:
    catalogue.refresh()
    catalogue.load_service("stripe", internal=False)
    fivetran.time += timedelta(days=2)

    known = catalogue.load_service("stripe", internal=False, cached_only=True)

    assert known.destination_fields == ("schema",)
    assert fivetran.asked == ["stripe"]


def test_without_its_page_only_a_curated_service_can_be_asked_for(
    catalogue: Catalog, fivetran: Fivetran
) -> None:
    catalogue.refresh()
    fivetran.silent = True

    assert catalogue.load_service("jira", internal=False).destination_fields == ("schema",)
    with pytest.raises(Refused, match="does not say right now"):
        catalogue.load_service("stripe", internal=False)


def test_services_in_development_and_hidden_ones_are_not_offered(
    catalogue: Catalog, fivetran: Fivetran
) -> None:
    fivetran.status = {"stripe": "development", "jira": "beta"}
    catalogue.refresh()

    assert ids(catalogue) == ["jira"]
    assert catalogue.get("jira").stage_label == "beta"
    with pytest.raises(Refused):
        catalogue.require_offered("stripe", internal=True)
