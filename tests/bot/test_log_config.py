"""No line of the log carries a secret: not ours, not one of a library, not an error."""

import json
import subprocess
import sys

import pytest

KEY = "q7Zr2mXw9Lk4Vt8Bn3Hs6Yd1"
WRITES_LINES = f"""
import logging, structlog
from bot.log_config import configure_logging
configure_logging("json")
log = structlog.get_logger("test")
log.info("named", slack_bot_token="{KEY}", api_secret="{KEY}", Password="{KEY}", a_uri="{KEY}", kept="visible")
log.info("nested", settings={{"jira": {{"token": "{KEY}"}}, "kept": "visible"}}, parts=[{{"secret": "{KEY}"}}])
log.info("said postgresql://desk:{KEY}@db/desk and xoxb-1234567890-{KEY} and visible")
logging.getLogger("library").warning("Authorization: Basic %s== visible", "{KEY}")
try:
    raise ValueError("visible: cannot reach postgresql://desk:{KEY}@db/desk")
except ValueError:
    log.exception("failed")
    logging.getLogger("library").exception("failed too")
"""


def test_a_secret_is_masked_in_every_way_that_a_line_is_written() -> None:
    done = subprocess.run([sys.executable, "-c", WRITES_LINES], capture_output=True, text=True, check=True)

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert KEY not in done.stderr
    assert len(lines) == 6
    assert all("visible" in json.dumps(line) for line in lines)
    assert [lines[0][name] for name in ("slack_bot_token", "api_secret", "Password", "a_uri")] == ["***"] * 4


FAILS = f"""
import logging, structlog
def fail():
    hidden = "{KEY[:12]}" + "{KEY[12:]}"
    raise ValueError("visible")
for write in (structlog.get_logger("test").exception, logging.getLogger("library").exception):
    try:
        fail()
    except ValueError:
        write("failed")
"""
STARTS_A_COMMAND = """
import contextlib, runpy, sys
sys.argv = ["bot", "--version"]
with contextlib.suppress(SystemExit):
    runpy.run_module("bot", run_name="__main__")
"""
CONFIGURES = "from bot.log_config import configure_logging; configure_logging('{}')"


@pytest.mark.parametrize("start", [CONFIGURES.format("text"), CONFIGURES.format("json"), STARTS_A_COMMAND])
def test_a_traceback_shows_no_local_variables(start: str) -> None:
    done = subprocess.run([sys.executable, "-c", start + FAILS], capture_output=True, text=True, check=True)

    shown = done.stdout + done.stderr
    assert shown.count("ValueError: visible") == 2
    assert KEY not in shown


STOPS = """
import logging
from bot.log_config import configure_logging
configure_logging("json")
log = logging.getLogger("uvicorn.error")
log.error("Cancel %s running task(s), timeout graceful shutdown exceeded", 1)
log.error("Exception in ASGI application")
"""


def test_a_request_that_a_stop_cuts_is_not_an_error() -> None:
    done = subprocess.run([sys.executable, "-c", STOPS], capture_output=True, text=True, check=True)

    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["Exception in ASGI application"]
