"""Answers of the app to custom steps."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.functions import Execution, problems_of
from sandbox.slack.workspace import Workspace


def complete_success(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle functions.completeSuccess, also with the app's own bot token.

    https://docs.slack.dev/reference/methods/functions.completeSuccess
    """
    execution = _running(workspace, arguments)
    outputs = arguments.data("outputs", "invalid_arguments")
    if not isinstance(outputs, dict):
        raise invalid("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/outputs]"])
    if problems := problems_of(workspace.manifest["functions"][execution.callback_id], outputs):
        raise invalid("parameter_validation_failed", problems)
    execution.status, execution.outputs = "completed", outputs
    workspace.mark_changed()
    return {}


def complete_error(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle functions.completeError. https://docs.slack.dev/reference/methods/functions.completeError"""
    execution = _running(workspace, arguments)
    execution.status, execution.error = "failed", arguments.required("error")
    workspace.mark_changed()
    return {}


def _running(workspace: Workspace, arguments: Arguments) -> Execution:
    execution = workspace.functions.executions.get(arguments.required("function_execution_id"))
    if execution is None:
        raise SlackError("function_execution_not_found")
    if execution.status != "running":
        raise SlackError("execution_not_in_running_state")
    return execution
