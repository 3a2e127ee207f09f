"""Settings are read once, complain completely, and hide their secrets."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config.alert_settings import THRESHOLDS
from bot.config.settings import InvalidSettings, Settings, read_settings, unread_settings
from demo.stage import sandbox_settings
from workflows.monitoring.thresholds import Thresholds

ENV_EXAMPLE = Path(__file__).parents[3] / ".env.example"
GIVEN = sandbox_settings("http://127.0.0.1:8400", "sqlite:///desk.sqlite3", 3000)


@pytest.fixture(autouse=True)
def nothing_else_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def environment(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    for name, value in (GIVEN | changes).items():
        monkeypatch.setenv(name, value)


def test_everything_that_is_missing_is_said_at_once_with_what_it_is_for() -> None:
    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    words = str(caught.value)
    required = [name.upper() for name, field in Settings.model_fields.items() if field.is_required()]
    assert [name for name in required if f"{name}: is missing (" not in words] == []


def test_an_app_token_or_signing_secret_and_approvers_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, SLACK_APP_TOKEN="")
    with pytest.raises(InvalidSettings, match=r"SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"):
        read_settings()

    environment(monkeypatch, APPROVER_GROUP="")
    with pytest.raises(InvalidSettings, match="APPROVER_GROUP or APPROVERS"):
        read_settings()


def test_what_is_wrong_names_its_setting_and_never_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, PORT="soon", JIRA_FIELDS="[1]")

    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    assert "PORT: " in str(caught.value)
    assert "JIRA_FIELDS: " in str(caught.value)
    assert "sandbox-jira-token" not in str(caught.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch)

    shown = repr(read_settings()) + str(read_settings())

    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "JIRA_API_TOKEN", "FIVETRAN_API_SECRET"):
        assert GIVEN[name] not in shown


def test_a_group_or_a_list_of_people_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, APPROVERS="U0BO, U0CLEO,")

    assert read_settings().ids("approvers") == {"U0BO", "U0CLEO"}


def test_both_groups_are_watched_and_one_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, FIVETRAN_PROD_GROUP="")

    assert read_settings().groups == {"dev_sandbox_group": "Fivetran_Dev"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("weekly 9:00 Europe/Berlin", "weekly mon 09:00 Europe/Berlin"), ("OFF", "off")],
)
def test_a_digest_comes_as_it_is_typed_after_the_command(
    monkeypatch: pytest.MonkeyPatch, typed: str, kept: str
) -> None:
    environment(monkeypatch, DIGEST=typed)

    assert read_settings().digest == kept


def test_an_unreadable_digest_schedule_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, DIGEST="weekly mon 09:00 Mars/Olympus", HISTORY_DAYS="3")

    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    assert "“Mars/Olympus” isn't a time zone." in str(caught.value)
    assert "HISTORY_DAYS: " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALERT_LATE_RUNS", "1e8"),
        ("ALERT_LATE_RUNS", "inf"),
        ("ALERT_LATE_FACTOR", "nan"),
        ("ALERT_CRITICAL_LATE_HOURS", "1e12"),
        ("ALERT_SETUP_DAYS", "inf"),
        ("ALERT_EDIT_SECONDS", "1e300"),
        ("STORM_MINUTES", "1e9"),
        ("STORM_CALM_MINUTES", "nan"),
        ("HISTORY_DAYS", "1000000"),
        ("ALERT_FAILURES", "25"),
        ("ALERT_CLEAN_RUNS", "25"),
        ("ALERT_FLAPPING_CHANGES", "12"),
        ("ALERT_FLAPPING_RUNS", "4"),
        ("STORM_LEFTOVERS", "5"),
        ("ALERT_EXPECTED_BY", '{"netsuite": "06:30+02:00"}'),
    ],
)
def test_numbers_that_can_never_hold_stop_the_start_and_not_every_round(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment(monkeypatch, **{name: value})

    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("old_name", "name", "value"),
    [
        ("ALERT_FAR_HOURS", "alert_long_interval_hours", "8"),
        ("ALERT_KNOWN_HOURS", "alert_reopen_hours", "12"),
        ("ALERT_LEARNED_FROM", "alert_cadence_min_runs", "6"),
    ],
)
def test_renamed_settings_are_read_by_both_names(
    monkeypatch: pytest.MonkeyPatch, old_name: str, name: str, value: str
) -> None:
    environment(monkeypatch, **{old_name: value})
    assert getattr(read_settings(), name) == float(value)

    monkeypatch.delenv(old_name)
    environment(monkeypatch, **{name.upper(): value})
    assert getattr(read_settings(), name) == float(value)


def test_the_default_settings_are_the_default_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch)

    chosen = read_settings().thresholds
    assert [threshold.setting for threshold in THRESHOLDS if chosen[threshold] != Thresholds()[threshold]] == []


def test_tickets_for_access_are_like_those_of_requests_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, JIRA_FIELDS='{"customfield_1": "{requester}"}')
    assert not read_settings().has_own_access_tickets
    assert read_settings().jira_access_field_values == {"customfield_1": "{requester}"}

    environment(monkeypatch, JIRA_ACCESS_FIELDS="{}")
    assert read_settings().has_own_access_tickets
    assert read_settings().jira_access_field_values == {}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("JIRA_ACCESS_FIELDS", "[]", "must be a JSON object, for example JIRA_ACCESS_FIELDS="),
        (
            "JIRA_FIELDS",
            "{a: b}",
            """must be a JSON object, for example JIRA_FIELDS={"customfield_10077": "{freshness}"}""",
        ),
        (
            "JIRA_STATUSES",
            '["Done"]',
            """must be a JSON object, for example JIRA_STATUSES={"approved": "Ready for work",""",
        ),
        (
            "JIRA_ACCOUNTS",
            "bo",
            "must be email=account id, separated by commas, for example JIRA_ACCOUNTS=bo@example.com=",
        ),
        (
            "ALERT_EXPECTED_BY",
            "netsuite=06:30",
            """must be a JSON object of times, for example {"netsuite": "06:30"}""",
        ),
        (
            "ALERT_EXPECTED_BY",
            '{"netsuite": "early"}',
            """must be a JSON object of times, for example {"netsuite": "06:30"}""",
        ),
        ("PORT", "soon", "must be a whole number"),
        ("PORT", "70000", "must be at most 65535"),
        ("SLACK_AGENT_VIEW", "maybe", "must be true or false"),
        ("LOG_FORMAT", "yaml", "must be text or json"),
        ("SLACK_CHANNEL", "C...", "still has the value of .env.example"),
        ("JIRA_API_TOKEN", "...", "still has the value of .env.example"),
        ("SLACK_BOT_TOKEN", "xapp-hunter2", "begins with xapp-; that is the app-level token, for SLACK_APP_TOKEN"),
        ("SLACK_APP_TOKEN", "xoxb-hunter2", "begins with xoxb-; that is the bot token, for SLACK_BOT_TOKEN"),
        ("DATABASE_URL", "mysql://desk@db/desk", "must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL", "desk.sqlite3", "must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL", "postgresql://desk:hunter2/x@db/desk", "has a port that isn't a number; write"),
    ],
)
def test_what_is_wrong_says_what_is_right(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    environment(monkeypatch, **{name: value})

    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    assert str(caught.value).startswith(f"  {name}: {words}")
    assert "hunter2" not in str(caught.value)


ENV = """\
# what we run
SLACK_CHANEL=C0FIVETRAN
export PORT=3000

JIRA_TOKEN=hunter2
xoxb-1234-hunter2
slack_help_channel=C0DATAHELP
ALERT_FAR_HOURS=8
COMPOSE_PROJECT_NAME='two
lines'
FIVETRAN_DEVGROUP=dev
"""


def test_lines_of_the_file_that_no_setting_reads_name_the_nearest_one_and_never_a_value(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(ENV)

    assert unread_settings() == [
        ".env, line 2: SLACK_CHANEL isn't a setting. Did you mean SLACK_CHANNEL?",
        ".env, line 5: JIRA_TOKEN isn't a setting. Did you mean JIRA_API_TOKEN?",
        ".env, line 6: isn't a setting. Write NAME=value.",
        ".env, line 9: COMPOSE_PROJECT_NAME isn't a setting. It has no effect.",
        ".env, line 11: FIVETRAN_DEVGROUP isn't a setting. Did you mean FIVETRAN_DEV_GROUP?",
    ]


def test_a_deployment_without_the_file_has_no_unread_lines() -> None:
    assert unread_settings() == []


def test_a_command_prints_them_and_goes_on_to_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_CHANEL=C0FIVETRAN\n")

    ended = CliRunner().invoke(cli, ["migrate"])

    assert ended.exit_code == 2
    assert "Warning: .env, line 1: SLACK_CHANEL isn't a setting. Did you mean SLACK_CHANNEL?" in ended.stderr
    assert "SLACK_CHANNEL: is missing" in ended.stderr
    assert "copy .env.example" not in ended.stderr


def test_a_command_without_the_file_says_how_to_begin() -> None:
    assert "copy .env.example to .env" in CliRunner().invoke(cli, ["check"]).stderr


def test_the_example_has_to_be_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    example = [line.split("=", 1) for line in ENV_EXAMPLE.read_text().splitlines() if line and line[0] != "#"]
    environment(monkeypatch, **dict(example))

    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    unfilled = [name for name, value in example if value.endswith("...")]
    assert len(str(caught.value).splitlines()) == len(unfilled) > 5


def test_the_bot_of_the_sandbox_can_be_reached_from_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch)
    assert read_settings().host == "127.0.0.1"

    environment(monkeypatch, CLOCK_URL="")
    assert read_settings().host == "0.0.0.0"
