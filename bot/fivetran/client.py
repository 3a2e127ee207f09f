"""The hands of the client: it sends what `protocol` built and lets it judge what came back."""

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
    """Speaks Fivetran's REST API. It repeats nothing: who may repeat what is decided by the engine."""

    def __init__(self, url: str, key: str, secret: str, meter: RateLimitMeter | None = None) -> None:
        self._http = httpx.Client(
            base_url=url,
            auth=httpx.BasicAuth(key, secret),
            limits=httpx.Limits(max_connections=20),
            trust_env=urlsplit(url).hostname not in LOOPBACK_HOSTS,
        )
        self.meter = meter or RateLimitMeter()
        """Counts what we send, and remembers what the answers say about the quota."""

    def __repr__(self) -> str:
        return f"FivetranClient({str(self._http.base_url)!r})"

    def send(self, call: ApiCall) -> dict[str, Any]:
        """The `data` of the answer; raises a failure of `protocol`'s families."""
        self.meter.record_request()
        timeout = httpx.Timeout(
            call.timeout_seconds, connect=min(FIVETRAN_CONNECT_TIMEOUT_SECONDS, call.timeout_seconds)
        )
        try:
            answer = self._http.request(
                call.method,
                call.path,
                params=call.query,
                json=call.body,
                headers=call.headers,
                timeout=timeout,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise NotExecuted("Fivetran cannot be reached.") from None
        except httpx.RequestError:
            raise Unavailable("Fivetran did not answer.") from None
        self.meter.read_headers(answer.headers)
        if answer.status_code == 429 and call.method == "GET":  # else a limit on setup tests may be meant
            self.meter.record_rejection(retry_after(answer.headers))
        return parse_response(answer.status_code, answer.headers, answer.content)

    def items(self, call: ApiCall) -> Iterator[dict[str, Any]]:
        """Every item of a list, fetching one page after the other as they are needed."""
        following: ApiCall | None = call
        while following:
            data = self.send(following)
            yield from data.get("items") or ()
            cursor = next_cursor(data)
            following = call.next_page(cursor) if cursor else None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
