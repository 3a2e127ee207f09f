"""Turn every exception of an endpoint into an answer."""

import uuid
from collections.abc import Awaitable, Callable
from functools import wraps

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.foreign.json_object import InvalidBody
from workflows.errors import DeskError

log = structlog.get_logger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


def guarded(handle: Handler) -> Handler:
    """Return `handle`, which then answers 400 to a wrong body, 503 to an outage, and 500 with a reference."""

    @wraps(handle)
    async def guard(request: Request) -> Response:
        try:
            return await handle(request)
        except InvalidBody as wrong:
            log.warning("a request was refused", path=request.url.path, reason=str(wrong))
            return JSONResponse({"error": str(wrong)}, 400)
        except DeskError as failure:
            log.warning("a request can't be served now", path=request.url.path, reason=failure.message)
            return JSONResponse({"error": failure.message}, 503, {"retry-after": "10"})
        except Exception:  # ours: the sender gets a reference that the log has too
            reference = uuid.uuid4().hex[:8]
            log.exception("a request failed", path=request.url.path, reference=reference)
            return JSONResponse({"error": "Something went wrong on our side.", "reference": reference}, 500)

    return guard
