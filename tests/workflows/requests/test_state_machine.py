"""The life of a request is one table."""

import itertools
import re
from pathlib import Path

import pytest

from workflows.errors import IllegalTransition
from workflows.requests.state_machine import (
    CLOSED_STATUSES,
    CONNECTED_STATUSES,
    TRANSITIONS,
    Event,
    Status,
    next_status,
    transition_diagram,
)

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("status", "event"), list(itertools.product(Status, Event)))
def test_every_event_in_every_status_is_either_a_transition_or_refused(status: Status, event: Event) -> None:
    if (status, event) in TRANSITIONS:
        assert next_status(status, event) is TRANSITIONS[status, event]
    else:
        with pytest.raises(IllegalTransition, match="has changed"):
            next_status(status, event)


@pytest.mark.parametrize("end", sorted(CLOSED_STATUSES))
def test_a_closed_request_only_returns_with_its_connection(end: Status) -> None:
    returns = {after for (status, _event), after in TRANSITIONS.items() if status is end}

    assert returns == (CONNECTED_STATUSES if end is Status.RETIRED else set())


def test_every_status_can_be_reached_from_submitted() -> None:
    reached = {Status.SUBMITTED}

    for _ in Status:
        reached |= {to for (frm, _event), to in TRANSITIONS.items() if frm in reached}

    assert reached == set(Status)


def test_every_open_status_has_a_transition() -> None:
    leading = {status for status, _event in TRANSITIONS}

    assert leading == (set(Status) - CLOSED_STATUSES) | {Status.RETIRED}


def test_the_docs_show_the_current_transitions() -> None:
    shown = re.search(r"```mermaid\n(stateDiagram.*?)```", (ROOT / "docs/architecture.md").read_text(), re.S)

    assert shown
    assert shown.group(1).strip() == transition_diagram()
