"""Answer the workflow that sent a request: once, when the request is as far as the workflow waits for."""

from workflows.connections.model import connection_page
from workflows.requests.confidentiality import Disclosure, Place, disclose
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.mirror_marks import mark_mirrored
from workflows.requests.mirrors import StepGoal
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import CLOSED_STATUSES, UNDECIDED_STATUSES, Status

ANSWERED = "custom step:answered"
"""Marks a request whose workflow goes on."""
BEFORE_DECISION = UNDECIDED_STATUSES | {Status.APPROVED}
"""An approved request gets its connection within seconds, so the workflow waits for that too."""
TOLD_AS_APPROVED = frozenset({Status.APPROVED, Status.BEING_BUILT, Status.AWAITING_CREDENTIALS, Status.SYNCING_HISTORY})
"""What a redacted card calls approved: the next steps would say what kind of request it is."""


def answer_custom_step(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Complete the step with the state of the request, if that is due and hasn't happened yet.

    Slack takes one answer for each execution, so an attempt whose outcome is unknown can be repeated.
    """
    step = request.custom_step
    if step is None or ANSWERED in request.mirrored_events or not has_reached(request, step.goal):
        return request
    ports.custom_steps.complete(step.execution_id, step_outputs(request, ports.custom_steps.connection_page_url))
    return mark_mirrored(request, {ANSWERED}, ports)


def has_reached(request: ConnectorRequest, goal: StepGoal) -> bool:
    """Whether a request is as far as a workflow waits for. Its end counts, whatever the workflow waits for."""
    if request.status in CLOSED_STATUSES:
        return True
    if goal is StepGoal.DATA:
        return request.first_synced_at is not None
    is_decided = request.status not in BEFORE_DECISION
    return is_decided or (goal is StepGoal.TICKET and request.ticket is not None)


def step_outputs(request: ConnectorRequest, connection_page_url: str) -> dict[str, str]:
    """Return what the workflow gets, by output of the manifest; without those that are empty.

    `connection_page_url` is the address of a connection in Fivetran, with `{id}`.
    A workflow can post them anywhere, so they say no more of a confidential request than its redacted card.
    """
    is_open = disclose(Place.WORKFLOW, request) is Disclosure.FULL
    status = Status.APPROVED if request.status in TOLD_AS_APPROVED and not is_open else request.status
    outputs = {"state": STATUS_LABELS[status], "state_slug": status.value}
    if request.ticket:
        outputs |= {"ticket_key": request.ticket.key, "ticket_link": request.ticket.url}
    if request.connection_id and is_open:
        outputs["connection_link"] = connection_page(connection_page_url, request.connection_id)
    return {name: value for name, value in outputs.items() if value}
