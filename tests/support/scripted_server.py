"""An HTTP server that answers every request with the same bytes, as a gateway in front of a vendor does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAX_REQUESTS = 20
"""All later requests get 500, so that a client which never stops asking fails."""


@contextmanager
def scripted_server(body: bytes, *, status: int = 200, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the server's URL and the paths that were requested so far. `content_type` is a header, for example."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            paths.append(self.path)
            self.send_response(status if len(paths) <= MAX_REQUESTS else 500)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_arguments: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", paths
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
