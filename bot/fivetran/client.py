"""HTTP client for Fivetran's REST API."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.fivetran.protocol import ApiCall, NotExecuted, next_cursor, parse_response, retry_after
from bot.fivetran.rate_limit import RateLimitMeter
from workflows.errors import Unavailable

FIVETRAN_CONNECT_TIMEOUT_SECONDS = 5.0
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")


class FivetranClient:
    """Send API calls. The client doesn't retry; the engine decides what to retry."""

    def __init__(self, url: str, key: str, secret: str, meter: RateLimitMeter | None = None) -> None:
        self._http = httpx.Client(
            base_url=url,
            auth=httpx.BasicAuth(key, secret),
            limits=httpx.Limits(max_connections=20),
            trust_env=urlsplit(url).hostname not in LOOPBACK_HOSTS,
        )
        self.meter = meter or RateLimitMeter()
        """Counts requests, and reads the rate limit from the responses."""

    def __repr__(self) -> str:
        return f"FivetranClient({str(self._http.base_url)!r})"

    def send(self, call: ApiCall) -> dict[str, Any]:
        """Return the `data` of the response. Raise the errors of `protocol`."""
        self.meter.record_request()
        timeout = httpx.Timeout(
            call.timeout_seconds, connect=min(FIVETRAN_CONNECT_TIMEOUT_SECONDS, call.timeout_seconds)
        )
        try:
            response = self._http.request(
                call.method,
                call.path,
                params=call.query,
                json=call.body,
                headers=call.headers,
                timeout=timeout,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise NotExecuted("Fivetran can't be reached.") from None
        except httpx.RequestError:
            raise Unavailable("Fivetran didn't respond.") from None
        self.meter.read_headers(response.headers)
        if response.status_code == 429 and call.method == "GET":  # otherwise it can be the limit on setup tests
            self.meter.record_rejection(retry_after(response.headers))
        return parse_response(response.status_code, response.headers, response.content)

    def items(self, call: ApiCall) -> Iterator[dict[str, Any]]:
        """Yield every item of a list, and fetch pages as needed."""
        following: ApiCall | None = call
        while following:
            data = self.send(following)
            yield from data.get("items") or ()
            cursor = next_cursor(data)
            following = call.next_page(cursor) if cursor else None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
