"""The hands of the client: it sends what `protocol` built and lets it judge what came back."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.fivetran.protocol import Call, Untouched, judge, next_cursor, retry_after
from bot.fivetran.rate_limit import Meter
from workflows.errors import Unavailable

CONNECT_SECONDS = 5.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class FivetranClient:
    """Speaks Fivetran's REST API. It repeats nothing: who may repeat what is decided by the engine."""

    def __init__(self, url: str, key: str, secret: str, meter: Meter | None = None) -> None:
        self._http = httpx.Client(
            base_url=url,
            auth=httpx.BasicAuth(key, secret),
            limits=httpx.Limits(max_connections=20),
            trust_env=urlsplit(url).hostname not in LOOPBACK,
        )
        self.meter = meter or Meter()
        """Counts what we send, and remembers what the answers say about the quota."""

    def __repr__(self) -> str:
        return f"FivetranClient({str(self._http.base_url)!r})"

    def send(self, call: Call) -> dict[str, Any]:
        """The `data` of the answer; raises a failure of `protocol`'s families."""
        self.meter.count()
        timeout = httpx.Timeout(call.patience, connect=min(CONNECT_SECONDS, call.patience))
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
            raise Untouched("Fivetran cannot be reached.") from None
        except httpx.RequestError:
            raise Unavailable("Fivetran did not answer.") from None
        self.meter.read(answer.headers)
        if answer.status_code == 429 and call.method == "GET":  # else a limit on setup tests may be meant
            self.meter.closed(retry_after(answer.headers))
        return judge(answer.status_code, answer.headers, answer.content)

    def items(self, call: Call) -> Iterator[dict[str, Any]]:
        """Every item of a list, fetching one page after the other as they are needed."""
        following: Call | None = call
        while following:
            data = self.send(following)
            yield from data.get("items") or ()
            cursor = next_cursor(data)
            following = call.after(cursor) if cursor else None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
