"""Answers about who has access in Fivetran, and what the bot can't see."""

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
"""Connections whose members are listed."""
MAX_MEMBERS = 30
BIGQUERY_CAVEAT = "I can't see who has access to the data in BigQuery: workgroups control that, outside Fivetran."


def answer_who_has_access(match: Match | None, context: AnswerContext) -> Answer:
    """List users with a role in Fivetran: in the account, or for each match."""
    try:
        lines = _connection_members(match, context) if match else _account_members(context)
    except Unavailable as failure:
        text = f"{failure.message} Ask again in a few minutes to see who has access."
        return live_answer(text, context.snapshot.dashboard_url, context, as_of=context.snapshot.now)
    where = match_url(match, context) if match else context.snapshot.dashboard_url
    return live_answer("\n".join([*lines, BIGQUERY_CAVEAT]), where, context, as_of=context.snapshot.now)


def _account_members(context: AnswerContext) -> list[str]:
    seen = {group: context.lookup.members(group, "") for group in context.snapshot.environments}
    account = next((members.account for members in seen.values()), ())
    lines = ["These people have access to Fivetran:", f"- whole account: {_format_members(account)}"]
    lines += [
        f"- **{context.snapshot.environments[group].name}**: {_format_members(members.group)}"
        for group, members in seen.items()
    ]
    return [*lines, *_caveats(seen.values())]


def _connection_members(match: Match, context: AnswerContext) -> list[str]:
    lines, all_seen = [], []
    for connection in match.connections[:MAX_MEMBER_LISTS]:
        seen = context.lookup.members(connection.group_id, connection.id)
        all_seen.append(seen)
        lines += [
            f"{label_connection(connection, context)} is accessible in Fivetran:",
            *_format_connection_members(connection, seen, context),
        ]
    lines += [describe_progress(request, context) for request in match.requests[:MAX_MEMBER_LISTS]]
    rest = len(match.connections) - MAX_MEMBER_LISTS
    more = [f"… and {rest} more connections. Ask about one of them by name."] if rest > 0 else []
    return [*lines, *more, *_caveats(all_seen)]


def _format_connection_members(connection: Connection, seen: Members, context: AnswerContext) -> list[str]:
    environment = context.snapshot.environment(connection)
    lines = [
        f"- with an account role: {_format_members(seen.account)}",
        f"- with a role in **{environment.name}**: {_format_members(seen.group)}",
        f"- with a role for this connection: {_format_members(seen.connection)}",
    ]
    request = context.snapshot.requests_by_connection.get(connection.id)
    if request and request.status in CONNECTED_STATUSES:
        lines.append(f"- Access according to the request: {escape_markdown(request.answers.access)}")
    return lines


def _format_members(members: Sequence[Member]) -> str:
    """List each person once with all roles; a role of their own hides the same role from a team."""
    roles: dict[str, dict[str, str]] = {}
    for member in sorted(members, key=lambda member: (member.name, bool(member.team))):
        roles.setdefault(member.name, {}).setdefault(member.role, _role(member))
    people = [f"{escape_markdown(name)} ({', '.join(theirs.values())})" for name, theirs in roles.items()]
    more = f" and {len(people) - MAX_MEMBERS} more" if len(people) > MAX_MEMBERS else ""
    return (", ".join(people[:MAX_MEMBERS]) + more) or "no one"


def _role(member: Member) -> str:
    return (
        f"{escape_markdown(member.role)} through the team {escape_markdown(member.team)}"
        if member.team
        else escape_markdown(member.role)
    )


def _caveats(seen: Iterable[Members]) -> list[str]:
    unseen = dict.fromkeys(label for members in seen for label in members.unreadable)
    return [f"This list can be incomplete: my API key can't read {' and '.join(unseen)}."] if unseen else []
