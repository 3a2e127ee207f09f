"""Issues for Jira tests."""

from typing import Any

from tests.sandbox.support.jira_server import PretendJira


def document(text: str) -> dict[str, Any]:
    """Return a document with one paragraph."""
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


def issue_body(**changes: Any) -> dict[str, Any]:
    """Return a valid creation body. `...` removes a field."""
    fields: dict[str, Any] = {
        "project": {"key": "DSRE"},
        "issuetype": {"id": "10007"},
        "summary": "Salesforce for the sales forecast",
        "description": document("The forecast is made by hand."),
        "labels": ["fivetran-request"],
        "customfield_10050": "Marketing",
    }
    return {"fields": {name: value for name, value in {**fields, **changes}.items() if value is not ...}}


def create_issue(jira: PretendJira, **changes: Any) -> str:
    """Create an issue and return its key."""
    answer = jira.http.post("/issue", json=issue_body(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])
