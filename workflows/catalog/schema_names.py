"""The rules for names in the destination, and names that follow them."""

import re
import unicodedata
from collections.abc import Sequence

from workflows.errors import Refused
from workflows.secret_scanning import require_no_secret

MAX_NAME_CHARS = 63
"""What Fivetran accepts for the longest identifiers of its strictest destinations."""
# Fivetran lower-cases and BigQuery allows letters, digits and underscores; a leading underscore would hide
# the dataset.
SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
NAME_RULE = "Start with a letter. Use only lowercase letters, digits, and underscores, at most 63 characters."
NUMBER_AT_END = re.compile(r"_([2-9]|[1-9]\d)$")
"""The number of an earlier proposal. More digits are a year, or something else that has a meaning."""
NUMBERED_NAMES = 20
"""How many names like a taken one are looked up."""


def validate_schema_name(value: str) -> str:
    """Return a destination name, unchanged; `Refused` with a proposal when BigQuery wouldn't accept it."""
    name = require_no_secret(value.strip())
    if SCHEMA_NAME.fullmatch(name):
        return name
    proposal = schema_name_of(name, otherwise="")[:MAX_NAME_CHARS].strip("_")
    raise Refused(f"{NAME_RULE} Try `{proposal}`." if SCHEMA_NAME.fullmatch(proposal) else NAME_RULE)


def schema_name_of(text: str, otherwise: str = "source") -> str:
    """Return a destination name that reads like the text: “Dun & Bradstreet” is `dun_bradstreet`."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = re.sub(r"['’]", "", letters.casefold())  # Levi's is levis
    base = re.sub(r"[^a-z0-9]+", "_", words).strip("_") or otherwise
    return (base if base[:1].isalpha() or not base else f"src_{base}")[:56]


def numbered_names(name: str) -> Sequence[str]:
    """Return names like a taken one: `stripe_2`, `stripe_3`, and so on; after `stripe_4` comes `stripe_5`."""
    found = NUMBER_AT_END.search(name)
    base, start = (name[: found.start()], int(found[1]) + 1) if found else (name, 2)
    return [f"{base[: MAX_NAME_CHARS - 5]}_{number}" for number in range(start, start + NUMBERED_NAMES)]
