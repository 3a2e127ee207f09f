"""The custom step in Workflow Builder: a workflow runs it, and its requester completes what is missing.

The event doesn't say who runs the workflow. So the step asks for the requester, whom the bot checks as if they
had sent the form. https://docs.slack.dev/reference/events/function_executed
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.checked_form import form_opener
from bot.slack.listeners.payload import Payload
from bot.slack.listeners.step_forms import form_of_run
from bot.slack.views.blocks import Block
from bot.slack.views.custom_steps import COMPLETE_REQUEST
from bot.slack.views.form import FORM_TITLE, request_form
from bot.slack_markup import plain_text, unescape_sent_text
from workflows.custom_steps.inputs import INPUT_LABELS, name_input, parse_inputs
from workflows.custom_steps.model import RunStatus, StepRun
from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.secret_scanning import require_no_secret

log = structlog.get_logger(__name__)

REQUEST_STEP = "request_connector_step"
NOT_WAITING = "The workflow isn't waiting for this anymore. Type /connector to request a connector."


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the step, and to the button that completes its request."""
    app.function(REQUEST_STEP, auto_acknowledge=False, ack_timeout=0)(partial(handle_step, ctx))
    app.action(COMPLETE_REQUEST)(form_opener(ctx, FORM_TITLE, build_form_of_run))


def handle_step(ctx: ListenerContext, ack: Ack, event: Payload) -> None:
    """Save the run, then ack. Without an ack, Slack delivers it again, and Bolt doesn't wait for one."""
    with error_boundary(lambda problem: log.warning("a custom step can't be saved", reason=problem)):
        ctx.custom_steps.start(_read_run(ctx, event))
        ack()


def _read_run(ctx: ListenerContext, event: Payload) -> StepRun:
    """Return the run. One with a wrong input has only the error, so no secret is stored."""
    run_id, now = str(event["function_execution_id"]), ctx.ports.clock.now()
    try:
        given = parse_inputs(_as_text(event["inputs"]))
    except Refused as refusal:
        return StepRun(run_id, now, "", status=RunStatus.FAILED, error=refusal.message)
    return StepRun(run_id, now, given.requester, given.goal, given.answers)


def _as_text(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the inputs that we know as plain text. Markup can split or hide a secret, so both forms are scanned."""
    known = {name: str(value) for name, value in inputs.items() if name in INPUT_LABELS and value is not None}
    for name, sent in known.items():
        try:
            require_no_secret(unescape_sent_text(sent))
        except Refused as refusal:
            raise Refused(name_input(name, refusal.message)) from None
    return {name: plain_text(sent) for name, sent in known.items()}


def build_form_of_run(ctx: ListenerContext, run_id: str, actor: Actor) -> Block:
    """Return the form with what the workflow gave, for the person whom it names."""
    person = require_member(actor, ctx.ports.directory)
    run = ctx.custom_steps.runs.get(run_id)
    if run.status is not RunStatus.ASKING or run.requester != person.id:
        raise Refused(NOT_WAITING)
    return request_form(form_of_run(ctx, run))
