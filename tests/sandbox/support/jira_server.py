"""A client for the Jira of a running sandbox, and a webhook listener."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from sandbox.driver import Sandbox

EMAIL, TOKEN = "desk@example.com", "sandbox-jira-token"


class PretendJira:
    """The REST API (`http`) of a sandbox, and its control verbs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.url = f"{sandbox.base_url}/jira"
        self.http = httpx.Client(base_url=f"{self.url}/rest/api/3", auth=(EMAIL, TOKEN), trust_env=False)

    def does(self, verb: str, **arguments: Any) -> Any:
        """Run a control verb."""
        return self.sandbox.post(f"jira/{verb}", arguments)

    def later(self, seconds: float) -> None:
        """Move the clock forward."""
        self.sandbox.clock(advance=seconds)

    def trouble(self, kind: str, match: str = "", **facts: Any) -> None:
        """Add a fault."""
        self.sandbox.fault(kind=kind, service="jira", match=match, **facts)

    def issues(self, label: str = "") -> list[dict[str, Any]]:
        """Return the current issues, or those with a label."""
        issues = self.sandbox.state("jira")["issues"]
        return [issue for issue in issues if not label or label in issue["fields"]["labels"]]

    def calls(self) -> list[str]:
        """Return the REST API calls so far: "METHOD /path"."""
        return [f"{said['method']} {said['path']}" for said in self.sandbox.journal(service="jira")]

    def again(self) -> None:
        """Reset the sandbox."""
        self.sandbox.reset()


class Listener:
    """Receives webhooks. `heard` are headers (lowercase) and bodies, `answers` the next statuses."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.url = ""
        self._arrived = threading.Condition()

    def hears(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        """Wait until `count` webhooks have arrived."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.heard) >= count, 10), f"only {len(self.heard)} came"
        return self.heard

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Store one webhook and return the response status."""
        with self._arrived:
            self.heard.append((headers, body))
            self._arrived.notify_all()
            return self.answers.pop(0) if self.answers else 200


@contextmanager
def listening() -> Iterator[Listener]:
    """Run a listener on a free port."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = listener.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Suppress the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        listener.url = f"http://127.0.0.1:{server.server_port}/hook"
        yield listener
        server.shutdown()
        thread.join()
