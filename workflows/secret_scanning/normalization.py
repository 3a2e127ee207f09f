"""Undo disguises: full-width letters, accents, invisible characters, and letters that look like Latin ones."""

import unicodedata

LOOKALIKES = str.maketrans(
    "аеорсухкмнтвіјѕһԁԛԝАВЕКМНОРСТХУІЈЅαορνικτυΑΒΕΗΙΚΜΝΟΡΤΧΥΖłŁøØıđĐ",
    "aeopcyxkmhtbijshdqwABEKMHOPCTXYIJSaopviktuABEHIKMNOPTXYZlLoOidD",
)
"""Cyrillic, Greek, and stroked letters → the Latin letter that they look like."""
PUNCTUATION = str.maketrans("“”„«»‘’‚‹›`–—−‐‑‒∶꞉ː＝≔", "\"\"\"\"\"'''''" + "'------:::==")
"""Typographic marks → the ones on a keyboard."""


def normalize_disguises(text: str) -> str:
    """Return `text` in plain letters: spaces become blanks; accents and invisible characters go."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(map(_plain, decomposed)).translate(LOOKALIKES).translate(PUNCTUATION)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Mn", "Cf", "Cs", "Cc"} else character
