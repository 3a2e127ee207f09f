"""The direct message that asks a person to complete a request that a workflow started for them."""

from bot.slack.views.blocks import Block, actions, button, context, escape_cut, section
from workflows.custom_steps.model import RunStatus, StepRun
from workflows.formatting import format_count, format_list
from workflows.requests.labels import ANSWER_LABELS

COMPLETE_REQUEST = "complete_request"
CONFIG_PREFIX = "config."
NAMES = frozenset({"schema", "table", "schema_prefix", "table_group_name"})
"""Fields of the form that stand for a destination name."""


def step_question(run: StepRun) -> tuple[str, list[Block]]:
    """Return text and blocks of the message."""
    text = (
        f"A workflow requests *{escape_cut(run.service_name, 200)}* for you. "
        f"To send the request, add {_what_is_missing(run)}."
    )
    start = button(COMPLETE_REQUEST, "Complete request", run.id, style="primary")
    return text.replace("*", ""), [section(f":memo: {text}"), *actions([start])]


def ended_step_question(run: StepRun) -> tuple[str, list[Block]]:
    """Return what stays of the message once the request is sent, or the workflow waits no longer."""
    service = escape_cut(run.service_name, 200)
    if run.status is RunStatus.REQUESTED:
        text = f"You completed the request for {service}. Its message below says how it goes on."
    else:
        command = f"/connector {escape_cut(run.service_id, 80)}"
        text = f"The workflow that requested {service} has ended. Type {command} to request it."
    return text, [context(text)]


def _what_is_missing(run: StepRun) -> str:
    """Return the missing fields in words: “sensitivity, destination, and 2 settings”."""
    plain = dict.fromkeys("destination" if name in NAMES else name for name in run.missing)
    named = [ANSWER_LABELS[name].lower() for name in plain if name in ANSWER_LABELS]
    settings = sum(name.startswith(CONFIG_PREFIX) for name in plain)
    return format_list([*named, *([format_count(settings, "setting")] if settings else [])], "and") or "your answers"
