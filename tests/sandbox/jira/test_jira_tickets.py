"""Opening, reading and changing issues, as strictly as Jira does it."""

from typing import Any

import httpx
import pytest

from tests.sandbox.jira.serving import PretendJira


def document(text: str) -> dict[str, Any]:
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


def wish(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "project": {"key": "DSRE"},
        "issuetype": {"id": "10007"},
        "summary": "Salesforce for the sales forecast",
        "description": document("The forecast is made by hand."),
        "labels": ["fivetran-request"],
        "customfield_10050": "Marketing",
    }
    return {"fields": {name: value for name, value in {**fields, **changes}.items() if value is not ...}}


def opened(jira: PretendJira, **changes: Any) -> str:
    answer = jira.http.post("/issue", json=wish(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])


def test_an_issue_can_be_read_at_once_after_it_was_opened(jira: PretendJira) -> None:
    key = opened(jira)

    issue = jira.http.get(f"/issue/{key}").json()

    assert key == "DSRE-7"
    assert issue["fields"]["status"]["statusCategory"]["key"] == "new"
    assert issue["fields"]["priority"]["name"] == "Medium"
    assert issue["fields"]["reporter"]["displayName"] == "Connector Desk"


def test_properties_come_with_the_issue(jira: PretendJira) -> None:
    body = {**wish(), "properties": [{"key": "desk", "value": {"request": "r1"}}]}

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
def test_a_field_that_is_missing_or_wrong_is_named(
    jira: PretendJira, field: str, value: Any, words: str
) -> None:
    answer = jira.http.post("/issue", json=wish(**{field: value}))

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert words in answer.json()["errors"][field]


def test_labels_are_added_and_removed(jira: PretendJira) -> None:
    key = opened(jira)

    answer = jira.http.put(
        f"/issue/{key}", json={"update": {"labels": [{"add": "urgent"}, {"remove": "fivetran-request"}]}}
    )

    assert answer.status_code == 204
    assert jira.http.get(f"/issue/{key}", params={"fields": "labels"}).json()["fields"] == {
        "labels": ["urgent"]
    }
    assert jira.http.put(f"/issue/{key}", json={"fields": {"status": {"name": "Done"}}}).status_code == 400


def test_an_issue_is_assigned_by_account_id_only(jira: PretendJira) -> None:
    key = opened(jira)
    (bo,) = jira.http.get("/user/search", params={"query": "bo@example.com"}).json()

    assert jira.http.put(f"/issue/{key}/assignee", json={"accountId": bo["accountId"]}).status_code == 204
    assert jira.http.put(f"/issue/{key}/assignee", json={"accountId": "nobody"}).status_code == 400
    assert jira.http.put(f"/issue/{key}/assignee", json={"name": "bo"}).status_code == 400

    assert jira.http.get(f"/issue/{key}").json()["fields"]["assignee"]["displayName"] == "Bo Lindqvist"
    assert jira.http.put(f"/issue/{key}/assignee", json={"accountId": None}).status_code == 204
    assert jira.http.get(f"/issue/{key}").json()["fields"]["assignee"] is None


def test_only_the_transitions_of_the_present_status_are_offered(jira: PretendJira) -> None:
    key = opened(jira)
    names = [step["name"] for step in jira.http.get(f"/issue/{key}/transitions").json()["transitions"]]

    approved = jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": "11"}})
    again = jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": "11"}})

    assert names == ["Approve", "Decline", "Withdraw"]
    assert (approved.status_code, again.status_code) == (204, 400)
    assert jira.http.get(f"/issue/{key}").json()["fields"]["status"]["name"] == "Approved"


def test_without_the_permission_no_transition_is_offered_and_none_is_forbidden(jira: PretendJira) -> None:
    key = opened(jira)

    jira.does("permissions", revoke=["TRANSITION_ISSUES"])

    assert jira.http.get(f"/issue/{key}/transitions").json()["transitions"] == []
    mine = jira.http.get("/mypermissions", params={"permissions": "TRANSITION_ISSUES,CREATE_ISSUES"}).json()
    assert not mine["permissions"]["TRANSITION_ISSUES"]["havePermission"]


def test_a_transition_may_require_a_field(jira: PretendJira) -> None:
    key = opened(jira)
    jira.does(
        "workflow", add_transition={"name": "Park", "from": ["Open"], "to": "Withdrawn", "needs": ["duedate"]}
    )
    step = jira.http.get(f"/issue/{key}/transitions", params={"expand": "transitions.fields"}).json()[
        "transitions"
    ][-1]

    without = jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": step["id"]}})

    assert step["fields"]["duedate"]["required"]
    assert without.json()["errors"] == {"duedate": "Due date is required."}


def test_the_same_comment_twice_is_two_comments(jira: PretendJira) -> None:
    key = opened(jira)

    for _ in range(2):
        assert (
            jira.http.post(f"/issue/{key}/comment", json={"body": document("Approved.")}).status_code == 201
        )

    newest = jira.http.get(f"/issue/{key}/comment", params={"orderBy": "-created", "maxResults": 1}).json()
    assert (newest["total"], len(newest["comments"])) == (2, 1)


def test_a_comment_is_a_document_and_never_a_string(jira: PretendJira) -> None:
    key = opened(jira)

    answer = jira.http.post(f"/issue/{key}/comment", json={"body": "Approved."})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"comment": "Comment body is not valid!"}


def test_a_comment_can_be_reworded_by_its_author_only(jira: PretendJira) -> None:
    mine = jira.http.post("/issue/DSRE-6/comment", json={"body": document("Soon")}).json()["id"]
    theirs = jira.http.get("/issue/DSRE-1/comment").json()["comments"][0]["id"]

    answer = jira.http.put(f"/issue/DSRE-6/comment/{mine}", json={"body": document("Now")})
    refused = jira.http.put(f"/issue/DSRE-1/comment/{theirs}", json={"body": document("Now")})

    assert answer.json()["body"] == document("Now")
    assert refused.status_code == 400


def test_a_remote_link_with_a_known_global_id_is_replaced(jira: PretendJira) -> None:
    link = {"globalId": "slack:C1:1.2", "object": {"url": "https://example.com/1", "title": "Request"}}

    first = jira.http.post("/issue/DSRE-6/remotelink", json=link)
    second = jira.http.post("/issue/DSRE-6/remotelink", json={**link, "relationship": "asked for in"})

    assert (first.status_code, second.status_code) == (201, 200)
    (kept,) = jira.http.get("/issue/DSRE-6/remotelink").json()
    assert kept["relationship"] == "asked for in"
    assert jira.http.post("/issue/DSRE-6/remotelink", json={"object": {"title": "x"}}).json()[
        "errors"
    ].keys() == {"url"}


@pytest.mark.parametrize(
    "auth", [None, ("desk@example.com", "wrong"), ("ada@example.com", "sandbox-jira-token")]
)
def test_only_the_bots_token_opens_the_door(jira: PretendJira, auth: tuple[str, str] | None) -> None:
    answer = httpx.get(f"{jira.url}/rest/api/3/myself", auth=auth, trust_env=False)

    assert answer.status_code == 401


def test_what_is_not_there_looks_like_what_is_hidden(jira: PretendJira) -> None:
    assert jira.http.get("/issue/DSRE-999").status_code == 404
    jira.does("permissions", revoke=["BROWSE_PROJECTS"])
    assert jira.http.get("/issue/DSRE-1").status_code == 404


def test_the_page_of_an_issue_shows_what_people_wrote_as_text(jira: PretendJira) -> None:
    key = opened(
        jira, summary="<script>alert(1)</script>", description=document("<img src=x onerror=alert(1)>")
    )

    page = httpx.get(f"{jira.url}/browse/{key}", trust_env=False).text

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;img src=x" in page
