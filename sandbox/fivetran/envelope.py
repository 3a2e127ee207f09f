"""Fivetran's response envelope: `{"code": …, "message": …, "data": …}`."""

from typing import Any

from starlette.responses import JSONResponse


class Problem(Exception):
    """An API error: HTTP status, `code`, `message`, and headers."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    @property
    def response(self) -> JSONResponse:
        """The error as an HTTP response."""
        return JSONResponse({"code": self.code, "message": self.message}, self.status, headers=self.headers)


def invalid(message: str) -> Problem:
    """Return a 400: a field of the body or the query is wrong."""
    return Problem(400, "InvalidInput", message)


def not_found(what: str, ident: str) -> Problem:
    """Return a 404 for an unknown or inaccessible object. `what` becomes part of the code."""
    return Problem(404, f"NotFound_{what}", f"{what} with id '{ident}' does not exist.")


def conflict(message: str) -> Problem:
    """Return a 409."""
    return Problem(409, "Conflict", message)


def success(data: Any, status: int = 200, message: str | None = None) -> JSONResponse:
    """Return a response with data."""
    words = {"message": message} if message else {}
    return JSONResponse({"code": "Success", **words, "data": data}, status)


def message_only(message: str) -> JSONResponse:
    """Return the response to an action: a message without data."""
    return JSONResponse({"code": "Success", "message": message})
