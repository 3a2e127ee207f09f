"""Search: JQL, pages and the index lag."""

import pytest

from tests.sandbox.support.jira_issues import create_issue
from tests.sandbox.support.jira_server import PretendJira


def keys(jira: PretendJira, query: str, **more: str) -> list[str]:
    answer = jira.http.get("/search/jql", params={"jql": query, "fields": "key", **more})
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def test_new_issue_is_found_after_the_index_lag(jira: PretendJira) -> None:
    key = create_issue(jira, labels=["fivetran-request-r1"])

    assert keys(jira, 'labels = "fivetran-request-r1"') == []
    jira.later(seconds=31)
    assert keys(jira, 'labels = "fivetran-request-r1"') == [key]


def test_search_shows_the_old_state_during_the_lag(jira: PretendJira) -> None:
    jira.http.post("/issue/DSRE-6/transitions", json={"transition": {"id": "11"}})

    assert keys(jira, "project = DSRE AND status = Open") == ["DSRE-6"]
    jira.does("lag", seconds=0)
    assert keys(jira, "project = DSRE AND status = Approved") == ["DSRE-6", "DSRE-5"]


def test_reconcile_issues_skips_the_lag(jira: PretendJira) -> None:
    create_issue(jira, labels=["fresh"])
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
def test_queries_find_matching_issues(jira: PretendJira, query: str, found: list[str]) -> None:
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
def test_unrestricted_and_unsupported_queries_are_rejected(jira: PretendJira, query: str) -> None:
    answer = jira.http.post("/search/jql", json={"jql": query})

    assert answer.status_code == 400
    assert answer.json()["errorMessages"]


def test_pages_follow_the_token(jira: PretendJira) -> None:
    query = {"jql": "project = DSRE ORDER BY key", "maxResults": 4, "fields": ["summary"]}
    first = jira.http.post("/search/jql", json=query).json()

    second = jira.http.post("/search/jql", json={**query, "nextPageToken": first["nextPageToken"]}).json()

    assert (first["isLast"], second["isLast"]) == (False, True)
    assert [issue["key"] for issue in second["issues"]] == ["DSRE-5", "DSRE-6"]
    assert jira.http.post("/search/jql", json={"jql": "project = DSRE", "nextPageToken": "?"}).status_code == 400


def test_search_returns_only_ids_by_default(jira: PretendJira) -> None:
    (issue,) = jira.http.get("/search/jql", params={"jql": "key = DSRE-1"}).json()["issues"]

    assert list(issue) == ["id"]
