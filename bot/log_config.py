"""Structured logs: every line that concerns a request carries its id; no line carries a secret or a form."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from workflows.secret_scanning.key_formats import mask_known_formats

NOISY_LOGGERS = (
    "slack_bolt",
    "slack_sdk",
    "httpx",
    "httpcore",
    "apscheduler",
    "dbos",
    "urllib3",
    "alembic",
    "uvicorn.access",
)
"""Libraries whose lines below WARNING say too much or print request bodies (Bolt does, at INFO)."""
SECRET_KEY_PARTS = ("token", "secret", "password", "authorization", "uri")
MASK = "***"


def configure_logging(log_format: str) -> None:
    """Write logs to standard error as `text` or as `json` lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # before the net: errors of libraries contain addresses with passwords
        _without_secrets,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("dbos").handlers = [handler]  # without one, DBOS brings its own, in a style of its own
    logging.getLogger("dbos").propagate = False
    logging.getLogger("slack_sdk.web.base_client").setLevel(logging.CRITICAL)  # it raises what it logs
    logging.getLogger("uvicorn.error").addFilter(_is_worth_a_line)
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)  # at WARNING it logs whole payloads
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn says more than that a stop cut a request. Its sender sends it again."""
    return not record.getMessage().endswith("timeout graceful shutdown exceeded")


def _without_secrets(_logger: object, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide the value of every key that names a secret, and every key or password in a known format in the text."""
    for key, value in line.items():
        line[key] = _masked(key, value)
    return line


def _masked(key: str, value: Any) -> Any:
    if any(part in key.lower() for part in SECRET_KEY_PARTS):
        return MASK
    if isinstance(value, dict):
        return {str(name): _masked(str(name), part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(key, part) for part in value]
    return mask_known_formats(value, MASK) if isinstance(value, str) else value
