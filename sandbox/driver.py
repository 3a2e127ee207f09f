"""Drive a running sandbox from Python: people, time, trouble. Used by tests, the demo and the pictures."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import httpx

from sandbox.serving import serve
from sandbox.verbs import Answer, Person, Refused, Verbs

__all__ = ["Person", "Refused", "Sandbox", "Trouble", "Verbs", "serve"]

Found = TypeVar("Found")


class Sandbox:
    """A running sandbox at `base_url`; a context manager that closes its connections."""

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
        self.slack, self.jira, self.fivetran = (
            Verbs(self.post, name) for name in ("slack", "jira", "fivetran")
        )

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """Read something below `/_sandbox`."""
        return self._read(self._http.get(path, params=query))

    def post(self, path: str, body: Answer) -> Any:
        """Do something below `/_sandbox`. Raises Refused when it cannot be done."""
        return self._read(self._http.post(path, json=body))

    def clock(self, *, advance: float | None = None, freeze: float | None = None) -> Answer:
        """What time it is, after moving it by `advance` seconds or freezing it at epoch `freeze`."""
        wanted = {"freeze": freeze, "advance": advance}
        moved: Answer = self.post(
            "clock", {name: value for name, value in wanted.items() if value is not None}
        )
        return moved

    def state(self, vendor: str | None = None) -> Answer:
        """Everything that is true, or one vendor's part."""
        state: Answer = self.get(f"state/{vendor}" if vendor else "state")
        return state

    def journal(self, since: int = 0, **only: Any) -> list[Answer]:
        """What was said on the wire; `only` keeps entries whose fields are equal (`service="jira"`)."""
        entries: list[Answer] = self.get("journal", since=since)
        return [one for one in entries if all(one[name] == value for name, value in only.items())]

    def changes(self, after: int | None = None, timeout: float = 20.0) -> Answer:
        """Wait for the version to pass `after` (default: the next change); the clock with its version."""
        version = {} if after is None else {"after": after}
        answer: Answer = self.get("changes", timeout=timeout, **version)
        return answer

    def until(self, predicate: Callable[[], Found | None], what: str, timeout: float = 60.0) -> Found:
        """Ask `predicate` after every change, and every second, until it is truthy: that value.

        Raises AssertionError telling `what` was waited for after `timeout` real seconds.
        """
        deadline = time.monotonic() + timeout
        version = self.clock_now()["version"]
        while not (found := predicate()):
            if (left := deadline - time.monotonic()) <= 0:
                raise AssertionError(f"Waited {timeout:g} s in vain: {what}")
            version = self.changes(version, timeout=min(left, 1.0))["version"]
        return found

    def clock_now(self) -> Answer:
        """The clock, untouched: `now`, `offset`, `version`."""
        now: Answer = self.get("clock")
        return now

    def reset(self) -> None:
        """A fresh world."""
        self.post("reset", {})

    def fault(self, *, kind: str, service: str, match: str = "", **more: Any) -> "Trouble":
        """Switch trouble on (see `sandbox.faults.Fault`); a `with` block switches it off at its end."""
        added = self.post("faults", {"kind": kind, "service": service, "match": match, **more})
        return Trouble(self, added["id"])

    def faults(self) -> list[Answer]:
        """The troubles that are on."""
        active: list[Answer] = self.get("faults")
        return active

    def calm(self, fault_id: int | None = None) -> None:
        """Switch one trouble off, or all."""
        self._read(self._http.delete("faults" if fault_id is None else f"faults/{fault_id}"))

    def _read(self, response: httpx.Response) -> Any:
        if response.status_code == 409:
            raise Refused(response.json()["error"])
        response.raise_for_status()
        return response.json()


class Trouble:
    """A trouble that is on; `ends()` or leaving the `with` block switches it off."""

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        self._sandbox = sandbox
        self.id = number

    def __enter__(self) -> "Trouble":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.ends()

    def ends(self) -> None:
        """Switch it off and let go what it holds."""
        self._sandbox.calm(self.id)
