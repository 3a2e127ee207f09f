"""Serve an account in which nothing happens, like Fivetran: `python -m bench.listing_server`."""

import argparse
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.account.connections import GROUPS, connection_item

PAGE_SIZE = 1_000
REQUEST_COUNT = "/requests"
"""Where the server says how many requests it has answered."""


def pages(size: int, group: str) -> Iterator[bytes]:
    """Yield the pages of a group."""
    items = [item for number in range(size) if (item := connection_item(number))["group_id"] == group]
    for start in range(0, max(len(items), 1), PAGE_SIZE):
        following = str(start // PAGE_SIZE + 1) if start + PAGE_SIZE < len(items) else None
        yield _body({"items": items[start : start + PAGE_SIZE], "next_cursor": following})


def _body(data: dict[str, Any]) -> bytes:
    return json.dumps({"code": "Success", "data": data}).encode()


def handler(size: int) -> type[BaseHTTPRequestHandler]:
    """Return a handler that has every page at hand."""
    served = {group: list(pages(size, group)) for group in GROUPS}
    answered: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == REQUEST_COUNT:
                self._answer(json.dumps(len(answered)).encode())
                return
            answered.append(address.path)
            kind, subject = address.path.split("/")[2:4]
            if kind == "connections":
                self._answer(_body(connection_item(int(subject.rpartition("_")[2]))))
            else:
                self._answer(served[subject][int(parse_qs(address.query).get("cursor", ["0"])[0])])

        def _answer(self, page: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_arguments: Any) -> None:
            """Stay silent."""

    return Handler


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    options = parser.parse_args()
    ThreadingHTTPServer(("127.0.0.1", options.port), handler(options.size)).serve_forever()


if __name__ == "__main__":
    main()
