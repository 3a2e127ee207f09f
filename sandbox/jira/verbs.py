"""What people and administrators do on the site itself, for `POST /_sandbox/jira/{verb}`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.jira import acts, adf
from sandbox.jira.accounts import CAST, Account
from sandbox.jira.permissions import PERMISSIONS
from sandbox.jira.problems import Problem
from sandbox.jira.webhooks import Hook
from sandbox.jira.workflow import STATUSES
from sandbox.world import Refusal

if TYPE_CHECKING:
    from sandbox.jira.issues import Issue
    from sandbox.world import World

Arguments = dict[str, Any]


def moves(world: "World", arguments: Arguments) -> Any:
    """Somebody (`by`) does the transition called `transition` on the issue `key`."""
    issue = _find(world, arguments)
    wanted = str(arguments["transition"]).casefold()
    steps = [s for s in world.jira.workflow.from_status(issue.status.name) if s.name.casefold() == wanted]
    if not steps:
        raise Refusal(
            f"{issue.key} is {issue.status.name}: nothing called {arguments['transition']!r} is offered."
        )
    acts.move(world.jira, _by(arguments), issue, steps[0])
    return world.jira.issue_state(issue)


def comments(world: "World", arguments: Arguments) -> Any:
    """Somebody (`by`) says `text` on the issue `key`."""
    issue = _find(world, arguments)
    acts.comment(world.jira, _by(arguments), issue, adf.paragraphs(str(arguments["text"])), [])
    return world.jira.issue_state(issue)


def edits(world: "World", arguments: Arguments) -> Any:
    """Somebody (`by`) changes `fields` of the issue `key`."""
    issue = _find(world, arguments)
    try:
        acts.edit(world.jira, _by(arguments), issue, arguments["fields"])
    except Problem as problem:
        raise Refusal(str(problem.as_json())) from None
    return world.jira.issue_state(issue)


def webhook(world: "World", arguments: Arguments) -> Any:
    """An administrator registers an address (`url`, and a `secret` to sign with)."""
    world.jira.hooks.registered.append(Hook(str(arguments["url"]), arguments.get("secret")))
    return {"registered": len(world.jira.hooks.registered)}


def lag(world: "World", arguments: Arguments) -> Any:
    """The search index believes a change `seconds` of sandbox time later, also those already made."""
    world.jira.index.lag = float(arguments["seconds"])
    return {"lag": world.jira.index.lag}


def workflow(world: "World", arguments: Arguments) -> Any:
    """An administrator takes a transition away (`remove_transition`: its name) or adds one.

    `add_transition` is `{"name", "from": [status names], "to": status name, "needs": [field ids]}`.
    """
    if name := arguments.get("remove_transition"):
        world.jira.workflow.remove(str(name))
    if new := arguments.get("add_transition"):
        if new["to"] not in STATUSES:
            raise Refusal(f"There is no status called {new['to']!r}.")
        world.jira.workflow.add(new["name"], tuple(new["from"]), new["to"], tuple(new.get("needs", ())))
    return world.jira.as_json()["workflow"]


def permissions(world: "World", arguments: Arguments) -> Any:
    """An administrator gives the bot's account permissions (`grant`) or takes them (`revoke`)."""
    grant, revoke = set(arguments.get("grant", ())), set(arguments.get("revoke", ()))
    if unknown := (grant | revoke) - set(PERMISSIONS):
        raise Refusal(f"There is no permission called {', '.join(sorted(unknown))}.")
    world.jira.permissions = (world.jira.permissions | grant) - revoke
    return sorted(world.jira.permissions)


def _find(world: "World", arguments: Arguments) -> "Issue":
    try:
        return world.jira.find(str(arguments["key"]))
    except Problem:
        raise Refusal(f"There is no issue {arguments['key']}.") from None


def _by(arguments: Arguments) -> Account:
    name = str(arguments["by"])
    if name not in CAST:
        raise Refusal(f"{name} has no account on the world.jira.")
    return CAST[name]


verbs: dict[str, Callable[["World", Arguments], Any]] = {
    verb.__name__: verb for verb in (moves, comments, edits, webhook, lag, workflow, permissions)
}
