"""Judge one value: whether it reads like a password or key, or like an ordinary word."""

import re

from workflows.secret_scanning.secret_words import HARMLESS_ENDINGS, HARMLESS_WORDS

SPECIALS = frozenset("!@#$%^&*~?")
TRAILING = ".,;:?)]}>\"'*_"
HARMLESS = re.compile(
    r"https?://.{0,200}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"  # an address
    r"|[<{\[(•…].{0,200}|[*.x#-]{2,60}|\$[A-Z_{(].{0,200}|%[A-Z_]{2,40}%"  # a placeholder
    r"|(?:oauth|sha|md|utf|iso|rfc|aes|rsa|hs|rs|es|argon|pbkdf|x)-?\d.{0,12}|base(?:32|58|64)\w{0,8}|bcrypt.{0,6}|2fa\S{0,12}|mfa"
    r"|1password\S{0,8}|v\d[\w.-]{0,8}|(?-i:[a-z]{2,10}|[A-Z]{2,10})-\d{1,6}|q[1-4][-/]?\d{2,4}"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\S{0,12}|\d{1,6}(?:\+|%|[a-z]{1,2}|-\w{3,12})?|\d{1,3}(?:[,.]\d{3}){1,4}"
    r"|(?:office|dynamics|windows|python|postgres(?:ql)?|mysql|s/?4|sap4)(?:365|1\d|20[12]\d|\d|hana)(?:\.\d{1,2})?"
    r"|\S{0,60}@sha256:.{0,200}|\S{1,40}!\$?(?-i:[A-Z]{1,3})\$?\d{1,7}(?::\S{1,12})?"  # cells of a sheet
    r"|(?:null|none|true|false|n/a|string|varchar)\W?\S{0,8}|\S{0,40}\(\S{0,40}",
    re.I,
)
"""Values that contain digits or signs and still are not secret."""
IDENTIFIER = re.compile(r"[a-z]{2,30}(?:[_.-](?:[a-z]{1,30}|\d{1,8}|[a-z]{1,2}\d{1,2})){1,8}", re.I)
"""Names of tables and projects: words and numbers, each on its own."""
RECORD_NUMBER = re.compile(r"[A-Z]{1,4}-?\d{2,8}")
"""Numbers of customers and accounts."""
WEAK_NUMBER = re.compile(r"\d{5,12}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
LEET = re.compile(r"[A-Za-z]\d{1,4}[A-Za-z]")
PASSPHRASE = re.compile(
    r"[a-z]{4,12}(?:[-_.][a-z]{4,12}){3,6}|(?i:[a-z]{3,12}(?:-[a-z]{3,12}){1,6}-\d{2,4})"
    r"|(?=\S{0,60}\d)[A-Z][a-z]{2,12}(?:-(?:[A-Za-z]{2,12}|\d{1,4})){2,6}"
)
FIELD = re.compile(r"[A-Za-z_]{1,60}\d?(?:__[a-z])?[.,;:?]?")
"""Names of fields, such as `addressLine2`."""
NEARBY_WORD = re.compile(r"(?<=[\s,;|\"'()<>`])[^\s,;|\"'()<>`]{1,200}")
NEARBY, WINDOW_CHARS = 8, 160
"""How many words, and how many characters, a value can be away from its word."""
SIGNS = frozenset("!$%^&*~#")
TWO_DIGITS = re.compile(r"\d\D{0,200}\d")
SIGN_INSIDE = re.compile(r"[A-Za-z0-9][!$%^*~#]{1,4}[A-Za-z0-9]")
ISSUE = re.compile(r"[\w.-]{1,40}/.{1,60}#")
"""The number of an issue after its repository."""
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
    if is_passphrase(word):
        return True
    if any(character.isdigit() or character in SPECIALS for character in word):
        return (not IDENTIFIER.fullmatch(word) or _is_mixed_case(word)) and (
            len(word) >= 8 or any(map(str.isalpha, word))
        )
    return _is_secret_word(word, is_last=word != value or not re.match(r"[)\"'*_]{0,3}\s{0,3}[\w(]", after))


def is_passphrase(value: str) -> bool:
    """Return whether the value is words and a number with hyphens between them, or four words."""
    return bool(PASSPHRASE.fullmatch(trimmed(value)))


def _is_mixed_case(word: str) -> bool:
    return word.lower() != word != word.upper()


def nearby_words(text: str, start: int) -> list[str]:
    """Return the first words from `start` on, without the quotes and brackets around them."""
    return NEARBY_WORD.findall(text, start, start + WINDOW_CHARS)[:NEARBY]


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
    if PASSPHRASE.fullmatch(word) and _is_mixed_case(word):
        return True
    if HARMLESS.fullmatch(word) or IDENTIFIER.fullmatch(word) or RECORD_NUMBER.fullmatch(word):
        return False
    return is_mixed(word, 6) or is_strong(word) or (len(word) >= 20 and word.isascii() and word.isalpha())


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
    if len(word) < least or value[0] in "@#" or HARMLESS.fullmatch(word) or IDENTIFIER.fullmatch(word):
        return False
    has_sign = any(character in SPECIALS for character in value.rstrip("?"))
    has_digit = any(character.isdigit() for character in word)
    has_letter = any(character.isalpha() for character in word)
    return has_digit and has_letter and (has_sign or _is_mixed_case(word))


def is_password_nearby(value: str, is_linked: bool) -> bool:
    """Return whether a word near “password” is one. After “is”, “to”, or a colon, a weaker one counts too."""
    if is_linked and (is_mixed(value, 6) or is_passphrase(value)):
        return True
    return is_strong(value) and not FIELD.fullmatch(value)


def is_signed(value: str) -> bool:
    """Return whether a strong value has a sign that names of things don't have."""
    return is_strong(value) and (not SIGNS.isdisjoint(value) or ("@" in value and bool(LEET.search(value))))


def is_mixed_with_signs(value: str) -> bool:
    """Return whether a word has lower case, upper case, digits, and a sign inside, as only passwords do."""
    has_cases = any(map(str.islower, value)) and any(map(str.isupper, value))
    is_signed_inside = is_signed(value) and bool(TWO_DIGITS.search(value)) and bool(SIGN_INSIDE.search(value))
    return has_cases and is_signed_inside and not ISSUE.match(value)


def is_mixed_inside(value: str) -> bool:
    """Return whether digits stand between the letters of a mixed value, unlike in most names."""
    return is_mixed(value, 6) and bool(LEET.search(value))


def is_leet(value: str) -> bool:
    """Return whether a strong value has digits between letters."""
    return is_strong(value) and bool(LEET.search(value))


def is_long_random(value: str) -> bool:
    """Return whether the word after “token” is one, although no sign stands between them."""
    return bool(UUID.fullmatch(trimmed(value))) or is_mixed(value, 16)
