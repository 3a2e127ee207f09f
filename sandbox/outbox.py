"""What the pretend vendors send to the app by themselves: webhooks."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx

from sandbox.wire import readable

if TYPE_CHECKING:
    from sandbox.world import World


T = TypeVar("T")


class Outbox:
    """Sends in the background; obeys `deliver_late` and `deliver_twice`; writes the journal."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._tasks: set[asyncio.Task[Any]] = set()
        self._http: httpx.AsyncClient | None = None

    def post(self, service: str, url: str, headers: Mapping[str, str], body: bytes) -> asyncio.Task[int]:
        """Send without waiting. The task's result is the HTTP status, 0 when nobody answered."""
        return self.start(self._deliver(service, url, dict(headers), body))

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` in the background; `forget` cancels whatever is still running."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deliver(self, service: str, url: str, headers: dict[str, str], body: bytes) -> int:
        call = f"POST {urlsplit(url).path}"
        if late := self._world.faults.strike(service, call, ("deliver_late",)):
            await self._world.reaches(self._world.clock.now() + late.seconds)
        twice = self._world.faults.strike(service, call, ("deliver_twice",))
        status = await self.send(service, url, headers, body)
        if twice:
            await self.send(service, url, headers, body)
        return status

    async def send(self, service: str, url: str, headers: dict[str, str], body: bytes) -> int:
        """One attempt, up to ten real seconds; journalled as `out`."""
        try:
            response = await self.http.post(url, headers=headers, content=body, timeout=10.0)
            status, answer = response.status_code, readable(response.content, "")
        except httpx.HTTPError as error:
            status, answer = 0, str(error)
        self._world.journal.write(
            at=self._world.clock.now(),
            service=service,
            direction="out",
            method="POST",
            path=urlsplit(url).path,
            query={},
            request=readable(body, headers.get("content-type", headers.get("Content-Type", ""))),
            status=status,
            response=answer,
        )
        self._world.changes.happened()
        return status

    @property
    def http(self) -> httpx.AsyncClient:
        """The client towards the app; opened when first needed, proxies of the machine ignored."""
        if self._http is None:
            self._http = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=100))
        return self._http

    def forget(self) -> None:
        """Whatever was on its way belongs to a world that is gone."""
        for task in list(self._tasks):
            task.cancel()

    async def close(self) -> None:
        """Stop sending and close the connections."""
        waiting = list(self._tasks)
        self.forget()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()
            self._http = None
