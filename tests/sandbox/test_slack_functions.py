"""Custom steps of Workflow Builder: the event, the token that comes with it, and the app's answer."""

from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.driver import Refused, Sandbox
from tests.sandbox.support.tiny_app import TinyApp, web
from tests.sandbox.test_slack_posting import refused

STEP = "request_connector_step"
INPUTS = {"service": "Salesforce", "requester": "ada", "purpose": "Sales forecast"}
OUTPUTS: dict[str, Any] = {"state": "awaiting approval", "state_slug": "awaiting_approval"}


def run(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    return dict(sandbox.rosa.runs(STEP, INPUTS | more, wait=0)["execution"])


def test_a_step_is_sent_and_the_apps_own_token_completes_it(sandbox: Sandbox, app: TinyApp, slack: WebClient) -> None:
    heard: list[dict[str, Any]] = []
    app.bolt.function(STEP)(lambda event: heard.append(event))

    started = run(sandbox)
    sandbox.until(lambda: heard, "the step is heard")
    sandbox.clock(advance=3600)
    slack.functions_completeSuccess(function_execution_id=started["id"], outputs=OUTPUTS)

    (event,) = heard
    assert event["inputs"] == {"service": "Salesforce", "requester": "U0ADA", "purpose": "Sales forecast"}
    assert event["function"]["callback_id"] == STEP
    assert event["bot_access_token"].startswith("xwfp-")
    assert "user" not in event
    ended = sandbox.state("slack")["executions"][-1]
    assert (ended["status"], ended["outputs"]) == ("completed", OUTPUTS)


def test_the_token_of_an_execution_ends_after_a_quarter_of_an_hour(
    sandbox: Sandbox, app: TinyApp, slack: WebClient
) -> None:
    heard: list[dict[str, Any]] = []
    app.bolt.function(STEP)(lambda event: heard.append(event))
    run(sandbox)
    sandbox.until(lambda: heard, "the step is heard")
    own = web(sandbox)
    own.token = heard[0]["bot_access_token"]

    assert own.auth_test()["ok"]
    sandbox.clock(advance=901)
    assert refused(own.auth_test)["error"] == "token_revoked"


@pytest.mark.parametrize(
    ("outputs", "messages"),
    [
        ({"state": "live"}, ["[ERROR] missing required field: state_slug [json-pointer:/outputs]"]),
        (OUTPUTS | {"ticket_key": 7}, ["[ERROR] must be a string [json-pointer:/outputs/ticket_key]"]),
        (OUTPUTS | {"color": "red"}, ["[ERROR] no such parameter: color [json-pointer:/outputs]"]),
    ],
)
def test_outputs_have_to_fit_their_declaration(
    sandbox: Sandbox, slack: WebClient, outputs: dict[str, Any], messages: list[str]
) -> None:
    started = run(sandbox)

    answer: dict[str, Any] = refused(
        slack.functions_completeSuccess, function_execution_id=started["id"], outputs=outputs
    )

    assert answer["error"] == "parameter_validation_failed"
    assert answer["response_metadata"]["messages"] == messages


def test_an_execution_takes_one_answer(sandbox: Sandbox, slack: WebClient) -> None:
    started = run(sandbox)
    slack.functions_completeError(function_execution_id=started["id"], error="Name a service.")

    again = refused(slack.functions_completeSuccess, function_execution_id=started["id"], outputs=OUTPUTS)
    unknown = refused(slack.functions_completeError, function_execution_id="Fx9", error="Name a service.")

    assert again["error"] == "execution_not_in_running_state"
    assert unknown["error"] == "function_execution_not_found"


def test_workflow_builder_refuses_what_it_would_not_run(sandbox: Sandbox) -> None:
    with pytest.raises(Refused, match="“Requester” is required"):
        sandbox.rosa.runs(STEP, {"service": "Salesforce", "purpose": "Sales forecast"}, wait=0)
    with pytest.raises(Refused, match="no step “unknown”"):
        sandbox.rosa.runs("unknown", {}, wait=0)
    with pytest.raises(Refused, match="another workspace"):
        sandbox.pia.runs(STEP, INPUTS, wait=0)
