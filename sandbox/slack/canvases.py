"""Canvases: documents that are tabs of a channel."""

import re
from dataclasses import dataclass
from typing import Any

HEADING = re.compile(r"\A(#{1,3}) ")
SECTION_TYPES = frozenset({"any_header", "h1", "h2", "h3"})


@dataclass
class Canvas:
    """A document in Slack's Markdown, and its tab."""

    id: str
    tab_id: str
    title: str
    markdown: str

    def sections(self, types: frozenset[str], text: str) -> list[str]:
        """Return the ids of the lines that are of one of the types, if any are asked for, and contain the text."""
        return [
            f"temp:C:{self.id}{number:04d}"
            for number, line in enumerate(self.markdown.splitlines())
            if line.strip() and text in line and (not types or types & _types(line))
        ]

    def tab_json(self) -> dict[str, Any]:
        """Return the tab as the properties of a channel list it.

        https://docs.slack.dev/reference/objects/conversation-object
        """
        return {"id": self.tab_id, "label": self.title, "type": "canvas", "data": {"file_id": self.id}}

    def as_json(self) -> dict[str, Any]:
        """Return the canvas for the page and the control API."""
        return {"id": self.id, "title": self.title, "markdown": self.markdown}


def _types(line: str) -> set[str]:
    heading = HEADING.search(line)
    return {f"h{len(heading[1])}", "any_header"} if heading else set()
