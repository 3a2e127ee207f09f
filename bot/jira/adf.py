"""Atlassian Document Format, built from plain words. Jira never parses text nodes: nothing needs escaping.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from collections.abc import Iterable, Mapping
from typing import Any

AdfNode = dict[str, Any]

MAX_DOCUMENT_CHARS = 32_767
"""Characters that a description or a comment may have."""
MAX_USER_TEXT_CHARS = 8_000
"""Characters of one piece that somebody wrote; no document holds more than three of them."""


def doc(*blocks: AdfNode) -> AdfNode:
    """A whole document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def paragraph(*parts: str | AdfNode) -> AdfNode:
    """A paragraph of words and nodes; empty words leave nothing behind, since Jira refuses empty text."""
    content = [node for part in parts for node in (text_nodes(part) if isinstance(part, str) else [part])]
    return {"type": "paragraph", "content": content}


def text_nodes(text: str, *marks: AdfNode) -> list[AdfNode]:
    """Somebody's words, line by line, without the control characters that JSON allows and Jira does not."""
    nodes: list[AdfNode] = []
    for number, line in enumerate(shorten_text(text.strip(), MAX_USER_TEXT_CHARS).splitlines()):
        if number:
            nodes.append({"type": "hardBreak"})
        if clean := "".join(letter for letter in line if letter.isprintable() or letter == "\t"):
            nodes.append({"type": "text", "text": clean, **({"marks": list(marks)} if marks else {})})
    return nodes


def strong(text: str) -> AdfNode:
    """One line of words that stand out."""
    return _marked(text, {"type": "strong"})


def emphasized(text: str) -> AdfNode:
    """One line of words that stand back."""
    return _marked(text, {"type": "em"})


def text_link(text: str, url: str) -> AdfNode:
    """Words that lead somewhere."""
    return _marked(text, {"type": "link", "attrs": {"href": url}})


def _marked(text: str, mark: AdfNode) -> AdfNode:
    return {"type": "text", "text": text, "marks": [mark]}


def bullet_list(items: Iterable[str | AdfNode]) -> AdfNode:
    """A list, one paragraph an item."""
    content = [{"type": "listItem", "content": [paragraph(item)]} for item in items]
    return {"type": "bulletList", "content": content}


def field_table(rows: Mapping[str, str]) -> AdfNode:
    """A table of two columns: what, and its value. A row without a value is left out."""
    content = [
        {"type": "tableRow", "content": [_cell("tableHeader", strong(name)), _cell("tableCell", value)]}
        for name, value in rows.items()
        if value
    ]
    return {"type": "table", "content": content}


def _cell(kind: str, content: str | AdfNode) -> AdfNode:
    return {"type": kind, "content": [paragraph(content)]}


def node_text(node: AdfNode) -> str:
    """The words of a node, without line breaks."""
    return str(node.get("text", "")) + "".join(node_text(child) for child in node.get("content", []))


def shorten_text(text: str, max_chars: int) -> str:
    """`text`, or its beginning and an ellipsis when it is longer than `longest` characters."""
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"
