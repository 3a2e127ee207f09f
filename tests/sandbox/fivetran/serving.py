"""The pretend Fivetran alone, over real HTTP, for tests."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from sandbox.faults import Fault
from sandbox.fivetran import Account, routes
from sandbox.wire import Wire
from sandbox.world import World

AUTH = ("sandbox-key", "sandbox-secret")


class Nobody:
    """A vendor that is not needed here."""

    def __init__(self, world: World) -> None:
        self.world = world


class Sandbox:
    """A running pretend Fivetran. `heard` are the web hooks it sent to its own `/hook`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.world = World(url, {}, slack=Nobody, jira=Nobody, fivetran=Account)  # type: ignore[arg-type]  # unused
        self.loop: asyncio.AbstractEventLoop | None = None
        self.heard: list[dict[str, Any]] = []
        self.answers_hooks_with = 200
        self.http = httpx.Client(base_url=f"{url}/fivetran", auth=AUTH, timeout=10, trust_env=False)

    def on_loop(self, action: Callable[[], Any]) -> Any:
        """Do something where the sandbox lives."""

        async def act() -> Any:
            return action()

        assert self.loop
        return asyncio.run_coroutine_threadsafe(act(), self.loop).result(10)

    def does(self, verb: str, **args: Any) -> Any:
        """A control verb."""
        return self.on_loop(lambda: self.world.fivetran.verbs[verb](args))

    def waits(self, *, hours: float = 0, seconds: float = 0) -> None:
        """Move the clock forward."""

        def move() -> None:
            self.world.clock.advance(hours * 3600 + seconds)
            self.world.changes.happened()

        self.on_loop(move)

    def trouble(self, **facts: Any) -> Fault:
        """Switch a trouble on for Fivetran."""
        return self.on_loop(lambda: self.world.faults.add(Fault(service="fivetran", **facts)))  # type: ignore[no-any-return]

    def hears(self, count: int) -> list[dict[str, Any]]:
        """Wait until at least so many web hooks were delivered and answered."""
        version = -1
        while self.on_loop(self._delivered) < count:
            assert self.loop
            waiting = self.world.changes.after(version, 5)
            reached = asyncio.run_coroutine_threadsafe(waiting, self.loop).result(10)
            assert reached > version, f"only {self.heard}"
            version = reached
        return self.heard

    def _delivered(self) -> int:
        return sum(exchange["direction"] == "out" for exchange in self.world.journal.since())

    def again(self) -> None:
        """A fresh world."""
        self.on_loop(self.world.reset)
        self.heard.clear()
        self.answers_hooks_with = 200

    async def hook(self, request: Request) -> Response:
        """The app's end of a web hook."""
        self.heard.append(
            {"headers": dict(request.headers), "raw": await request.body(), **(await request.json())}
        )
        return JSONResponse({}, self.answers_hooks_with)


@contextmanager
def running() -> Iterator[Sandbox]:
    """Start the pretend Fivetran on a free port, and stop it afterwards."""
    # asyncio switches Nagle's algorithm off only for sockets that say they are TCP: 40 ms for each answer.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    sandbox = Sandbox(f"http://127.0.0.1:{listener.getsockname()[1]}")
    config = uvicorn.Config(_app(sandbox), log_level="error", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    ready = threading.Event()
    sandbox_ready[sandbox.url] = ready
    thread.start()
    assert ready.wait(10)
    try:
        yield sandbox
    finally:
        server.should_exit = True
        thread.join(10)
        sandbox.http.close()


sandbox_ready: dict[str, threading.Event] = {}
Endpoint = Callable[[Request], Awaitable[Response]]


def _app(sandbox: Sandbox) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sandbox.loop = asyncio.get_running_loop()
        sandbox_ready.pop(sandbox.url).set()
        yield
        await sandbox.world.outbox.close()

    wire = [Middleware(Wire, world=sandbox.world, service="fivetran")]
    fivetran = Mount("/fivetran", routes=routes(sandbox.world), middleware=wire)
    return Starlette(routes=[fivetran, Route("/hook", sandbox.hook, methods=["POST"])], lifespan=lifespan)
