"""`python -m bot check`: check every dependency and report each problem with its fix."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.bootstrap.answerer import build_usage_log
from bot.bootstrap.core import Container
from bot.bootstrap.incidents import build_pager
from bot.bootstrap.jira import access_ticket_fields
from bot.foreign.items import UnreadableItem
from bot.jira.check import check_jira, check_ticket_fields
from bot.queries.stuck_tickets import stuck_tickets
from bot.slack.check import check_slack
from bot.slack.policy_check import check_policies
from bot.store.channel_canvases import ChannelCanvasStore
from bot.store.heartbeats import SHARED_NAME
from workflows.errors import DeskError, Refused, Unavailable
from workflows.formatting import format_count

log = structlog.get_logger(__name__)

CHECK_FILE = "Check DATABASE_URL: its folder has to exist, and the bot has to be able to write there."
CHECK_SERVER = "Check DATABASE_URL and that the server is running."


def run_checks(container: Container, echo: Callable[[str], object]) -> int:
    """Check everything, print the results, and return the number of problems."""
    checks: dict[str, Callable[[Container], Iterable[str]]] = {
        "Database": _database,
        "Slack": _slack,
        **({"Approval policy": _policy} if container.policies else {}),
        "Jira": _jira,
        "Fivetran": _fivetran,
        "Requests": _delayed_requests,
    }
    if container.settings.fivetran_log_database.get_secret_value():
        checks["Fivetran log"] = _usage_log
    if container.settings.alert_webhook_url:
        checks["Alert webhook"] = _alert_webhook
    count = 0
    for name, check in checks.items():
        known = container.foreign_items.unreadable()
        problems = list(_guarded(name, check, container))
        problems += [sentence(one) for one in container.foreign_items.unreadable() if one not in known]
        echo(f"{'✗' if problems else '✓'} {name}")
        for problem in problems:
            echo(f"    {problem}")
        count += len(problems)
    echo(f"{format_count(count, 'problem')} found." if count else "Everything is in place.")
    return count


def _guarded(name: str, check: Callable[[Container], Iterable[str]], container: Container) -> Iterator[str]:
    """Yield the problems that a check finds. One that fails on an odd answer stops no other."""
    try:
        yield from check(container)
    except DeskError as failure:
        yield f"The check failed: {failure.message} Run it again."
    except Exception as bug:
        reference = uuid.uuid4().hex[:8]
        log.exception("a check failed", section=name, reference=reference)
        yield f"The check failed ({type(bug).__name__}). See the log (reference {reference})."


def sentence(item: UnreadableItem) -> str:
    """Return what is wrong with an item, as a sentence."""
    return f"{item.summary[0].upper()}{item.summary[1:].rstrip('.')}."


def _database(container: Container) -> Iterator[str]:
    try:
        with container.database.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        is_file = container.settings.database_url.startswith("sqlite")
        yield f"Can't reach the database ({reason}). {CHECK_FILE if is_file else CHECK_SERVER}"
        return
    with suppress(SQLAlchemyError, Unavailable):  # a new database has no tables yet
        yield from map(SHARED_NAME.format, container.stores.heartbeats.shared_names())


def _delayed_requests(container: Container) -> Iterator[str]:
    """Return what the running bot failed to do, for example to post where Slack forbids it; none without a database."""
    with suppress(SQLAlchemyError, Unavailable):
        for request in container.stores.requests.delayed():
            yield f"Request {request.ticket.key if request.ticket else request.id} is delayed: {request.problem}"


def _slack(container: Container) -> Iterator[str]:
    settings = container.settings
    yield from check_slack(
        container.slack.client,
        channels={"SLACK_CHANNEL": settings.slack_channel, "SLACK_HELP_CHANNEL": settings.slack_help_channel},
        groups={
            "APPROVER_GROUP": settings.approver_group,
            "SENSITIVE_APPROVER_GROUP": settings.sensitive_approver_group,
            "ALERT_MENTION_GROUP": settings.alert_mention_group,
        },
        app_token=settings.slack_app_token.get_secret_value(),
        has_agent_view=settings.slack_agent_view,
        has_canvas=settings.channel_canvas,
    )
    if settings.channel_canvas:
        yield from _canvas(container)


def _canvas(container: Container) -> Iterator[str]:
    """Return why the running bot couldn't write the canvas; none without a database."""
    with suppress(SQLAlchemyError, Unavailable):
        if problem := ChannelCanvasStore(container.database).get(container.settings.slack_channel).problem:
            yield f"CHANNEL_CANVAS: {problem}"


def _policy(container: Container) -> Iterable[str]:
    return check_policies(container.slack.directory)


def _jira(container: Container) -> Iterable[str]:
    problems = [*_jira_setup(container)]
    with suppress(SQLAlchemyError, Unavailable):
        if not problems:
            _read_waiting_tickets(container)
        problems += map(sentence, stuck_tickets(container.stores.requests.with_stuck_ticket(), has_words=True))
    return problems


def _read_waiting_tickets(container: Container) -> None:
    """Read the tickets that wait for a decision. Those that are known to be missing are named anyway."""
    waiting = [request for request in container.stores.requests.awaiting_decision() if not request.ticket_missing_since]
    tickets = {request.ticket.id: request.ticket for request in waiting if request.ticket}
    names = {ticket.id: ticket.key for ticket in tickets.values()}
    container.foreign_items.handle_each("ticket", names, lambda each: container.jira.tickets.read(tickets[each], None))


def _jira_setup(container: Container) -> Iterable[str]:
    settings = container.settings
    fields, statuses = settings.jira_field_values, settings.jira_status_names
    problems = check_jira(
        container.jira.client,
        settings.jira_project,
        settings.jira_issue_type,
        fields,
        statuses,
        link_url=settings.jira_site_url or settings.jira_url,
        can_skip_user_search=bool(settings.jira_account_ids),
    )
    of_access = access_ticket_fields(container.jira.client, settings)
    return dict.fromkeys([*problems, *(check_ticket_fields(of_access) if settings.has_own_access_tickets else ())])


def _fivetran(container: Container) -> Iterable[str]:
    problems = container.fivetran.connections.check(container.settings.fivetran_prod_group, container.clock.now())
    return problems or [*container.fivetran.webhooks.check(container.settings.groups), *_silent_webhooks(container)]


def _silent_webhooks(container: Container) -> Iterator[str]:
    """Return problems that the running bot stored; none without a database."""
    if container.fivetran.webhooks.has_secret:
        with suppress(SQLAlchemyError, Unavailable):
            for group, problem in container.stores.webhooks.problems_by_group().items():
                yield f"Webhook of {group}: {problem} Polling continues. Check that PUBLIC_URL is reachable."


def _usage_log(container: Container) -> Iterable[str]:
    return build_usage_log(container.settings, container.foreign_items).check()


def _alert_webhook(container: Container) -> Iterator[str]:
    """Try the address with the end of an alert that doesn't exist, which pages no one."""
    settings = container.settings
    if not settings.fivetran_prod_group:
        yield "Nothing is ever sent: set FIVETRAN_PROD_GROUP, whose critical incidents ALERT_WEBHOOK_URL gets."
    try:
        build_pager(settings).resolve("check")
    except Refused as refusal:
        yield f"{refusal.message} Check ALERT_WEBHOOK_URL and ALERT_WEBHOOK_KEY."
