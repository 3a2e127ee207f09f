"""Post every condition with the bot's own views, for the pictures in docs/incidents.md."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.slack.views.blocks import Block
from bot.slack.views.incident import incident_blocks, incident_text
from bot.slack.views.storm import storm_blocks, storm_text
from sandbox.driver import Sandbox
from workflows.connections.model import Connection
from workflows.incidents.conditions.rule import Observation
from workflows.incidents.lifecycle import IncidentContext, update_incidents
from workflows.incidents.model import Incident
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup
from workflows.monitoring.sync_runs import PauseReason, RunHistory, SyncRun
from workflows.monitoring.thresholds import Thresholds

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR, RULES = timedelta(hours=1), Thresholds()
CHANNEL = "C0FIVETRAN"


def post_all(sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    """Post every condition, a resolved incident, and a storm; yield each picture's name and text in it."""
    for name, observation in cases():
        (incident,) = update_incidents(
            observation, (), IncidentContext("Fivetran_Prod", is_production=True), RULES, NOW
        )
        _post(sandbox, incident_text(incident), incident_blocks(incident))
        yield f"incident-{name}", incident.name
    over = _broken("braze").evolve(ended_at=NOW + 3 * HOUR)
    _post(sandbox, incident_text(over), incident_blocks(over))
    yield "incident-over", over.name
    broken = [_broken(name).evolve(opened_at=NOW - 5 * number * HOUR / 60) for number, name in enumerate(AFFECTED)]
    ((storm,), _joined) = update_storms(
        [], broken, ConnectionGroup("prod", "Fivetran_Prod", 212, is_production=True), RULES, NOW
    )
    _post(sandbox, storm_text(storm), storm_blocks(storm))
    yield "storm", "of 212"


AFFECTED = ("google_ads", "iterable", "mixpanel", "zendesk", "zoom", "asana", "airtable")


def cases() -> Iterator[tuple[str, Observation]]:
    """Yield an observation for every condition."""
    yield (
        "broken-auth",
        _observe(
            "google_ads",
            setup_state="broken",
            tasks=("The authorization for Google Ads is no longer accepted. Reconnect it.",),
            task_codes=("reconnect",),
        ),
    )
    yield "failing", _observe("iterable", "....xx", failed_at=NOW - HOUR)
    yield "delayed", _observe("netsuite", "......", manual=True, succeeded_at=NOW - 14 * HOUR)
    yield (
        "stuck",
        _observe("search_console", manual=True, sync_state="rescheduled", rescheduled_for=NOW + HOUR),
    )
    yield "schema-change", _observe("airtable", schema_status="blocked_on_capture")
    yield (
        "paused-by-fivetran",
        _observe("mixpanel", paused=True, past={"pause_reason": PauseReason.FAILURES}),
    )
    yield (
        "setup-incomplete",
        _observe(
            "asana",
            setup_state="incomplete",
            created_at=NOW - timedelta(days=4),
            succeeded_at=None,
            is_historical_sync=True,
        ),
    )
    yield "flapping", _observe("zoom", "..x.x.x.", failed_at=NOW - 7 * HOUR)
    yield (
        "warning",
        _observe("app_store", warnings={"old_api": "Version 2 of the source's API ends on March 1, 2027."}),
    )
    synced = _observe("amplitude")
    yield "first-sync", replace(synced, previous=replace(synced.connection, succeeded_at=None))


def _observe(
    name: str, runs: str = "", *, manual: bool = False, past: dict[str, Any] | None = None, **facts: Any
) -> Observation:
    known: dict[str, Any] = {
        "id": name,
        "group_id": "prod",
        "service": name,
        "name": name,
        "paused": False,
        "setup_state": "connected",
        "sync_state": "scheduled",
        "is_historical_sync": False,
        "created_at": NOW - timedelta(days=90),
        "succeeded_at": NOW - HOUR,
        "sync_frequency": 360,
        "schedule_type": "manual" if manual else "auto",
    }
    connection = Connection(**(known | facts))
    return Observation(connection, RunHistory(tuple(_ran(runs)), **(past or {})), previous=connection)


def _ran(pattern: str) -> Iterator[SyncRun]:
    """Yield runs, oldest first: `.` succeeded, `x` failed. They ran every six hours, the last an hour ago."""
    for ago, mark in zip(range(len(pattern) - 1, -1, -1), pattern, strict=True):
        yield SyncRun(NOW - HOUR - ago * 6 * HOUR, mark == ".")


def _broken(name: str) -> Incident:
    observation = _observe(name, setup_state="broken", tasks=("Reconnect it.",), task_codes=("reconnect",))
    (incident,) = update_incidents(observation, (), IncidentContext("Fivetran_Prod", is_production=True), RULES, NOW)
    return incident


def _post(sandbox: Sandbox, text: str, blocks: list[Block]) -> None:
    body = {"channel": CHANNEL, "text": text, "blocks": blocks}
    token = {"Authorization": "Bearer xoxb-sandbox"}
    answer = httpx.post(f"{sandbox.base_url}/slack/api/chat.postMessage", json=body, headers=token)
    if not answer.json()["ok"]:
        raise SystemExit(f"The sandbox refused a message: {answer.json()['error']}")
