"""`python -m bot --version` prints the version in pyproject.toml."""

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.version import VERSION

ROOT = Path(__file__).parents[2]


def test_the_version_is_that_of_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION


def test_the_command_line_prints_its_version() -> None:
    result = CliRunner().invoke(cli, ["--version"])

    assert (result.exit_code, result.stdout) == (0, f"connector-desk {VERSION}\n")


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["migrate"],
        ["check"],
        ["settings"],
        ["ask"],
        ["questions"],
        ["questions", "draft"],
        ["knowledge", "lint"],
        ["knowledge", "measure"],
        ["catalog", "refresh"],
        ["catalog", "diff"],
    ],
)
def test_the_help_of_every_command_has_an_example(command: list[str]) -> None:
    shown = CliRunner().invoke(cli, [*command, "--help"])

    assert f"Example: python -m bot {command[0]}" in " ".join(shown.stdout.split())
