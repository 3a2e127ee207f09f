"""The HTTP server stops when it is told to, however rarely it looks by itself."""

import http.client
import signal
import threading
from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from bot.http.server import QuietServer, listen

AN_HOUR = 3_600.0


@pytest.mark.parametrize("end", [QuietServer.stop, lambda server: server.handle_exit(signal.SIGTERM, None)])
def test_a_server_that_looks_rarely_stops_at_once(end: Callable[[QuietServer], None]) -> None:
    with listen("127.0.0.1", 0, "PORT") as listening:
        server = QuietServer(Starlette(), tick_seconds=AN_HOUR)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        assert status_of(listening.getsockname()[1]) == 404

        end(server)
        thread.join(60)

    assert not thread.is_alive()


def status_of(port: int) -> int:
    """Return the status of an answer, once there is one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()
