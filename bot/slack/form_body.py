"""Read the body of a press: a form with one field, `payload`, of some ten kilobytes."""

from binascii import a2b_qp
from urllib.parse import unquote

PAYLOAD = b"payload="
"""How the body of an interaction begins: docs.slack.dev/interactivity/handling-user-interaction."""
NEVER_RAW = b"=\r\n"
"""What is always escaped in a field of a form."""


def read_payload_field(body: bytes) -> str | None:
    """Return the field `payload` if the form has nothing else. Raises `UnicodeDecodeError` for what isn't UTF-8."""
    if not body.startswith(PAYLOAD) or b"&" in body:
        return None
    return unquote_field(body[len(PAYLOAD) :])


def unquote_field(value: bytes) -> str:
    """Decode a value of a form like `urllib.parse.unquote`, which takes a loop in Python: 0.9 ms for a press.

    Quoted-printable text has the same escapes, with another sign, and its decoder is written in C. Only a broken
    escape is shortened otherwise than from three bytes to one. Then urllib decodes the value.
    """
    spaced = value.replace(b"+", b" ")
    if not any(sign in value for sign in NEVER_RAW) and value.isascii():
        decoded = a2b_qp(spaced.replace(b"%", b"="))
        if len(decoded) == len(value) - 2 * value.count(b"%"):
            return decoded.decode(errors="replace")
    return unquote(spaced.decode(), errors="replace")
