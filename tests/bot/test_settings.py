"""Settings are read once, complain completely, and hide their secrets."""

import pytest

from bot.settings import Settings, SettingsMissing, read_settings
from demo.stage import sandbox_settings

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
    with pytest.raises(SettingsMissing) as caught:
        read_settings()

    words = str(caught.value)
    required = [name.upper() for name, field in Settings.model_fields.items() if field.is_required()]
    assert [name for name in required if f"{name}: is missing (" not in words] == []


def test_there_has_to_be_a_way_in_and_somebody_who_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, SLACK_APP_TOKEN="")
    with pytest.raises(SettingsMissing, match=r"SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"):
        read_settings()

    environment(monkeypatch, APPROVER_GROUP="")
    with pytest.raises(SettingsMissing, match="APPROVER_GROUP or APPROVERS"):
        read_settings()


def test_what_is_wrong_names_its_setting_and_never_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, PORT="soon", JIRA_FIELDS="[1]")

    with pytest.raises(SettingsMissing) as caught:
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
