"""`python -m bot check`: ask everybody we depend on, and say in words what is wrong and what to do."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.bootstrap.answers import usage_log
from bot.bootstrap.core import Parts
from bot.jira.check import check as check_jira
from bot.slack.check import check as check_slack


def run(parts: Parts, say: Callable[[str], object]) -> int:
    """Check everything, telling as it goes; how many problems there are."""
    checks: dict[str, Callable[[Parts], Iterable[str]]] = {
        "Database": _database,
        "Slack": _slack,
        "Jira": _jira,
        "Fivetran": _fivetran,
    }
    if parts.settings.fivetran_log_database.get_secret_value():
        checks["Fivetran log"] = _usage_log
    found = 0
    for name, check in checks.items():
        problems = list(check(parts))
        say(f"{'✗' if problems else '✓'} {name}")
        for problem in problems:
            say(f"    {problem}")
        found += len(problems)
    say("Everything is in place." if not found else f"To mend: {found}.")
    return found


def _database(parts: Parts) -> Iterator[str]:
    try:
        with parts.database.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        yield f"The database does not answer ({reason}). Check DATABASE_URL, and that the server runs."


def _slack(parts: Parts) -> Iterable[str]:
    settings = parts.settings
    token = settings.slack_app_token.get_secret_value()
    channel, group, agent = settings.slack_channel, settings.approver_group, settings.slack_agent_view
    return check_slack(parts.slack, channel, group, token, agent=agent)


def _jira(parts: Parts) -> Iterable[str]:
    settings = parts.settings
    fields, statuses = settings.jira_field_values, settings.jira_status_names
    return check_jira(parts.jira, settings.jira_project, settings.jira_issue_type, fields, statuses)


def _fivetran(parts: Parts) -> Iterable[str]:
    problems = parts.connectors.check(parts.settings.fivetran_prod_group)
    return problems or [*parts.hooks.check(parts.settings.groups), *_silent_hooks(parts)]


def _silent_hooks(parts: Parts) -> Iterator[str]:
    """What the running bot noticed; nothing when there is no database yet."""
    if parts.hooks.can_come:
        with suppress(SQLAlchemyError):
            for group, words in parts.hook_book.wrong().items():
                yield f"The web hook of {group}: {words} Polling goes on. Can PUBLIC_URL be reached?"


def _usage_log(parts: Parts) -> Iterable[str]:
    return usage_log(parts.settings).problems()
