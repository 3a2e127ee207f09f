"""Turn every exception of a listener into a message for the person, so that none leaves the listener.

Bolt (1.30) answers 500 when the listener raises before its ack: the person would see a timeout. `@app.error`
runs too late to help.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import structlog

from bot.slack.client import FormClosed
from bot.slack.context import ListenerContext
from workflows.errors import Refused, Unavailable, explain_failure

log = structlog.get_logger(__name__)


def report_errors(ctx: ListenerContext, user_id: str, channel: str = "") -> AbstractContextManager[None]:
    """Report errors privately to one person, in `channel` or in the channel of the requests."""
    return error_boundary(partial(_send_private, ctx, channel, user_id))


@contextmanager
def error_boundary(notify: Callable[[str], object]) -> Iterator[None]:
    """Catch what is raised inside, and pass `notify` a message for the person, unless they closed the form."""
    reference = uuid.uuid4().hex[:8]
    try:
        yield
    except FormClosed as closed:
        log.info("a form was closed or replaced before it was drawn", reason=closed.code)
    except Refused as refusal:
        _notify(notify, refusal.message)
    except Unavailable as unavailable:
        log.warning("a listener could not reach another system", reason=unavailable.message, reference=reference)
        _notify(notify, explain_failure(unavailable, reference))
    except Exception as failure:  # ours: the person gets a reference that the log has too
        log.exception("a listener failed", reference=reference)
        _notify(notify, explain_failure(failure, reference))


def _send_private(ctx: ListenerContext, channel: str, user_id: str, text: str) -> None:
    ctx.ports.messenger.send_private(channel or ctx.channel, user_id, text)


def _notify(notify: Callable[[str], object], text: str) -> None:
    try:
        notify(text)
    except Exception as failure:  # noqa: BLE001  # raised out of a listener, it would replace the ack
        log.warning("could not notify the person", reason=str(failure))
