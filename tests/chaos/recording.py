"""Record a world in which all is well, with something of each kind: `python -m tests.chaos.recording`.

`tests/chaos/test_checks.py` plants faults in it.
"""

from pathlib import Path

from tests.chaos.playing import play_script, start_stage
from tests.chaos.script import Beat, Form, Story

RECORDED = Path(__file__).parent / "recorded.json"
ANSWERS = {"business_owner": "rosa", "access": "Revenue team", "freshness": "Daily"}
STORY = Story(
    seed=0,
    forms=(
        Form(
            "ada",
            "hubspot",
            {**ANSWERS, "purpose": "Forecasting sales for plan one", "sensitivity": "internal", "schema": "hubspot_1"},
        ),
        Form(
            "rosa",
            "asana",
            {
                **ANSWERS,
                "purpose": "Forecasting sales for plan two",
                "sensitivity": "confidential",
                "schema": "asana_2",
            },
        ),
        Form(
            "ada",
            "zendesk",
            {
                **ANSWERS,
                "purpose": "Forecasting sales for plan three",
                "sensitivity": "public",
                "schema": "pipedrive_3",
            },
        ),
        Form(
            "cleo",
            "intercom",
            {**ANSWERS, "purpose": "Forecasting sales for plan four", "sensitivity": "public", "schema": "asana_4"},
        ),
    ),
    beats=(
        *(Beat("sends the form", who, number) for number, who in enumerate(("ada", "rosa", "ada", "cleo"))),
        Beat("asks", "ada", values={"start": "/connector ask", "question": "is stripe up to date?"}),
        Beat("edits", "ada", 0, {"access": "Revenue team and finance", "freshness": "Hourly"}),
        Beat("approves", "rosa", 0),
        Beat("insists on approval", "bo", 0),
        Beat("declines", "cleo", 1),
        Beat("withdraws", "ada", 2),
        Beat("moves the ticket", "bo", 3, {"transition": "Approve"}),
        Beat("breaks", values={"schema": "stripe"}),
        Beat("time passes", values={"seconds": 61}),
        Beat("acts on an incident", "bo", values={"button": "acknowledge"}),
        Beat("asks for a Connect Card", "ada", 0),
        Beat("completes the Connect Card", "ada", 0),
        Beat("time passes", values={"seconds": 61}),
        Beat("is killed", "0"),
        Beat("starts", "0"),
        Beat("time passes", values={"seconds": 7 * 3_600}),
    ),
)


def main() -> None:
    """Play the story and write the world. Raises AssertionError if something is wrong with it."""
    with start_stage() as (sandbox, found):
        result = play_script(sandbox, found, STORY, "sqlite")
    assert not result.faults, result.faults
    assert result.world
    assert len(result.world.requests) == len(STORY.forms)
    result.world.save(RECORDED)


if __name__ == "__main__":
    main()
