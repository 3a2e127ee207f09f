"""The alerts of the simulated PagerDuty service, one for each dedup key.

https://developer.pagerduty.com/docs/events-api-v2/overview/
"""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.environment import Environment

ROUTING_KEY = "5a4d1f0c2b3e4f5a6b7c8d9e0f1a2b3c"
"""The integration key, of 32 characters."""
ACTIONS = ("trigger", "acknowledge", "resolve")
SEVERITIES = ("critical", "error", "warning", "info")
MAX_SUMMARY_CHARS, MAX_KEY_CHARS = 1_024, 255


@dataclass
class Alert:
    """What the people on call see of one dedup key."""

    dedup_key: str
    status: str
    summary: str
    payload: dict[str, Any]
    links: list[dict[str, str]]
    at: float
    pages: int = 1
    """How often it was opened. A trigger for an open alert only adds to it."""


@dataclass
class Service:
    """The state of the service."""

    env: Environment
    alerts: dict[str, Alert] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return every alert, oldest first."""
        return {"alerts": [asdict(alert) for alert in self.alerts.values()]}

    def take(self, event: dict[str, Any]) -> str:
        """Apply an event that `problems` accepts. Return its dedup key. A resolve without an alert does nothing."""
        key = str(event.get("dedup_key") or secrets.token_hex(16))
        alert = self.alerts.get(key)
        if event["event_action"] == "trigger":
            self._trigger(key, event, alert)
        elif alert and alert.status != "resolved":
            alert.status = {"acknowledge": "acknowledged", "resolve": "resolved"}[event["event_action"]]
        self.env.changes.notify()
        return key

    def _trigger(self, key: str, event: dict[str, Any], alert: Alert | None) -> None:
        if alert and alert.status != "resolved":
            return
        payload = dict(event["payload"])
        opened = Alert(key, "triggered", payload["summary"], payload, event.get("links", []), self.env.clock.now())
        opened.pages = alert.pages + 1 if alert else 1
        self.alerts[key] = opened


def problems(event: Any) -> list[str]:
    """Return what is wrong with an event, as the API says it; empty if it is accepted."""
    if not isinstance(event, dict):
        return ["Event object must be an object"]
    found = []
    if len(str(event.get("routing_key", ""))) != len(ROUTING_KEY):
        found.append("Length of 'routing_key' is incorrect (should be 32 characters)")
    if event.get("event_action") not in ACTIONS:
        found.append("'event_action' is missing or invalid")
    elif event["event_action"] == "trigger":
        found += _payload_problems(event.get("payload"))
    elif not event.get("dedup_key"):
        found.append("'dedup_key' is missing or blank")
    if len(str(event.get("dedup_key", ""))) > MAX_KEY_CHARS:
        found.append("'dedup_key' is too long")
    return found


def _payload_problems(payload: Any) -> list[str]:
    if not isinstance(payload, dict):
        return ["'payload' is missing or blank"]
    found = [f"'payload.{name}' is missing or blank" for name in ("summary", "source") if not payload.get(name)]
    if payload.get("severity") not in SEVERITIES:
        found.append("'payload.severity' is invalid (must be one of the following: critical, warning, error or info)")
    if len(str(payload.get("summary", ""))) > MAX_SUMMARY_CHARS:
        found.append("'payload.summary' is too long")
    return found
