"""What people do in Slack, as verbs."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.slack.acting.clicking import clicks
from sandbox.slack.acting.composing import types
from sandbox.slack.acting.filling import fills, searches
from sandbox.slack.acting.looking import reads, sees
from sandbox.slack.acting.opening import opens_home, opens_messages, redelivers, uses
from sandbox.slack.acting.scene import Scene
from sandbox.slack.acting.sending import closes, sends
from sandbox.slack.workspace import Workspace
from sandbox.world import Refusal

VERBS: dict[str, Callable[[Scene], Awaitable[dict[str, Any]]]] = {
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
        opens_home,
        opens_messages,
        redelivers,
    )
}


async def act(workspace: Workspace, name: str, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Let the person called `name` do `verb`; what they see afterwards. Raises Refusal when they cannot."""
    person = workspace.directory.named(name)
    if person is None:
        raise Refusal(f"Nobody here is called {name}.")
    if person.deleted:
        raise Refusal(f"{person.name}'s account is deactivated.")
    if verb not in VERBS:
        raise Refusal(f"People cannot “{verb}”; they can: {', '.join(VERBS)}.")
    return await VERBS[verb](Scene(workspace, person, dict(arguments)))
