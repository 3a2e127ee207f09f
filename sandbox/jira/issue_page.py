"""The web page of an issue: `/browse/KEY`."""

from collections.abc import Callable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from sandbox.jira.accounts import ACCOUNTS_BY_ID
from sandbox.jira.issues import Comment, Issue, format_time
from sandbox.jira.problems import Problem
from sandbox.jira.site import Site

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem }
header p { margin: 0; opacity: .75 } h1 { margin: .2rem 0 1rem; font-size: 1.5rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
dt { opacity: .75 } dd { margin: 0 }
.status { font-weight: 600; padding: .1rem .5rem; border: 1px solid; border-radius: .3rem }
table { border-collapse: collapse } th, td { border: 1px solid #8888; padding: .3rem .6rem; text-align: left }
th { font-weight: 600 }
article { border-top: 1px solid #8888; padding: .5rem 0 } article header { opacity: .75 }
h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem } td p, th p, article p { margin: 0 }
p, dd { overflow-wrap: anywhere }
"""

META = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'

BLOCKS: dict[str, str] = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "blockquote": "blockquote",
    "codeBlock": "pre",
    "table": "table",
    "tableRow": "tr",
    "tableHeader": "th",
    "tableCell": "td",
    "panel": "aside",
}
MARKS: dict[str, str] = {"strong": "strong", "em": "em", "code": "code", "strike": "s", "underline": "u"}


def browse(site: Callable[[], Site]) -> Any:
    """Return the endpoint that shows one issue without authentication."""

    async def page(request: Request) -> HTMLResponse:
        try:
            return HTMLResponse(_page(site().find(request.path_params["issue"])))
        except Problem:
            return HTMLResponse(_frame("Not found", "<h1>This issue does not exist.</h1>"), 404)

    return page


def _frame(title: str, content: str) -> str:
    head = f"<title>{escape(title)}</title><style>{STYLE}</style>"
    return f'<!doctype html><html lang="en"><head>{META}{head}</head><body>{content}</body></html>'


def _page(issue: Issue) -> str:
    summary = str(issue.values["summary"])
    parts = [
        f"<header><p>{issue.kind.name} · {issue.key}</p><h1>{escape(summary)}</h1></header>",
        f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in _facts(issue))}</dl>",
        "<h2>Description</h2>",
        html(issue.values["description"]),
        "".join(["<h2>Links</h2><ul>", *(_link(link) for link in issue.links), "</ul>"]) if issue.links else "",
        "<h2>Comments</h2>",
        "".join(_comment(comment) for comment in issue.comments) or "<p>No comments yet.</p>",
    ]
    return _frame(f"{issue.key} {summary}", f"<main>{''.join(parts)}</main>")


def _facts(issue: Issue) -> list[tuple[str, str]]:
    values = issue.values
    assignee = ACCOUNTS_BY_ID[values["assignee"]].name if values["assignee"] else "unassigned"
    sensitivity = values["customfield_10051"]["value"] if values["customfield_10051"] else "none"
    return [
        ("Status", f'<span class="status">{issue.status.name}</span>'),
        ("Reporter", escape(issue.creator.name)),
        ("Assignee", escape(assignee)),
        ("Requesting team", escape(str(values["customfield_10050"]))),
        ("Data sensitivity", escape(sensitivity)),
        ("Labels", escape(", ".join(values["labels"]) or "none")),
        ("Updated", format_time(issue.updated)[:16].replace("T", " ")),
    ]


def _link(link: dict[str, Any]) -> str:
    target = link["object"]
    relation = escape(link.get("relationship", "links to"))
    return f"<li>{relation}: {_anchor(target['url'], escape(target['title']))}</li>"


def _comment(comment: Comment) -> str:
    when = format_time(comment.created)[:16].replace("T", " ")
    return f"<article><header>{escape(comment.author.name)} · {when}</header>{html(comment.body)}</article>"


def html(node: Any) -> str:
    """Return a document as HTML. User text is escaped; links are limited to http(s)."""
    if not isinstance(node, dict):
        return ""
    if node["type"] == "text":
        return _text(node)
    if node["type"] == "hardBreak":
        return "<br>"
    inner = "".join(html(child) for child in node.get("content", []))
    tag = f"h{node['attrs']['level'] + 1}" if node["type"] == "heading" else BLOCKS.get(node["type"], "div")
    return inner if node["type"] == "doc" else f"<{tag}>{inner}</{tag}>"


def _text(node: dict[str, Any]) -> str:
    shown = escape(node["text"])
    for mark in node.get("marks", []):
        if mark["type"] == "link":
            shown = _anchor(mark["attrs"]["href"], shown)
        elif tag := MARKS.get(mark["type"]):
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def _anchor(url: str, shown: str) -> str:
    safe = url.startswith(("https://", "http://"))
    return f'<a href="{escape(url)}" rel="noreferrer">{shown}</a>' if safe else shown
