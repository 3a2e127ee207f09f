"""What something costs: rows from Fivetran's log, money where a price is set, else an honest no."""

from datetime import date, timedelta

from tests.support.sample_account import CLEO, ask
from tests.support.sample_data import MONDAY
from workflows.answers.model import AnswerKind
from workflows.answers.usage import RowCount, Usage
from workflows.connections.model import Connection
from workflows.errors import Unavailable


def test_costs_are_honestly_not_known() -> None:
    answer = ask("what does google ads cost?")

    assert answer.text.startswith("I cannot see costs: no cost data is configured for me.")


class Log:
    """A log that counts the same for everything."""

    def __init__(self, usage: Usage, price: float = 0) -> None:
        self.usage, self.price = usage, price

    def for_connection(self, connection: Connection, today: date) -> Usage:
        if self.usage.counted_until is None and connection.name == "zoom":
            raise Unavailable("Fivetran's log cannot be read right now.")
        return self.usage


COUNTED = Usage(
    RowCount(1_234_567, 2_000), RowCount(1_100_000), date(2026, 11, 22), MONDAY - timedelta(hours=5)
)


def test_costs_are_rows_and_say_so() -> None:
    answer = ask("what does google ads cost?", usages=Log(COUNTED))

    assert answer.text == (
        "`google_ads` (Google Ads, production): **1,234,567 paid monthly active rows and 2,000 free** this "
        "month, counted up to 22 November; 1,100,000 paid monthly active rows last month.\n"
        "Counted in the table `incremental_mar` of Fivetran's own log. These are rows, not money: the price "
        "of a row is in the contract and falls as the account grows."
    )
    assert (answer.as_of, answer.kind) == (MONDAY - timedelta(hours=5), AnswerKind.LIVE)


def test_with_a_price_costs_are_money_and_said_to_be_an_estimate() -> None:
    answer = ask("how much does google ads cost us?", usages=Log(COUNTED, price=500))

    assert "(about $617.28)" in answer.text
    assert "an estimate at $500.00 for a million paid rows" in answer.text


def test_costs_of_what_was_never_counted_or_cannot_be_read() -> None:
    empty = Log(Usage(RowCount(), RowCount(), None))

    assert "has counted no rows" in ask("what does google ads cost?", usages=empty).text
    assert "cannot be read right now" in ask("what does zoom cost?", usages=empty).text
    assert "no typeform connection that could cost anything yet" in (
        ask("what does typeform cost?", usages=empty).text
    )
    assert "I know of no Stripe connection that I can tell you about" in (
        ask("what does stripe cost?", CLEO, usages=empty).text
    )
