"""Play random stories and check their outcome: `python -m tests.chaos --help`."""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.chaos.playing import Result
from tests.chaos.workers import play_all

COLUMNS = (
    "requests",
    "presses",
    "decided",
    "live",
    "kills",
    "stops",
    "faults",
    "calls struck",
    "database outages",
    "clock jumps",
    "clock set back",
)


def build_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--stories", type=int, default=20, help="how many stories (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default: 1)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--forms", type=int, default=4, help="most requests in a story (default: 4)")
    parser.add_argument("--workers", type=int, default=2, help="stories at the same time (default: 2)")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    parser.add_argument("--record", type=Path, help="write the world at the end of each story to this folder")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the stories, print what failed and a table. Return 1 if a story failed."""
    asked = build_parser().parse_args(arguments)
    results = []
    seeds = range(asked.seed, asked.seed + asked.stories)
    for result in play_all(seeds, asked.database, asked.workers, asked.forms):
        results.append(result)
        print(_line(result), flush=True)
        if result.faults:
            print(_explain(result), flush=True)
        if asked.record and result.world:
            result.world.save(asked.record / f"{result.database}-{result.seed}.json")
    print(f"\n{table(results)}")
    if asked.json:
        asked.json.write_text(json.dumps(_numbers(results), indent=2) + "\n", encoding="utf-8")
    return 1 if any(result.faults for result in results) else 0


def _line(result: Result) -> str:
    verdict = f"{len(result.faults)} FAULTS" if result.faults else "clean"
    numbers = ", ".join(f"{result.counts.get(name, 0)} {name}" for name in COLUMNS)
    return f"seed {result.seed:>4} {result.database} {verdict} in {result.seconds:.0f} s: {numbers}"


def _explain(result: Result) -> str:
    again = f"make chaos SEED={result.seed} STORIES=1 DATABASE={result.database}"
    return "\n".join([*(f"  ! {fault}" for fault in result.faults), result.script, f"  again: {again}"])


def totals(results: Sequence[Result]) -> dict[str, int]:
    """Return the sums of all stories."""
    total: Counter[str] = Counter({"stories": len(results), "stories with faults": sum(1 for r in results if r.faults)})
    for result in results:
        total.update(result.counts)
    return dict(total)


def table(results: Sequence[Result]) -> str:
    """Return the sums as a table in Markdown."""
    total = totals(results)
    rows = [f"| {name} | {total.get(name, 0)} |" for name in ("stories", *COLUMNS, "stories with faults")]
    failed = ", ".join(str(result.seed) for result in results if result.faults) or "none"
    return "\n".join(["| what | number |", "|---|---|", *rows, "", f"Seeds with faults: {failed}."])


def _numbers(results: Sequence[Result]) -> dict[str, object]:
    per_story = [{k: v for k, v in asdict(r).items() if k in ("seed", "database", "faults", "counts")} for r in results]
    return {"totals": totals(results), "stories": per_story}


if __name__ == "__main__":
    raise SystemExit(main())
