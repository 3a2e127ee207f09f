"""What something costs: rows, as Fivetran counts them, and money where somebody has set a price."""

from datetime import date

from workflows.answers.connection_facts import MAX_ANSWER_CONNECTIONS, answer_absent, join_lines, match_url
from workflows.answers.connection_state import describe_progress, label_connection
from workflows.answers.context import AnswerContext, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.answers.usage import RowCount, Usage
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.name_lookup import Match

COST_TABLES = "fivetran_costs_derived"
USAGE_SOURCE = "Counted in the table `incremental_mar` of Fivetran's own log."
NO_PRICE_CAVEAT = (
    "These are rows, not money: the price of a row is in the contract and falls as the account grows."
)
ESTIMATE_CAVEAT = (
    "The money is an estimate at ${:,.2f} for a million paid rows; only Fivetran's invoice is exact."
)


def answer_cost(match: Match, context: AnswerContext) -> Answer:
    """The monthly active rows of everything that is meant, this month and last."""
    today = context.snapshot.now.date()
    known: list[tuple[Connection, Usage]] = []
    try:
        for one in match.connections[:MAX_ANSWER_CONNECTIONS]:
            if (usage := context.usage_log.for_connection(one, today)) is None:
                return _answer_without_log(match, context)
            known.append((one, usage))
    except Unavailable as later:
        return live_answer(
            f"{later.message} {_other_sources(match)}",
            match_url(match, context),
            context,
            as_of=context.snapshot.now,
        )
    return _answer_counted(known, match, context) if known else _answer_unconnected(match, context)


def _answer_counted(known: list[tuple[Connection, Usage]], meant: Match, scene: AnswerContext) -> Answer:
    price = scene.usage_log.price_per_million_rows
    lines = [
        f"- {label_connection(one, scene)}: {_format_usage(usage, price, scene.snapshot.now.date())}"
        for one, usage in known
    ]
    small = ESTIMATE_CAVEAT.format(price) if price else NO_PRICE_CAVEAT
    loaded = [usage.synced_at for _, usage in known if usage.synced_at]
    as_of = min(loaded) if loaded else scene.snapshot.now
    text = f"{join_lines(lines)}\n{USAGE_SOURCE} {small}"
    return live_answer(text, match_url(meant, scene), scene, as_of=as_of)


def _format_usage(usage: Usage, price: float, today: date) -> str:
    if usage.counted_until is None:
        return "Fivetran's log has counted no rows this month or last."
    upto = (
        f", counted up to {usage.counted_until.strftime('%-d %B')}"
        if usage.counted_until < today
        else " so far"
    )
    this, last = _rows(usage.this_month, price), _rows(usage.last_month, price)
    return f"**{this}** this month{upto}; {last} last month."


def _rows(rows: RowCount, price: float) -> str:
    free = f" and {rows.free:,} free" if rows.free else ""
    money = f" (about ${rows.paid * price / 1_000_000:,.2f})" if price else ""
    return f"{rows.paid:,} paid monthly active rows{free}{money}"


def _answer_unconnected(meant: Match, scene: AnswerContext) -> Answer:
    if meant.is_service_only:
        return answer_absent(meant, scene)
    name = escape_markdown(meant.name)
    lines = [describe_progress(one, scene) for one in meant.requests[:MAX_ANSWER_CONNECTIONS]]
    text = "\n".join([f"There is no {name} connection that could cost anything yet.", *lines])
    return live_answer(
        text, match_url(meant, scene), scene, as_of=scene.snapshot.now, is_for_mentions_only=True
    )


def _answer_without_log(meant: Match, scene: AnswerContext) -> Answer:
    text = f"I cannot see costs: no cost data is configured for me. {_other_sources(meant)}"
    return live_answer(
        text, match_url(meant, scene), scene, as_of=scene.snapshot.now, is_for_mentions_only=True
    )


def _other_sources(meant: Match) -> str:
    names = ", ".join(
        f"`{one.name}`" for one in meant.connections[:MAX_ANSWER_CONNECTIONS]
    ) or escape_markdown(meant.name)
    return (
        f"What {names} costs is in BigQuery, in `{COST_TABLES}` (made from the Fivetran log), and in "
        "Fivetran on the page of the connection, under *Usage*."
    )
