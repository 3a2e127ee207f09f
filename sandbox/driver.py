"""A Python client for a running sandbox: people, time, and faults."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import httpx

from sandbox.driver_verbs import JsonObject, Person, Refused, Verbs
from sandbox.serving import serve

__all__ = ["ActiveFault", "Person", "Refused", "Sandbox", "Verbs", "serve"]

T = TypeVar("T")
LOOK_SECONDS = 0.2
"""Seconds between two looks at what changes outside the sandbox."""


class Sandbox:
    """A client for the sandbox at `base_url`. As a context manager it closes its connections."""

    ada: Person
    bo: Person
    cleo: Person
    rosa: Person
    gus: Person
    dora: Person
    pia: Person

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx.Client(base_url=f"{self.base_url}/_sandbox/", timeout=90.0, trust_env=False)
        for name in ("ada", "bo", "cleo", "rosa", "gus", "dora", "pia"):
            setattr(self, name, Person(self.post, f"people/{name}"))
        self.slack, self.jira, self.fivetran = (Verbs(self.post, name) for name in ("slack", "jira", "fivetran"))

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """Read a path below `/_sandbox`."""
        return self._read(self._http.get(path, params=query))

    def post(self, path: str, body: JsonObject) -> Any:
        """Post to a path below `/_sandbox`. Raises Refused on HTTP 409."""
        return self._read(self._http.post(path, json=body))

    def clock(self, *, advance: float | None = None, freeze: float | None = None) -> JsonObject:
        """Advance the clock by `advance` seconds or freeze it at epoch `freeze`. Return the clock."""
        wanted = {"freeze": freeze, "advance": advance}
        moved: JsonObject = self.post("clock", {name: value for name, value in wanted.items() if value is not None})
        return moved

    def state(self, vendor: str | None = None) -> JsonObject:
        """Return the complete state, or one vendor's part."""
        state: JsonObject = self.get(f"state/{vendor}" if vendor else "state")
        return state

    def journal(self, since: int = 0, **only: Any) -> list[JsonObject]:
        """Return the journal. `only` filters by field values (`service="jira"`)."""
        entries: list[JsonObject] = self.get("journal", since=since)
        return [one for one in entries if all(one[name] == value for name, value in only.items())]

    def changes(self, after: int | None = None, timeout: float = 20.0) -> JsonObject:
        """Wait until the version passes `after` (default: the next change). Return the clock."""
        version = {} if after is None else {"after": after}
        answer: JsonObject = self.get("changes", timeout=timeout, **version)
        return answer

    def until(self, predicate: Callable[[], T | None], what: str, timeout: float = 60.0) -> T:
        """Call `predicate` after every change, and every `LOOK_SECONDS`, until it returns a true value.

        Return that value. Raises AssertionError with `what` after `timeout` real seconds.
        """
        deadline = time.monotonic() + timeout
        version = self.clock_now()["version"]
        while not (found := predicate()):
            if (left := deadline - time.monotonic()) <= 0:
                raise AssertionError(f"Timed out after {timeout:g} s: {what}")
            version = self.changes(version, timeout=min(left, LOOK_SECONDS))["version"]
        return found

    def clock_now(self) -> JsonObject:
        """Return the clock without moving it: `now`, `offset`, `version`."""
        now: JsonObject = self.get("clock")
        return now

    def reset(self) -> None:
        """Reset the sandbox."""
        self.post("reset", {})

    def fault(self, *, kind: str, service: str, match: str = "", **more: Any) -> "ActiveFault":
        """Add a fault (fields of `sandbox.faults.Fault`). A `with` block removes it at its end."""
        added = self.post("faults", {"kind": kind, "service": service, "match": match, **more})
        return ActiveFault(self, added["id"])

    def faults(self) -> list[JsonObject]:
        """Return the active faults."""
        active: list[JsonObject] = self.get("faults")
        return active

    def calm(self, fault_id: int | None = None) -> None:
        """Remove one fault, or all faults."""
        self._read(self._http.delete("faults" if fault_id is None else f"faults/{fault_id}"))

    def _read(self, response: httpx.Response) -> Any:
        if response.status_code == 409:
            raise Refused(response.json()["error"])
        response.raise_for_status()
        return response.json()


class ActiveFault:
    """An active fault. `ends()` or leaving the `with` block removes it."""

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        self._sandbox = sandbox
        self.id = number

    def __enter__(self) -> "ActiveFault":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.ends()

    def ends(self) -> None:
        """Remove the fault and release the requests it holds."""
        self._sandbox.calm(self.id)
