"""Build Atlassian Document Format (ADF) from plain text. Jira never parses text nodes, so nothing is escaped.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.typed_text import clean_lines

AdfNode = dict[str, Any]

MAX_USER_TEXT_CHARS = 8_000
"""Maximum length of one text by a user, in characters. No document contains more than three of them."""


def doc(*blocks: AdfNode) -> AdfNode:
    """Return a document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def paragraph(*parts: str | AdfNode) -> AdfNode:
    """Return a paragraph of texts and nodes. Empty texts are left out, because Jira rejects them."""
    content = [node for part in parts for node in (text_nodes(part) if isinstance(part, str) else [part])]
    return {"type": "paragraph", "content": content}


def text_nodes(text: str, *marks: AdfNode) -> list[AdfNode]:
    """Return a user's text line by line, without the control characters that Jira rejects."""
    nodes: list[AdfNode] = []
    for index, line in enumerate(shorten_text(clean_lines(text), MAX_USER_TEXT_CHARS).split("\n")):
        if index:
            nodes.append({"type": "hardBreak"})
        if line:
            nodes.append({"type": "text", "text": line, **({"marks": list(marks)} if marks else {})})
    return nodes


def strong(text: str) -> AdfNode:
    """Return one line of bold text."""
    return _marked(text, {"type": "strong"})


def emphasized(text: str) -> AdfNode:
    """Return one line of italic text."""
    return _marked(text, {"type": "em"})


def _marked(text: str, mark: AdfNode) -> AdfNode:
    return {"type": "text", "text": text, "marks": [mark]}


def bullet_list(items: Iterable[str | AdfNode]) -> AdfNode:
    """Return a bullet list with one paragraph per item."""
    content = [{"type": "listItem", "content": [paragraph(item)]} for item in items]
    return {"type": "bulletList", "content": content}


def field_table(rows: Mapping[str, str]) -> AdfNode:
    """Return a table of names and values, without the rows whose value is empty."""
    content = [
        {"type": "tableRow", "content": [_cell("tableHeader", strong(name)), _cell("tableCell", value)]}
        for name, value in rows.items()
        if value
    ]
    return {"type": "table", "content": content}


def _cell(kind: str, content: str | AdfNode) -> AdfNode:
    return {"type": kind, "content": [paragraph(content)]}


def node_text(node: AdfNode) -> str:
    """Return the text of a node, without line breaks."""
    return str(node.get("text", "")) + "".join(node_text(child) for child in node.get("content", []))


def shorten_text(text: str, max_chars: int) -> str:
    """Return `text`, cut to `max_chars` characters with an ellipsis if it's longer."""
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"
