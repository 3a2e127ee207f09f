"""`python -m bot check`: ask everybody we depend on, and say in words what is wrong and what to do."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.bootstrap.answers import build_usage_log
from bot.bootstrap.core import Container
from bot.jira.check import check_jira as check_jira
from bot.slack.check import check_slack as check_slack


def run_checks(container: Container, echo: Callable[[str], object]) -> int:
    """Check everything, telling as it goes; how many problems there are."""
    checks: dict[str, Callable[[Container], Iterable[str]]] = {
        "Database": _database,
        "Slack": _slack,
        "Jira": _jira,
        "Fivetran": _fivetran,
    }
    if container.settings.fivetran_log_database.get_secret_value():
        checks["Fivetran log"] = _usage_log
    found = 0
    for name, check in checks.items():
        problems = list(check(container))
        echo(f"{'✗' if problems else '✓'} {name}")
        for problem in problems:
            echo(f"    {problem}")
        found += len(problems)
    echo("Everything is in place." if not found else f"To mend: {found}.")
    return found


def _database(parts: Container) -> Iterator[str]:
    try:
        with parts.database.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        yield f"The database does not answer ({reason}). Check DATABASE_URL, and that the server runs."


def _slack(parts: Container) -> Iterable[str]:
    settings = parts.settings
    token = settings.slack_app_token.get_secret_value()
    channel, group, agent = settings.slack_channel, settings.approver_group, settings.slack_agent_view
    return check_slack(parts.slack, channel, group, token, has_agent_view=agent)


def _jira(parts: Container) -> Iterable[str]:
    settings = parts.settings
    fields, statuses = settings.jira_field_values, settings.jira_status_names
    return check_jira(parts.jira, settings.jira_project, settings.jira_issue_type, fields, statuses)


def _fivetran(parts: Container) -> Iterable[str]:
    problems = parts.connections.check(parts.settings.fivetran_prod_group)
    return problems or [*parts.webhooks.check(parts.settings.groups), *_silent_webhooks(parts)]


def _silent_webhooks(parts: Container) -> Iterator[str]:
    """What the running bot noticed; nothing when there is no database yet."""
    if parts.webhooks.has_secret:
        with suppress(SQLAlchemyError):
            for group, words in parts.webhook_store.problems_by_group().items():
                yield f"The web hook of {group}: {words} Polling goes on. Can PUBLIC_URL be reached?"


def _usage_log(parts: Container) -> Iterable[str]:
    return build_usage_log(parts.settings).check()
