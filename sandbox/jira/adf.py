"""Atlassian Document Format: validation and plain text.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from typing import Any

from sandbox.jira.problems import InvalidValue

MAX_TEXT_LENGTH = 32_767
"""The maximum number of characters in a description or a comment."""

INLINE = frozenset({"text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"})
LISTS = frozenset({"bulletList", "orderedList"})
IN_CELL = frozenset({"paragraph", "heading", "codeBlock", "blockquote", "panel", "rule"}) | LISTS

CHILDREN: dict[str, frozenset[str]] = {
    "doc": IN_CELL | {"table"},
    "paragraph": INLINE,
    "heading": INLINE,
    "codeBlock": frozenset({"text"}),
    "blockquote": LISTS | {"paragraph", "codeBlock"},
    "panel": LISTS | {"paragraph", "heading"},
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "listItem": LISTS | {"paragraph", "codeBlock"},
    "table": frozenset({"tableRow"}),
    "tableRow": frozenset({"tableHeader", "tableCell"}),
    "tableHeader": IN_CELL,
    "tableCell": IN_CELL,
}

NON_EMPTY = frozenset(
    {
        "bulletList",
        "orderedList",
        "listItem",
        "table",
        "tableRow",
        "tableHeader",
        "tableCell",
        "blockquote",
        "panel",
    }
)

MARKS = frozenset({"link", "strong", "em", "code", "strike", "underline", "subsup", "textColor"})

BLOCK_ENDS = frozenset({"paragraph", "heading", "codeBlock", "rule", "tableRow"})


def check(document: Any) -> dict[str, Any]:
    """Return `document` if it is valid and not too long. Raises InvalidValue."""
    if not isinstance(document, dict) or document.get("type") != "doc" or document.get("version") != 1:
        raise InvalidValue("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    _check_children(document)
    if len(plain(document)) > MAX_TEXT_LENGTH:
        raise InvalidValue("The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
    return document


def _check_children(node: dict[str, Any]) -> None:
    kind, content = node["type"], node.get("content", [])
    if not isinstance(content, list) or (kind in NON_EMPTY and not content):
        raise InvalidValue(f"INVALID_INPUT: content of {kind}")
    for child in content:
        if not isinstance(child, dict) or child.get("type") not in CHILDREN.get(kind, ()):
            raise InvalidValue(f"INVALID_INPUT: a child of {kind}")
        _check_node(child)


def _check_node(node: dict[str, Any]) -> None:
    attributes = node.get("attrs", {})
    if node["type"] == "text":
        _check_text(node)
    elif node["type"] == "heading" and attributes.get("level") not in range(1, 7):
        raise InvalidValue("INVALID_INPUT: level of heading")
    elif node["type"] == "panel" and not attributes.get("panelType"):
        raise InvalidValue("INVALID_INPUT: type of panel")
    elif node["type"] == "mention" and not attributes.get("id"):
        raise InvalidValue("INVALID_INPUT: mention without an id")
    _check_children(node)


def _check_text(node: dict[str, Any]) -> None:
    if not isinstance(node.get("text"), str) or not node["text"]:
        raise InvalidValue("INVALID_INPUT: text must not be empty")
    for mark in node.get("marks", []):
        if mark.get("type") not in MARKS:
            raise InvalidValue("INVALID_INPUT: mark")
        if mark["type"] == "link" and not isinstance(mark.get("attrs", {}).get("href"), str):
            raise InvalidValue("INVALID_INPUT: link without an address")


def plain(node: Any) -> str:
    """Return the text of a document, one block per line."""
    return _text_parts(node).strip()


def _text_parts(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    kind = node.get("type")
    if kind == "text":
        return str(node["text"])
    if kind == "hardBreak":
        return "\n"
    words = "".join(_text_parts(child) for child in node.get("content", []))
    if kind in ("tableHeader", "tableCell"):
        return words.strip() + "\t"
    return words + ("\n" if kind in BLOCK_ENDS else "")


def paragraphs(*texts: str) -> dict[str, Any]:
    """Return a document of plain paragraphs."""
    nodes = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts]
    return {"type": "doc", "version": 1, "content": nodes}
