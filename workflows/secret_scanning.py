"""Does a text hold a secret? Whatever people type is asked this before it is kept, shown or sent anywhere.

Shapes that vendors document come first; what is left is judged by how random it looks. The answer names the
kind of secret and never repeats it.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from workflows.errors import Refused

PASSWORD_NAME = r"(passw(or)?d|passphrase|pwd|(?<![a-z])pass)"
KEY_NAME = r"(secret|token|(api|access|account|secret|private|signing|encryption)[ _-]?key)"
"""What a secret is called, also at the end of a longer name: `PGPASSWORD`, `accessToken`."""
SECRET_VALUE = r"[^\s\"',;]"
NOT_A_SECRET_VALUE = r"(?!https?://|oauth|sha-?\d|md5|base64|bcrypt|argon2)"
"""Words with digits in them that people write after the word “password” or “token”."""

SECRET_PATTERNS: dict[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"),
    "a Slack token": re.compile(r"\bxox[a-z]?-[\w-]{8,}|\bxapp-[\w-]{8,}", re.I),
    "a Slack web hook": re.compile(r"hooks\.slack\.com/(services|workflows)/\S{10,}", re.I),
    "a GitHub token": re.compile(r"\b(gh[pousr]_\w{20,}|github_pat_\w{20,})", re.I),
    "a GitLab token": re.compile(r"\bglpat-[\w-]{16,}", re.I),
    "an AWS key": re.compile(r"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    "a Google API key": re.compile(r"\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}"),
    "a Stripe key": re.compile(r"\b[srp]k_(live|test)_\w{10,}", re.I),
    "an API key": re.compile(
        r"\b(sk-[\w-]{20,}|shp(at|ss|ca|pa)_\w{16,}|SG\.[\w-]{16,}|pat-[a-z]{2}\d-[\w-]{20,})"
    ),
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
    "an authorisation header": re.compile(
        r"\bbearer\s+(?=\S*\d)[\w.+/=-]{16,}|\bbasic\s+(?=\S*[\d=])[a-z0-9+/]{12,}={0,2}(?![\w.-])", re.I
    ),
}
"""Kind of secret → what it looks like."""

LONG_WORD = re.compile(r"[A-Za-z0-9+/_=-]{24,}")
URL_WITHOUT_QUERY = re.compile(r"https?://[^\s:@?#]*", re.I)
INNOCENT_IDENTIFIER = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\b(commit|sha|revision)\W{1,3}[0-9a-f]{40}\b"
    r"|(?<![\w=+/-])1([\w-]{43}|[\w-]{32})(?![\w=+/-])",  # a file or folder of Google Drive
    re.I,
)
"""What looks random and is no secret. A bare hash may well be one, so a commit has to be called a commit."""
RANDOMNESS_THRESHOLD = 0.3
"""How often the kind of character (small, capital, digit) changes from one to the next: names stay below a
quarter, also those in camel case or with years in them; random keys lie around a half."""


def find_secret(text: str) -> str | None:
    """What kind of secret `text` seems to hold; None when it seems to hold none."""
    for kind, shape in SECRET_PATTERNS.items():
        if shape.search(text):
            return kind
    rest = INNOCENT_IDENTIFIER.sub(" ", URL_WITHOUT_QUERY.sub(" ", text))
    return "a key" if any(_is_random(word) for word in LONG_WORD.findall(rest)) else None


def require_no_secret(text: str) -> str:
    """`text`; `Refused`, in words that do not repeat it, when it seems to hold a secret."""
    kind = find_secret(text)
    if kind:
        raise Refused(
            f"This looks like {kind}. Credentials are entered at Fivetran, never in Slack. "
            "Nothing was kept; if it is real, renew it."
        )
    return text


def drop_secrets(form: Mapping[str, str | None]) -> dict[str, str | None]:
    """What was filled in, without the values that seem to hold a secret: only this may be kept or shown."""
    return {name: value for name, value in form.items() if not value or not find_secret(value)}


def _is_random(word: str) -> bool:
    """Long, of letters and digits, and as mixed as nobody writes."""
    kinds = ["digit" if c.isdigit() else "capital" if c.isupper() else "small" for c in word if c.isalnum()]
    changes = sum(one != other for one, other in pairwise(kinds))
    return "digit" in kinds and len(set(kinds)) > 1 and changes >= RANDOMNESS_THRESHOLD * len(word)
