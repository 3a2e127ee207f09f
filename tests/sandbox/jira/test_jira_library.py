"""The `jira` library takes the pretend site for a real one, and what is said fits Jira's own description."""

from collections.abc import Iterator

import pytest
from jira import JIRA, JIRAError

from tests.sandbox.jira.schemas import faults, needs_spec
from tests.sandbox.jira.serving import EMAIL, TOKEN, PretendJira
from tests.sandbox.jira.test_jira_tickets import document, opened, wish

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
    client = JIRA(
        jira.url, options={"rest_api_version": "3"}, basic_auth=(EMAIL, TOKEN), max_retries=0, timeout=10
    )
    client._session.trust_env = False
    yield client
    client.close()


def test_the_library_opens_finds_and_comments(jira: PretendJira, library: JIRA) -> None:
    issue = library.create_issue(fields=wish(labels=["from-the-library"])["fields"])
    library.add_comment(issue, document("Hello"))  # type: ignore[arg-type]  # version 3 takes documents
    jira.later(seconds=31)

    (found,) = library.enhanced_search_issues("labels = from-the-library")

    assert found.key == issue.key
    assert found.fields.status.name == "Open"
    assert [step["name"] for step in library.transitions(issue)] == ["Approve", "Decline", "Withdraw"]
    assert library.myself()["displayName"] == "Connector Desk"


def test_the_library_learns_which_field_is_wrong(library: JIRA) -> None:
    with pytest.raises(JIRAError) as refusal:
        library.create_issue(fields=wish(customfield_10050=...)["fields"])

    assert refusal.value.response.json()["errors"] == {"customfield_10050": "Requesting team is required."}


@needs_spec
def test_everything_fits_the_vendors_own_description(jira: PretendJira) -> None:
    key = opened(jira, customfield_10051={"value": "Internal"}, duedate="2027-01-31")
    link = {"globalId": "g", "object": {"url": "https://example.com", "title": "t"}}
    jira.http.post(f"/issue/{key}/comment", json={"body": document("x")})
    jira.http.post(f"/issue/{key}/remotelink", json=link)
    jira.http.put(f"/issue/{key}/properties/desk", json={"a": 1})
    jira.http.post(f"/issue/{key}/transitions", json={"transition": {"id": "11"}})
    jira.http.post("/issue", json=wish(summary=...))
    for path in (*PATHS, *(f"/issue/{key}{rest}" for rest in OF_ISSUE)):
        jira.http.get(path)

    assert [words for exchange in jira.sandbox.journal(service="jira") for words in faults(exchange)] == []
