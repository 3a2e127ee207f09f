"""Values that follow a word such as “password” or “API key”, in the ways people write them."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from workflows.secret_scanning.normalization import normalize_disguises
from workflows.secret_scanning.secret_words import (
    ARTICLES,
    IS_WORDS,
    KEY_WORDS,
    OTHER_SCRIPTS,
    PASSWORD_WORDS,
    SHORT_PASSWORD_WORDS,
    USERNAME_WORDS,
)
from workflows.secret_scanning.values import (
    TWO_DIGITS,
    WINDOW_CHARS,
    is_key_value,
    is_long_random,
    is_mixed,
    is_passphrase,
    is_password_nearby,
    is_password_value,
    is_strong,
    nearby_words,
)

MAX_MENTIONS = 200
"""Text that mentions passwords or keys more often is refused, because each mention takes time."""
PASSWORD_WORD = re.compile(
    rf"(?:{PASSWORD_WORDS}|{'|'.join(map(normalize_disguises, OTHER_SCRIPTS))})(?![a-rt-z])"
    rf"|(?<![a-z])(?:{SHORT_PASSWORD_WORDS})(?![a-z])",
    re.I,
)
KEY_WORD = re.compile(rf"(?<!\d:)(?:{KEY_WORDS})(?![a-z])", re.I)
PIN = re.compile(r"(?<![a-z])pin(?:\sfor(?:\s\w{1,12}){1,4})?\s{0,3}(?:[:=]|\bis\b)\s{0,3}\d{4,8}(?![\d.,%])", re.I)
QUOTES = r"[\"'*_]{0,3}"
OPENING = rf"\s{{0,5}}{QUOTES}(?P<value>[^\s\"',;]{{1,200}})"
ASSIGNED = re.compile(
    rf"s?{QUOTES}\s{{0,5}}(?:\([^()]{{0,30}}\)\s{{0,3}})?"
    rf"(?P<sign>[:=]{{1,2}}>?|->|→|[是为は]|>(?=[^\s@:<])|/(?=\s)|-(?=\s)|'s(?=\s)"
    rf"|(?<=\s)(?:{IS_WORDS})\b:?(?:\s(?:now|set to|jetzt|maintenant|ahora|agora)\b)?){OPENING}",
    re.I,
)
LINK = re.compile(
    rf"(?:{IS_WORDS}|auf|en|a|para|now|still|noch|toujours)|(?!.{{0,60}}(?:id|sha|commit|run|version)\W)[^:=]{{0,60}}[:=]",
    re.I,
)
"""Words and signs that link a word for a password with its value."""
QUOTED_PHRASE = re.compile(r"s?\s{0,3}(?:[:=]|is\b)\s{0,3}[\"'][a-z]{2,15}(?: [a-z0-9]{1,15}){2,7}[\"']", re.I)
BARE_PHRASE = re.compile(
    r"(?:\s[a-z]{1,12}){0,6}\s{0,3}(?:[:=]|is\b)\s{0,3}"
    r"(?:[a-z]{4,12}(?: [a-z]{4,12}){3,6}|[a-z]{3,12}(?: [a-z]{3,12}){1,6} \d{1,4})"
    r"\.?\s{0,3}$",
    re.I,
)
"""Several words after “passphrase” that end the text."""
NEXT_WORD = re.compile(rf"\s{{1,3}}{OPENING}", re.I)
USERNAME_BEFORE = re.compile(
    rf"\b(?:{USERNAME_WORDS})[\s:=]{{1,3}}(?!(?:and|und|et|y|e|or|o)\s)\S{{2,64}}[\s,;/|]{{1,3}}(?:(?:and|und|et|y|e)\s)?$",
    re.I,
)
BEFORE = re.compile(
    rf"(?P<value>\S{{6,64}})\s(?:is|as|ist|als|est|comme|es|como|e|come)\s(?:(?:{ARTICLES})\s){{0,2}}(?:\w{{1,12}}\s)?$",
    re.I,
)


def find_assigned_secret(text: str) -> str | None:
    """Return “a password” if a value follows a word for a password or key, or comes right before it; else None."""
    passwords, keys = (list(islice(word.finditer(text), MAX_MENTIONS + 1)) for word in (PASSWORD_WORD, KEY_WORD))
    is_secret = (
        PIN.search(text)
        or max(len(passwords), len(keys)) > MAX_MENTIONS
        or any(_has_password(text, *found.span()) for found in passwords)
        or any(_has_key(text, found.end()) for found in keys)
    )
    return "a password" if is_secret else None


def _has_password(text: str, start: int, end: int) -> bool:
    tail, head = text[end : end + WINDOW_CHARS], text[max(0, start - WINDOW_CHARS) : start]
    if (found := ASSIGNED.match(tail)) and is_password_value(found["value"], found["sign"], tail[found.end() :]):
        return True
    if QUOTED_PHRASE.match(tail) or (text[start:end].lower().endswith("phrase") and BARE_PHRASE.match(tail)):
        return True
    if any(is_password_nearby(word, is_linked) for word, is_linked in _nearby_words(text, end)):
        return True
    if (found := NEXT_WORD.match(tail)) and (
        is_strong(found["value"])
        or is_mixed(found["value"], 7)
        or is_passphrase(found["value"])
        or (USERNAME_BEFORE.search(head) and is_password_value(found["value"], ":", tail[found.end() :]))
    ):
        return True
    return bool((found := BEFORE.search(head)) and (is_strong(found["value"]) or is_mixed(found["value"], 6)))


def _nearby_words(text: str, start: int) -> Iterator[tuple[str, bool]]:
    """Yield the words after a mention, each with whether the word before it links the two."""
    words = ["", *nearby_words(text, start)]
    return ((word, bool(LINK.fullmatch(before))) for before, word in pairwise(words))


def _has_key(text: str, end: int) -> bool:
    tail = text[end : end + WINDOW_CHARS]
    if QUOTED_PHRASE.match(tail) or ((found := ASSIGNED.match(tail)) and is_key_value(found["value"])):
        return True
    if any(is_linked and is_mixed(word, 8) and TWO_DIGITS.search(word) for word, is_linked in _nearby_words(text, end)):
        return True
    return bool((found := NEXT_WORD.match(tail)) and is_long_random(found["value"]))
