"""Canvases of a channel: created, edited, found again, deleted."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Refused, Sandbox
from tests.sandbox.test_slack_posting import FIVETRAN, refused

CONTENT = {"type": "markdown", "markdown": "## Sales\n\n- one\n- two"}


def create(slack: WebClient, **changed: Any) -> str:
    arguments = {"title": "Connectors", "document_content": CONTENT, "channel_id": FIVETRAN} | changed
    return str(slack.canvases_create(**arguments)["canvas_id"])


def replace(slack: WebClient, canvas_id: str, markdown: str, operation: str = "replace") -> None:
    content = {"type": "markdown", "markdown": markdown}
    slack.canvases_edit(canvas_id=canvas_id, changes=[{"operation": operation, "document_content": content}])


def test_a_canvas_is_a_tab_of_its_channel(sandbox: Sandbox, slack: WebClient) -> None:
    before = slack.conversations_info(channel=FIVETRAN)["channel"]

    canvas_id = create(slack)

    assert "properties" not in before
    (tab,) = slack.conversations_info(channel=FIVETRAN)["channel"]["properties"]["tabs"]
    assert (tab["type"], tab["label"], tab["data"]) == ("canvas", "Connectors", {"file_id": canvas_id})
    (found,) = sandbox.slack.canvases(channel="#fivetran-discussion")
    assert found == {"id": canvas_id, "title": "Connectors", "markdown": CONTENT["markdown"]}


def test_the_whole_document_is_edited(sandbox: Sandbox, slack: WebClient) -> None:
    canvas_id = create(slack)

    replace(slack, canvas_id, "middle")
    replace(slack, canvas_id, "first", "insert_at_start")
    replace(slack, canvas_id, "last", "insert_at_end")

    (found,) = sandbox.slack.canvases(channel=FIVETRAN)
    assert found["markdown"].split() == ["first", "middle", "last"]


@pytest.mark.parametrize(
    ("criteria", "count"),
    [
        ({"contains_text": "on"}, 1),
        ({"contains_text": "- "}, 2),
        ({"section_types": ["h2"]}, 1),
        ({"section_types": ["any_header"], "contains_text": "Sales"}, 1),
        ({"section_types": ["h1"]}, 0),
        ({"contains_text": "absent"}, 0),
    ],
)
def test_sections_are_found_by_their_text_and_type(slack: WebClient, criteria: dict[str, Any], count: int) -> None:
    found = slack.canvases_sections_lookup(canvas_id=create(slack), criteria=criteria)["sections"]

    assert len(found) == count


@pytest.mark.parametrize(
    ("method", "changed", "error"),
    [
        ("canvases.create", {"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ("canvases.create", {"channel_id": "C0GENERAL"}, "channel_not_found"),
        ("canvases.create", {"channel_id": None}, "free_teams_cannot_create_non_tabbed_canvases"),
        ("canvases.create", {"document_content": "words"}, "invalid_arguments"),
        ("canvases.create", {"document_content": {"type": "html", "markdown": ""}}, "invalid_arguments"),
        ("canvases.create", {"document_content": CONTENT | {"markdown": "x" * 1_048_577}}, "canvas_creation_failed"),
        ("canvases.edit", {"canvas_id": "F0NONE"}, "canvas_not_found"),
        ("canvases.edit", {"canvas_id": None}, "invalid_arguments"),
        ("canvases.edit", {"changes": []}, "invalid_arguments"),
        ("canvases.edit", {"changes": [{"operation": "paint", "document_content": CONTENT}]}, "invalid_arguments"),
        ("canvases.edit", {"changes": [{"operation": "replace"}]}, "invalid_arguments"),
        ("canvases.sections.lookup", {"criteria": {}}, "invalid_arguments"),
        ("canvases.sections.lookup", {"criteria": {"section_types": ["p"]}}, "invalid_arguments"),
        ("canvases.delete", {"canvas_id": "F0NONE"}, "canvas_not_found"),
    ],
)
def test_invalid_calls_return_slack_errors(slack: WebClient, method: str, changed: dict[str, Any], error: str) -> None:
    change = {"operation": "replace", "document_content": CONTENT}
    arguments: dict[str, dict[str, Any]] = {
        "canvases.create": {"channel_id": FIVETRAN, "document_content": CONTENT},
        "canvases.edit": {"canvas_id": create(slack), "changes": [change]},
        "canvases.sections.lookup": {"canvas_id": create(slack), "criteria": {"contains_text": "one"}},
        "canvases.delete": {},
    }

    assert refused(slack.api_call, api_method=method, json=arguments[method] | changed)["error"] == error


@pytest.mark.parametrize("method", ["canvases.create", "canvases.edit", "canvases.sections.lookup", "canvases.delete"])
def test_canvases_need_their_scopes(sandbox: Sandbox, slack: WebClient, method: str) -> None:
    sandbox.slack.scopes(remove=["canvases:read", "canvases:write"])

    assert refused(slack.api_call, api_method=method, json={})["error"] == "missing_scope"


def test_a_deleted_canvas_is_gone(sandbox: Sandbox, slack: WebClient) -> None:
    first, second = create(slack), create(slack, title="Other")

    sandbox.slack.delete_canvas(channel=FIVETRAN, title="Connectors")
    slack.canvases_delete(canvas_id=second)

    assert sandbox.slack.canvases(channel=FIVETRAN) == []
    assert "properties" not in slack.conversations_info(channel=FIVETRAN)["channel"]
    look_up = {"canvas_id": first, "criteria": {"contains_text": "one"}}
    assert refused(slack.canvases_sections_lookup, **look_up)["error"] == "canvas_not_found"
    with pytest.raises(Refused, match="has no canvas Connectors"):
        sandbox.slack.delete_canvas(channel=FIVETRAN, title="Connectors")
