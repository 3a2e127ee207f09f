"""Find secrets in text that people type, before it is stored, shown, or sent anywhere.

Text is normalized first, so a disguise does not help. Then four rules look at it, and one is enough: formats of
vendors, values after a word such as “password”, logins, and words that are as mixed as a random key. A message
names the kind of secret and never repeats it. Every rule is linear in the length of the text.
"""

import re
from collections.abc import Mapping

from workflows.errors import Refused
from workflows.secret_scanning.assigned_values import find_assigned_secret
from workflows.secret_scanning.key_formats import find_known_format
from workflows.secret_scanning.logins import find_login
from workflows.secret_scanning.normalization import normalize_disguises
from workflows.secret_scanning.randomness import find_random_key

MAX_SCANNED_CHARS = 10_000
"""Longer text is refused unread. No field of a form takes as much, and no question needs it."""
TOO_LONG = "more text than can be checked"
PLAIN_WORD = re.compile(r"[A-Z]?[a-z]{1,20}")
"""Names of services are mostly one word. Alone, it's too plain and too short for every rule."""
RULES = (find_known_format, find_assigned_secret, find_login, find_random_key)


def find_secret(text: str) -> str | None:
    """Return the kind of secret that `text` seems to contain, or None. Text that is too long counts as one."""
    if PLAIN_WORD.fullmatch(text):
        return None
    normal = normalize_disguises(text[: MAX_SCANNED_CHARS + 1])  # one character can become many
    if max(len(text), len(normal)) > MAX_SCANNED_CHARS:
        return TOO_LONG
    return next((kind for rule in RULES if (kind := rule(normal))), None)


def require_no_secret(text: str) -> str:
    """Return `text`; raise `Refused`, without repeating it, if it seems to contain a secret or is too long."""
    kind = find_secret(text)
    if kind == TOO_LONG:
        raise Refused(f"This text is too long. Use at most {MAX_SCANNED_CHARS:,} characters.")
    if kind:
        raise Refused(
            f"This looks like {kind}. Credentials are entered at Fivetran, never in Slack. "
            "Nothing was stored. If it's real, rotate it."
        )
    return text


def drop_secrets(form: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the form without values that seem to contain a secret, so that it can be stored and shown."""
    return {name: value for name, value in form.items() if not value or not find_secret(value)}
