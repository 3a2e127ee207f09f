"""HTTP client for Fivetran's REST API."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import httpx

from bot.fivetran.protocol import RATE_LIMIT_REACHED, ApiCall, NotExecuted, page_items, parse_response
from bot.fivetran.rate_limit import RateLimitMeter
from bot.foreign.credentials import CredentialStatus, records_credential
from bot.foreign.fields import Fields
from bot.foreign.items import ForeignItems, ParsedItems
from bot.foreign.loopback import is_loopback
from bot.foreign.pages import PageGuard
from bot.foreign.retry_after import parse_retry_after
from bot.foreign.tls import tls_context
from workflows.errors import Unavailable

FIVETRAN_CONNECT_TIMEOUT_SECONDS = 5.0
T = TypeVar("T")


class FivetranClient:
    """Send API calls. The client doesn't retry; the engine decides what to retry."""

    def __init__(
        self,
        url: str,
        key: str,
        secret: str,
        meter: RateLimitMeter | None = None,
        foreign: ForeignItems | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=url,
            auth=httpx.BasicAuth(key, secret),
            limits=httpx.Limits(max_connections=20),
            trust_env=not is_loopback(url),
            verify=tls_context(),
        )
        self.credential = CredentialStatus("Fivetran")
        self.meter = meter or RateLimitMeter()
        """Counts requests, and reads the rate limit from the responses."""
        self.foreign = foreign or ForeignItems()
        """Parses items of lists, and knows which can't be read."""

    def __repr__(self) -> str:
        return f"FivetranClient({str(self._http.base_url)!r})"

    @records_credential
    def send(self, call: ApiCall) -> dict[str, Any]:
        """Return the `data` of the response. Raise the errors of `protocol`.

        After a 429, nothing is sent for as long as Fivetran asked for.
        """
        if blocked := self.meter.blocked_seconds:
            raise NotExecuted(RATE_LIMIT_REACHED, blocked)
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
        if response.status_code == 429 and not call.path.endswith("/test"):  # setup tests have a limit of their own
            self.meter.record_rejection(parse_retry_after(response.headers))
        return parse_response(response.status_code, response.headers, response.content)

    def items(self, call: ApiCall) -> Iterator[Any]:
        """Yield every item of a list as it came, and fetch pages as needed. Raise `Unavailable` if it doesn't end."""
        following: ApiCall | None = call
        pages = PageGuard("Fivetran")
        while following:
            data = self.send(following)
            yield from page_items(data)
            cursor = pages.follow(data.get("next_cursor"))
            following = call.next_page(cursor) if cursor else None

    def read_items(self, kind: str, call: ApiCall, parse: Callable[[Fields], T]) -> ParsedItems[T]:
        """Parse every item of a list in isolation; `kind` says what the items are."""
        return self.foreign.read_list(kind, self.items(call), parse, place=call.path)

    def fetch_item(self, kind: str, call: ApiCall, parse: Callable[[Fields], T]) -> T:
        """Parse the object in a response; raise `Unavailable` if it can't be read."""
        return self.foreign.read_one(kind, self.send(call), parse)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
