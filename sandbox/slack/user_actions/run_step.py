"""Start a workflow that has a custom step of the app."""

from typing import Any

from sandbox import people
from sandbox.errors import Refusal
from sandbox.slack import payloads
from sandbox.slack.functions import Definition, Execution, fill_in, find_definition, function_json
from sandbox.slack.user_actions.context import ActionContext

USER_ID = "slack#/types/user_id"


async def runs(context: ActionContext) -> dict[str, Any]:
    """Run a workflow with the app's `step` (callback id) and these `inputs`; people by id or first name.

    The event doesn't say who ran the workflow. It comes to apps that subscribe to events of any kind.
    """
    callback_id = str(context.arguments["step"])
    if context.person.team_id != people.TEAM_ID:
        raise Refusal(f"{context.person.name} belongs to another workspace and can't run its workflows.")
    definition = find_definition(context.workspace.manifest, callback_id)
    inputs = fill_in(definition, _with_ids(context, definition, dict(context.arguments.get("inputs", {}))))
    execution = _start(context, callback_id, inputs)
    event = {
        "type": "function_executed",
        "function": function_json(callback_id, definition),
        "inputs": inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": context.workspace.new_id("Wx"),
        "event_ts": context.workspace.env.clock.ts(),
        "bot_access_token": execution.token,
    }
    payload = payloads.event_callback(context.workspace, event)
    reply = await context.send("events_api", "function_executed", payload)
    if reply.error is None:
        await context.wait_for(lambda: execution.status != "running" or None, context.effect_timeout)
    return context.result(reply.error, execution=execution.as_json())


def _start(context: ActionContext, callback_id: str, inputs: dict[str, Any]) -> Execution:
    workspace = context.workspace
    number = workspace.new_id("Fx")
    execution = Execution(number, callback_id, inputs, f"xwfp-sandbox-{number}", workspace.env.clock.now())
    workspace.functions.executions[number] = execution
    workspace.mark_changed()
    return execution


def _with_ids(context: ActionContext, definition: Definition, given: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs with ids in place of first names, as a person picker gives them."""
    pickers = {name for name, one in definition["input_parameters"].items() if one["type"] == USER_ID}
    people_of = context.workspace.directory.find
    return {
        name: found.id if name in pickers and (found := people_of(str(value))) else value
        for name, value in given.items()
    }
