"""`policy explain` says who would be asked and why, and `check` finds policies that leave no approver."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from sandbox.driver import Sandbox, serve
from tests.bot.cli.test_check import checked

FILE = """\
approval:
  approvers: ["@data-engineering"]
jira:
  name: Jira
stripe:
  name: Stripe
  sensitive: true
  approval:
    approvers: [rosa@example.com]
    fallback: [U0CLEO]
"""
SETTINGS = {"APPROVER_GROUP": "S0DATAENG", "SENSITIVE_APPROVER_GROUP": "S0PRIVACY"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve() as url, Sandbox(url) as sandbox:
        yield sandbox


def written(tmp_path: Path, text: str = FILE) -> str:
    """Write the file, and return its path."""
    file = tmp_path / "services.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def explained(tmp_path: Path, *arguments: str, text: str = FILE) -> tuple[int, str]:
    """Return the exit code and the words of `policy explain`."""
    settings = {**SETTINGS, "SERVICES_FILE": written(tmp_path, text)}
    result = CliRunner().invoke(cli, ["policy", "explain", *arguments], env=settings)
    return result.exit_code, result.output


def test_it_names_who_is_asked_and_the_rule(tmp_path: Path) -> None:
    asked = explained(tmp_path, "--service", "jira", "--requester", "ada@example.com", "--sensitivity", "internal")

    assert asked == (
        0,
        "Asked: @data-engineering\n"
        "  by services.yaml, line 2: approval.approvers\n"
        "  not sensitive\n"
        "Not asked: ada@example.com, because requesters can't decide their own requests\n"
        "If they can't decide: S0DATAENG\n"
        "  by settings, APPROVER_GROUP and APPROVERS\n",
    )


def test_data_that_the_requester_is_not_sure_about_is_sensitive(tmp_path: Path) -> None:
    _code, said = explained(tmp_path, "--service", "jira", "--requester", "U0ADA", "--sensitivity", "not_sure")

    assert "Asked: @data-engineering, who must be in S0PRIVACY too\n" in said
    assert "  by settings, SENSITIVE_APPROVER_GROUP\n  sensitive, because the requester says “not sure”" in said


def test_a_copy_of_the_file_is_enough(tmp_path: Path) -> None:
    file = written(tmp_path, "jira:\n  name: Jira\n")
    arguments = ["policy", "explain", "--service", "jira", "--requester", "U0ADA", "--sensitivity", "public"]
    result = CliRunner().invoke(cli, arguments, env={"SERVICES_FILE": file})

    assert result.exit_code == 0
    assert "Asked: the approvers of the settings, which aren't set here\n" in result.output


def test_a_requester_who_is_the_only_person_named_is_a_problem(tmp_path: Path) -> None:
    requester = "rosa@example.com"
    code, said = explained(tmp_path, "--service", "stripe", "--requester", requester, "--sensitivity", "public")

    assert code == 1
    assert "sensitive, because services.yaml marks Stripe as sensitive" in said
    assert "The requester is the only person named, so the fallback decides: U0CLEO\n" in said
    assert "  by services.yaml, line 10: stripe.approval.fallback\n" in said


def test_a_service_that_is_not_in_the_file_is_said(tmp_path: Path) -> None:
    code, said = explained(tmp_path, "--service", "strip", "--requester", "U0ADA", "--sensitivity", "public")

    assert (code, said.splitlines()[0]) == (
        0,
        "strip isn't in services.yaml; did you mean stripe? The default applies.",
    )


@pytest.mark.parametrize(
    ("sensitivity", "text", "code", "words"),
    [
        ("secret", FILE, 2, "'secret' is not one of"),
        ("public", "approval: {approver: [a]}", 1, "line 1: approval.approver: this key doesn't exist; did you mean"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, sensitivity: str, text: str, code: int, words: str) -> None:
    arguments = ("--service", "jira", "--requester", "U0ADA", "--sensitivity", sensitivity)

    found, said = explained(tmp_path, *arguments, text=text)

    assert found == code
    assert words in said


def test_check_finds_a_policy_that_its_only_approver_blocks(sandbox: Sandbox, tmp_path: Path) -> None:
    said = checked(sandbox, tmp_path, SERVICES_FILE=written(tmp_path))

    assert (
        "✗ Approval policy\n    services.yaml, line 9: stripe.approval.approvers leaves fewer than two people" in said
    )
    assert said.count("fewer than two people") == 2  # public data, and sensitive data
    assert "line 2" not in said


@pytest.mark.parametrize("name", ["sales", "S0SALES", "U0NONE", "max@example.com"])
def test_check_names_groups_and_people_that_slack_does_not_know(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    said = checked(sandbox, tmp_path, SERVICES_FILE=written(tmp_path, f"approval:\n  approvers: [S0DATAENG, {name}]"))

    assert f"line 2: approval.approvers names {name}, which Slack doesn't know. Correct it, or remove it." in said
    assert "fewer than two" not in said


def test_check_finds_a_group_with_one_person_left(sandbox: Sandbox, tmp_path: Path) -> None:
    said = checked(sandbox, tmp_path, SERVICES_FILE=written(tmp_path, "approval: {approvers: [U0DORA, U0BO]}"))

    assert "leaves fewer than two people" in said
