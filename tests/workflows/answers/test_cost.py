"""Answers about costs: rows from the Fivetran log, and dollars where a price is set."""

from datetime import date, timedelta

from tests.support.sample_account import CLEO, ask
from tests.support.sample_data import MONDAY
from workflows.answers.model import AnswerKind
from workflows.answers.usage import RowCount, Usage
from workflows.connections.model import Connection
from workflows.errors import Unavailable


def test_without_the_log_costs_are_unknown() -> None:
    answer = ask("what does google ads cost?")

    assert answer.text.startswith("I can't read costs: the Fivetran log isn't configured.")


class Log:
    """A log that counts the same for everything."""

    def __init__(self, usage: Usage, price: float = 0) -> None:
        self.usage, self.price_per_million_rows = usage, price

    def for_connection(self, connection: Connection, today: date) -> Usage:
        if self.usage.counted_until is None and connection.name == "zoom":
            raise Unavailable("Fivetran's log can't be read right now.")
        return self.usage


COUNTED = Usage(RowCount(1_234_567, 2_000), RowCount(1_100_000), date(2026, 11, 22), MONDAY - timedelta(hours=5))


def test_costs_are_rows_and_say_so() -> None:
    answer = ask("what does google ads cost?", usage_log=Log(COUNTED))

    assert answer.text == (
        "`google_ads` (Google Ads, production): **1,234,567 paid monthly active rows and 2,000 free** this "
        "month, counted until November 22; 1,100,000 paid monthly active rows last month.\n"
        "Source: the table `incremental_mar` of the Fivetran log. These are rows, not dollars: the "
        "contract sets "
        "the price of a row, and it falls with volume."
    )
    assert (answer.as_of, answer.kind) == (MONDAY - timedelta(hours=5), AnswerKind.LIVE)


def test_with_a_price_costs_are_an_estimate_in_dollars() -> None:
    answer = ask("how much does google ads cost us?", usage_log=Log(COUNTED, price=500))

    assert "(about $617.28)" in answer.text
    assert "an estimate at $500.00 per million paid rows" in answer.text


def test_costs_without_rows_and_without_a_readable_log() -> None:
    empty = Log(Usage(RowCount(), RowCount(), None))

    assert "no rows counted this month or last" in ask("what does google ads cost?", usage_log=empty).text
    assert "can't be read right now" in ask("what does zoom cost?", usage_log=empty).text
    assert "typeform has no connection yet, so it costs nothing." in (
        ask("what does typeform cost?", usage_log=empty).text
    )
    assert "I couldn't find a connection for Stripe" in (ask("what does stripe cost?", CLEO, usage_log=empty).text)
