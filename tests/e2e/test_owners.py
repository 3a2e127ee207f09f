"""A connection that wasn't requested here gets an owner: claimed, handed over, or imported."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from demo.stage import ROOT, Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import all_whispers, posted, whispers
from tests.e2e.support.steps import the_bot_looks_again


def status(person: Person, name: str) -> str:
    """What `/connector status …` shows them, and only them."""
    return "\n".join(whispers(person.types(f"/connector status {name}", wait=30)))


def alerts_about(sandbox: Sandbox, name: str) -> list[dict[str, Any]]:
    return [one for one in posted(sandbox, "incident:") if name in one["text"]]


def is_known(person: Person, name: str) -> bool:
    return "Owner" in status(person, name)


def test_a_broken_connection_is_claimed_and_later_handed_over(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.until(partial(is_known, sandbox.ada, "zoom"), "a look at production")
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    (alert,) = sandbox.until(lambda: alerts_about(sandbox, "zoom"), "an alert")
    assert "Owner none" in status(sandbox.ada, "zoom")

    sandbox.ada.clicks("Claim", containing="zoom", wait=0)

    sandbox.until(lambda: "You own zoom now. Its alerts mention you." in all_whispers(sandbox), "a reply")
    sandbox.rosa.reads(until="Ada Okafor owns zoom now.", thread=alert["ts"])
    the_bot_looks_again(sandbox)
    sandbox.rosa.reads(until="Ada Okafor")
    assert "Owner Ada Okafor" in status(sandbox.rosa, "zoom")

    assert "Ada Okafor" in "\n".join(whispers(sandbox.rosa.types("/connector list zoom", wait=30)))
    sandbox.ada.opens_home(until="`zoom` in Fivetran_Prod is")

    status(sandbox.ada, "zoom")
    sandbox.ada.clicks("Choose owner")
    sandbox.ada.sees(until="Who owns zoom?")
    assert sandbox.ada.sends_form()["errors"] == {"owner": "Choose a person or a user group."}
    assert sandbox.ada.sends_form(owner="rosa")["closed"]
    sandbox.rosa.reads("dm", until="asks you to own the connection zoom. Ada Okafor owns it until you accept.")
    assert "Owner Ada Okafor" in status(sandbox.rosa, "zoom")
    sandbox.rosa.clicks("Accept", in_="dm", wait=0)
    sandbox.rosa.redelivers()

    sandbox.ada.reads("dm", until="Rosa Neri owns the connection")
    assert "Owner Rosa Neri" in status(sandbox.ada, "zoom")
    assert len(posted(sandbox, "owner:")) == 4, "two lines in the thread, the offer, and its answer"


def test_two_claims_at_the_same_moment_end_with_one_owner_and_both_people_know(sandbox: Sandbox, bot: Bot) -> None:
    for person in (sandbox.ada, sandbox.rosa):
        sandbox.until(partial(is_known, person, "zoom"), "a look at production")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: who.clicks("Claim", containing="zoom", wait=0), (sandbox.ada, sandbox.rosa)))

    won = "You own zoom now. Its alerts mention you."
    sandbox.until(lambda: won in all_whispers(sandbox), "an owner")
    lost = [f"{name} owns zoom" for name in ("Ada Okafor", "Rosa Neri")]
    sandbox.until(lambda: any(one in text for one in lost for text in all_whispers(sandbox)), "the other one reads it")
    assert all_whispers(sandbox).count(won) == 1


def owners(bot: Bot, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bot", "owners", *arguments]
    return subprocess.run(command, cwd=ROOT, env=bot.environment, capture_output=True, text=True, timeout=60)


def test_an_operator_proposes_checks_and_imports_owners(sandbox: Sandbox, bot: Bot, tmp_path: Path) -> None:
    sandbox.until(partial(is_known, sandbox.ada, "zoom"), "a look at production")
    proposed = owners(bot, "propose")
    assert proposed.stdout.startswith("connection,owner\n")
    assert "bo@example.com" in proposed.stdout

    file = tmp_path / "owners.csv"
    file.write_text("connection,owner\nzoom,ada@example.com\nzom,ada@example.com\n")
    wrong = owners(bot, "import", str(file))
    assert wrong.returncode == 1
    assert f"{file}, line 3: there isn't a connection “zom”." in wrong.stdout
    assert "1 mistake found. Nothing changed." in wrong.stdout

    file.write_text("connection,owner\nzoom,ada@example.com\ngoogle_ads,S0DATAENG\n")
    assert "2 owners would be set." in owners(bot, "import", str(file), "--dry-run").stdout
    assert "Owner none" in status(sandbox.rosa, "zoom")
    assert "2 owners set." in owners(bot, "import", str(file)).stdout
    assert "0 owners set, 2 unchanged." in owners(bot, "import", str(file)).stdout

    assert "Owner Ada Okafor" in status(sandbox.rosa, "zoom")
    assert "Owner @data-engineering" in status(sandbox.rosa, "google ads")
    exported = tmp_path / "exported.csv"
    exported.write_text(owners(bot, "export").stdout)
    assert "0 owners set, 2 unchanged." in owners(bot, "import", str(exported)).stdout
    assert any("zoom" in line and line.endswith("Ada Okafor") for line in owners(bot, "list").stdout.splitlines())
