"""What DBOS stores of a workflow: JSON, so that a deploy that changes a class finishes yesterday's work."""

import inspect
import json
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any, get_type_hints

from dbos import Serializer, error
from pydantic import TypeAdapter

from bot.durable.renamed_fields import with_new_names
from workflows import errors

ERROR_KEY = "error"
INPUT_KEYS = {"args", "kwargs"}
DESK_ERRORS: dict[str, Callable[[str], Exception]] = {
    kind.__name__: kind
    for kind in (
        errors.DeskError,
        errors.Refused,
        errors.IllegalTransition,
        errors.Unavailable,
        errors.Misconfigured,
    )
} | {errors.ChannelUnavailable.__name__: lambda message: errors.ChannelUnavailable(message, "")}


class JsonSerializer(Serializer):
    """Store ids and plain JSON values. Anything else raises `TypeError` at once, where it is enqueued.

    An error becomes its type and message. When it is read, a `DeskError` has its type again.
    """

    def name(self) -> str:
        """Return the name that DBOS writes beside each value."""
        return "connector_desk_json"

    def serialize(self, data: Any) -> str:
        """Return `data` as JSON text."""
        if isinstance(data, BaseException):
            data = {ERROR_KEY: {"type": type(data).__name__, "message": str(data)}}
        _require_json(data)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        """Return the value, the inputs of a workflow, or the error to raise again."""
        data = json.loads(serialized_data)
        if isinstance(data, dict) and data.keys() == {ERROR_KEY}:
            return _error(**data[ERROR_KEY])
        if isinstance(data, dict) and data.keys() == INPUT_KEYS:
            return {"args": tuple(data["args"]), "kwargs": data["kwargs"]}
        return data


def _require_json(data: Any) -> None:
    if data is None or isinstance(data, (str, int, float)):
        return
    if isinstance(data, (list, tuple)):
        items = list(data)
    elif isinstance(data, dict) and all(isinstance(key, str) for key in data):
        items = list(data.values())
    else:
        raise TypeError(f"DBOS stores JSON only, not {type(data).__name__}")
    for item in items:
        _require_json(item)


def _error(type: str, message: str) -> Exception:  # the key that is stored
    if type in DESK_ERRORS:
        return DESK_ERRORS[type](message)
    return error.DBOSException(f"{type}: {message}")


def to_json(value: Any) -> Any:
    """Return a dataclass as a dict and a time as ISO 8601. Other values stay as they are."""
    if is_dataclass(value) or isinstance(value, datetime):
        return _adapter(type(value)).dump_python(value, mode="json")  # type: ignore[arg-type]  # classes are hashable
    return value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the adapter of a type. To build one takes longer than to enqueue a workflow."""
    return TypeAdapter(kind)


def argument_reader(function: Callable[..., Any]) -> Callable[[tuple[Any, ...]], list[Any]]:
    """Return what turns stored arguments into those that `function` declares.

    A field that the stored dict lacks gets its default. A field that the class no longer has is ignored. A renamed
    field has its new name.
    """
    bound = function.keywords if isinstance(function, partial) else {}
    hints = get_type_hints(function.func if isinstance(function, partial) else function)
    names = [name for name in inspect.signature(function).parameters if name not in bound]
    adapters = [_adapter(hints.get(name, Any)) for name in names]

    def read(arguments: tuple[Any, ...]) -> list[Any]:
        pairs = zip(adapters, arguments, strict=False)
        return [adapter.validate_python(with_new_names(argument)) for adapter, argument in pairs]

    return read
