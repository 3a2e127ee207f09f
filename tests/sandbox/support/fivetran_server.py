"""The simulated Fivetran alone, over real HTTP."""

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

from sandbox.control.fivetran import VERBS
from sandbox.environment import Environment
from sandbox.faults import Fault
from sandbox.fivetran import Account, routes
from sandbox.http_middleware import VendorMiddleware

AUTH = ("sandbox-key", "sandbox-secret")


class Sandbox:
    """A running Fivetran. `heard` are the webhooks sent to its own `/hook`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.env = Environment(url)
        self.account = Account(self.env)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.heard: list[dict[str, Any]] = []
        self.answers_hooks_with = 200
        self.http = httpx.Client(base_url=f"{url}/fivetran", auth=AUTH, timeout=10, trust_env=False)

    def on_loop(self, action: Callable[[], Any]) -> Any:
        """Run `action` on the server's event loop."""

        async def act() -> Any:
            return action()

        assert self.loop
        return asyncio.run_coroutine_threadsafe(act(), self.loop).result(10)

    def does(self, verb: str, **args: Any) -> Any:
        """Run a control verb."""
        return self.on_loop(lambda: VERBS[verb](self.account, args))

    def waits(self, *, hours: float = 0, seconds: float = 0) -> None:
        """Move the clock forward."""

        def move() -> None:
            self.env.clock.advance(hours * 3600 + seconds)
            self.env.changes.notify()

        self.on_loop(move)

    def trouble(self, **facts: Any) -> Fault:
        """Add a fault."""
        fault = Fault(service="fivetran", **facts)
        self.on_loop(lambda: self.env.faults.add(fault))
        return fault

    def hears(self, count: int) -> list[dict[str, Any]]:
        """Wait until at least `count` webhooks were delivered and answered."""
        version = -1
        while self.on_loop(self._delivered) < count:
            assert self.loop
            waiting = self.env.changes.wait_after(version, 5)
            reached = asyncio.run_coroutine_threadsafe(waiting, self.loop).result(10)
            assert reached > version, f"only {self.heard}"
            version = reached
        return self.heard

    def _delivered(self) -> int:
        return sum(exchange["direction"] == "out" for exchange in self.env.journal.since())

    def again(self) -> None:
        """Reset the account."""
        self.on_loop(self._reset)
        self.heard.clear()
        self.answers_hooks_with = 200

    def _reset(self) -> None:
        self.env.reset()
        self.account = Account(self.env)
        self.env.changes.notify()

    async def hook(self, request: Request) -> Response:
        """Receive a webhook."""
        self.heard.append({"headers": dict(request.headers), "raw": await request.body(), **(await request.json())})
        return JSONResponse({}, self.answers_hooks_with)


@contextmanager
def running() -> Iterator[Sandbox]:
    """Serve Fivetran on a free port."""
    # asyncio disables Nagle's algorithm (40 ms per response) only for sockets with an explicit protocol.
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
        await sandbox.env.close()

    wire = [Middleware(VendorMiddleware, env=sandbox.env, service="fivetran")]
    fivetran = Mount("/fivetran", routes=routes(lambda: sandbox.account), middleware=wire)
    return Starlette(routes=[fivetran, Route("/hook", sandbox.hook, methods=["POST"])], lifespan=lifespan)
