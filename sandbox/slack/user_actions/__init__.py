"""The verbs of people in Slack."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.errors import Refusal
from sandbox.slack.user_actions.click import clicks
from sandbox.slack.user_actions.compose import types
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.fill import fills, searches
from sandbox.slack.user_actions.open import opens_home, opens_messages, redelivers, uses
from sandbox.slack.user_actions.read import reads, sees
from sandbox.slack.user_actions.run_step import runs
from sandbox.slack.user_actions.submit import closes, sends
from sandbox.slack.workspace import Workspace

VERBS: dict[str, Callable[[ActionContext], Awaitable[dict[str, Any]]]] = {
    verb.__name__: verb
    for verb in (
        types,
        fills,
        searches,
        sends,
        closes,
        clicks,
        reads,
        sees,
        uses,
        runs,
        opens_home,
        opens_messages,
        redelivers,
    )
}


async def perform(workspace: Workspace, name: str, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Perform `verb` as the person `name`, and return what they see. Raises Refusal."""
    person = workspace.directory.find(name)
    if person is None:
        raise Refusal(f"No person is named {name}.")
    if person.deleted:
        raise Refusal(f"{person.name}'s account is deactivated.")
    if verb not in VERBS:
        raise Refusal(f"Unknown verb “{verb}”. Verbs: {', '.join(VERBS)}.")
    return await VERBS[verb](ActionContext(workspace, person, dict(arguments)))
