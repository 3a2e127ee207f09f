"""Metadata of the site, the project and its fields."""

import httpx
import pytest

from tests.sandbox.support.jira_server import PretendJira


@pytest.mark.parametrize("version", ["2", "3", "latest"])
def test_server_info_is_public(jira: PretendJira, version: str) -> None:
    answer = httpx.get(f"{jira.url}/rest/api/{version}/serverInfo", trust_env=False).json()

    assert answer["deploymentType"] == "Cloud"


def test_create_screen_lists_required_fields_and_options(jira: PretendJira) -> None:
    kinds = jira.http.get("/issue/createmeta/DSRE/issuetypes").json()["issueTypes"]
    fields = jira.http.get("/issue/createmeta/DSRE/issuetypes/10008").json()["fields"]

    known = {field["fieldId"]: field for field in fields}
    assert [kind["name"] for kind in kinds] == ["Task", "Access Request", "Bug", "Sub-task"]
    assert {name for name, field in known.items() if field["required"]} >= {"summary", "customfield_10050"}
    assert [option["value"] for option in known["customfield_10051"]["allowedValues"]][-1] == "Personal data"
    assert "reporter" not in known


def test_each_project_counts_its_own_keys(jira: PretendJira) -> None:
    named = jira.http.get("/project/GOV").json()
    fields = {"summary": "Access", "issuetype": {"id": "10008"}, "customfield_10050": "Data"}
    keys = [
        jira.http.post("/issue", json={"fields": fields | {"project": project}}).json()["key"]
        for project in ({"key": "GOV"}, {"id": named["id"]})
    ]
    jira.later(seconds=61)
    found = jira.http.post("/search/jql", json={"jql": "project = GOV", "fields": ["project"]}).json()["issues"]

    assert keys == ["GOV-1", "GOV-2"]
    assert {issue["fields"]["project"]["name"] for issue in found} == {named["name"]} == {"Data Governance"}
    assert jira.http.get("/project/DENG").status_code == 404


def test_metadata_pages_have_at_most_200_items(jira: PretendJira) -> None:
    page = jira.http.get("/issue/createmeta/DSRE/issuetypes", params={"startAt": 2, "maxResults": 1}).json()

    assert [kind["name"] for kind in page["issueTypes"]] == ["Bug"]
    assert page["total"] == 4
    assert jira.http.get("/issue/createmeta/DSRE/issuetypes", params={"maxResults": 201}).status_code == 400


def test_removed_endpoints_answer_410(jira: PretendJira) -> None:
    assert jira.http.get("/search", params={"jql": "project = DSRE"}).status_code == 410
    assert httpx.get(f"{jira.url}/rest/api/2/search", auth=jira.http.auth, trust_env=False).status_code == 410
    assert jira.http.get("/issue/createmeta").status_code == 410


def test_users_are_found_by_email_and_inactive_ones_are_not_assignable(jira: PretendJira) -> None:
    found = jira.http.get("/user/search", params={"query": "cleo@"}).json()
    dora = {"project": "DSRE", "query": "dora"}

    assert [person["displayName"] for person in found] == ["Cleo Marsh"]
    assert jira.http.get("/user/assignable/search", params=dora).json() == []
    assert jira.http.get("/user/search", params={"username": "cleo"}).status_code == 400
    assert jira.http.get("/user/search", params={"query": "a", "accountId": "b"}).status_code == 400


def test_project_lists_its_statuses(jira: PretendJira) -> None:
    task = jira.http.get("/project/DSRE/statuses").json()[0]

    assert [status["name"] for status in task["statuses"]][:2] == ["Open", "Approved"]
    assert jira.http.get("/project/DENG").status_code == 404
