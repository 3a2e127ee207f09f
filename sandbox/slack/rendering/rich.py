"""Rich text as lines of text."""

from typing import Any

from sandbox.slack.rendering.dates import format_date
from sandbox.slack.rendering.markup import Reader


def rich_lines(block: dict[str, Any], reader: Reader) -> list[str]:
    """Return the lines of a rich_text block: lists with bullets, quotes with a bar."""
    lines: list[str] = []
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            marks = [
                f"{number}. " if part.get("style") == "ordered" else "• "
                for number, _ in enumerate(part["elements"], 1)
            ]
            lines += [mark + _run(item, reader) for mark, item in zip(marks, part["elements"], strict=True)]
        elif part["type"] == "rich_text_quote":
            lines += [f"> {line}" for line in _run(part, reader).splitlines()]
        else:
            lines += _run(part, reader).splitlines()
    return lines


def _run(part: dict[str, Any], reader: Reader) -> str:
    return "".join(_piece(one, reader) for one in part.get("elements", []))


def _piece(one: dict[str, Any], reader: Reader) -> str:
    kind = one.get("type")
    if kind == "user":
        return f"@{reader.person_name(one['user_id'])}"
    if kind == "channel":
        return f"#{reader.channel_name(one['channel_id'])}"
    if kind == "link":
        return f"{one['text']} ({one['url']})" if one.get("text") else str(one["url"])
    if kind == "emoji":
        return f":{one['name']}:"
    if kind == "date":
        return format_date(one["timestamp"], one["format"], reader.tz, reader.now)
    return str(one.get("text", f"@{one.get('range', '')}"))
