"""Searching: JQL, pages, and an index that lags."""

import pytest

from tests.sandbox.jira.serving import PretendJira
from tests.sandbox.jira.test_jira_tickets import opened


def keys(jira: PretendJira, query: str, **more: str) -> list[str]:
    answer = jira.http.get("/search/jql", params={"jql": query, "fields": "key", **more})
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def test_a_new_issue_is_found_only_when_the_index_has_heard_of_it(jira: PretendJira) -> None:
    key = opened(jira, labels=["fivetran-request-r1"])

    assert keys(jira, 'labels = "fivetran-request-r1"') == []
    jira.later(seconds=31)
    assert keys(jira, 'labels = "fivetran-request-r1"') == [key]


def test_the_index_shows_the_past_of_a_changed_issue(jira: PretendJira) -> None:
    jira.http.post("/issue/DSRE-6/transitions", json={"transition": {"id": "11"}})

    assert keys(jira, "project = DSRE AND status = Open") == ["DSRE-6"]
    jira.does("lag", seconds=0)
    assert keys(jira, "project = DSRE AND status = Approved") == ["DSRE-6", "DSRE-5"]


def test_an_issue_can_be_reconciled_by_its_number(jira: PretendJira) -> None:
    opened(jira, labels=["fresh"])
    number = jira.issues("fresh")[0]["id"]

    assert keys(jira, "labels = fresh", reconcileIssues=number) == ["DSRE-7"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("project = dsre AND labels = nothing", []),
        ("project = DSRE AND updated >= -5d", ["DSRE-6"]),
        ("project = DSRE and statusCategory = done order by key asc", ["DSRE-1", "DSRE-2", "DSRE-4"]),
        ("issuetype in (Bug, 'Access Request') ORDER BY created DESC", ["DSRE-5", "DSRE-3", "DSRE-2"]),
        ("key = DSRE-3", ["DSRE-3"]),
        ('summary ~ "zendesk"', ["DSRE-4"]),
        ("status not in (Done, Declined) AND assignee = 5d00000000000000000000b0", ["DSRE-5", "DSRE-3"]),
    ],
)
def test_queries_find_what_they_say(jira: PretendJira, query: str, found: list[str]) -> None:
    assert keys(jira, query) == found


@pytest.mark.parametrize(
    "query",
    [
        "",
        "ORDER BY created",
        "project = DENG",
        "colour = red",
        "labels = x OR labels = y",
        "labels =",
        "updated = -1d",
    ],
)
def test_unbounded_and_strange_queries_are_refused(jira: PretendJira, query: str) -> None:
    answer = jira.http.post("/search/jql", json={"jql": query})

    assert answer.status_code == 400
    assert answer.json()["errorMessages"]


def test_pages_are_walked_by_token(jira: PretendJira) -> None:
    query = {"jql": "project = DSRE ORDER BY key", "maxResults": 4, "fields": ["summary"]}
    first = jira.http.post("/search/jql", json=query).json()

    second = jira.http.post("/search/jql", json={**query, "nextPageToken": first["nextPageToken"]}).json()

    assert (first["isLast"], second["isLast"]) == (False, True)
    assert [issue["key"] for issue in second["issues"]] == ["DSRE-5", "DSRE-6"]
    assert (
        jira.http.post("/search/jql", json={"jql": "project = DSRE", "nextPageToken": "?"}).status_code == 400
    )


def test_without_naming_fields_only_the_id_comes(jira: PretendJira) -> None:
    (issue,) = jira.http.get("/search/jql", params={"jql": "key = DSRE-1"}).json()["issues"]

    assert list(issue) == ["id"]
