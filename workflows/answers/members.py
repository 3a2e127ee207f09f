"""Who has access: who can open something in Fivetran, and what cannot be seen from here."""

from collections.abc import Iterable, Sequence

from workflows.answers.connection_facts import link
from workflows.answers.connection_state import called, standing
from workflows.answers.context import Logins, Member, Scene, live, quiet
from workflows.answers.model import Answer
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.name_lookup import Meant
from workflows.requests.state_machine import CONNECTED

LISTED = 5
"""Connections whose people are listed one by one."""
MEMBERS = 30
BIGQUERY = "I cannot see who may read the data in BigQuery: workgroups decide that, outside of Fivetran."


def who_has_access(meant: Meant | None, scene: Scene) -> Answer:
    """Who has a role in Fivetran: everywhere, or for what is meant."""
    try:
        lines = _of_things(meant, scene) if meant else _of_everything(scene)
    except Unavailable as later:
        text = f"{later.words} Who has access is counted there; please ask again in a few minutes."
        return live(text, scene.facts.dashboard, scene, as_of=scene.facts.now)
    where = link(meant, scene) if meant else scene.facts.dashboard
    return live("\n".join([*lines, BIGQUERY]), where, scene, as_of=scene.facts.now)


def _of_everything(scene: Scene) -> list[str]:
    seen = {group: scene.glance.logins(group, "") for group in scene.facts.environments}
    account = next((one.account for one in seen.values()), ())
    lines = ["These people can open Fivetran:", f"- the whole account: {_named(account)}"]
    lines += [
        f"- **{scene.facts.environments[group].name}**: {_named(one.group)}" for group, one in seen.items()
    ]
    return [*lines, *_caveats(seen.values())]


def _of_things(meant: Meant, scene: Scene) -> list[str]:
    lines, all_seen = [], []
    for one in meant.connections[:LISTED]:
        seen = scene.glance.logins(one.group_id, one.id)
        all_seen.append(seen)
        lines += [f"{called(one, scene)} can be opened in Fivetran by:", *_people(one, seen, scene)]
    lines += [standing(one, scene) for one in meant.requests[:LISTED]]
    rest = len(meant.connections) - LISTED
    more = [f"… and {rest} more connections; ask for one of them."] if rest > 0 else []
    return [*lines, *more, *_caveats(all_seen)]


def _people(one: Connection, seen: Logins, scene: Scene) -> list[str]:
    lines = [
        f"- through the whole account: {_named(seen.account)}",
        f"- through **{scene.facts.environment(one).name}**: {_named(seen.group)}",
        f"- through a role for this connection: {_named(seen.connection)}",
    ]
    request = scene.facts.request_of.get(one.id)
    if request and request.status in CONNECTED:
        lines.append(f"- Who should get access, says the request: {quiet(request.answers.access)}")
    return lines


def _named(members: Sequence[Member]) -> str:
    """Each person once, with every role; one that is their own counts before the same of a team."""
    roles: dict[str, dict[str, str]] = {}
    for one in sorted(members, key=lambda one: (one.name, bool(one.team))):
        roles.setdefault(one.name, {}).setdefault(one.role, _role(one))
    people = [f"{quiet(name)} ({', '.join(theirs.values())})" for name, theirs in roles.items()]
    more = f" and {len(people) - MEMBERS} more" if len(people) > MEMBERS else ""
    return (", ".join(people[:MEMBERS]) + more) or "nobody"


def _role(one: Member) -> str:
    return f"{quiet(one.role)} by the team {quiet(one.team)}" if one.team else quiet(one.role)


def _caveats(seen: Iterable[Logins]) -> list[str]:
    unseen = dict.fromkeys(words for one in seen for words in one.unseen)
    return [f"There may be more: my key may not see {' and '.join(unseen)}."] if unseen else []
