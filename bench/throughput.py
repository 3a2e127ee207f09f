"""Commands a second: what people type against a Bolt app that only acks, round by round in turn."""

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
REAL = ("help", "salesforce")


def measure() -> list[Row]:
    """`/connector help` is answered in the ack; `/connector salesforce` opens the form after it."""
    with (
        TemporaryDirectory() as folder,
        sandbox(),
        process("bench.yes", SLACK_PORT),
        process("bench.bare", BARE_PORT),
        bot(Path(folder), over_http=True, SLACK_API_URL=f"{SLACK}/", CLOCK_URL=""),
    ):
        _round()  # the first one warms up caches and threads
        rounds = [_round() for _ in range(ROUNDS)]
    return [_row(text, rounds) for text in REAL]


def _round() -> dict[str, float]:
    """Commands a second: `bare`, and each of the real ones."""
    return {"bare": _pace(BARE_PORT, "help"), **{text: _pace(BOT_PORT, text) for text in REAL}}


def _pace(port: int, text: str) -> float:
    answers = send(port, [payloads.command(text, SLACK)] * REQUESTS, LANES)
    if not answers.all_good:
        raise RuntimeError(f"/connector {text} was not always answered with 200.")
    return REQUESTS / answers.seconds


def _row(text: str, rounds: list[dict[str, float]]) -> Row:
    percent = median(one[text] / one["bare"] for one in rounds) * 100
    real, bare = median(one[text] for one in rounds), median(one["bare"] for one in rounds)
    return Row(
        f"throughput of `/connector {text}`",
        f"≥ {BUDGET_PERCENT} % of a bare Bolt app",
        f"{real:.0f} of {bare:.0f} a second",
        percent >= BUDGET_PERCENT,
        f"{percent:.0f} %",
        {"commands_a_second": round(real), "bare_a_second": round(bare), "percent": round(percent)},
    )
