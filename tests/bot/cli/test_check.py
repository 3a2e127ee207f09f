"""`python -m bot check` reports each problem with its fix."""

import json
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap.answers import build_answers
from bot.bootstrap.canvas import build_canvas_ports
from bot.bootstrap.core import Container
from bot.bootstrap.endpoints import find_unreadable
from bot.cli import check
from bot.clock import SystemClock
from bot.config.settings import Settings
from bot.metrics import UnreadableItemMetrics, metrics_page
from bot.queries.stuck_tickets import SEE_CHECK
from bot.slack.check import PROBE_TEXT
from bot.store.database import connect, migrate
from bot.store.heartbeats import HeartbeatStore, new_instance
from bot.store.requests import RequestStore
from bot.store.webhooks import WebhookStore
from demo.stage import sandbox_settings
from sandbox.driver import Sandbox, serve
from sandbox.pagerduty.service import ROUTING_KEY
from tests.support.sample_data import TICKET, a_request_with_ticket
from tests.support.scripted_server import scripted_server
from workflows.canvas.model import PublicList
from workflows.canvas.update import update_canvas

SECTIONS = ["Database", "Slack", "Jira", "Fivetran", "Requests"]
HOOKS = {"FIVETRAN_WEBHOOK_SECRET": "sandbox-fivetran-hook"}


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with serve() as url, Sandbox(url) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


def built(sandbox: Sandbox, tmp_path: Path, **changes: str) -> Container:
    """The parts of a bot with these settings changed."""
    given = sandbox_settings(sandbox.base_url, f"sqlite:///{tmp_path}/desk.sqlite3", 3000) | changes
    settings = Settings(_env_file=None, **{name.lower(): value for name, value in given.items()})  # type: ignore[call-arg, arg-type]
    return Container(settings)


def checked(sandbox: Sandbox, tmp_path: Path, **changes: str) -> str:
    """Everything that `check` says with these settings changed."""
    said: list[str] = []
    parts = built(sandbox, tmp_path, **changes)
    check.run_checks(parts, said.append)
    parts.close()
    return "\n".join(said)


def test_when_everything_is_in_place_it_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    assert checked(sandbox, tmp_path) == (
        "✓ Database\n✓ Slack\n✓ Jira\n✓ Fivetran\n✓ Requests\nEverything is in place."
    )


def test_the_address_for_pages_is_tried_and_pages_no_one(sandbox: Sandbox, tmp_path: Path) -> None:
    webhook = {"ALERT_WEBHOOK_URL": f"{sandbox.base_url}/pagerduty/v2/enqueue", "ALERT_WEBHOOK_KEY": ROUTING_KEY}

    assert "✓ Alert webhook\nEverything is in place." in checked(sandbox, tmp_path, **webhook)
    assert sandbox.state("pagerduty")["alerts"] == []
    wrong = checked(sandbox, tmp_path, **webhook | {"ALERT_WEBHOOK_KEY": "a-secret", "FIVETRAN_PROD_GROUP": ""})
    assert "    Nothing is ever sent: set FIVETRAN_PROD_GROUP" in wrong
    assert "    PagerDuty refused the event with HTTP status 400. Check ALERT_WEBHOOK_URL and" in wrong
    assert "a-secret" not in wrong
    away = checked(sandbox, tmp_path, **webhook | {"ALERT_WEBHOOK_URL": "http://127.0.0.1:9/"})
    assert "The check failed: PagerDuty can't be reached. Run it again." in away


def test_the_group_that_alerts_mention_is_looked_up(sandbox: Sandbox, tmp_path: Path) -> None:
    assert "ALERT_MENTION_GROUP" in checked(sandbox, tmp_path, ALERT_MENTION_GROUP="S0NONE")
    assert "ALERT_MENTION_GROUP" not in checked(sandbox, tmp_path, ALERT_MENTION_GROUP="S0DATAENG")


@pytest.mark.parametrize(
    ("scope", "use"), [("im:write", "send Connect Cards by dire"), ("users:read.email", "find the Jira accounts of")]
)
def test_a_scope_that_is_missing_is_named_with_what_it_is_for(
    sandbox: Sandbox, tmp_path: Path, scope: str, use: str
) -> None:
    sandbox.slack.scopes(remove=[scope], restore=[])

    words = checked(sandbox, tmp_path)

    assert "✗ Slack" in words
    assert f"The scope {scope} is missing. The bot needs it to {use}" in words
    assert "manifest.json" in words


def test_the_canvas_needs_its_scopes_only_if_it_is_switched_on(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.slack.scopes(remove=["canvases:read", "canvases:write"])

    assert "✓ Slack" in checked(sandbox, tmp_path)
    said = checked(sandbox, tmp_path, CHANNEL_CANVAS="true")
    assert "The scope canvases:write is missing. The bot needs it to create and edit the canvas *Connectors*." in said
    assert "The scope canvases:read is missing." in said


@pytest.mark.parametrize(
    ("method", "code", "words"),
    [
        ("canvases.create", "canvas_disabled_user_team", "Canvases are off in this workspace. Ask an admin"),
        ("canvases.create", "free_team_canvas_tab_already_exists", "Delete the one that is there"),
        ("canvases.create", "free_teams_cannot_create_non_tabbed_canvases", "Change the plan"),
        ("canvases.create", "restricted_action", "let apps create and edit canvases"),
        ("canvases.create", "canvas_creation_failed", "Look the code up"),
        ("canvases.create", "missing_scope", "Update the app from its manifest and install it again"),
        ("canvases.edit", "free_teams_cannot_edit_standalone_canvases", "Change the plan"),
        ("canvases.edit", "canvas_editing_failed", "Slack couldn't apply the change"),
    ],
)
def test_a_canvas_that_slack_refuses_is_named_with_its_remedy(
    sandbox: Sandbox, tmp_path: Path, method: str, code: str, words: str
) -> None:
    parts = built(sandbox, tmp_path, CHANNEL_CANVAS="true")
    migrate(parts.database)
    ports = build_canvas_ports(parts, build_answers(parts).status_queries)
    if method == "canvases.edit":
        update_canvas("C0FIVETRAN", replace(ports, list_public=lambda: PublicList(total=1)))
    with sandbox.fault(kind="fail", service="slack", match=method, status=200, error=code):
        update_canvas("C0FIVETRAN", ports)
    parts.close()

    said = checked(sandbox, tmp_path, CHANNEL_CANVAS="true")

    (line,) = [one for one in said.splitlines() if "CHANNEL_CANVAS:" in one]
    assert f"({code})" in line
    assert words in line
    assert line.endswith("or set CHANNEL_CANVAS=false.")
    assert "✓ Slack" in checked(sandbox, tmp_path)


@pytest.mark.parametrize("code", ["restricted_action", "restricted_action_read_only_channel", "is_archived"])
def test_a_channel_that_refuses_posts_is_named(sandbox: Sandbox, tmp_path: Path, code: str) -> None:
    with sandbox.fault(kind="fail", service="slack", match="chat.scheduleMessage", status=200, error=code, times=1):
        said = checked(sandbox, tmp_path)

    assert f"({code}). Let the bot post there, or set another channel." in said
    assert said.count("SLACK_CHANNEL C0FIVETRAN") == 1


def test_a_channel_that_refuses_replies_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.ada.types("Where do I find our Zoom data?")
    code = "restricted_action_non_threadable_channel"
    with sandbox.fault(
        kind="fail", service="slack", match="chat.scheduleMessage", status=200, error=code, times=1, skip=1
    ):
        said = checked(sandbox, tmp_path)

    assert f"({code}). Let the bot reply in threads there, or set another channel." in said
    assert said.count("SLACK_CHANNEL C0FIVETRAN") == 1
    assert sandbox.state("slack")["scheduled_messages"] == []


@pytest.mark.parametrize("method", ["scheduleMessage", "deleteScheduledMessage", "scheduledMessages.list"])
def test_a_test_message_that_stayed_is_deleted_by_the_next_check(sandbox: Sandbox, tmp_path: Path, method: str) -> None:
    with sandbox.fault(kind="lose", service="slack", match=f"chat.{method}"):
        said = checked(sandbox, tmp_path)

    assert "SLACK_CHANNEL C0FIVETRAN: Slack isn't responding. Run the check again." in said
    assert "Everything is in place" in checked(sandbox, tmp_path)
    assert sandbox.state("slack")["scheduled_messages"] == []


def test_a_probe_that_another_check_deleted_first_counts_as_deleted(sandbox: Sandbox, tmp_path: Path) -> None:
    code = "invalid_scheduled_message_id"
    with sandbox.fault(kind="fail", service="slack", match="chat.deleteScheduledMessage", status=200, error=code):
        assert "Everything is in place" in checked(sandbox, tmp_path)


def test_to_check_changes_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    before = sandbox.state()

    checked(sandbox, tmp_path, **HOOKS)

    after = sandbox.state()
    assert [after[vendor] for vendor in ("slack", "jira")] == [before[vendor] for vendor in ("slack", "jira")]
    for part in ("connections", "webhooks"):
        assert after["fivetran"][part] == before["fivetran"][part]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_plan_without_webhooks_is_named(sandbox: Sandbox, tmp_path: Path, method: str) -> None:
    with sandbox.fault(kind="fail", service="fivetran", match=f"{method} /v1/webhooks", status=403, times=None):
        said = checked(sandbox, tmp_path, **HOOKS)

    assert "✗ Fivetran" in said
    assert "the account an Enterprise plan or higher" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Check SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Check SLACK_APP_TOKEN"),
        ({"SLACK_CHANNEL": "C0NOWHERE"}, "SLACK_CHANNEL C0NOWHERE"),
        ({"SLACK_CHANNEL": "C0GENERAL"}, "/invite"),
        ({"APPROVER_GROUP": "S0NOBODY"}, "APPROVER_GROUP S0NOBODY"),
        ({"JIRA_API_TOKEN": "wrong"}, "JIRA_API_TOKEN"),
        ({"JIRA_PROJECT": "NOPE"}, "JIRA_PROJECT"),
        ({"JIRA_ISSUE_TYPE": "Wish"}, "JIRA_ISSUE_TYPE"),
        ({"JIRA_FIELDS": "{}"}, "customfield_10050"),
        ({"FIVETRAN_API_SECRET": "wrong"}, "FIVETRAN_API_KEY"),
        ({"FIVETRAN_DEV_GROUP": "nowhere"}, "FIVETRAN_DEV_GROUP"),
        ({"FIVETRAN_API_KEY": "sandbox-outsider"}, "FIVETRAN_DEV_GROUP"),
        ({"DATABASE_URL": "postgresql://postgres@127.0.0.1:1/desk"}, "DATABASE_URL"),
        ({"SLACK_AGENT_VIEW": "true"}, "Update the app from manifest-agent.json"),
        ({"FIVETRAN_LOG_DATABASE": "sqlite://"}, "Check FIVETRAN_LOG_DATABASE"),
        ({"FIVETRAN_API_KEY": "sandbox-reader"}, "the key can only read. It needs to manage connections of dev_"),
        ({"FIVETRAN_API_KEY": "sandbox-expiring"}, "The Fivetran key expires on 20"),
        ({"FIVETRAN_PROD_GROUP": "dev_sandbox_group"}, "FIVETRAN_PROD_GROUP is the same group as FIVETRAN_DEV_GROUP"),
        ({"FIVETRAN_PROD_GROUP": "nowhere"}, "FIVETRAN_PROD_GROUP: there isn't a group nowhere"),
        ({"SENSITIVE_APPROVER_GROUP": "S0NOBODY"}, "SENSITIVE_APPROVER_GROUP S0NOBODY"),
        ({"SLACK_HELP_CHANNEL": "C0NOWHERE"}, "SLACK_HELP_CHANNEL C0NOWHERE"),
        ({"JIRA_SITE_URL": "https://api.atlassian.com/ex/jira/3c6f7c1e"}, "Set JIRA_SITE_URL to http"),
    ],
)
def test_what_is_wrong_names_the_setting(sandbox: Sandbox, tmp_path: Path, changes: dict[str, str], words: str) -> None:
    said = checked(sandbox, tmp_path, **changes)

    assert words in said
    assert said.count("✗") == 1


def test_webhooks_that_are_not_registered_yet_are_no_problem(sandbox: Sandbox, tmp_path: Path) -> None:
    assert "Everything is in place." in checked(sandbox, tmp_path, **HOOKS)


def test_a_public_address_that_fivetran_will_not_take_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    said = checked(sandbox, tmp_path, **HOOKS, PUBLIC_URL="http://desk.example.com")

    assert "✗ Fivetran" in said
    assert "PUBLIC_URL: Fivetran sends webhooks only to https addresses." in said


def test_a_problem_with_webhooks_that_the_running_bot_found_is_reported(sandbox: Sandbox, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path}/desk.sqlite3")
    migrate(database)
    store = WebhookStore(database, {"dev_sandbox_group": "Fivetran_Dev"}, SystemClock())
    store.record_failure("dev_sandbox_group", "The webhook test failed with status 0.")
    database.dispose()

    said = checked(sandbox, tmp_path, **HOOKS)

    assert "Webhook of dev_sandbox_group: It can't be registered. The webhook test failed" in said
    assert "Everything is in place." in checked(sandbox, tmp_path)  # where none are wanted, none are missed


def test_a_name_that_two_processes_share_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path}/desk.sqlite3")
    migrate(database)
    for _ in range(2):
        HeartbeatStore(database, SystemClock(), new_instance("web.1")).record()
    database.dispose()

    said = checked(sandbox, tmp_path)

    assert "✗ Database" in said
    assert "Two processes have the name web.1. Give each process its own PROCESS_NAME." in said


def test_tickets_that_are_stuck_or_cannot_be_read_are_named(sandbox: Sandbox, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path}/desk.sqlite3")
    migrate(database)
    store = RequestStore(database, SystemClock())
    store.add(a_request_with_ticket(id="stuck", problem="Jira ticket DSRE-7 can't be moved to Done."), "1")
    store.add(a_request_with_ticket(id="unread", ticket=replace(TICKET, id="99999", key="DSRE-99")), "2")
    database.dispose()

    said = checked(sandbox, tmp_path)

    assert "✗ Jira" in said
    assert "Stuck ticket DSRE-7: Jira ticket DSRE-7 can't be moved to Done. I'll keep retrying." in said
    assert "Ticket DSRE-99: " in said


def test_a_request_that_is_delayed_is_named_with_its_problem(sandbox: Sandbox, tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path}/desk.sqlite3")
    migrate(database)
    store = RequestStore(database, SystemClock())
    store.add(a_request_with_ticket(problem="Slack doesn't let the bot post there."), "1")
    store.add(a_request_with_ticket(id="fine", ticket=replace(TICKET, id="10008", key="DSRE-8")), "2")
    database.dispose()

    said = checked(sandbox, tmp_path)

    assert "✗ Requests" in said
    assert "Request DSRE-7 is delayed: Slack doesn't let the bot post there." in said
    assert "DSRE-8 is delayed" not in said


@pytest.mark.parametrize("setting", ["APPROVER_GROUP", "SENSITIVE_APPROVER_GROUP"])
def test_a_group_with_fewer_than_two_members_is_named(sandbox: Sandbox, tmp_path: Path, setting: str) -> None:
    _, *others = sandbox.slack.group(add=["bo"])["users"]
    sandbox.slack.group(remove=others)

    said = checked(sandbox, tmp_path, **{setting: "S0DATAENG"})

    assert f"The group in {setting} has fewer than two members, so no one can decide an approver's own request." in said


def test_a_connection_that_cannot_be_read_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    odd = sandbox.fivetran.distorts(schema="zoom", fields={"created_at": None})["id"]

    said = checked(sandbox, tmp_path)

    assert "✗ Fivetran" in said
    assert said.count(odd) == 1


def test_health_and_metrics_show_the_key_of_a_stuck_ticket(sandbox: Sandbox, tmp_path: Path) -> None:
    parts = built(sandbox, tmp_path)
    migrate(parts.database)
    parts.stores.requests.add(a_request_with_ticket(problem="Jira ticket DSRE-7 can't be moved to Done."), "1")

    found = find_unreadable(parts)
    page = metrics_page(UnreadableItemMetrics(lambda: found))()
    parts.close()

    assert [one.summary for one in found] == [f"stuck ticket DSRE-7: {SEE_CHECK}"]
    assert b'connector_desk_unreadable_items{kind="stuck ticket"} 1.0' in page


@pytest.mark.parametrize("service", ["slack", "jira", "fivetran"])
def test_a_system_that_does_not_answer_is_named(sandbox: Sandbox, tmp_path: Path, service: str) -> None:
    with sandbox.fault(kind="fail", service=service, times=None):
        said = checked(sandbox, tmp_path)

    assert f"✗ {service.capitalize()}" in said
    assert "sandbox-" not in said


ODD_ANSWERS = (
    b"[]",
    b"null",
    b"<!DOCTYPE html><title>Sign in</title>",
    b'{"ok": true}',
    json.dumps(
        {
            "ok": True,
            "team_id": "T0DESK",
            "channel": {"is_member": True},
            "scheduled_message_id": "Q1",
            "scheduled_messages": [7, {"text": PROBE_TEXT}, {"text": PROBE_TEXT, "id": ["Q2"]}],
            "users": [None],
            "data": {"config": ["BIG_QUERY"], "items": [None, []], "system_key_id": {}},
            "deploymentType": "Cloud",
            "permissions": [],
        }
    ).encode(),
)


@pytest.mark.parametrize("answer", ODD_ANSWERS)
@pytest.mark.parametrize("address", ["SLACK_API_URL", "JIRA_URL", "FIVETRAN_URL"])
def test_an_odd_answer_of_one_vendor_ends_no_check(
    sandbox: Sandbox, tmp_path: Path, address: str, answer: bytes
) -> None:
    with scripted_server(answer, content_type="application/json") as (url, _paths):
        said = checked(sandbox, tmp_path, **{address: url})

    assert [line[2:] for line in said.splitlines() if line[0] in "✓✗"] == SECTIONS
    assert said.count("✗") == 1
    assert "The check failed" not in said


def test_a_check_that_fails_stops_no_other_and_has_a_reference(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts, said = built(sandbox, tmp_path), list[str]()
    broken = copy(parts)
    broken.jira = None  # type: ignore[assignment]  # as a bug would

    found = check.run_checks(broken, said.append)
    parts.close()

    words = "\n".join(said)
    reference = re.search(r"The check failed \(AttributeError\)\. See the log \(reference (\w{8})\)\.", words)
    assert reference
    assert reference[1] in capsys.readouterr().out
    assert [line[2:] for line in said if line[0] in "✓✗"] == SECTIONS
    assert found == 1
