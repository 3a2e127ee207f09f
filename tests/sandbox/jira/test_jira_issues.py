"""Creating, reading and changing issues."""

from typing import Any

import httpx
import pytest

from tests.sandbox.support.jira_issues import create_issue, document, issue_body
from tests.sandbox.support.jira_server import PretendJira


def test_new_issue_can_be_read_at_once(jira: PretendJira) -> None:
    key = create_issue(jira)

    issue = jira.http.get(f"/issue/{key}").json()

    assert key == "DSRE-7"
    assert issue["fields"]["status"]["statusCategory"]["key"] == "new"
    assert issue["fields"]["priority"]["name"] == "Medium"
    assert issue["fields"]["reporter"]["displayName"] == "Connector Desk"


def test_issue_can_be_created_with_properties(jira: PretendJira) -> None:
    body = {**issue_body(), "properties": [{"key": "desk", "value": {"request": "r1"}}]}

    key = jira.http.post("/issue", json=body).json()["key"]

    assert jira.http.get(f"/issue/{key}/properties/desk").json() == {
        "key": "desk",
        "value": {"request": "r1"},
    }
    assert jira.http.put(f"/issue/{key}/properties/desk", json=1).status_code == 200
    assert jira.http.put(f"/issue/{key}/properties/other", json=1).status_code == 201


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("customfield_10050", ..., "Requesting team is required."),
        ("summary", ..., "You must specify a summary of the issue."),
        ("summary", "two\nlines", "newline"),
        ("summary", "x" * 256, "255"),
        ("description", "plain words", "Atlassian Document"),
        (
            "description",
            {"type": "doc", "version": 1, "content": [{"type": "text", "text": "x"}]},
            "INVALID_INPUT",
        ),
        ("description", document(""), "INVALID_INPUT"),
        ("description", document("x" * 32_768), "32,767"),
        ("labels", ["with space"], "contains spaces"),
        ("priority", {"name": "Urgent"}, "Specify a valid"),
        ("customfield_10051", {"value": "Secret"}, "Specify a valid"),
        ("customfield_10099", "x", "cannot be set"),
        ("reporter", {"id": "5d0000000000000000000ada"}, "cannot be set"),
        ("project", {"key": "DENG"}, "valid project"),
        ("issuetype", {"name": "Epic"}, "valid issue type"),
    ],
)
def test_missing_or_invalid_field_is_named(jira: PretendJira, field: str, value: Any, words: str) -> None:
    answer = jira.http.post("/issue", json=issue_body(**{field: value}))

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert words in answer.json()["errors"][field]


def test_labels_can_be_added_and_removed(jira: PretendJira) -> None:
    key = create_issue(jira)

    answer = jira.http.put(
        f"/issue/{key}", json={"update": {"labels": [{"add": "urgent"}, {"remove": "fivetran-request"}]}}
    )

    assert answer.status_code == 204
    assert jira.http.get(f"/issue/{key}", params={"fields": "labels"}).json()["fields"] == {"labels": ["urgent"]}
    assert jira.http.put(f"/issue/{key}", json={"fields": {"status": {"name": "Done"}}}).status_code == 400


def test_assignee_requires_an_account_id(jira: PretendJira) -> None:
    key = create_issue(jira)
    (bo,) = jira.http.get("/user/search", params={"query": "bo@example.com"}).json()

    assert jira.http.put(f"/issue/{key}/assignee", json={"accountId": bo["accountId"]}).status_code == 204
    assert jira.http.put(f"/issue/{key}/assignee", json={"accountId": "nobody"}).status_code == 400
    assert jira.http.put(f"/issue/{key}/assignee", json={"name": "bo"}).status_code == 400

    assert jira.http.get(f"/issue/{key}").json()["fields"]["assignee"]["displayName"] == "Bo Lindqvist"
    assert jira.http.put(f"/issue/{key}/assignee", json={"accountId": None}).status_code == 204
    assert jira.http.get(f"/issue/{key}").json()["fields"]["assignee"] is None


def test_transitions_depend_on_the_status(jira: PretendJira) -> None:
    key = create_issue(jira)
    names = [step["name"] for step in jira.http.get(f"/issue/{key}/transitions").json()["transitions"]]

    approved = jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": "11"}})
    again = jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": "11"}})

    assert names == ["Approve", "Decline", "Withdraw"]
    assert (approved.status_code, again.status_code) == (204, 400)
    assert jira.http.get(f"/issue/{key}").json()["fields"]["status"]["name"] == "Approved"


def test_missing_permission_hides_all_transitions(jira: PretendJira) -> None:
    key = create_issue(jira)

    jira.does("permissions", revoke=["TRANSITION_ISSUES"])

    assert jira.http.get(f"/issue/{key}/transitions").json()["transitions"] == []
    mine = jira.http.get("/mypermissions", params={"permissions": "TRANSITION_ISSUES,CREATE_ISSUES"}).json()
    assert not mine["permissions"]["TRANSITION_ISSUES"]["havePermission"]


def test_transition_can_require_a_field(jira: PretendJira) -> None:
    key = create_issue(jira)
    jira.does("workflow", add_transition={"name": "Park", "from": ["Open"], "to": "Withdrawn", "needs": ["duedate"]})
    step = jira.http.get(f"/issue/{key}/transitions", params={"expand": "transitions.fields"}).json()["transitions"][-1]

    without = jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": step["id"]}})

    assert step["fields"]["duedate"]["required"]
    assert without.json()["errors"] == {"duedate": "Due date is required."}


def test_duplicate_comments_are_accepted(jira: PretendJira) -> None:
    key = create_issue(jira)

    for _ in range(2):
        assert jira.http.post(f"/issue/{key}/comment", json={"body": document("Approved.")}).status_code == 201

    newest = jira.http.get(f"/issue/{key}/comment", params={"orderBy": "-created", "maxResults": 1}).json()
    assert (newest["total"], len(newest["comments"])) == (2, 1)


def test_comment_must_be_a_document(jira: PretendJira) -> None:
    key = create_issue(jira)

    answer = jira.http.post(f"/issue/{key}/comment", json={"body": "Approved."})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"comment": "Comment body is not valid!"}


def test_only_the_author_can_edit_a_comment(jira: PretendJira) -> None:
    mine = jira.http.post("/issue/DSRE-6/comment", json={"body": document("Soon")}).json()["id"]
    theirs = jira.http.get("/issue/DSRE-1/comment").json()["comments"][0]["id"]

    answer = jira.http.put(f"/issue/DSRE-6/comment/{mine}", json={"body": document("Now")})
    refused = jira.http.put(f"/issue/DSRE-1/comment/{theirs}", json={"body": document("Now")})

    assert answer.json()["body"] == document("Now")
    assert refused.status_code == 400


def test_remote_link_is_replaced_by_global_id(jira: PretendJira) -> None:
    link = {"globalId": "slack:C1:1.2", "object": {"url": "https://example.com/1", "title": "Request"}}

    first = jira.http.post("/issue/DSRE-6/remotelink", json=link)
    second = jira.http.post("/issue/DSRE-6/remotelink", json={**link, "relationship": "asked for in"})

    assert (first.status_code, second.status_code) == (201, 200)
    (kept,) = jira.http.get("/issue/DSRE-6/remotelink").json()
    assert kept["relationship"] == "asked for in"
    assert jira.http.post("/issue/DSRE-6/remotelink", json={"object": {"title": "x"}}).json()["errors"].keys() == {
        "url"
    }


@pytest.mark.parametrize("auth", [None, ("desk@example.com", "wrong"), ("ada@example.com", "sandbox-jira-token")])
def test_only_the_bot_token_is_accepted(jira: PretendJira, auth: tuple[str, str] | None) -> None:
    answer = httpx.get(f"{jira.url}/rest/api/3/myself", auth=auth, trust_env=False)

    assert answer.status_code == 401


def test_missing_and_hidden_issues_look_the_same(jira: PretendJira) -> None:
    assert jira.http.get("/issue/DSRE-999").status_code == 404
    jira.does("permissions", revoke=["BROWSE_PROJECTS"])
    assert jira.http.get("/issue/DSRE-1").status_code == 404


def test_issue_page_escapes_user_text(jira: PretendJira) -> None:
    key = create_issue(jira, summary="<script>alert(1)</script>", description=document("<img src=x onerror=alert(1)>"))

    page = httpx.get(f"{jira.url}/browse/{key}", trust_env=False).text

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;img src=x" in page
