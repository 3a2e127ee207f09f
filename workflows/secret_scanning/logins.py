"""A name and its password in one: `app_reader:Tr0ub4dor3x!`, or “login bob / hunter22x”."""

import re

from workflows.secret_scanning.values import is_leet, is_mixed, is_mixed_inside, is_strong

PAIR = re.compile(r"(?<![\w.@+:/-])(?P<name>[\w.@+-]{2,64}):(?P<value>[^\s:/\"',;][^\s\"',;]{4,99})")
SPACED = re.compile(
    r"\b(?:(?P<is_login>log-?in|credentials?|creds|zugangsdaten|anmeldedaten|zugang|identifiants|credenciales|credenciais"
    r"|credenziali|inloggegevens)|user(?:name)?|benutzer|usuario|utilisateur|utente|konto|account)\b\s{0,3}:?\s{0,3}"
    r"(?P<name>[\w.@+-]{2,64})(?:\s{0,3}(?P<mark>[/|,])\s{0,3}|\s{1,3})(?:and\s|und\s|et\s|y\s|e\s)?"
    r"(?P<value>[^\s\"',;]{6,99})",
    re.I,
)
LOGIN_BEFORE = re.compile(
    r"(?:\b(?:log-?in|credentials?|creds|auth|zugangsdaten|anmeldedaten|zugang|identifiants|connexion|credenciales"
    r"|acceso|credenciais|acesso|credenziali|accesso|inloggegevens|logowanie)|(?<=\s)-u|--user)\b[\s:=(\"']{1,4}$",
    re.I,
)
USER_BEFORE = re.compile(
    r"\b(?:user|username|account|konto|benutzer|usuario|utilisateur|utente|gebruiker)\b[\s:=]{1,3}$", re.I
)
NOT_A_NAME = re.compile(r"sha-?\d{1,3}|md5|https?|s3|gs|urn|arn|jdbc|git|ssh|mailto|tel|doi|image|docker", re.I)
LOGIN_NAMES = (
    r"(?:admin|root|postgres|mysql|sa|svc\w{0,30}|\w{0,40}(?:user|_reader|_writer|_admin|_loader|_ro|_rw|_svc|_bot))"
)
"""Names that are nearly always a login."""
LOGIN_NAME = re.compile(LOGIN_NAMES, re.I)
NAMED_LOGIN = re.compile(rf"(?<![\w.@-]){LOGIN_NAMES}\s{{0,2}}[:/]\s{{0,2}}(?P<value>[^\s\"',;]{{6,99}})", re.I)
SIGNS = frozenset("!$%^&*~#")


def find_login(text: str) -> str | None:
    """Return “a login with its password” if `text` contains one, or None."""
    has_pair = any(_is_login(text, found) for found in PAIR.finditer(text))
    has_spaced = any(_is_spaced_login(found) for found in SPACED.finditer(text))
    has_named = any(_is_signed(found["value"]) for found in NAMED_LOGIN.finditer(text))
    return "a login with its password" if has_pair or has_spaced or has_named else None


def _is_login(text: str, found: re.Match[str]) -> bool:
    value, before = found["value"], text[max(0, found.start() - 40) : found.start()]
    if NOT_A_NAME.fullmatch(found["name"]) or value[0] in "@#":
        return False
    if LOGIN_BEFORE.search(before):
        return is_strong(value, 6) or (value[0].isalpha() and is_mixed(value, 6))
    if USER_BEFORE.search(before):
        return is_strong(value, 6) or is_mixed_inside(value)
    if LOGIN_NAME.fullmatch(found["name"]):
        return is_strong(value) or (value[0].isalpha() and is_mixed(value, 7))
    return _is_signed(value)


def _is_signed(value: str) -> bool:
    """Return whether a strong value has a sign that names of things don't have."""
    return is_strong(value) and any(character in SIGNS for character in value)


def _is_spaced_login(found: re.Match[str]) -> bool:
    is_listed = found["is_login"] and found["mark"]
    return is_leet(found["value"]) or bool(is_listed and (is_strong(found["value"]) or is_mixed_inside(found["value"])))
