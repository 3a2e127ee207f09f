"""The Connectors port, kept by the adapter against a strict Fivetran."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.connections import FivetranConnections
from bot.fivetran.create_body import build_create_body
from bot.fivetran.protocol import NotExecuted
from tests.bot.fivetran.conftest import DEV, Notebook, asked_for
from tests.sandbox.support.fivetran_server import AUTH, Sandbox
from workflows.catalog.service import Naming, Service
from workflows.errors import Misconfigured, Refused, Unavailable
from workflows.requests.answers import Freshness

SALESFORCE = Service("salesforce", "Salesforce")
GA4 = Service(
    "google_analytics_4",
    "Google Analytics 4",
    static_config={"sync_mode": "ALL_ACCOUNTS"},
    reports=({"table": "events", "config_type": "PREBUILT", "prebuilt_report": "EVENTS_REPORT"},),
)
SHEETS = Service("google_sheets", "Google Sheets", naming=Naming.SCHEMA_TABLE, static_config={"table": "sheet"})


def in_dev(sandbox: Sandbox) -> list[str]:
    """Names of the development connections."""
    connections = sandbox.on_loop(sandbox.account.as_json)["connections"]
    return [item["schema"] for item in connections if item["group_id"] == DEV]


def sent(sandbox: Sandbox) -> dict[str, Any]:
    """The body of the last creation."""
    calls = sandbox.env.journal.since()
    created = [call for call in calls if (call["method"], call["path"]) == ("POST", "/v1/connections")]
    body: dict[str, Any] = created[-1]["request"]
    return body


@pytest.mark.parametrize(
    ("service", "destination", "name"),
    [
        (SALESFORCE, {"schema": "sales"}, "sales"),
        (SHEETS, {"schema": "budget", "table": "sheet"}, "budget.sheet"),
        (Service("mixpanel", "Mixpanel", naming=Naming.SCHEMA_TABLE), {"schema": "m", "table": "t"}, "m.t"),
        (Service("postgres", "PostgreSQL", naming=Naming.SCHEMA_PREFIX), {"schema_prefix": "shop"}, "shop"),
        (
            Service("s3", "Amazon S3", naming=Naming.SCHEMA_TABLE_GROUP),
            {"schema": "lake", "table_group_name": "files"},
            "lake.files",
        ),
        (GA4, {"schema": "web"}, "web"),
    ],
)
def test_every_naming_family_gets_its_own_fields(
    sandbox: Sandbox,
    connectors: FivetranConnections,
    service: Service,
    destination: dict[str, str],
    name: str,
) -> None:
    connection = connectors.create_dev(asked_for(service.id, destination), service)

    assert (connection.name, connection.service, connection.group_id) == (name, service.id, DEV)
    assert connection.paused
    assert not connection.is_connected


def test_a_creation_says_everything_that_must_not_be_left_to_defaults(
    sandbox: Sandbox, connectors: FivetranConnections
) -> None:
    connectors.create_dev(asked_for("google_analytics_4", {"schema": "web"}), GA4)

    assert sent(sandbox) == {
        "service": "google_analytics_4",
        "group_id": DEV,
        "paused": True,
        "run_setup_tests": False,
        "pause_after_trial": False,
        "schedule_type": "auto",
        "sync_frequency": 360,
        "destination_schema_names": "FIVETRAN_NAMING",
        "config": {
            "sync_mode": "ALL_ACCOUNTS",
            "reports": [{"table": "events", "config_type": "PREBUILT", "prebuilt_report": "EVENTS_REPORT"}],
            "schema": "web",
        },
    }


def test_the_catalog_is_as_it_was_afterwards(connectors: FivetranConnections) -> None:
    before = deepcopy((GA4, SHEETS))

    connectors.create_dev(asked_for("google_analytics_4", {"schema": "web"}, id="r1"), GA4)
    connectors.create_dev(asked_for("google_sheets", {"schema": "a", "table": "sheet"}, id="r2"), SHEETS)

    assert before == (GA4, SHEETS)


def test_a_creation_and_its_first_connect_card_are_one_call(
    sandbox: Sandbox, client: FivetranClient, notebook: Notebook
) -> None:
    connections = FivetranConnections(client, notebook, DEV, lambda request: f"https://desk.example.com/{request.id}")
    made = connections.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)

    cards = [connections.create_connect_card(made.id, "https://desk.example.com/again") for _ in range(2)]

    assert [call["path"] for call in sandbox.env.journal.since()] == [
        "/v1/connections",
        f"/v1/connections/{made.id}/connect-card",
    ]
    assert sent(sandbox)["connect_card_config"]["redirect_uri"] == "https://desk.example.com/r7"
    assert cards[0] != cards[1]


def test_a_lost_answer_makes_no_duplicate(sandbox: Sandbox, connectors: FivetranConnections) -> None:
    request = asked_for("salesforce", {"schema": "sales"})
    sandbox.trouble(kind="lose", match="POST /v1/connections$")

    with pytest.raises(Unavailable):
        connectors.create_dev(request, SALESFORCE)
    sandbox.waits(hours=3)
    found = connectors.create_dev(request, SALESFORCE)

    assert in_dev(sandbox).count("sales") == 1
    assert found.name == "sales"


def test_a_connection_of_another_person_is_never_taken_over(
    sandbox: Sandbox, connectors: FivetranConnections, notebook: Notebook
) -> None:
    theirs = asked_for("stripe", {"schema": "stripe_nonprod"})

    with pytest.raises(Refused, match="already has a connection named stripe_nonprod"):
        connectors.create_dev(theirs, Service("stripe", "Stripe"))

    assert notebook.entries == {}


def test_a_connection_older_than_our_attempt_is_not_ours(
    sandbox: Sandbox, connectors: FivetranConnections, notebook: Notebook
) -> None:
    notebook.begin("connection for request r7")

    with pytest.raises(Refused):
        connectors.create_dev(asked_for("stripe", {"schema": "stripe_nonprod"}), Service("stripe", "Stripe"))


def test_a_connection_of_another_service_is_not_ours(
    sandbox: Sandbox, connectors: FivetranConnections, notebook: Notebook
) -> None:
    connectors.create_dev(asked_for("hubspot", {"schema": "crm"}, id="r6"), Service("hubspot", "HubSpot"))
    notebook.begin("connection for request r7")

    with pytest.raises(Refused):
        connectors.create_dev(asked_for("salesforce", {"schema": "crm"}), SALESFORCE)


def test_what_was_turned_away_was_not_tried(
    sandbox: Sandbox, connectors: FivetranConnections, notebook: Notebook
) -> None:
    sandbox.trouble(kind="rate_limit", match="POST /v1/connections$", seconds=1800)

    with pytest.raises(NotExecuted) as caught:
        connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)

    assert caught.value.retry_after == 1800
    assert notebook.entries == {}
    with pytest.raises(NotExecuted):  # Fivetran is left alone, also by polls
        connectors.fetch("otter")
    assert [call["path"] for call in sandbox.env.journal.since()] == ["/v1/connections"]


def test_a_limit_on_setup_tests_stops_nothing_else(sandbox: Sandbox, connectors: FivetranConnections) -> None:
    made = connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)
    sandbox.trouble(kind="rate_limit", match="POST .*/test$", seconds=1800)

    with pytest.raises(NotExecuted):
        connectors.run_setup_tests(made.id)

    assert connectors.fetch(made.id)


def test_a_refused_creation_was_not_tried(connectors: FivetranConnections, notebook: Notebook) -> None:
    with pytest.raises(Refused, match="Unsupported service 'bugzilla'"):
        connectors.create_dev(asked_for("bugzilla", {"schema": "bugs"}), Service("bugzilla", "Bugzilla"))

    assert notebook.entries == {}


def test_a_server_error_may_have_done_the_work(
    sandbox: Sandbox, connectors: FivetranConnections, notebook: Notebook
) -> None:
    sandbox.trouble(kind="fail", match="POST /v1/connections$", status=502)

    with pytest.raises(Unavailable):
        connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)

    assert list(notebook.entries) == ["connection for request r7"]


def test_freshness_becomes_a_sync_frequency(sandbox: Sandbox, connectors: FivetranConnections) -> None:
    request = asked_for("salesforce", {"schema": "sales"})
    answers = replace(request.answers, freshness=Freshness.DAILY)

    connectors.create_dev(request.evolve(answers=answers), SALESFORCE)

    assert sent(sandbox)["sync_frequency"] == 1440


def test_the_owner_goes_from_card_to_data(sandbox: Sandbox, connectors: FivetranConnections) -> None:
    made = connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)

    card = connectors.create_connect_card(made.id, "https://desk.example.com/connected/r7")
    before = [test.summary for test in connectors.run_setup_tests(made.id) if test.has_failed]
    sandbox.does("completes_card", connection_id=made.id)
    after = [test for test in connectors.run_setup_tests(made.id) if test.has_failed]
    connectors.resume(made.id)
    sandbox.waits(hours=6.02)
    live = connectors.fetch(made.id)

    assert card.startswith(f"{sandbox.url}/fivetran/connect-card/setup?")
    assert before == ["Connecting to Salesforce: No credentials have been entered."]
    assert after == []
    assert live is not None
    assert live.has_synced
    assert live.is_connected


@pytest.mark.parametrize("change", ["resume", "pause"])
def test_a_resumed_or_paused_connection_runs_no_setup_tests(
    sandbox: Sandbox, connectors: FivetranConnections, change: str
) -> None:
    made = connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)

    getattr(connectors, change)(made.id)

    (patched,) = [call["request"] for call in sandbox.env.journal.since() if call["method"] == "PATCH"]
    assert patched == {"paused": change == "pause", "run_setup_tests": False}


@pytest.mark.parametrize("change", ["pause", "resume"])
def test_a_pause_that_worked_without_an_answer_counts(
    sandbox: Sandbox, connectors: FivetranConnections, change: str
) -> None:
    made = connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)
    sandbox.trouble(kind="lose", match="PATCH")

    getattr(connectors, change)(made.id)

    there = connectors.fetch(made.id)
    assert there is not None
    assert there.paused == (change == "pause")


def test_a_pause_that_failed_is_a_failure(sandbox: Sandbox, connectors: FivetranConnections) -> None:
    made = connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)
    sandbox.trouble(kind="fail", match="PATCH", status=500)

    with pytest.raises(Unavailable):
        connectors.resume(made.id)


def test_a_creation_leaves_the_catalog_as_it_is() -> None:
    service = replace(GA4, static_config={"sync_mode": "ALL_ACCOUNTS", "accounts": ["main"]})
    before = deepcopy(service)
    request = asked_for(GA4.id, {"schema": "web"})

    body = build_create_body(replace(request, answers=replace(request.answers, config={"window": 30})), service, DEV)
    body["config"]["accounts"].append("another")
    body["config"]["reports"][0]["table"] = "another"

    assert service == before


def test_what_is_gone_is_gone(connectors: FivetranConnections) -> None:
    made = connectors.create_dev(asked_for("salesforce", {"schema": "sales"}), SALESFORCE)

    connectors.delete(made.id)
    connectors.delete(made.id)

    assert connectors.fetch(made.id) is None


def test_a_group_is_read_in_one_request_for_each_thousand(sandbox: Sandbox, connectors: FivetranConnections) -> None:
    sandbox.does("populate", group="dev", count=2_500)

    names = {connection.name for connection in connectors.list_group(DEV, {}).connections}

    asked = [call for call in sandbox.env.journal.since() if call["path"].endswith("/connections")]
    assert len(names) == 2_502
    assert len(asked) == 3


def test_the_quota_of_the_account_is_remembered(sandbox: Sandbox, client: FivetranClient) -> None:
    connectors = FivetranConnections(client, Notebook(sandbox), DEV)

    connectors.fetch("nothing")

    assert (client.meter.usage.used, client.meter.usage.remaining) == (1, 19_999)


@pytest.mark.parametrize("kind", ["fail", "lose", "close", "reset"])
def test_a_request_without_an_answer_counts_against_the_quota(
    sandbox: Sandbox, client: FivetranClient, kind: str
) -> None:
    connectors = FivetranConnections(client, Notebook(sandbox), DEV)
    sandbox.trouble(kind=kind, match="GET /v1/connections/", times=2)

    for _ in range(2):
        with pytest.raises(Unavailable):
            connectors.fetch("nothing")

    assert client.meter.usage.used == 2


def test_who_is_turned_away_keeps_away(sandbox: Sandbox, client: FivetranClient) -> None:
    sandbox.account.quota.requests.limit = 0
    connectors = FivetranConnections(client, Notebook(sandbox), DEV)

    for _ in range(2):
        with pytest.raises(NotExecuted):
            connectors.fetch("nothing")

    assert client.meter.usage.used == 1
    closed = client.meter.usage.blocked_until
    assert closed is not None
    assert timedelta(minutes=59) < closed - datetime.now(UTC) <= timedelta(hours=1)


def test_a_call_that_reaches_no_server_is_not_executed(notebook: Notebook) -> None:
    client = FivetranClient("http://127.0.0.1:9", *AUTH)

    with pytest.raises(NotExecuted):
        FivetranConnections(client, notebook, DEV).fetch("brave_otter")

    client.close()


def test_the_secret_is_in_no_repr(client: FivetranClient) -> None:
    assert "sandbox-secret" not in repr(client)


def test_a_good_setup_has_no_problems(connectors: FivetranConnections) -> None:
    assert connectors.check("prod_sandbox_group", datetime.now(UTC)) == []


@pytest.mark.parametrize(
    ("auth", "group", "words"),
    [
        (("sandbox-key", "old"), DEV, ["renew FIVETRAN_API_KEY"]),
        (("sandbox-outsider", "sandbox-secret"), DEV, ["the key can't read", "can't be read"]),
        (AUTH, "nowhere", ["there isn't a group nowhere", "can't be read"]),
        (AUTH, "prod_sandbox_group", ["writes to moz-fx-data-bq-fivetran, not to dev-fivetran"]),
    ],
)
def test_every_problem_of_a_setup_is_said_in_words(
    sandbox: Sandbox, notebook: Notebook, auth: tuple[str, str], group: str, words: list[str]
) -> None:
    client = FivetranClient(f"{sandbox.url}/fivetran", *auth)

    problems = FivetranConnections(client, notebook, group).check("", datetime.now(UTC))

    assert len(problems) == len(words)
    assert all(part in problem for part, problem in zip(words, problems, strict=True))
    client.close()


def test_an_unknown_group_is_an_operators_matter(sandbox: Sandbox, client: FivetranClient) -> None:
    notebook = Notebook(sandbox)

    with pytest.raises(Misconfigured, match="FIVETRAN_DEV_GROUP"):
        FivetranConnections(client, notebook, "nowhere").create_dev(
            asked_for("salesforce", {"schema": "sales"}), SALESFORCE
        )

    assert notebook.entries == {}
