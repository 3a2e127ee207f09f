"""Atlassian Document Format: what a document may contain, and how it reads as plain text.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from typing import Any

from sandbox.jira.problems import Wrong

LONGEST_TEXT = 32_767
"""Characters in a description or a comment."""

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

NEVER_EMPTY = frozenset(
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
    """`document` itself when it is one; `Wrong` when it is a string, misses its shape, or is too long."""
    if not isinstance(document, dict) or document.get("type") != "doc" or document.get("version") != 1:
        raise Wrong("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    _check_children(document)
    if len(plain(document)) > LONGEST_TEXT:
        raise Wrong("The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
    return document


def _check_children(node: dict[str, Any]) -> None:
    kind, content = node["type"], node.get("content", [])
    if not isinstance(content, list) or (kind in NEVER_EMPTY and not content):
        raise Wrong(f"INVALID_INPUT: content of {kind}")
    for child in content:
        if not isinstance(child, dict) or child.get("type") not in CHILDREN.get(kind, ()):
            raise Wrong(f"INVALID_INPUT: a child of {kind}")
        _check_node(child)


def _check_node(node: dict[str, Any]) -> None:
    attributes = node.get("attrs", {})
    if node["type"] == "text":
        _check_text(node)
    elif node["type"] == "heading" and attributes.get("level") not in range(1, 7):
        raise Wrong("INVALID_INPUT: level of heading")
    elif node["type"] == "panel" and not attributes.get("panelType"):
        raise Wrong("INVALID_INPUT: type of panel")
    elif node["type"] == "mention" and not attributes.get("id"):
        raise Wrong("INVALID_INPUT: mention of nobody")
    _check_children(node)


def _check_text(node: dict[str, Any]) -> None:
    if not isinstance(node.get("text"), str) or not node["text"]:
        raise Wrong("INVALID_INPUT: text may not be empty")
    for mark in node.get("marks", []):
        if mark.get("type") not in MARKS:
            raise Wrong("INVALID_INPUT: mark")
        if mark["type"] == "link" and not isinstance(mark.get("attrs", {}).get("href"), str):
            raise Wrong("INVALID_INPUT: link to nowhere")


def plain(node: Any) -> str:
    """The words of a document, one block a line."""
    return _words(node).strip()


def _words(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    kind = node.get("type")
    if kind == "text":
        return str(node["text"])
    if kind == "hardBreak":
        return "\n"
    words = "".join(_words(child) for child in node.get("content", []))
    if kind in ("tableHeader", "tableCell"):
        return words.strip() + "\t"
    return words + ("\n" if kind in BLOCK_ENDS else "")


def paragraphs(*texts: str) -> dict[str, Any]:
    """A document of plain paragraphs, as somebody types them on the site."""
    nodes = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts]
    return {"type": "doc", "version": 1, "content": nodes}
