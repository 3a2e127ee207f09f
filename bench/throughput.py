"""Measure commands a second, in turn with a bare Bolt app."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import payloads
from bench.load import send
from bench.rows import Row
from bench.stage import BARE_PORT, BOT_PORT, SLACK_PORT, bot, process, sandbox

ROUNDS, REQUESTS, LANES = 5, 200, 16
BUDGET_PERCENT = 50
SLACK = f"http://127.0.0.1:{SLACK_PORT}"
HELP, FORM = "help", "salesforce"
"""`/connector help` is answered in the ack; `/connector salesforce` opens the form after it."""


def measure() -> list[Row]:
    """The bare app only acks; for the form it also opens an empty one: no app can do without that call."""
    with (
        TemporaryDirectory() as folder,
        sandbox(),
        process("bench.agreeing_slack", SLACK_PORT),
        process("bench.bare_app", BARE_PORT, "--slack", f"{SLACK}/"),
        bot(Path(folder), over_http=True, SLACK_API_URL=f"{SLACK}/", CLOCK_URL=""),
    ):
        _round()  # the first one warms up caches and threads
        rounds = [_round() for _ in range(ROUNDS)]
    return [_help_row(rounds), _form_row(rounds)]


Pace = dict[tuple[int, str], float]
"""Port and command → commands a second."""


def _round() -> Pace:
    return {(port, text): _pace(port, text) for text in (HELP, FORM) for port in (BARE_PORT, BOT_PORT)}


def _pace(port: int, text: str) -> float:
    answers = send(port, [payloads.command(text, SLACK)] * REQUESTS, LANES)
    if not answers.all_good:
        raise RuntimeError(f"/connector {text} was not always answered with 200.")
    return REQUESTS / answers.seconds


def _help_row(rounds: list[Pace]) -> Row:
    ours, bare, percent = _against(rounds, HELP, HELP)
    return Row(
        "throughput of `/connector help`",
        f"≥ {BUDGET_PERCENT} % of a bare Bolt app that acks",
        f"{ours:.0f} of {bare:.0f} a second",
        percent >= BUDGET_PERCENT,
        f"{percent:.0f} %",
        {"commands_a_second": round(ours), "bare_a_second": round(bare), "percent": round(percent)},
    )


def _form_row(rounds: list[Pace]) -> Row:
    ours, bare, percent = _against(rounds, FORM, FORM)
    only_acking = _against(rounds, FORM, HELP)[2]
    return Row(
        "throughput of `/connector salesforce`",
        f"≥ {BUDGET_PERCENT} % of one that opens a form",
        f"{ours:.0f} of {bare:.0f} a second",
        percent >= BUDGET_PERCENT,
        f"{percent:.0f} % ({only_acking:.0f} % of only acking)",
        {"commands_a_second": round(ours), "bare_a_second": round(bare), "percent": round(percent)},
    )


def _against(rounds: list[Pace], text: str, bare_text: str) -> tuple[float, float, float]:
    """Our commands a second, the bare app's, and ours in percent of its; medians over the rounds."""
    ours = [one[BOT_PORT, text] for one in rounds]
    bare = [one[BARE_PORT, bare_text] for one in rounds]
    percents = [mine / its * 100 for mine, its in zip(ours, bare, strict=True)]
    return median(ours), median(bare), median(percents)
