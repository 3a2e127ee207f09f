"""What the texts of some settings have to look like."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from workflows.errors import Refused


class FieldFormat(StrEnum):
    """A form that the text of a setting has to have."""

    SHEET = "sheet"
    """The address of a Google sheet, or its id."""
    RANGE = "range"
    """A named range of a spreadsheet."""
    URL = "url"
    """The address of a page or a server, with or without `https://`."""
    URL_OR_NONE = "url_or_none"


# Each reads a whole text. \A keeps a search from trying every place in it.
SHEET_ADDRESS = re.compile(
    r"\Ahttps://docs\.google\.com/(?:a/[\w.-]+/)?spreadsheets/(?:u/\d+/)?d/[\w-]{20,}(?:[/?#]\S*)?"
)
SHEET_ID = re.compile(r"\A[\w-]{20,}", re.ASCII)
RANGE_NAME = re.compile(r"\A[^\W\d]\w{0,249}")
"""Letters, digits, and underscores: https://support.google.com/docs/answer/63175."""
CELLS = re.compile(r"\A(?:(?:[^!]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|r\d+c\d+)", re.I)
"""Cells such as `A1:C10`, which a named range can't be called."""
HOST_NAME = r"(?:localhost|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+|\d+(?:\.\d+){3})"
WEB_ADDRESS = re.compile(rf"\A(?:https?://)?{HOST_NAME}(?::\d{{1,5}})?(?:[/?#]\S*)?", re.I)
URL_NAME = re.compile(r"(?:^|_)urls?$", re.I)


def check_format(wanted: FieldFormat, text: str) -> str:
    """Return the text, unchanged; raise `Refused` with an example if it doesn't have the format."""
    if problem := FORMAT_CHECKS[wanted](text):
        raise Refused(problem)
    return text


def known_format(setting: str, *, is_text: bool) -> FieldFormat | None:
    """Return the format that the name of a setting in Fivetran's metadata tells; None if it tells none."""
    return FieldFormat.URL if is_text and URL_NAME.search(setting) else None


def _explain_sheet(text: str) -> str | None:
    if SHEET_ADDRESS.fullmatch(text) or SHEET_ID.fullmatch(text):
        return None
    return "Paste the address of the sheet. It starts with https://docs.google.com/spreadsheets/d/."


def _explain_range(text: str) -> str | None:
    if CELLS.fullmatch(text):
        return "Enter the name of a named range, not its cells. Create one under Data › Named ranges."
    if RANGE_NAME.fullmatch(text):
        return None
    proposal = re.sub(r"\W+", "_", text).strip("_").lstrip("0123456789_")
    hint = f" Try “{proposal}”." if RANGE_NAME.fullmatch(proposal) and not CELLS.fullmatch(proposal) else ""
    return f"A named range has only letters, digits, and underscores.{hint}"


def _explain_url(text: str) -> str | None:
    return None if WEB_ADDRESS.fullmatch(text) else "Enter a web address, for example https://shop.example.com."


def _explain_url_or_none(text: str) -> str | None:
    if text.strip("“”\"'").casefold() == "none" or WEB_ADDRESS.fullmatch(text):
        return None
    return "Enter a web address, for example https://shop.example.com/docs, or “none”."


FORMAT_CHECKS: Mapping[FieldFormat, Callable[[str], str | None]] = {
    FieldFormat.SHEET: _explain_sheet,
    FieldFormat.RANGE: _explain_range,
    FieldFormat.URL: _explain_url,
    FieldFormat.URL_OR_NONE: _explain_url_or_none,
}
"""Format → what is wrong with a text; None when nothing is."""
