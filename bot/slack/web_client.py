"""Slack's SDK on connections that stay open. By itself it opens one for each call, which costs 2 ms of CPU with TLS."""

import json
import time
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from pydantic_core import PydanticSerializationError, to_json
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import make_headers, parse_url

from bot.foreign.loopback import is_loopback
from bot.foreign.tls import tls_context

SLACK_TIMEOUT_SECONDS = 10
"""Short, because a person is waiting."""
KEPT_OPEN_SECONDS = 45.0
"""How long an idle connection is kept. Load balancers usually close theirs after a minute."""
MAX_CONNECTIONS = 100
JSON, FORM = "application/json;charset=utf-8", "application/x-www-form-urlencoded"
NoAnswer = urllib3.exceptions.HTTPError
"""What the client raises if no answer came."""
SLACK_SILENT = "Slack isn't responding."
"""What a person reads then."""
CONNECTION_LOST = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProtocolError)


class PooledWebClient(WebClient):
    """The Web API. Threads share its connections; one that Slack has closed is replaced before anything is sent.

    The SDK's own retries are off: its default repeats a post whose response was lost.
    """

    def __init__(self, token: str | None, base_url: str) -> None:
        super().__init__(token, base_url, timeout=SLACK_TIMEOUT_SECONDS, retry_handlers=[])
        self._manager = _connection_manager(base_url)
        self._is_direct = self._manager.proxy is None
        self._pool = self._manager.connection_from_url(base_url)

    def _perform_urllib_http_request(self, *, url: str, args: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Send one call of the SDK. Raises `NoAnswer`.

        `args` has "headers", and either "params" (a form) or "json". Files, which the bot never sends, aren't
        supported.
        """
        content, kind = (
            (_encode(args["json"]), JSON) if args["json"] else (urlencode(args["params"] or {}).encode(), FORM)
        )
        headers = args["headers"] | {"Content-Type": kind, "Accept-Encoding": "gzip"}
        response = self.post(url, content, headers)
        body = response.data.decode(errors="replace")
        return {"status": response.status, "headers": dict(response.headers), "body": body}

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """Send a request to any address of Slack. Raises `NoAnswer`."""
        if self._is_direct and url.startswith(self.base_url):  # finding a pool takes a quarter of the time
            return self._pool.urlopen("POST", urlsplit(url).path, body, headers, retries=False, redirect=False)
        return self._manager.urlopen("POST", url, redirect=False, body=body, headers=headers, retries=False)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
        self._manager.clear()


class PooledWebhook(WebhookClient):
    """A `response_url`, with the connections of a client. Like the SDK, it repeats once what lost its connection."""

    def __init__(self, url: str, client: PooledWebClient) -> None:
        super().__init__(url)
        self._client = client

    def _perform_http_request(self, *, body: dict[str, Any], headers: dict[str, str]) -> WebhookResponse:
        """Send a message. Raises `NoAnswer`."""
        content, headers = _encode(body), headers | {"Content-Type": JSON}
        try:
            response = self._client.post(self.url, content, headers)
        except CONNECTION_LOST:
            response = self._client.post(self.url, content, headers)
        text = response.data.decode(errors="replace")
        return WebhookResponse(url=self.url, status_code=response.status, body=text, headers=dict(response.headers))


def _encode(message: Any) -> bytes:
    """Return a message as JSON. Only the slower encoder can write half a character, which vendors send."""
    try:
        return to_json(message)
    except PydanticSerializationError:
        return json.dumps(message).encode()


class _Connection(HTTPConnection):
    """A connection that counts as closed once it was idle for too long."""

    used_at = 0.0

    def request(self, *arguments: Any, **more: Any) -> None:
        self.used_at = time.monotonic()
        super().request(*arguments, **more)

    @property
    def is_connected(self) -> bool:
        return time.monotonic() - self.used_at < KEPT_OPEN_SECONDS and super().is_connected


class _SecureConnection(_Connection, HTTPSConnection):
    """The same with TLS."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def _connection_manager(base_url: str) -> urllib3.PoolManager:
    """Return the pools of connections, through the proxy of the environment if there is one for this address."""
    limits: dict[str, Any] = {"maxsize": MAX_CONNECTIONS, "block": True, "timeout": SLACK_TIMEOUT_SECONDS}
    if base_url.startswith("https:"):
        limits["ssl_context"] = tls_context()
    manager = _proxy_manager(proxy, limits) if (proxy := _proxy_of(base_url)) else urllib3.PoolManager(**limits)
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return manager


def _proxy_manager(proxy: str, limits: dict[str, Any]) -> urllib3.ProxyManager:
    credentials = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(credentials)) if credentials else None
    return urllib3.ProxyManager(proxy, proxy_headers=headers, **limits)


def _proxy_of(base_url: str) -> str:
    address, proxies = urlsplit(base_url), getproxies()
    if is_loopback(base_url) or proxy_bypass(address.hostname or ""):
        return ""
    return proxies.get(address.scheme) or proxies.get("all") or ""
