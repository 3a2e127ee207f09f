"""What something costs: rows, as Fivetran counts them, and money where somebody has set a price."""

from datetime import date

from workflows.answers.connection_facts import LISTED, absent, link, plain_if_one
from workflows.answers.connection_state import called, standing
from workflows.answers.context import Scene, live, quiet
from workflows.answers.model import Answer
from workflows.answers.usage import Rows, Usage
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.reporting.name_lookup import Meant

COST_TABLES = "fivetran_costs_derived"
SOURCE = "Counted in the table `incremental_mar` of Fivetran's own log."
NO_PRICE = "These are rows, not money: the price of a row is in the contract and falls as the account grows."
ESTIMATE = "The money is an estimate at ${:,.2f} for a million paid rows; only Fivetran's invoice is exact."


def cost(meant: Meant, scene: Scene) -> Answer:
    """The monthly active rows of everything that is meant, this month and last."""
    today = scene.facts.now.date()
    known: list[tuple[Connection, Usage]] = []
    try:
        for one in meant.connections[:LISTED]:
            if (usage := scene.usages.of(one, today)) is None:
                return _unknown(meant, scene)
            known.append((one, usage))
    except Unavailable as later:
        return live(f"{later.words} {_elsewhere(meant)}", link(meant, scene), scene, as_of=scene.facts.now)
    return _counted(known, meant, scene) if known else _unconnected(meant, scene)


def _counted(known: list[tuple[Connection, Usage]], meant: Meant, scene: Scene) -> Answer:
    price = scene.usages.price
    lines = [f"- {called(one, scene)}: {_said(usage, price, scene.facts.now.date())}" for one, usage in known]
    small = ESTIMATE.format(price) if price else NO_PRICE
    loaded = [usage.synced_at for _, usage in known if usage.synced_at]
    as_of = min(loaded) if loaded else scene.facts.now
    text = f"{plain_if_one(lines)}\n{SOURCE} {small}"
    return live(text, link(meant, scene), scene, as_of=as_of)


def _said(usage: Usage, price: float, today: date) -> str:
    if usage.until is None:
        return "Fivetran's log has counted no rows this month or last."
    upto = f", counted up to {usage.until.strftime('%-d %B')}" if usage.until < today else " so far"
    this, last = _rows(usage.this_month, price), _rows(usage.last_month, price)
    return f"**{this}** this month{upto}; {last} last month."


def _rows(rows: Rows, price: float) -> str:
    free = f" and {rows.free:,} free" if rows.free else ""
    money = f" (about ${rows.paid * price / 1_000_000:,.2f})" if price else ""
    return f"{rows.paid:,} paid monthly active rows{free}{money}"


def _unconnected(meant: Meant, scene: Scene) -> Answer:
    if meant.is_only_a_service:
        return absent(meant, scene)
    name = quiet(meant.name)
    lines = [standing(one, scene) for one in meant.requests[:LISTED]]
    text = "\n".join([f"There is no {name} connection that could cost anything yet.", *lines])
    return live(text, link(meant, scene), scene, as_of=scene.facts.now, only_if_asked=True)


def _unknown(meant: Meant, scene: Scene) -> Answer:
    text = f"I cannot see costs: no cost data is configured for me. {_elsewhere(meant)}"
    return live(text, link(meant, scene), scene, as_of=scene.facts.now, only_if_asked=True)


def _elsewhere(meant: Meant) -> str:
    names = ", ".join(f"`{one.name}`" for one in meant.connections[:LISTED]) or quiet(meant.name)
    return (
        f"What {names} costs is in BigQuery, in `{COST_TABLES}` (made from the Fivetran log), and in "
        "Fivetran on the page of the connection, under *Usage*."
    )
