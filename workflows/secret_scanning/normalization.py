"""Undo disguises: full-width letters, accents, invisible characters, and letters that look like Latin ones."""

import unicodedata

LOOKALIKES = str.maketrans(
    "аеорсухкмнтвіјѕһԁԛԝАВЕКМНОРСТХУІЈЅαορνικτυΑΒΕΗΙΚΜΝΟΡΤΧΥΖłŁøØıđĐ",
    "aeopcyxkmhtbijshdqwABEKMHOPCTXYIJSaopviktuABEHIKMNOPTXYZlLoOidD",
)
"""Cyrillic, Greek, and stroked letters → the Latin letter that they look like."""
PUNCTUATION = str.maketrans("“”„«»‘’‚‹›`–—−‐‑‒∶꞉ː＝≔", "\"\"\"\"\"'''''" + "'------:::==")
"""Typographic marks → the ones on a keyboard."""


MAX_GROWTH = 4
"""Korean syllables become three letters, and a letter with accents up to four characters."""


def normalize_disguises(text: str) -> str:
    """Return `text` in plain letters: spaces become blanks; accents and invisible characters go.

    Some characters stand for up to 18 others. Text that they make very long is cut to `MAX_GROWTH` times its length.
    """
    decomposed = unicodedata.normalize("NFKD", text)[: MAX_GROWTH * len(text)]
    return "".join(map(_plain, decomposed)).translate(LOOKALIKES).translate(PUNCTUATION)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Mn", "Cf", "Cs", "Cc"} else character
