"""What the docs claim, a test reads."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cli.settings_docs import render_settings_page
from bot.http.app import Endpoints, create_http_app
from bot.knowledge.search import Knowledge
from bot.slack.check import AGENT_SCOPES, REQUIRED_SCOPES
from bot.slack.listeners.commands import COMMANDS, SLASH_COMMAND
from bot.slack.listeners.open_request_form import REQUEST_SHORTCUT
from bot.slack.listeners.questions import ANSWER_THIS, QUESTION_EVENTS
from bot.slack.views.prompts import MY_REQUEST_PROMPT, STANDARD_PROMPTS
from demo.gallery import NOW, RULES, cases
from workflows.answers.intents import detect_intents
from workflows.incidents.conditions import detect_conditions
from workflows.incidents.model import Condition

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCHEMA = ROOT.parent / "shared" / "specs" / "slack-manifest-v1.schema.json"
MANIFEST = json.loads((ROOT / "manifest.json").read_text())


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_page_of_settings_is_made_from_the_settings() -> None:
    assert read("docs/settings.md") == render_settings_page()


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(doc: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", doc.read_text(encoding="utf-8"))

    assert [link for link in links if not (doc.parent / link).exists()] == []


def test_every_address_is_in_the_operators_page() -> None:
    paths = {route.path for route in create_http_app(Endpoints(readiness=dict)).routes}  # type: ignore[attr-defined]
    known = {path.replace("{sender}", "fivetran").replace("{request_id}", "<request>") for path in paths}

    assert [path for path in known if path not in read("docs/operating.md")] == []


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))

    assert set(re.findall(r"`make ([a-z]+)`", read("README.md"))) <= targets
    assert {"run", "test", "demo", "check", "bench"} <= targets


def test_every_command_that_the_docs_name_exists() -> None:
    named = {name for doc in DOCS for name in re.findall(r"python -m bot ([a-z]+)", doc.read_text("utf-8"))}

    helped = CliRunner().invoke(cli, ["--help"]).output

    assert [name for name in named if not re.search(rf"\b{name}\b", helped)] == []


def test_the_manifest_grants_what_the_bot_needs() -> None:
    assert REQUIRED_SCOPES.keys() <= set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_the_manifest_offers_what_the_bot_listens_to() -> None:
    features = MANIFEST["features"]

    assert [command["command"] for command in features["slash_commands"]] == [SLASH_COMMAND]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == [REQUEST_SHORTCUT, ANSWER_THIS]


def test_the_app_is_subscribed_to_what_the_bot_listens_to_and_to_nothing_else() -> None:
    home = {"app_home_opened"}  # of the home tab

    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == QUESTION_EVENTS | home


def test_the_other_manifest_differs_by_the_agent_view_alone() -> None:
    agent = json.loads(read("manifest-agent.json"))

    view = agent["features"].pop("agent_view")
    agent["oauth_config"]["scopes"]["bot"].remove("assistant:write")

    assert agent == MANIFEST
    assert view["suggested_prompts"] == list(STANDARD_PROMPTS)
    assert AGENT_SCOPES.keys() == {"assistant:write"}
    assert len(view["agent_description"]) <= 300


@pytest.mark.skipif(not SCHEMA.exists(), reason="needs Slack's manifest schema in ../shared/specs")
@pytest.mark.parametrize("name", ["manifest.json", "manifest-agent.json"])
def test_slack_would_take_the_manifests(name: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert [one.message for one in Draft7Validator(schema).iter_errors(json.loads(read(name)))] == []


@pytest.mark.parametrize(
    "prompt", [*STANDARD_PROMPTS, MY_REQUEST_PROMPT], ids=lambda prompt: str(prompt["title"])
)
def test_every_prompt_is_a_question_that_is_answered(prompt: dict[str, str]) -> None:
    pages = Knowledge.load(ROOT / "knowledge")

    assert detect_intents(prompt["message"]) or pages.answer(prompt["message"]).page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_subcommand_is_in_its_help_and_in_the_users_page(name: str) -> None:
    command = rf"`{SLASH_COMMAND}\s{name}\b"

    assert re.search(command, COMMANDS[name].help)
    assert re.search(command, read("docs/using.md"))


def test_what_the_users_page_lets_people_ask_is_recognised() -> None:
    table = read("docs/using.md").split("| ask | for example |")[1].split("\n\n")[0]

    assert [ask for ask in re.findall(r"\*([a-z][^*]+)\*", table) if not detect_intents(ask)] == []


def test_every_condition_has_its_picture() -> None:
    pictures = set(re.findall(r"images/(incident-[a-z-]+)\.png", read("docs/incidents.md")))

    shown = [
        (name, *(one.condition for one in detect_conditions(look, RULES, NOW))) for name, look in cases()
    ]
    assert {condition for _, condition in shown} == set(Condition)
    assert pictures == {f"incident-{name}" for name, _ in shown} | {"incident-over"}
    assert all((ROOT / "docs" / "images" / f"{name}.png").exists() for name in pictures)
