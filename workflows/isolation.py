"""Handle the items of a list one by one: an error of one stops no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from workflows.errors import CredentialRejected, DeskError, Unavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")


def handle_isolated(kind: str, items: Iterable[T], handle: Callable[[T], object], name: Callable[[T], str]) -> None:
    """Handle every item, and log each failure with the `name` of its item. The next run of the job tries again.

    Raises `CredentialRejected`: a rejected key or token is about no item, so the rest waits.
    """
    for item in items:
        try:
            handle(item)
        except CredentialRejected:
            raise
        except Unavailable as failure:
            log.info("an item is left to the next run", kind=kind, item=name(item), reason=failure.message)
        except DeskError as failure:
            log.warning("an item can't be handled", kind=kind, item=name(item), reason=failure.message)
        except Exception:
            log.exception("an item can't be handled", kind=kind, item=name(item))
