"""Fivetran's enum values read as words, in the order that people expect."""

from dataclasses import replace

import pytest

from tests.support.sample_data import ANSWERS
from workflows.catalog.connector_metadata import parse_config_fields
from workflows.catalog.option_words import in_sensible_order, option_words, setting_words
from workflows.requests.labels import settings_in_words


@pytest.mark.parametrize(
    ("setting", "values", "words"),
    [
        (
            "timeframe_months",
            ["TWENTY_FOUR", "SIX", "ALL_TIME", "TWELVE", "THREE"],
            ["The last 3 months", "The last 6 months", "The last 12 months", "The last 24 months", "All time"],
        ),
        (
            "historical_sync_limit",
            ["ONE_YEAR", "ALL_TIME", "FIVE_YEARS", "THREE_MONTHS"],
            ["3 months", "1 year", "5 years", "All time"],
        ),
        ("historical_sync_time_frame", ["DATE_LIMIT", "ALL_TIME"], ["All time", "From a date that you choose"]),
        ("click_attribution_window", ["SEVEN", "ONE", "THIRTY", "ZERO"], ["0 days", "1 day", "7 days", "30 days"]),
        ("aggregation", ["TOTAL", "MONTH", "HOUR", "WEEK", "DAY"], ["Hour", "Day", "Week", "Month", "Total"]),
        ("interval", ["WEEKLY", "DAILY", "MONTHLY", "HOURLY"], ["Hourly", "Daily", "Weekly", "Monthly"]),
        ("sync_mode", ["SpecificAccounts", "AllAccounts"], ["All accounts", "Specific accounts"]),
        ("file_type", ["tsv", "xml", "csv", "parquet", "jsonl"], ["CSV", "JSONL", "Parquet", "TSV", "XML"]),
        ("compression", ["zip", "tar_gz", "infer"], ["Infer", "tar_gz", "zip"]),
        ("data_region", ["us", "eu", "ap-east-2"], ["ap-east-2", "eu", "us"]),
        ("region", ["OTHER", "NORTH_AMERICA", "EUROPE"], ["Europe", "North america", "Other"]),
        ("time_zone", ["GMT+01:00", "GMT-09:30"], ["GMT+01:00", "GMT-09:30"]),
        ("api_version", ["V4", "V3"], ["V3", "V4"]),
    ],
)
def test_values_read_as_words_in_a_sensible_order(setting: str, values: list[str], words: list[str]) -> None:
    assert [option_words(setting, value) for value in in_sensible_order(setting, values)] == words


def test_a_field_of_the_metadata_keeps_its_values_and_shows_their_words() -> None:
    schema = {"timeframe_months": {"type": "string", "enum": ["TWELVE", "SIX"]}}

    (field,) = parse_config_fields({"properties": schema})

    assert field.options == ("SIX", "TWELVE")
    assert [field.option_label(option) for option in field.options] == ["The last 6 months", "The last 12 months"]


def test_the_name_of_a_setting_reads_as_words() -> None:
    assert [setting_words(name) for name in ("timeframe_months", "sheet_id", "_")] == [
        "Timeframe months",
        "Sheet ID",
        "_",
    ]


def test_only_options_of_a_list_are_put_into_words_never_what_the_requester_typed() -> None:
    config = {"timeframe_months": "TWELVE", "dimensions": ["DATE", "DEVICE_TYPE"], "prefix": "ALL_TIME", "deep": True}
    answers = replace(ANSWERS, config=config, listed_settings=("timeframe_months", "dimensions"))

    assert dict(settings_in_words(answers)) == {
        "Timeframe months": "The last 12 months",
        "Dimensions": "Date, Device type",
        "Prefix": "ALL_TIME",
        "Deep": "yes",
    }
