"""What the author of a workflow typed, or took from an earlier step."""

import json
from pathlib import Path

import pytest

from tests.support.sample_data import a_connected_request
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.custom_steps.inputs import INPUT_LABELS, parse_inputs
from workflows.errors import Refused
from workflows.requests.custom_step import step_outputs
from workflows.requests.mirrors import StepGoal

FUNCTIONS = json.loads((Path(__file__).parents[3] / "manifest.json").read_text(encoding="utf-8"))["functions"]
GIVEN = {"service": "Salesforce", "requester": "U0ADA", "purpose": "Sales forecast for the third quarter"}


def test_three_inputs_are_enough() -> None:
    parsed = parse_inputs(GIVEN)

    assert (parsed.requester, parsed.goal) == ("U0ADA", StepGoal.TICKET)
    assert parsed.answers == {
        "service": "Salesforce",
        "purpose": "Sales forecast for the third quarter",
        "business_owner": "U0ADA",
    }


@pytest.mark.parametrize("typed", ["Personal data", "personal_data", " PERSONAL  DATA "])
def test_options_are_read_as_people_and_variables_write_them(typed: str) -> None:
    parsed = parse_inputs({**GIVEN, "sensitivity": typed, "complete_when": "Decision", "business_owner": "U0ROSA"})

    assert parsed.answers["sensitivity"] == "personal_data"
    assert parsed.answers["business_owner"] == "U0ROSA"
    assert parsed.goal is StepGoal.DECISION


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"requester": ""}, "“Requester”: Choose the person who requests the connector."),
        ({"requester": "Ada"}, "“Requester”: Choose a person, or a variable with a person."),
        ({"service": ""}, "“Service”: Name a service, such as Salesforce."),
        ({"sensitivity": "green"}, "“Sensitivity”: Use public, internal, confidential, personal data, or not sure."),
        ({"complete_when": "soon"}, "“Continue after”: Use ticket, decision, or data."),
        ({"purpose": "x" * 10_001}, "“What is the data for?”: This text is too long. Use at most 10,000 characters."),
    ],
)
def test_a_wrong_input_is_named_by_its_title(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_inputs({**GIVEN, **wrong})

    assert refused.value.message == words


def test_the_manifest_declares_the_inputs_and_outputs_that_the_step_has() -> None:
    (step,) = FUNCTIONS.values()

    assert {name: one["title"] for name, one in step["input_parameters"].items()} == INPUT_LABELS
    assert step["output_parameters"].keys() == step_outputs(a_connected_request(), CONNECTION_PAGE_URL).keys()
    required = {name for name, one in step["output_parameters"].items() if one["is_required"]}
    assert required == {"state", "state_slug"}
