"""Judge one value: whether it reads like a password or key, or like an ordinary word."""

import re

from workflows.secret_scanning.secret_words import HARMLESS_ENDINGS, HARMLESS_WORDS

SPECIALS = frozenset("!@#$%^&*~?")
TRAILING = ".,;:?)]}>\"'*_"
HARMLESS = re.compile(
    r"https?://.{0,200}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"  # an address
    r"|[<{\[(•…].{0,200}|[*.x#-]{2,60}|\$[A-Z_{(].{0,200}|%[A-Z_]{2,40}%"  # a placeholder
    r"|(?:oauth|sha|md|utf|iso|rfc|aes|rsa|hs|rs|es|argon|pbkdf|x)-?\d.{0,12}|base(?:32|58|64)\w{0,8}|bcrypt.{0,6}|2fa\S{0,12}|mfa"
    r"|1password\S{0,8}|v\d[\w.-]{0,8}|[a-z]{2,10}-\d{1,6}|q[1-4][-/]?\d{2,4}"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\S{0,12}|\d{1,6}(?:\+|%|[a-z]{1,2}|-\w{3,12})?|\d{1,3}(?:[,.]\d{3}){1,4}"
    r"|(?:null|none|true|false|n/a|string|varchar)\W?\S{0,8}|\S{0,40}\(\S{0,40}",
    re.I,
)
"""Values that contain digits or signs and still are not secret."""
IDENTIFIER = re.compile(r"[a-z]{2,30}(?:[_.-](?:[a-z]{1,30}|\d{1,8}|[a-z]{1,2}\d{1,2})){1,8}", re.I)
"""Names of tables and projects: words and numbers, each on its own."""
RECORD_NUMBER = re.compile(r"[A-Z]{1,4}-?\d{2,8}")
"""Numbers of customers and accounts."""
WEAK_NUMBER = re.compile(r"\d{5,12}")
LEET = re.compile(r"[A-Za-z]\d{1,4}[A-Za-z]")
PASSPHRASE = re.compile(r"[a-z]{4,12}(?:[-_.][a-z]{4,12}){3,6}")
SECRET_LETTERS = 16
"""From this length on, a word of letters alone is not an English word."""


def trimmed(value: str) -> str:
    """Return the value without the punctuation of its sentence."""
    return value.rstrip(TRAILING)


def is_password_value(value: str, sign: str, after: str) -> bool:
    """Return whether the value after “password” and a sign (`:`, `=`, “is”) is a password.

    `after` is the text that follows: a plain word is only a password if nothing does.
    """
    word = trimmed(value)
    if WEAK_NUMBER.fullmatch(word):
        return not sign[0].isalpha() or len(word) > 5
    if len(word) < 5 or HARMLESS.fullmatch(word):
        return False
    if PASSPHRASE.fullmatch(word):
        return True
    if any(character.isdigit() or character in SPECIALS for character in word):
        return not IDENTIFIER.fullmatch(word) and (len(word) >= 8 or any(map(str.isalpha, word)))
    return _is_secret_word(word, is_last=word != value or not re.match(r"[)\"'*_]{0,3}\s{0,3}[\w(]", after))


def _is_secret_word(word: str, *, is_last: bool) -> bool:
    """Return whether a word of letters alone is a password: too long for a word, or all that was given."""
    lower = word.casefold()
    if not word.isalpha() or not word.isascii() or lower in HARMLESS_WORDS:
        return False
    if len(word) >= SECRET_LETTERS and not lower.endswith(HARMLESS_ENDINGS):
        return True
    return is_last and len(word) >= 6 and not lower.endswith(HARMLESS_ENDINGS)


def is_key_value(value: str) -> bool:
    """Return whether the value after “token” or “API key” is one."""
    word = trimmed(value)
    if HARMLESS.fullmatch(word) or IDENTIFIER.fullmatch(word) or RECORD_NUMBER.fullmatch(word):
        return False
    return is_mixed(word, 6) or (len(word) >= 20 and word.isascii() and word.isalpha())


def is_mixed(value: str, least: int) -> bool:
    """Return whether a part of at least `least` characters mixes letters and digits and isn't a known name."""
    word = trimmed(value)
    if HARMLESS.fullmatch(word) or IDENTIFIER.fullmatch(word):
        return False
    parts = re.split(r"[^A-Za-z0-9]", word)
    return any(len(part) >= least and not part.isalpha() and not part.isdigit() for part in parts)


def is_strong(value: str, least: int = 7) -> bool:
    """Return whether the value has letters and digits, and a sign or both cases too."""
    word = trimmed(value)
    if len(word) < least or HARMLESS.fullmatch(word) or IDENTIFIER.fullmatch(word):
        return False
    has_sign = any(character in SPECIALS for character in value)
    has_digit = any(character.isdigit() for character in word)
    has_letter = any(character.isalpha() for character in word)
    return has_digit and has_letter and (has_sign or (word.lower() != word != word.upper()))


def is_mixed_inside(value: str) -> bool:
    """Return whether digits stand between the letters of a mixed value, unlike in most names."""
    return is_mixed(value, 6) and bool(LEET.search(value))


def is_leet(value: str) -> bool:
    """Return whether a strong value has digits between letters."""
    return is_strong(value) and bool(LEET.search(value))


def is_long_random(value: str) -> bool:
    """Return whether the word after “token” is one, although no sign stands between them."""
    return len(value) >= 16 and is_mixed(value, 16)
