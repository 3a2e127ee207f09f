"""The catalogue is strictly read, and found again from what people type."""

from pathlib import Path

import pytest

from bot.catalogue import Catalogue, CatalogueWrong, load
from workflows.catalogue import Naming, Service
from workflows.failures import Refused

ROOT = Path(__file__).parents[2]
SHIPPED = load(ROOT / "services.yaml")


def found(query: str, *, internal: bool = False) -> list[str]:
    return [service.id for service in SHIPPED.search(query, internal=internal)]


def mistakes(tmp_path: Path, text: str) -> str:
    path = tmp_path / "services.yaml"
    path.write_text(text)
    with pytest.raises(CatalogueWrong) as caught:
        load(path)
    return str(caught.value).replace(str(path), "services.yaml")


def test_what_we_ship_is_a_catalogue_a_data_team_would_use() -> None:
    assert len(SHIPPED) >= 60
    assert SHIPPED.get("postgres").naming is Naming.SCHEMA_PREFIX
    assert SHIPPED.get("s3").naming is Naming.SCHEMA_TABLE_GROUP
    assert SHIPPED.get("google_sheets").static_config["table"]


@pytest.mark.parametrize("query", ["salesforce", "Salesforce", "sales", "salesfroce", "SALESF"])
def test_salesforce_is_found_first_however_it_is_typed(query: str) -> None:
    assert found(query)[0] == "salesforce"


@pytest.mark.parametrize(
    ("query", "service"),
    [("ga4", "google_analytics_4"), ("app store", "itunes_connect"), ("postgresql", "postgres")],
)
def test_services_are_found_by_the_names_people_use(query: str, service: str) -> None:
    assert service in found(query)[:3]


def test_another_word_finds_nothing() -> None:
    assert found("xyzzy plugh") == []


def test_nothing_typed_offers_everything_by_name() -> None:
    names = [service.name.lower() for service in SHIPPED.search("", internal=False)]

    assert names == sorted(names)
    assert 60 <= len(names) <= 100


def test_internal_and_hidden_services_do_not_exist_for_others() -> None:
    catalogue = Catalogue([Service("secret", "Secret", internal=True), Service("old", "Old", hide=True)])

    assert catalogue.search("", internal=False) == []
    assert [service.id for service in catalogue.search("", internal=True)] == ["secret"]
    for forged in ("secret", "old", "unheard_of"):
        with pytest.raises(Refused, match="from the list"):
            catalogue.offered(forged, internal=False)
    assert catalogue.offered("secret", internal=True).name == "Secret"


def test_every_mistake_is_named_with_file_key_and_reason(tmp_path: Path) -> None:
    words = mistakes(tmp_path, "a: {name: A, internal: t}\nb: {nmae: B}\nc: {name: C, naming: prefix}\n")

    assert words.splitlines() == [
        "services.yaml: a.internal: Input should be a valid boolean",
        "services.yaml: b.name: Field required",
        "services.yaml: b.nmae: Extra inputs are not permitted",
        "services.yaml: c.naming: Input should be 'schema', 'schema_table', 'schema_prefix' or "
        "'schema_table_group'",
    ]


@pytest.mark.parametrize("text", ["- a list", "a: {", ""])
def test_a_file_that_is_no_catalogue_is_refused_or_empty(tmp_path: Path, text: str) -> None:
    if text:
        assert "services.yaml" in mistakes(tmp_path, text)
    else:
        (tmp_path / "services.yaml").write_text("")
        assert len(load(tmp_path / "services.yaml")) == 0
