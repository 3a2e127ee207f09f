"""`docs/reliability.md` says what `make chaos` does."""

import re
from pathlib import Path

from tests.chaos.__main__ import build_parser
from tests.chaos.checks import CHECKS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_check_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(CHECKS)


def test_every_setting_of_the_command_exists() -> None:
    settings = set(re.findall(r"\b([A-Z]{3,})=", PAGE))

    assert {"STORIES", "SEED", "DATABASE"} <= settings
    assert [name for name in settings if f"--{name.lower()} $({name})" not in MAKEFILE] == []


def test_the_command_reads_what_make_passes() -> None:
    recipe = MAKEFILE.split("\nchaos:")[1].split("\n\n")[0]

    options = set(re.findall(r"(--\w+)", recipe))
    asked = build_parser().parse_args(["--stories", "1", "--seed", "17", "--database", "postgres"])

    assert options <= {option for action in build_parser()._actions for option in action.option_strings}
    assert (asked.stories, asked.seed, asked.database) == (1, 17, "postgres")
