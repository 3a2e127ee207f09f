"""Fivetran's enum values in words, and in an order that people expect."""

import re
from collections.abc import Iterable

NUMBER_WORDS = {
    "ZERO": 0,
    "ONE": 1,
    "TWO": 2,
    "THREE": 3,
    "FOUR": 4,
    "FIVE": 5,
    "SIX": 6,
    "SEVEN": 7,
    "TEN": 10,
    "TWELVE": 12,
    "FOURTEEN": 14,
    "EIGHTEEN": 18,
    "TWENTY_FOUR": 24,
    "THIRTY": 30,
    "THIRTY_SIX": 36,
    "SIXTY": 60,
    "NINETY": 90,
}
DAYS_PER_UNIT = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30.5, "quarter": 91, "year": 365}
FREQUENCY_UNITS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
"""Words for how often, and the unit that each one means."""
WHOLE_WORDS = {"ALL_TIME": "All time", "DATE_LIMIT": "From a date that you choose"}
DURATION = re.compile(r"\A(?:EVERY_)?([A-Z_]+)_(MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)S?")
NUMBERED_DAY = re.compile(r"DAY_(\d+)")
MONTHS_NAME = re.compile(r"month|time_?frame", re.I)
"""Settings whose number words count months: `timeframe_months`, `historical_sync_time_frame`."""
DAYS_NAME = re.compile(r"window|days?$", re.I)
ENUM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
"""What is taken apart into words. Addresses, time zones, and regions stay as they are."""
CODE = re.compile(r"[A-Z]{2,3}|[a-z]{1,3}\d\w*|[a-z]{2}")
"""A country, a currency, or another short code."""
PLAIN_WORDS = frozenset({"ad", "all", "any", "off", "on", "no", "yes", "new", "old"})
"""Words that are as short as a code."""
WORD_OF_NAME = re.compile(r"[A-Z]+\d+(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
ACRONYMS = {
    word.casefold(): word
    for word in (
        *("API", "AVRO", "AWS", "CSV", "GCP", "GCS", "HTTP", "IAM", "ID", "IP", "JSON", "JSONL", "JWT", "OAuth", "PGP"),
        *("S3", "SAML", "SFTP", "SKAN", "SQL", "SSH", "TLS", "TSV", "URL", "UTC", "UUID", "WAL", "XML"),
    )
}
KEPT_VALUES = frozenset({"gz", "gzip", "zip", "tar", "tar_gz", "bz2", "tar_bz2", "com"})
"""Extensions of files and of addresses, which stay as they are."""
LAST_OPTIONS = frozenset({"", "none", "other", "custom"})


def option_words(setting: str, value: str) -> str:
    """Return an enum value of a setting in words: `TWELVE` of `timeframe_months` is “The last 12 months”."""
    if value in WHOLE_WORDS:
        return WHOLE_WORDS[value]
    if unit := _unit_of(setting, value):
        return _count_words(NUMBER_WORDS[value], unit)
    if (found := DURATION.fullmatch(value)) and found[1] in NUMBER_WORDS:
        number, noun = NUMBER_WORDS[found[1]], found[2].lower()
        return f"{number} {noun}{'' if number == 1 else 's'}"
    if not ENUM_NAME.fullmatch(value) or value in KEPT_VALUES or _is_code(value):
        return value
    words = [ACRONYMS.get(word.casefold(), word.casefold()) for word in WORD_OF_NAME.findall(value)]
    return f"{words[0][:1].upper()}{words[0][1:]} {' '.join(words[1:])}".strip()


def in_sensible_order(setting: str, values: Iterable[str]) -> list[str]:
    """Return enum values by length of time, or else by their words; what stands for the rest comes last."""
    options = list(values)
    lengths = {value: _length(setting, value) for value in options}
    if sum(length is not None for length in lengths.values()) < 2:
        lengths = dict.fromkeys(options)
    return sorted(
        options,
        key=lambda value: (
            value.casefold() in LAST_OPTIONS,
            lengths[value] is None,
            lengths[value] or 0,
            value in WHOLE_WORDS and value != "ALL_TIME",
            option_words(setting, value).casefold(),
        ),
    )


def setting_words(setting: str) -> str:
    """Return the name of a setting in words: `timeframe_months` is “Timeframe months”."""
    words = [ACRONYMS.get(word.casefold(), word.casefold()) for word in setting.split("_") if word]
    return f"{words[0][:1].upper()}{words[0][1:]} {' '.join(words[1:])}".strip() if words else setting


def _is_code(value: str) -> bool:
    return bool(CODE.fullmatch(value)) and value.casefold() not in DAYS_PER_UNIT and value.casefold() not in PLAIN_WORDS


def _unit_of(setting: str, value: str) -> str | None:
    """Return what a number word counts, which only the name of the setting says."""
    if value not in NUMBER_WORDS:
        return None
    return "month" if MONTHS_NAME.search(setting) else "day" if DAYS_NAME.search(setting) else None


def _count_words(number: int, unit: str) -> str:
    plural = "" if number == 1 else "s"
    return f"The last {number} {unit}{plural}" if unit == "month" else f"{number} {unit}{plural}"


def _length(setting: str, value: str) -> float | None:
    """Return the days that a value stands for; None if it isn't a length of time."""
    if unit := _unit_of(setting, value):
        return NUMBER_WORDS[value] * DAYS_PER_UNIT[unit]
    if (found := DURATION.fullmatch(value)) and found[1] in NUMBER_WORDS:
        return NUMBER_WORDS[found[1]] * DAYS_PER_UNIT[found[2].lower()]
    if found := NUMBERED_DAY.match(value):
        return float(found[1])
    word = value.casefold().removeprefix("every_")
    return DAYS_PER_UNIT.get(FREQUENCY_UNITS.get(word, word))
