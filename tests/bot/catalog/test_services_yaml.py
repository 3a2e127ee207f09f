"""`services.yaml` is read strictly: every mistake is reported with file, key and reason."""

from pathlib import Path

import pytest

from bot.catalog.merge import merge_service
from bot.catalog.services_yaml import InvalidCatalog, load_services_yaml
from workflows.catalog.config_fields import FieldCondition
from workflows.catalog.service import Naming

CONFIG = {
    "properties": {
        "schema": {"type": "string"},
        "sync_mode": {"type": "string", "enum": ["All", "Some"]},
        "accounts": {"type": "array", "items": {"type": "string"}},
        "window": {"type": "integer"},
    },
    "required": ["schema"],
}


def loaded(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]  # entries by id
    file = tmp_path / "services.yaml"
    file.write_text(text, encoding="utf-8")
    return load_services_yaml(file)


@pytest.mark.parametrize("word", ["f", "t", "'yes'", "1", "'true'"])
def test_text_in_place_of_a_boolean_is_a_mistake(tmp_path: Path, word: str) -> None:
    with pytest.raises(InvalidCatalog, match=r"services\.yaml: jira\.internal: .*boolean"):
        loaded(tmp_path, f"jira: {{name: Jira, internal: {word}}}")


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "Yes", "OFF"])
@pytest.mark.parametrize(
    "place",
    [
        "internal: {word}",
        "alias: [{word}]",
        "notes: {word}",
        "static_config: {{mode: {word}}}",
        "config: {{report: {{when: {{mode: [{word}]}}}}}}",
    ],
)
def test_a_bare_word_that_yaml_reads_as_a_boolean_is_a_mistake_everywhere(
    tmp_path: Path, place: str, word: str
) -> None:
    with pytest.raises(InvalidCatalog) as caught:
        loaded(tmp_path, "jira:\n  name: Jira\n  " + place.format(word=word))

    expected = f'line 3: YAML reads {word} as a boolean; write true or false, or "{word}" if it is text'
    assert str(caught.value).splitlines()[0].split(": ", 1)[1] == expected


def test_the_same_words_in_quotation_marks_are_text(tmp_path: Path) -> None:
    entry = loaded(tmp_path, 'jira: {name: "On", alias: ["no"], static_config: {mode: "off", raw: true}}')["jira"]

    assert (entry.name, entry.alias, entry.static_config) == ("On", ["no"], {"mode": "off", "raw": True})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("jira: {name: Jira, sensitiv: true}", "jira.sensitiv: this key doesn't exist; did you mean sensitive?"),
        ("jira: {name: Jira, sensitive: true, hold: x}", "jira.hold: this key doesn't exist; did you mean holds?"),
        ("jira: {name: Jira, colour: red}", "jira.colour: this key doesn't exist"),
        (
            "jira: {name: Jira, config: {project: {titel: Projects}}}",
            "jira.config.project.titel: this key doesn't exist; did you mean title?",
        ),
        (
            "jira: {name: Jira, naming: schema_tabel}",
            "jira.naming: must be one of schema, schema_table, schema_prefix, schema_table_group; "
            "did you mean schema_table?",
        ),
        ("jira: {type: Work}", "jira.name: is missing"),
    ],
)
def test_a_mistake_names_what_was_probably_meant(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(InvalidCatalog) as caught:
        loaded(tmp_path, text)

    assert str(caught.value) == f"{tmp_path / 'services.yaml'}: {line}"


def test_a_file_that_is_missing_names_its_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog, match=r"No such file or directory\. Check SERVICES_FILE\."):
        load_services_yaml(tmp_path / "absent.yaml")


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = """
jira: {name: Jira, colour: red}
stripe: {type: Finance}
zoom: {name: Zoom, naming: odd}
12: {name: x}
"""

    with pytest.raises(InvalidCatalog) as caught:
        loaded(tmp_path, text)

    lines = str(caught.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == ["jira.colour", "stripe.name", "zoom.naming", "12"]


def test_a_duplicate_service_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog, match="jira is defined twice"):
        loaded(tmp_path, "jira: {name: Jira}\njira: {name: Other}")


def test_reports_without_a_table_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog, match=r"ga4\.reports: .*unique `table`"):
        loaded(tmp_path, "ga4: {name: GA4, reports: [{table: a}, {table: a}]}")


def test_overrides_replace_the_metadata(tmp_path: Path) -> None:
    text = """
ads:
  name: Example Ads
  requires_schema_prefix: true
  static_config: {window: 30}
  config:
    accounts: {title: "Which accounts?", required: true, when: {sync_mode: [Some]}}
    window: {ask: false}
"""
    ads = merge_service("ads", {"name": "Ads", "type": "Marketing"}, CONFIG, loaded(tmp_path, text)["ads"])

    assert (ads.name, ads.type, ads.naming) == ("Example Ads", "Marketing", Naming.SCHEMA_PREFIX)
    assert [one.name for one in ads.config_fields] == ["accounts", "sync_mode"]
    assert ads.config_fields[0].title == "Which accounts?"
    assert ads.config_fields[0].condition == FieldCondition("sync_mode", ("Some",))


ONE_LINE = "must be one line of at most 100 characters without a period, such as “customer data”"


@pytest.mark.parametrize(
    ("entry", "mistake"),
    [
        ("holds: tickets", "jira: `holds` says why a service is sensitive, so it needs `sensitive: true`"),
        ("sensitive: true, holds: Some. More", f"jira.holds: {ONE_LINE}"),
        ("sensitive: true, holds: ''", f"jira.holds: {ONE_LINE}"),
        ('sensitive: true, holds: "a\\nb"', f"jira.holds: {ONE_LINE}"),
        (f"sensitive: true, holds: {'x' * 101}", f"jira.holds: {ONE_LINE}"),
        ("sensitive: true, holds: 7", "jira.holds: Input should be a valid string"),
    ],
)
def test_what_a_service_holds_ends_a_sentence(tmp_path: Path, entry: str, mistake: str) -> None:
    with pytest.raises(InvalidCatalog) as caught:
        loaded(tmp_path, f"jira: {{name: Jira, {entry}}}")

    assert str(caught.value) == f"{tmp_path / 'services.yaml'}: {mistake}"


def test_what_a_service_holds_reaches_the_service(tmp_path: Path) -> None:
    entry = loaded(tmp_path, "jira: {name: Jira, sensitive: true, holds: tickets of customers}")["jira"]

    assert merge_service("jira", None, None, entry).holds == "tickets of customers"
