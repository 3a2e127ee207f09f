"""Find secrets in text that people type, before it's stored, shown or sent anywhere.

Documented formats of vendors come first. The rest is judged by how random it looks. Messages name the kind of
secret and never repeat it.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from workflows.errors import Refused

PASSWORD_NAME = r"(passw(or)?d|passphrase|pwd|(?<![a-z])pass)"
KEY_NAME = r"(secret|token|(api|access|account|secret|private|signing|encryption)[ _-]?key)"
"""Names of secrets, also at the end of a longer name: `PGPASSWORD`, `accessToken`."""
SECRET_VALUE = r"[^\s\"',;]"
NOT_A_SECRET_VALUE = r"(?!https?://|oauth|sha-?\d|md5|base64|bcrypt|argon2)"
"""Words with digits that people write after “password” or “token”."""

SECRET_PATTERNS: dict[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"),
    "a Slack token": re.compile(r"\bxox[a-z]?-[\w-]{8,}|\bxapp-[\w-]{8,}", re.I),
    "a Slack webhook": re.compile(r"hooks\.slack\.com/(services|workflows)/\S{10,}", re.I),
    "a GitHub token": re.compile(r"\b(gh[pousr]_\w{20,}|github_pat_\w{20,})", re.I),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{16,}", re.I),
    "an AWS key": re.compile(r"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    "a Google API key": re.compile(r"\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}"),
    "a Stripe key": re.compile(r"\b[srp]k_(live|test)_\w{10,}", re.I),
    "an API key": re.compile(r"\b(sk-[\w-]{20,}|shp(at|ss|ca|pa)_\w{16,}|SG\.[\w-]{16,}|pat-[a-z]{2}\d-[\w-]{20,})"),
    "a signed token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
    "an npm token": re.compile(r"\bnpm_[a-z0-9]{20,}", re.I),
    "a connection string with a password": re.compile(
        r"\b[a-z][a-z0-9+.-]*://[^\s/:@]*:[^\s/@]+@"
        r"|\b(?!https?:)[a-z][a-z0-9+.-]*://[^\s/:@]*:(?!\d+[/?])[^\s@]+@",  # a slash in it, but no port
        re.I,
    ),
    "a password": re.compile(
        rf"({PASSWORD_NAME}|{KEY_NAME})[\"']?\s*(=|:|\bis\b)\s*[\"']?{NOT_A_SECRET_VALUE}(?={SECRET_VALUE}*[\d!@#$%^&*=]){SECRET_VALUE}{{6,}}"
        rf"|{PASSWORD_NAME}[\"']?\s*=\s*[\"']?[a-z]{{12,}}(?![\w-])"
        rf"|{PASSWORD_NAME}\s+{NOT_A_SECRET_VALUE}(?={SECRET_VALUE}*\d)(?={SECRET_VALUE}*[a-z]){SECRET_VALUE}{{8,}}",
        re.I,
    ),
    "an authorization header": re.compile(
        r"\bbearer\s+(?=\S*\d)[\w.+/=-]{16,}|\bbasic\s+(?=\S*[\d=])[a-z0-9+/]{12,}={0,2}(?![\w.-])", re.I
    ),
}
"""Kind of secret → pattern."""

LONG_WORD = re.compile(r"[A-Za-z0-9+/_=-]{24,}")
URL_WITHOUT_QUERY = re.compile(r"https?://[^\s:@?#]*", re.I)
INNOCENT_IDENTIFIER = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\b(commit|sha|revision)\W{1,3}[0-9a-f]{40}\b"
    r"|(?<![\w=+/-])1([\w-]{43}|[\w-]{32})(?![\w=+/-])",  # a file or folder of Google Drive
    re.I,
)
"""Ids that look random but aren't secret. A bare hash can be one, so a commit needs the word “commit”."""
RANDOMNESS_THRESHOLD = 0.3
"""How often the kind of character (lower case, upper case, digit) changes, per character.

Names stay below a quarter, even in camel case or with years in them. Random keys are around a half.
"""


def find_secret(text: str) -> str | None:
    """Return the kind of secret that `text` seems to contain, or None."""
    for kind, shape in SECRET_PATTERNS.items():
        if shape.search(text):
            return kind
    rest = INNOCENT_IDENTIFIER.sub(" ", URL_WITHOUT_QUERY.sub(" ", text))
    return "a key" if any(_is_random(word) for word in LONG_WORD.findall(rest)) else None


def require_no_secret(text: str) -> str:
    """Return `text`; raise `Refused`, without repeating it, if it seems to contain a secret."""
    kind = find_secret(text)
    if kind:
        raise Refused(
            f"This looks like {kind}. Credentials are entered at Fivetran, never in Slack. "
            "Nothing was stored. If it's real, rotate it."
        )
    return text


def drop_secrets(form: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the form without values that seem to contain a secret, so that it can be stored and shown."""
    return {name: value for name, value in form.items() if not value or not find_secret(value)}


def _is_random(word: str) -> bool:
    """Whether letters and digits are mixed more than in any name."""
    kinds = ["digit" if c.isdigit() else "upper" if c.isupper() else "lower" for c in word if c.isalnum()]
    changes = sum(before != after for before, after in pairwise(kinds))
    return "digit" in kinds and len(set(kinds)) > 1 and changes >= RANDOMNESS_THRESHOLD * len(word)
