"""Links in messages, and which of them the app unfurls."""

import re
from urllib.parse import urlsplit

from sandbox.slack.rendering.markup import unescape
from sandbox.slack.workspace import Workspace

LINK = re.compile(r"https?://[^\s<>|]+")


def shared_links(workspace: Workspace, text: str) -> list[dict[str, str]]:
    """Return the links whose domains the app unfurls, each once, as the event `link_shared` lists them.

    A domain covers its subdomains. The sandbox's own address counts too, because its Jira site has no other.
    https://docs.slack.dev/reference/events/link_shared
    """
    domains = workspace.manifest["features"].get("unfurl_domains", [])
    known = [*domains, str(urlsplit(workspace.env.base_url).hostname)] if domains else []
    links = dict.fromkeys(LINK.findall(unescape(text)))
    found = [(link, _domain(str(urlsplit(link).hostname), known)) for link in links]
    return [{"domain": domain, "url": link} for link, domain in found if domain]


def _domain(host: str, domains: list[str]) -> str:
    return next((one for one in domains if host == one or host.endswith(f".{one}")), "")
