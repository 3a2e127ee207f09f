"""Whatever goes wrong in a listener becomes words for the person, and never leaves the listener.

Bolt (1.30) takes an ack back when a listener raises right after it: the person would see a timeout. So
nothing may be raised out of a listener, and `@app.error` comes too late to help.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from workflows.errors import DeskError, Refused, Unavailable

log = structlog.get_logger(__name__)


@contextmanager
def error_boundary(notify: Callable[[str], object]) -> Iterator[None]:
    """Turn what is raised inside into words, and hand those to `tell`."""
    try:
        yield
    except Refused as refusal:
        _notify(notify, refusal.message)
    except Unavailable as later:
        log.warning("a listener could not reach somebody", reason=later.message)
        _notify(notify, f"{later.message} Nothing has changed. Please try again in a minute.")
    except Exception:  # ours: the person gets a reference that the log has too
        reference = uuid.uuid4().hex[:8]
        log.exception("a listener failed", reference=reference)
        _notify(notify, f"Something went wrong on our side (reference {reference}). Please try again.")


def _notify(tell: Callable[[str], object], words: str) -> None:
    try:
        tell(words)
    except (DeskError, OSError) as failure:
        log.warning("could not tell the person", reason=str(failure))
