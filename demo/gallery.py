"""Pictures of every condition: what the rules find is posted by the bot's own views, and photographed."""

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
from workflows.incidents.storms import ConnectionGroup, update_storms
from workflows.monitoring.sync_runs import RunHistory, SyncRun
from workflows.monitoring.thresholds import Thresholds

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR, RULES = timedelta(hours=1), Thresholds()
CHANNEL = "C0FIVETRAN"


def post_all(sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    """Post every condition, one that is over, and a storm: the name of each picture, and words in it."""
    for name, look in cases():
        (incident,) = update_incidents(look, (), IncidentContext("Fivetran_Prod"), RULES, NOW)
        _post(sandbox, incident_text(incident), incident_blocks(incident))
        yield f"incident-{name}", incident.name
    over = _broken("braze").evolve(ended_at=NOW + 3 * HOUR)
    _post(sandbox, incident_text(over), incident_blocks(over))
    yield "incident-over", over.name
    hit = [_broken(name).evolve(opened_at=NOW - 5 * number * HOUR / 60) for number, name in enumerate(STRUCK)]
    ((storm,), _joined) = update_storms([], hit, ConnectionGroup("prod", "Fivetran_Prod", 212), RULES, NOW)
    _post(sandbox, storm_text(storm), storm_blocks(storm))
    yield "storm", "of 212"


STRUCK = ("google_ads", "iterable", "mixpanel", "zendesk", "zoom", "asana", "airtable")


def cases() -> Iterator[tuple[str, Observation]]:
    """Every condition: a connection in which the rules find it."""
    yield (
        "broken-auth",
        _look(
            "google_ads",
            setup_state="broken",
            tasks=("The authorization for Google Ads is no longer accepted. Reconnect it.",),
            task_codes=("reconnect",),
        ),
    )
    yield "failing", _look("iterable", "....xx", failed_at=NOW - HOUR)
    yield "delayed", _look("netsuite", "......", manual=True, succeeded_at=NOW - 14 * HOUR)
    yield (
        "stuck",
        _look("search_console", manual=True, sync_state="rescheduled", rescheduled_for=NOW + HOUR),
    )
    yield "schema-change", _look("airtable", schema_status="blocked_on_capture")
    yield (
        "paused-by-fivetran",
        _look("mixpanel", paused=True, past={"pause_reason": "It was failing until it was paused."}),
    )
    yield (
        "setup-incomplete",
        _look(
            "asana",
            setup_state="incomplete",
            created_at=NOW - timedelta(days=4),
            succeeded_at=None,
            is_historical_sync=True,
        ),
    )
    yield "flapping", _look("zoom", "..x.x.x.", failed_at=NOW - 7 * HOUR)
    yield (
        "warning",
        _look("app_store", warnings={"old_api": "Version 2 of the source's API ends on 1 March 2027."}),
    )
    synced = _look("amplitude")
    yield "first-sync", replace(synced, previous=replace(synced.connection, succeeded_at=None))


def _look(
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
    """Oldest first: `.` was good, `x` failed; the last ended an hour ago, and they came every six hours."""
    for ago, mark in zip(range(len(pattern) - 1, -1, -1), pattern, strict=True):
        yield SyncRun(NOW - HOUR - ago * 6 * HOUR, mark == ".")


def _broken(name: str) -> Incident:
    look = _look(name, setup_state="broken", tasks=("Reconnect it.",), task_codes=("reconnect",))
    (incident,) = update_incidents(look, (), IncidentContext("Fivetran_Prod"), RULES, NOW)
    return incident


def _post(sandbox: Sandbox, text: str, blocks: list[Block]) -> None:
    body = {"channel": CHANNEL, "text": text, "blocks": blocks}
    token = {"Authorization": "Bearer xoxb-sandbox"}
    answer = httpx.post(f"{sandbox.base_url}/slack/api/chat.postMessage", json=body, headers=token)
    if not answer.json()["ok"]:
        raise SystemExit(f"The sandbox refused a message: {answer.json()['error']}")
