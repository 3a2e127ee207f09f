"""HTTP bodies as the journal stores them."""

import json
from typing import Any
from urllib.parse import parse_qsl


def decode_body(body: bytes, content_type: str) -> Any:
    """Decode a body as JSON, form fields, or text. Return None for an empty body."""
    text = body.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in content_type:
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
