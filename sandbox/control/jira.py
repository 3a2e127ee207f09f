"""Control verbs of the Jira site, for `POST /_sandbox/jira/{verb}`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox.errors import Refusal
from sandbox.jira import adf, operations
from sandbox.jira.accounts import ACCOUNTS_BY_NAME, Account
from sandbox.jira.issues import Issue
from sandbox.jira.permissions import PERMISSIONS
from sandbox.jira.problems import Problem
from sandbox.jira.site import Site
from sandbox.jira.webhooks import Webhook
from sandbox.jira.workflow import STATUSES

Arguments = dict[str, Any]


def moves(site: Site, arguments: Arguments) -> Any:
    """Run the `transition` on the issue `key` as the account `by`."""
    issue = _find(site, arguments)
    wanted = str(arguments["transition"]).casefold()
    steps = [s for s in site.workflow.from_status(issue.status.name) if s.name.casefold() == wanted]
    if not steps:
        name = arguments["transition"]
        raise Refusal(f"{issue.key} is {issue.status.name}: no transition named {name!r} is available.")
    operations.transition_issue(site, _actor(arguments), issue, steps[0])
    return site.issue_state(issue)


def comments(site: Site, arguments: Arguments) -> Any:
    """Add a comment with `text` to the issue `key` as the account `by`."""
    issue = _find(site, arguments)
    operations.add_comment(site, _actor(arguments), issue, adf.paragraphs(str(arguments["text"])), [])
    return site.issue_state(issue)


def edits(site: Site, arguments: Arguments) -> Any:
    """Change `fields` of the issue `key` as the account `by`."""
    issue = _find(site, arguments)
    try:
        operations.edit_issue(site, _actor(arguments), issue, arguments["fields"])
    except Problem as problem:
        raise Refusal(str(problem.as_json())) from None
    return site.issue_state(issue)


def webhook(site: Site, arguments: Arguments) -> Any:
    """Register a webhook `url`, with an optional `secret` for signatures."""
    site.webhooks.registered.append(Webhook(str(arguments["url"]), arguments.get("secret")))
    return {"registered": len(site.webhooks.registered)}


def lag(site: Site, arguments: Arguments) -> Any:
    """Set the search index lag to `seconds` of sandbox time, also for changes already made."""
    site.index.lag = float(arguments["seconds"])
    return {"lag": site.index.lag}


def workflow(site: Site, arguments: Arguments) -> Any:
    """Remove a transition by name (`remove_transition`) or add one.

    `add_transition` is `{"name", "from": [status names], "to": status name, "needs": [field ids]}`.
    """
    if name := arguments.get("remove_transition"):
        site.workflow.remove(str(name))
    if new := arguments.get("add_transition"):
        if new["to"] not in STATUSES:
            raise Refusal(f"No status is named {new['to']!r}.")
        site.workflow.add(new["name"], tuple(new["from"]), new["to"], tuple(new.get("needs", ())))
    return site.as_json()["workflow"]


def deletes(site: Site, arguments: Arguments) -> Any:
    """Delete the issue `key`. The search still knows it."""
    return {"deleted": site.issues.pop(_find(site, arguments).id).key}


def transfers(site: Site, arguments: Arguments) -> Any:
    """Move the issue `key` to the project `project` as the account `by`."""
    issue = _find(site, arguments)
    operations.transfer_issue(site, _actor(arguments), issue, str(arguments["project"]))
    return site.issue_state(issue)


def rule(site: Site, arguments: Arguments) -> Any:
    """Add an automation rule: it runs `transition` as soon as an issue gets the `status`."""
    site.rules[str(arguments["status"])] = str(arguments["transition"])
    return site.rules


def emails(site: Site, arguments: Arguments) -> Any:
    """Hide or show the email addresses of all accounts (`hidden`). `copied` names people whose email is a name too."""
    site.hides_emails = bool(arguments["hidden"])
    copied = [ACCOUNTS_BY_NAME[str(name)].email for name in arguments.get("copied", ())]
    site.lookalikes = [Account(f"5d-lookalike-{number}", email, "") for number, email in enumerate(copied)]
    return {"hidden": site.hides_emails}


def screen(site: Site, arguments: Arguments) -> Any:
    """Take fields off the create and edit screen (`remove`), or make them required (`require`)."""
    for name in arguments.get("remove", ()):
        site.screen.pop(str(name), None)
    for name in arguments.get("require", ()):
        site.screen[str(name)] = replace(site.screen[str(name)], required=True)
    return list(site.screen)


def permissions(site: Site, arguments: Arguments) -> Any:
    """Grant or revoke permissions of the bot's account (`grant`, `revoke`)."""
    grant, revoke = set(arguments.get("grant", ())), set(arguments.get("revoke", ()))
    if unknown := (grant | revoke) - set(PERMISSIONS):
        raise Refusal(f"Unknown permission: {', '.join(sorted(unknown))}.")
    site.permissions = (site.permissions | grant) - revoke
    return sorted(site.permissions)


def _find(site: Site, arguments: Arguments) -> Issue:
    try:
        return site.find(str(arguments["key"]))
    except Problem:
        raise Refusal(f"Issue {arguments['key']} does not exist.") from None


def _actor(arguments: Arguments) -> Account:
    name = str(arguments["by"])
    if name not in ACCOUNTS_BY_NAME:
        raise Refusal(f"{name} has no account on the site.")
    return ACCOUNTS_BY_NAME[name]


VERBS: dict[str, Callable[[Site, Arguments], Any]] = {
    verb.__name__: verb
    for verb in (
        moves,
        comments,
        edits,
        webhook,
        deletes,
        transfers,
        rule,
        emails,
        lag,
        workflow,
        screen,
        permissions,
    )
}
