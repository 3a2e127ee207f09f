"""A name and its password in one: `app_reader:Tr0ub4dor3x!`, or “login bob / hunter22x”."""

import re

from workflows.secret_scanning.secret_words import IS_WORDS, LOGIN_WORDS
from workflows.secret_scanning.values import (
    is_leet,
    is_mixed,
    is_mixed_inside,
    is_passphrase,
    is_signed,
    is_strong,
    nearby_words,
)

PAIR = re.compile(r"(?<![\w.@+:/-])(?P<name>[\w.@+-]{2,64})(?::|\s/\s)(?P<value>[^\s:/\"',;][^\s\"',;]{4,99})")
LOGIN_BEFORE = re.compile(
    rf"(?:\b(?:{LOGIN_WORDS}|auth)|(?<=\s)-u|--user)\b(?:\s(?:{IS_WORDS})\b)?[\s:=(\"']{{1,4}}$", re.I
)
USER_BEFORE = re.compile(
    r"\b(?:user|username|account|konto|benutzer|usuario|utilisateur|utente|gebruiker)\b[\s:=]{1,3}$", re.I
)
NOT_A_NAME = re.compile(r"sha-?\d{1,3}|md5|https?|e-?mail|s3|gs|urn|arn|jdbc|git|ssh|mailto|tel|doi|image|docker", re.I)
LOGIN_NAMES = (
    r"(?:admin|root|postgres|mysql|sa|svc\w{0,30}|\w{0,40}(?:user|_reader|_writer|_admin|_loader|_ro|_rw|_svc|_bot))"
)
"""Names that are nearly always a login."""
LOGIN_NAME = re.compile(LOGIN_NAMES, re.I)
NAMED_LOGIN = re.compile(rf"(?<![\w.@-]){LOGIN_NAMES}\s{{0,2}}[:/]\s{{0,2}}(?P<value>[^\s\"',;]{{6,99}})", re.I)
SAME_TWICE = re.compile(rf"(?<![\w.@/:-])(?<!chown )(?P<name>{LOGIN_NAMES})\s?[:/]\s?(?P=name)(?![\w/.-])", re.I)
LOGIN_WORD = re.compile(rf"\b(?:{LOGIN_WORDS})(?![a-z])", re.I)


def find_login(text: str) -> str | None:
    """Return “a login with its password” if `text` contains one, or None."""
    has_pair = any(_is_login(text, found) for found in PAIR.finditer(text))
    has_named = any(is_signed(found["value"]) for found in NAMED_LOGIN.finditer(text)) or SAME_TWICE.search(text)
    has_nearby = any(_has_password_near(text, found.end()) for found in LOGIN_WORD.finditer(text))
    return "a login with its password" if has_pair or has_named or has_nearby else None


def _has_password_near(text: str, end: int) -> bool:
    words = nearby_words(text, end)
    return any(map(is_signed, words)) or any(map(is_leet, words[:3]))


def _is_login(text: str, found: re.Match[str]) -> bool:
    value, before = found["value"], text[max(0, found.start() - 40) : found.start()]
    if NOT_A_NAME.fullmatch(found["name"]) or value[0] in "@#":
        return False
    if LOGIN_BEFORE.search(before):
        return is_strong(value, 6) or is_passphrase(value) or (value[0].isalpha() and is_mixed(value, 6))
    if USER_BEFORE.search(before):
        return is_strong(value, 6) or is_mixed_inside(value)
    if LOGIN_NAME.fullmatch(found["name"]):
        return is_strong(value) or (value[0].isalpha() and is_mixed(value, 7))
    return is_signed(value) or ("@" in value and is_leet(value.partition("@")[0]))
