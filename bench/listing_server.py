"""Serve the lists of an account in which nothing happens, like Fivetran's: `python -m bench.listing_server`."""

import argparse
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.quiet_round_account import connection_item

PAGE_SIZE = 1_000


def pages(size: int, group: str) -> Iterator[bytes]:
    """Yield the pages of a group."""
    items = [item for number in range(size) if (item := connection_item(number))["group_id"] == group]
    for start in range(0, max(len(items), 1), PAGE_SIZE):
        following = str(start // PAGE_SIZE + 1) if start + PAGE_SIZE < len(items) else None
        data = {"items": items[start : start + PAGE_SIZE], "next_cursor": following}
        yield json.dumps({"code": "Success", "data": data}).encode()


def handler(size: int) -> type[BaseHTTPRequestHandler]:
    """Return a handler that has every page at hand."""
    served = {group: list(pages(size, group)) for group in ("dev", "prod")}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            page = served[address.path.split("/")[3]][int(parse_qs(address.query).get("cursor", ["0"])[0])]
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
