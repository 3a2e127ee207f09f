"""Time zones that people type: names, cities, abbreviations, and offsets such as “UTC+2”."""

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from workflows.errors import Refused
from workflows.formatting import format_list

OFFSET = re.compile(
    r"(?:(?:utc|gmt)\s*)?(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?", re.I | re.ASCII
)
OFFSET_IN_TEXT = re.compile(r"(?<![\w/])(?:utc|gmt)\s*[+-]\s*\d{1,2}(?::?[0-5]\d)?(?![\w:])", re.I | re.ASCII)
DASHES = str.maketrans("‐‑‒–—−", "------")
HALF_HOUR_ZONES = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+9:30": "Australia/Darwin",
    "-9:30": "Pacific/Marquesas",
}
"""Offsets that only one zone without daylight-saving time has."""
PLACES = {
    "America/Los_Angeles": "pt pst pdt pacific california san_francisco sf la seattle portland san_diego las_vegas",
    "America/Denver": "mt mst mdt mountain",
    "America/Chicago": "ct cst cdt central texas dallas houston austin",
    "America/New_York": "et est edt eastern nyc boston washington washington_dc dc miami atlanta philadelphia",
    "America/Toronto": "montreal ottawa",
    "America/Sao_Paulo": "rio rio_de_janeiro brazil",
    "Europe/London": "bst uk england britain edinburgh manchester",
    "Europe/Berlin": "mez mesz germany munich frankfurt hamburg cologne stuttgart dusseldorf leipzig",
    "Europe/Paris": "france lyon marseille",
    "Europe/Madrid": "spain barcelona",
    "Europe/Rome": "italy milan",
    "Europe/Zurich": "switzerland geneva basel bern",
    "Europe/Moscow": "msk",
    "CET": "cest",
    "EET": "eest",
    "Asia/Kolkata": "india mumbai delhi new_delhi bangalore bengaluru chennai hyderabad pune",
    "Asia/Shanghai": "china beijing shenzhen",
    "Asia/Tokyo": "jst japan osaka",
    "Asia/Jerusalem": "israel",
    "Australia/Sydney": "aest aedt canberra",
    "UTC": "z",
}
"""Zone → abbreviations and places that belong to it and are no zones themselves."""
PLACE_ZONES = {place: zone for zone, places in PLACES.items() for place in places.split()}
AMBIGUOUS_PLACES = {
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "birmingham": ("Europe/London", "America/Chicago"),
    "cambridge": ("Europe/London", "America/New_York"),
    "georgia": ("America/New_York", "Asia/Tbilisi"),
    "san_jose": ("America/Los_Angeles", "America/Costa_Rica"),
}
TIMEZONE_HELP = "Type a name like Europe/Berlin or UTC, a city like berlin, or an offset like UTC+2."


def parse_timezone(text: str) -> str:
    """Return the name of the zone `text`: a name, city, abbreviation, or offset, in any case. Raises `Refused`.

    “UTC+2” and “GMT+2” are two hours ahead of UTC. The database of zones calls that Etc/GMT-2.
    """
    typed = text.translate(DASHES).strip(" ()")
    if offset := OFFSET.fullmatch(typed):
        return _offset_zone(text, offset)
    wanted = _key(re.sub(r"\s(?:time|timezone|time zone)$", "", typed, flags=re.I))
    if wanted in AMBIGUOUS_PLACES:
        raise Refused(f"Which “{text}”? Type {format_list(AMBIGUOUS_PLACES[wanted], 'or')}.")
    for known in (_zones_by_name(), PLACE_ZONES, _zones_by_city()):
        if wanted in known:
            return known[wanted]
    similar = get_close_matches(wanted, [*_zones_by_city(), *PLACE_ZONES], n=1, cutoff=0.9)
    hint = f"Did you mean {similar[0].replace('_', ' ').title()}? " if similar else ""
    raise Refused(f"“{text}” isn't a time zone. {hint}{TIMEZONE_HELP}")


def timezone_label(name: str) -> str:
    """Return the name of a zone for people: UTC+2 for Etc/GMT-2, whose sign is the other way around."""
    found = re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", name)
    return f"UTC{'-' if found[1] == '+' else '+'}{found[2]}" if found else name


def timezone_or_utc(name: str) -> ZoneInfo:
    """Return the time zone; UTC if this machine doesn't know it.

    Slack's list of zones differs from ours, and so can those of two machines. An unknown zone must not keep a
    message from being posted.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _offset_zone(text: str, offset: re.Match[str]) -> str:
    """Return the zone with this fixed offset. Raises `Refused` if there isn't one."""
    sign, hours, minutes = offset["sign"], int(offset["hours"]), offset["minutes"] or "00"
    if minutes == "00" and hours == 0:
        return "UTC"
    if minutes == "00" and hours <= (14 if sign == "+" else 12):
        return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"
    if zone := HALF_HOUR_ZONES.get(f"{sign}{hours}:{minutes}"):
        return zone
    raise Refused(f"“{text}” isn't a time zone that I know. Type a city instead, like St Johns or Kolkata.")


def _key(name: str) -> str:
    """Return a name in lower case, without accents, and with underscores for spaces."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return "_".join(letters.replace(".", "").replace("'", "").split()).casefold()


@cache
def _zones_by_name() -> dict[str, str]:
    return {zone.casefold(): zone for zone in sorted(available_timezones())}


@cache
def _zones_by_city() -> dict[str, str]:
    """Return the last part of each name → its zone. Fixed offsets are left out: their sign is the other way around."""
    named = [
        zone for zone in sorted(available_timezones(), reverse=True) if "/" in zone and not zone.startswith("Etc/")
    ]
    return {zone.rpartition("/")[2].casefold(): zone for zone in named}
