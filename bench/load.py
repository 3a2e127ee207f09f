"""Generate load in a process of its own: `lanes` connections send prepared requests and time the answers.

It writes HTTP by hand, because an HTTP library takes longer for forty requests at once than the bot.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.stage import ROOT
from sandbox.slack.http_delivery import FORM, signed

PATH = "/slack/events"


@dataclass(frozen=True)
class Answers:
    """The answers, in the order of their arrival."""

    began: float
    """When the first request was sent, by the monotonic clock that all processes share."""
    seconds: float
    """From the first request to the last answer."""
    statuses: Sequence[int]
    acks: Sequence[float]
    """Seconds until each answer. The first one of a connection includes opening it."""

    @property
    def all_good(self) -> bool:
        """Whether every request was answered with 200."""
        return set(self.statuses) == {200}


def send(port: int, bodies: Sequence[bytes], lanes: int) -> Answers:
    """Send signed Slack requests to an app on this machine, `lanes` at once."""
    return send_requests(
        port, [http_request(PATH, body, {"Content-Type": FORM, **signed(body)}) for body in bodies], lanes
    )


def send_requests(port: int, requests: Sequence[str], lanes: int) -> Answers:
    """Send requests to an app on this machine, `lanes` at once."""
    order = {"port": port, "lanes": lanes, "requests": requests}
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(order).encode(), stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return Answers(**json.loads(done.stdout))


def http_request(path: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Return the text of a request."""
    sent = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join([*lines, "", body.decode()])


async def _fire(order: dict[str, Any]) -> dict[str, Any]:
    waiting = [request.encode() for request in reversed(order["requests"])]
    results: list[tuple[int, float]] = []
    began = time.monotonic()
    await asyncio.gather(*(_lane(order["port"], waiting, results) for _ in range(order["lanes"])))
    seconds = time.monotonic() - began
    statuses, acks = zip(*results, strict=True)
    return {"began": began, "seconds": seconds, "statuses": statuses, "acks": acks}


async def _lane(port: int, waiting: list[bytes], results: list[tuple[int, float]]) -> None:
    """Send requests over one connection, each after the answer to the one before."""
    began = time.perf_counter()
    request = waiting.pop()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        writer.write(request)
        status = await _status(reader)
        results.append((status, time.perf_counter() - began))
        if not waiting:
            break
        request, began = waiting.pop(), time.perf_counter()
    writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    """Read one answer and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    await reader.readexactly(int(length or 0))
    return int(head.split(" ", 2)[1])


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_fire(json.load(sys.stdin)))))
