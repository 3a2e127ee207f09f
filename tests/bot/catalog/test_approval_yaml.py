"""The approval policy in `services.yaml` is read strictly, with the line of every mistake."""

import re
from pathlib import Path

import pytest

from bot.catalog.services_yaml import InvalidCatalog, load_services_file
from workflows.approvals.policy import Names, Policies, Policy

EXAMPLE = '["@data-eng", bo@example.com]'


def policies(tmp_path: Path, text: str) -> Policies:
    """Return the policies of a file with this text."""
    file = tmp_path / "services.yaml"
    file.write_text(text, encoding="utf-8")
    return load_services_file(file).policies


def test_a_file_without_the_key_has_no_policy(tmp_path: Path) -> None:
    assert not policies(tmp_path, "jira: {name: Jira}")


def test_a_policy_knows_its_lines(tmp_path: Path) -> None:
    found = policies(
        tmp_path,
        'approval:\n  approvers: ["@data-eng"]\n  fallback: [S0SPARE]\njira:\n  name: Jira\n  approval:\n'
        "    approvers:\n      - it-apps\n      - bo@example.com\n      - U0CLEO\n",
    )

    assert found.default == Policy(
        Names(("@data-eng",), "services.yaml, line 2: approval.approvers"),
        Names(("S0SPARE",), "services.yaml, line 3: approval.fallback"),
    )
    jira = Names(("it-apps", "bo@example.com", "U0CLEO"), "services.yaml, line 7: jira.approval.approvers")
    assert found.by_service == {"jira": Policy(jira)}


@pytest.mark.parametrize(
    ("approval", "mistake"),
    [
        ("{approver: [a]}", "line 3: jira.approval.approver: this key doesn't exist; did you mean approvers?"),
        ("{fallbacks: [a]}", "line 3: jira.approval.fallbacks: this key doesn't exist; did you mean fallback?"),
        ("{needed: two}", "line 3: jira.approval.needed: must be a number of people, such as 2"),
        ("{needed: 0}", "line 3: jira.approval.needed: must be a number of people from 1 to 5, such as 2"),
        ("{remind_after: 2}", "line 3: jira.approval.remind_after: this key doesn't exist"),
        (
            "{sensitive: {approver: [a]}}",
            "line 3: jira.approval.sensitive.approvers: is missing\n"
            "line 3: jira.approval.sensitive.approver: this key doesn't exist; did you mean approvers?",
        ),
        (
            "{approvers: data-eng}",
            f"line 3: jira.approval.approvers: must be a list of groups and people, such as {EXAMPLE}",
        ),
        (
            "{approvers: []}",
            f"line 3: jira.approval.approvers: names no group and no person; write a list such as {EXAMPLE}",
        ),
        ("{approvers: [a, a]}", "line 3: jira.approval.approvers: names a group or person twice"),
        (
            "{approvers: [Data Engineering]}",
            "line 3: jira.approval.approvers.0: Data Engineering is neither a group nor a person; "
            f"write a group's handle or an email, as in {EXAMPLE}",
        ),
    ],
)
def test_a_mistake_names_its_line_and_an_example(tmp_path: Path, approval: str, mistake: str) -> None:
    with pytest.raises(InvalidCatalog) as caught:
        policies(tmp_path, f"jira:\n  name: Jira\n  approval: {approval}")

    assert str(caught.value).replace(f"{tmp_path / 'services.yaml'}: ", "") == mistake


def test_the_default_is_read_as_strictly(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog) as caught:
        policies(tmp_path, "jira: {name: Jira}\napproval:\n  aprovers: [a]\n  fallback: a")

    assert [line.split("services.yaml: ")[1] for line in str(caught.value).splitlines()] == [
        f"line 4: approval.fallback: must be a list of groups and people, such as {EXAMPLE}",
        "line 3: approval.aprovers: this key doesn't exist; did you mean approvers?",
    ]


def test_a_group_that_yaml_reads_as_a_boolean_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog, match='line 2: YAML reads on as a boolean; write true or false, or "on" if it'):
        policies(tmp_path, "approval:\n  approvers: [on]")


def test_a_handle_needs_quotation_marks(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog, match='Put a handle in quotation marks, for example "@data-eng"'):
        policies(tmp_path, "approval:\n  approvers: [@data-eng]")


def test_the_example_in_the_docs_is_a_policy(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"## The approval policy\n.*?```yaml\n(.*?)```", page, re.DOTALL)

    found = policies(tmp_path, example)

    assert found.default.fallback
    assert found.default.fallback.names == ("@data-leads",)
    stripe = found.requirement("stripe", is_sensitive=True)
    assert stripe.voters.named
    assert stripe.voters.named.names == ("@finance-data", "bo@example.com")
    assert stripe.fallback
    assert stripe.fallback.named == found.default.fallback
