"""Events for PagerDuty, over HTTP: accepted, refused, or for later, and never with the key in an error."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.paging.pagerduty import PagerDutyEvents, trigger_event
from sandbox.driver import Sandbox, serve
from sandbox.pagerduty.service import ROUTING_KEY
from tests.support.sample_data import MONDAY, an_incident
from tests.support.scripted_server import scripted_server
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.errors import Refused, Unavailable
from workflows.notifications.page import make_page

PAGE = make_page(an_incident())


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with serve() as url, Sandbox(url) as sandbox:
        yield sandbox


def events(sandbox: Sandbox, key: str = ROUTING_KEY) -> PagerDutyEvents:
    return PagerDutyEvents(f"{sandbox.base_url}/pagerduty/v2/enqueue", key, CONNECTION_PAGE_URL)


def alerts(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.state("pagerduty")["alerts"])


def test_an_alert_is_opened_once_and_resolved_under_the_same_key(running: Sandbox) -> None:
    running.reset()
    for _ in range(2):
        events(running).trigger(PAGE)
    (opened,) = alerts(running)
    events(running).resolve(PAGE.subject_id)
    (resolved,) = alerts(running)

    assert (opened["status"], opened["pages"], resolved["status"]) == ("triggered", 1, "resolved")
    assert opened["dedup_key"] == "connector-desk:zoom-1"
    assert opened["summary"] == "zoom can't sign in · production"
    assert opened["links"] == [
        {"href": "https://fivetran.com/dashboard/connections/brisk_otter/status", "text": "Open in Fivetran"}
    ]
    assert opened["payload"]["custom_details"]["last_data"] == "2026-11-23 03:00 UTC"


def test_the_end_of_an_alert_that_does_not_exist_pages_no_one(running: Sandbox) -> None:
    running.reset()

    events(running).resolve("check")

    assert alerts(running) == []


def test_a_key_of_the_wrong_length_is_refused_without_being_repeated(running: Sandbox) -> None:
    with pytest.raises(Refused, match="HTTP status 400") as refused:
        events(running, "short-secret").trigger(PAGE)

    assert "short-secret" not in f"{refused.value!r} {refused.value.__context__!r} {events(running, 'short-secret')!r}"


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_is_not_accepted_now_is_for_later(status: int) -> None:
    with scripted_server(b"{}", status=status, retry_after="7") as (url, _paths), pytest.raises(Unavailable) as later:
        PagerDutyEvents(url, ROUTING_KEY).trigger(PAGE)

    assert later.value.retry_after == 7


def test_a_server_that_is_away_is_for_later() -> None:
    with pytest.raises(Unavailable, match="can't be reached"):
        PagerDutyEvents("http://127.0.0.1:9/", ROUTING_KEY).trigger(PAGE)


def test_an_event_has_no_empty_fields_and_a_summary_that_fits() -> None:
    restricted = make_page(an_incident(is_restricted=True))
    long = make_page(an_incident("z" * 2_000, opened_at=MONDAY + timedelta(hours=1)))

    body = trigger_event(restricted, CONNECTION_PAGE_URL)

    assert body.keys() == {"event_action", "dedup_key", "client", "payload"}
    assert body["payload"].keys() == {"summary", "source", "severity", "timestamp", "custom_details"}
    assert "zoom" not in str(body["payload"])
    assert len(trigger_event(long, "")["payload"]["summary"]) == 1_024
