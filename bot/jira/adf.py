"""Atlassian Document Format, built from plain words. Jira never parses text nodes: nothing needs escaping.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from collections.abc import Iterable, Mapping
from typing import Any

Node = dict[str, Any]

LONGEST_TEXT = 32_767
"""Characters that a description or a comment may have."""
LONGEST_PIECE = 8_000
"""Characters of one piece that somebody wrote; no document holds more than three of them."""


def doc(*blocks: Node) -> Node:
    """A whole document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def paragraph(*parts: str | Node) -> Node:
    """A paragraph of words and nodes; empty words leave nothing behind, since Jira refuses empty text."""
    content = [node for part in parts for node in (words(part) if isinstance(part, str) else [part])]
    return {"type": "paragraph", "content": content}


def words(text: str, *marks: Node) -> list[Node]:
    """Somebody's words, line by line, without the control characters that JSON allows and Jira does not."""
    nodes: list[Node] = []
    for number, line in enumerate(cut(text.strip(), LONGEST_PIECE).splitlines()):
        if number:
            nodes.append({"type": "hardBreak"})
        if clean := "".join(letter for letter in line if letter.isprintable() or letter == "\t"):
            nodes.append({"type": "text", "text": clean, **({"marks": list(marks)} if marks else {})})
    return nodes


def strong(text: str) -> Node:
    """One line of words that stand out."""
    return _marked(text, {"type": "strong"})


def small(text: str) -> Node:
    """One line of words that stand back."""
    return _marked(text, {"type": "em"})


def link(text: str, url: str) -> Node:
    """Words that lead somewhere."""
    return _marked(text, {"type": "link", "attrs": {"href": url}})


def _marked(text: str, mark: Node) -> Node:
    return {"type": "text", "text": text, "marks": [mark]}


def bullets(items: Iterable[str | Node]) -> Node:
    """A list, one paragraph an item."""
    content = [{"type": "listItem", "content": [paragraph(item)]} for item in items]
    return {"type": "bulletList", "content": content}


def facts(rows: Mapping[str, str]) -> Node:
    """A table of two columns: what, and its value. A row without a value is left out."""
    content = [
        {"type": "tableRow", "content": [_cell("tableHeader", strong(name)), _cell("tableCell", value)]}
        for name, value in rows.items()
        if value
    ]
    return {"type": "table", "content": content}


def _cell(kind: str, content: str | Node) -> Node:
    return {"type": kind, "content": [paragraph(content)]}


def plain(node: Node) -> str:
    """The words of a node, without line breaks."""
    return str(node.get("text", "")) + "".join(plain(child) for child in node.get("content", []))


def cut(text: str, longest: int) -> str:
    """`text`, or its beginning and an ellipsis when it is longer than `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
