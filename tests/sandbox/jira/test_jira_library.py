"""The `jira` library works with the simulated site, and exchanges match Jira's OpenAPI file."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from jira import JIRA, JIRAError

from tests.sandbox.support.jira_issues import create_issue, document, issue_body
from tests.sandbox.support.jira_schemas import faults, needs_spec
from tests.sandbox.support.jira_server import EMAIL, TOKEN, PretendJira

PATHS = (
    "/serverInfo",
    "/myself",
    "/field",
    "/priority",
    "/project/DSRE",
    "/project/DSRE/statuses",
    "/mypermissions?permissions=CREATE_ISSUES",
    "/user/search?query=bo",
    "/user/assignable/search?project=DSRE",
    "/issue/createmeta/DSRE/issuetypes",
    "/issue/createmeta/DSRE/issuetypes/10007",
    "/search/jql?jql=project=DSRE&fields=*all",
    "/search/jql?jql=",
)
OF_ISSUE = (
    "?properties=*all&expand=changelog",
    "/changelog",
    "/comment",
    "/remotelink",
    "/properties",
    "/transitions?expand=transitions.fields",
)


@pytest.fixture
def library(jira: PretendJira) -> Iterator[JIRA]:
    client = JIRA(jira.url, options={"rest_api_version": "3"}, basic_auth=(EMAIL, TOKEN), max_retries=0, timeout=10)
    client._session.trust_env = False
    with closing(client):
        yield client


def test_library_creates_finds_and_comments(jira: PretendJira, library: JIRA) -> None:
    issue = library.create_issue(fields=issue_body(labels=["from-the-library"])["fields"])
    library.add_comment(issue, document("Hello"))
    jira.later(seconds=31)

    (found,) = library.enhanced_search_issues("labels = from-the-library")

    assert found.key == issue.key
    assert found.fields.status.name == "Open"
    assert [step["name"] for step in library.transitions(issue)] == ["Approve", "Decline", "Withdraw"]
    assert library.myself()["displayName"] == "Connector Desk"


def test_library_reports_the_invalid_field(library: JIRA) -> None:
    with pytest.raises(JIRAError) as refusal:
        library.create_issue(fields=issue_body(customfield_10050=...)["fields"])

    assert refusal.value.response is not None
    assert refusal.value.response.json()["errors"] == {"customfield_10050": "Requesting team is required."}


@needs_spec
def test_exchanges_match_the_openapi_file(jira: PretendJira) -> None:
    key = create_issue(jira, customfield_10051={"value": "Internal"}, duedate="2027-01-31")
    link = {"globalId": "g", "object": {"url": "https://example.com", "title": "t"}}
    jira.http.post(f"/issue/{key}/comment", json={"body": document("x")})
    jira.http.post(f"/issue/{key}/remotelink", json=link)
    jira.http.put(f"/issue/{key}/properties/desk", json={"a": 1})
    jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": "11"}})
    jira.http.post("/issue", json=issue_body(summary=...))
    for path in (*PATHS, *(f"/issue/{key}{rest}" for rest in OF_ISSUE)):
        jira.http.get(path)

    assert [words for exchange in jira.sandbox.journal(service="jira") for words in faults(exchange)] == []
