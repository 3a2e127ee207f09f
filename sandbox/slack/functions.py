"""Custom steps of Workflow Builder: what the app declares in its manifest, and each execution.

https://docs.slack.dev/workflows/workflow-steps
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox import people
from sandbox.errors import Refusal

TOKEN_SECONDS = 900.0
"""How long the token of an execution lives, if the step doesn't end earlier.

https://github.com/slackapi/bolt-python/issues/1075
"""
Definition = dict[str, Any]


@dataclass
class Execution:
    """One execution of a step. Its answer ends it."""

    id: str
    callback_id: str
    inputs: dict[str, Any]
    token: str
    started_at: float
    status: Literal["running", "completed", "failed"] = "running"
    outputs: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the activity log of the workflow shows."""
        shown = {"id": self.id, "callback_id": self.callback_id, "inputs": self.inputs, "started_at": self.started_at}
        return shown | {"status": self.status, "outputs": self.outputs, "error": self.error}


class Functions:
    """The executions of the workspace, oldest first."""

    def __init__(self) -> None:
        self.executions: dict[str, Execution] = {}

    def accepts_token(self, token: str, now: float) -> bool:
        """Whether a token belongs to an execution that runs, and hasn't expired."""
        owners = (one for one in self.executions.values() if one.token == token)
        return any(one.status == "running" and now - one.started_at < TOKEN_SECONDS for one in owners)


def find_definition(manifest: dict[str, Any], callback_id: str) -> Definition:
    """Return the step that the manifest declares. Raises Refusal where Workflow Builder wouldn't offer it."""
    found: Definition | None = manifest.get("functions", {}).get(callback_id)
    settings = manifest["settings"]
    if found is None:
        raise Refusal(f"Workflow Builder has no step “{callback_id}”.")
    if not settings.get("org_deploy_enabled") or settings.get("function_runtime") != "remote":
        raise Refusal("Workflow Builder offers steps of apps that are org-ready and run remotely.")
    return found


def fill_in(definition: Definition, given: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs of an execution: empty ones are left out. Raises Refusal."""
    parameters = definition["input_parameters"]
    if unknown := given.keys() - parameters.keys():
        raise Refusal(f"The step has no input “{sorted(unknown)[0]}”.")
    filled = {name: value for name, value in given.items() if value not in (None, "")}
    for name, one in parameters.items():
        if one.get("is_required") and name not in filled:
            raise Refusal(f"“{one['title']}” is required.")
    return filled


def parameters_json(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Return parameters as the event lists them."""
    return [{**one, "name": name} for name, one in parameters.items()]


def function_json(callback_id: str, definition: Definition) -> dict[str, Any]:
    """Return the step as the event names it."""
    return {
        "id": f"Fn0{callback_id[:8].upper()}",
        "callback_id": callback_id,
        "title": definition["title"],
        "description": definition.get("description", ""),
        "type": "app",
        "input_parameters": parameters_json(definition["input_parameters"]),
        "output_parameters": parameters_json(definition["output_parameters"]),
        "app_id": people.APP_ID,
        "date_created": 1_700_000_000,
        "date_updated": 1_700_000_000,
        "date_deleted": 0,
    }


def problems_of(definition: Definition, outputs: dict[str, Any]) -> list[str]:
    """Return what Slack finds wrong with outputs, compared with their declaration."""
    declared = definition["output_parameters"]
    missing = [name for name, one in declared.items() if one.get("is_required") and name not in outputs]
    wrong = [name for name, value in outputs.items() if name in declared and not isinstance(value, str)]
    unknown = sorted(outputs.keys() - declared.keys())
    return [
        *(f"[ERROR] missing required field: {name} [json-pointer:/outputs]" for name in missing),
        *(f"[ERROR] must be a string [json-pointer:/outputs/{name}]" for name in wrong),
        *(f"[ERROR] no such parameter: {name} [json-pointer:/outputs]" for name in unknown),
    ]
