"""Webhook delivery from the simulated vendors to the app."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from sandbox.background import BackgroundTasks
from sandbox.bodies import decode_body
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.journal import Journal


class WebhookSender:
    """Sends webhooks in the background, applies delivery faults, and records each attempt."""

    def __init__(self, clock: Clock, faults: Faults, journal: Journal, background: BackgroundTasks) -> None:
        self._clock = clock
        self._faults = faults
        self._journal = journal
        self._background = background
        self._http: httpx.AsyncClient | None = None

    def post(self, service: str, url: str, headers: Mapping[str, str], body: bytes) -> asyncio.Task[int]:
        """Send a webhook in the background. The task returns the HTTP status, or 0 without a response."""
        return self._background.start(self._deliver(service, url, dict(headers), body))

    async def _deliver(self, service: str, url: str, headers: dict[str, str], body: bytes) -> int:
        call = f"POST {urlsplit(url).path}"
        if late := self._faults.take(service, call, ("deliver_late",)):
            await self._clock.wait_until(self._clock.now() + late.seconds)
        twice = self._faults.take(service, call, ("deliver_twice",))
        status = await self.send(service, url, headers, body)
        if twice:
            await self.send(service, url, headers, body)
        return status

    async def send(self, service: str, url: str, headers: dict[str, str], body: bytes) -> int:
        """Make one attempt, up to ten real seconds, and record it as `out` in the journal."""
        try:
            response = await self.http.post(url, headers=headers, content=body, timeout=10.0)
            status, answer = response.status_code, decode_body(response.content, "")
        except httpx.HTTPError as error:
            status, answer = 0, str(error)
        self._journal.write(
            at=self._clock.now(),
            service=service,
            direction="out",
            method="POST",
            path=urlsplit(url).path,
            query={},
            request=decode_body(body, headers.get("content-type", headers.get("Content-Type", ""))),
            status=status,
            response=answer,
        )
        self._clock.changes.notify()
        return status

    @property
    def http(self) -> httpx.AsyncClient:
        """The HTTP client for calls to the app. It opens on first use and ignores proxy settings."""
        if self._http is None:
            self._http = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=100))
        return self._http

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None
