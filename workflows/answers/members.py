"""Who has access: who can open something in Fivetran, and what cannot be seen from here."""

from collections.abc import Iterable, Sequence

from workflows.answers.connection_facts import match_url
from workflows.answers.connection_state import describe_progress, label_connection
from workflows.answers.context import AnswerContext, Member, Members, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.name_lookup import Match
from workflows.requests.state_machine import CONNECTED_STATUSES

MAX_MEMBER_LISTS = 5
"""Connections whose people are listed one by one."""
MAX_MEMBERS = 30
BIGQUERY_CAVEAT = (
    "I cannot see who may read the data in BigQuery: workgroups decide that, outside of Fivetran."
)


def answer_who_has_access(match: Match | None, context: AnswerContext) -> Answer:
    """Who has a role in Fivetran: everywhere, or for what is meant."""
    try:
        lines = _connection_members(match, context) if match else _account_members(context)
    except Unavailable as later:
        text = f"{later.message} Who has access is counted there; please ask again in a few minutes."
        return live_answer(text, context.snapshot.dashboard_url, context, as_of=context.snapshot.now)
    where = match_url(match, context) if match else context.snapshot.dashboard_url
    return live_answer("\n".join([*lines, BIGQUERY_CAVEAT]), where, context, as_of=context.snapshot.now)


def _account_members(scene: AnswerContext) -> list[str]:
    seen = {group: scene.lookup.members(group, "") for group in scene.snapshot.environments}
    account = next((one.account for one in seen.values()), ())
    lines = ["These people can open Fivetran:", f"- the whole account: {_format_members(account)}"]
    lines += [
        f"- **{scene.snapshot.environments[group].name}**: {_format_members(one.group)}"
        for group, one in seen.items()
    ]
    return [*lines, *_caveats(seen.values())]


def _connection_members(meant: Match, scene: AnswerContext) -> list[str]:
    lines, all_seen = [], []
    for one in meant.connections[:MAX_MEMBER_LISTS]:
        seen = scene.lookup.members(one.group_id, one.id)
        all_seen.append(seen)
        lines += [
            f"{label_connection(one, scene)} can be opened in Fivetran by:",
            *_format_connection_members(one, seen, scene),
        ]
    lines += [describe_progress(one, scene) for one in meant.requests[:MAX_MEMBER_LISTS]]
    rest = len(meant.connections) - MAX_MEMBER_LISTS
    more = [f"… and {rest} more connections; ask for one of them."] if rest > 0 else []
    return [*lines, *more, *_caveats(all_seen)]


def _format_connection_members(one: Connection, seen: Members, scene: AnswerContext) -> list[str]:
    lines = [
        f"- through the whole account: {_format_members(seen.account)}",
        f"- through **{scene.snapshot.environment(one).name}**: {_format_members(seen.group)}",
        f"- through a role for this connection: {_format_members(seen.connection)}",
    ]
    request = scene.snapshot.requests_by_connection.get(one.id)
    if request and request.status in CONNECTED_STATUSES:
        lines.append(f"- Who should get access, says the request: {escape_markdown(request.answers.access)}")
    return lines


def _format_members(members: Sequence[Member]) -> str:
    """Each person once, with every role; one that is their own counts before the same of a team."""
    roles: dict[str, dict[str, str]] = {}
    for one in sorted(members, key=lambda one: (one.name, bool(one.team))):
        roles.setdefault(one.name, {}).setdefault(one.role, _role(one))
    people = [f"{escape_markdown(name)} ({', '.join(theirs.values())})" for name, theirs in roles.items()]
    more = f" and {len(people) - MAX_MEMBERS} more" if len(people) > MAX_MEMBERS else ""
    return (", ".join(people[:MAX_MEMBERS]) + more) or "nobody"


def _role(one: Member) -> str:
    return (
        f"{escape_markdown(one.role)} by the team {escape_markdown(one.team)}"
        if one.team
        else escape_markdown(one.role)
    )


def _caveats(seen: Iterable[Members]) -> list[str]:
    unseen = dict.fromkeys(words for one in seen for words in one.unreadable)
    return [f"There may be more: my key may not see {' and '.join(unseen)}."] if unseen else []
