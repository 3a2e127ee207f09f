"""Answers about costs: monthly active rows, and dollars where a price is configured."""

from datetime import date

from workflows.answers.connection_facts import MAX_ANSWER_CONNECTIONS, answer_about, answer_absent, join_lines
from workflows.answers.connection_state import describe_progress, label_connection
from workflows.answers.context import AnswerContext, escape_markdown
from workflows.answers.model import Answer
from workflows.answers.usage import RowCount, Usage
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.name_lookup import Match

COST_TABLES = "fivetran_costs_derived"
USAGE_SOURCE = "Source: the table `incremental_mar` of the Fivetran log."
NO_PRICE_CAVEAT = "These are rows, not dollars: the contract sets the price of a row, and it falls with volume."
ESTIMATE_CAVEAT = "Amounts are an estimate at ${:,.2f} per million paid rows; only the Fivetran invoice is exact."


def answer_cost(match: Match, context: AnswerContext) -> Answer:
    """Give the monthly active rows of every matched connection, this month and last."""
    today = context.snapshot.now.date()
    known: list[tuple[Connection, Usage]] = []
    try:
        for connection in match.connections[:MAX_ANSWER_CONNECTIONS]:
            if (usage := context.usage_log.for_connection(connection, today)) is None:
                return _answer_without_log(match, context)
            known.append((connection, usage))
    except Unavailable as failure:
        text = f"{failure.message} {_other_sources(match)}"
        return answer_about(match, text, context, as_of=context.snapshot.now)
    return _answer_counted(known, match, context) if known else _answer_unconnected(match, context)


def _answer_counted(known: list[tuple[Connection, Usage]], match: Match, context: AnswerContext) -> Answer:
    price = context.usage_log.price_per_million_rows
    today = context.snapshot.now.date()
    lines = [
        f"- {label_connection(connection, context)}: {_format_usage(usage, price, today)}"
        for connection, usage in known
    ]
    caveat = ESTIMATE_CAVEAT.format(price) if price else NO_PRICE_CAVEAT
    loaded = [usage.synced_at for _, usage in known if usage.synced_at]
    as_of = min(loaded) if loaded else context.snapshot.now
    text = f"{join_lines(lines)}\n{USAGE_SOURCE} {caveat}"
    return answer_about(match, text, context, as_of=as_of)


def _format_usage(usage: Usage, price: float, today: date) -> str:
    if usage.counted_until is None:
        return "no rows counted this month or last."
    until = f", counted until {usage.counted_until.strftime('%B %-d')}" if usage.counted_until < today else " so far"
    this, last = _rows(usage.this_month, price), _rows(usage.last_month, price)
    return f"**{this}** this month{until}; {last} last month."


def _rows(rows: RowCount, price: float) -> str:
    free = f" and {rows.free:,} free" if rows.free else ""
    money = f" (about ${rows.paid * price / 1_000_000:,.2f})" if price else ""
    return f"{rows.paid:,} paid monthly active rows{free}{money}"


def _answer_unconnected(match: Match, context: AnswerContext) -> Answer:
    if match.is_service_only:
        return answer_absent(match, context)
    name = escape_markdown(match.name)
    lines = [describe_progress(request, context) for request in match.requests[:MAX_ANSWER_CONNECTIONS]]
    text = "\n".join([f"{name} has no connection yet, so it costs nothing.", *lines])
    return answer_about(match, text, context, as_of=context.snapshot.now, is_for_mentions_only=True)


def _answer_without_log(match: Match, context: AnswerContext) -> Answer:
    text = f"I can't read costs: the Fivetran log isn't configured. {_other_sources(match)}"
    return answer_about(match, text, context, as_of=context.snapshot.now, is_for_mentions_only=True)


def _other_sources(match: Match) -> str:
    names = ", ".join(
        f"`{connection.name}`" for connection in match.connections[:MAX_ANSWER_CONNECTIONS]
    ) or escape_markdown(match.name)
    return (
        f"You can find the cost of {names} in BigQuery, in `{COST_TABLES}`, and in Fivetran on the "
        "connection's *Usage* page."
    )
