"""Fivetran's way to answer: `{"code": …, "message": …, "data": …}`, for good news and bad."""

from typing import Any

from starlette.responses import JSONResponse


class Problem(Exception):
    """Something Fivetran refuses: HTTP status, `code`, `message`, and headers that belong to it."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    @property
    def answer(self) -> JSONResponse:
        """The problem as an HTTP answer."""
        return JSONResponse({"code": self.code, "message": self.message}, self.status, headers=self.headers)


def invalid(message: str) -> Problem:
    """400: a field of the body or the query is wrong."""
    return Problem(400, "InvalidInput", message)


def missing(what: str, ident: str) -> Problem:
    """404: there is no such thing, or the key may not see it. `what` becomes part of the code."""
    return Problem(404, f"NotFound_{what}", f"{what} with id '{ident}' does not exist.")


def conflict(message: str) -> Problem:
    """409: not now, or not a second time."""
    return Problem(409, "Conflict", message)


def success(data: Any, status: int = 200, message: str | None = None) -> JSONResponse:
    """An answer with data."""
    words = {"message": message} if message else {}
    return JSONResponse({"code": "Success", **words, "data": data}, status)


def done(message: str) -> JSONResponse:
    """The answer to an action: a message and no data."""
    return JSONResponse({"code": "Success", "message": message})
