"""Everything that the docs claim is true of the code."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from dotenv import dotenv_values
from jsonschema import Draft7Validator
from sqlalchemy import text
from typer.testing import CliRunner

from bench.__main__ import MEASUREMENTS
from bench.__main__ import main as run_bench
from bot.__main__ import cli
from bot.cli.settings_docs import render_env_example, render_settings_page
from bot.config.settings import Settings
from bot.http.app import Endpoints, create_http_app
from bot.knowledge.search import Knowledge
from bot.slack.check import AGENT_SCOPES, CANVAS_SCOPES, REQUIRED_SCOPES
from bot.slack.listeners.commands import COMMANDS, SLASH_COMMAND
from bot.slack.listeners.open_request_form import REQUEST_SHORTCUT
from bot.slack.listeners.people import PEOPLE_EVENTS
from bot.slack.listeners.questions import ANSWER_THIS, QUESTION_EVENTS
from bot.slack.listeners.request_from_message import REQUEST_FROM_MESSAGE
from bot.slack.listeners.shared_links import LINK_EVENTS
from bot.slack.views.prompts import MY_REQUEST_PROMPT, STANDARD_PROMPTS
from bot.store import tables as store_tables
from bot.store.database import connect, migrate
from demo.gallery import NOW, RULES, cases
from workflows.answers.intents import detect_intents
from workflows.incidents.conditions import CONDITION_RULES, condition_headline, condition_label, detect_conditions
from workflows.incidents.model import Condition

ROOT = Path(__file__).parents[2]
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
SCHEMA = ROOT.parent / "shared" / "specs" / "slack-manifest-v1.schema.json"
MANIFEST = json.loads((ROOT / "manifest.json").read_text())


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_page_of_settings_is_generated() -> None:
    assert read("docs/settings.md") == render_settings_page()


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(doc: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", doc.read_text(encoding="utf-8"))

    assert [link for link in links if not (doc.parent / link).exists()] == []


def test_every_route_is_in_the_operators_page() -> None:
    paths = {route.path for route in create_http_app(Endpoints(problems=dict)).routes}  # type: ignore[attr-defined]
    known = {path.replace("{sender}", "fivetran").replace("{request_id}", "<request>") for path in paths}

    assert [path for path in known if path not in read("docs/operating.md")] == []


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))

    named = {name for doc in DOCS for name in re.findall(r"(?:`|^)make ([a-z]+)", doc.read_text("utf-8"), re.MULTILINE)}
    assert named - targets == set()
    assert {"run", "test", "demo", "check", "bench"} <= targets


def test_the_bench_lists_its_measurements() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "bench", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "python -m bench" in helped.stdout
    assert [name for name in MEASUREMENTS if name not in helped.stdout] == []


def test_the_bench_names_the_measurements_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_bench(["speed"])

    assert "unknown measurement: speed (choose from acks," in capsys.readouterr().err


def test_the_changelog_has_sections_and_knows_the_version() -> None:
    changelog = read("CHANGELOG.md")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]

    assert "## [Unreleased]" in changelog
    assert released[0] == version
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", changelog, re.MULTILINE)) <= kinds


def test_every_table_that_the_docs_name_exists() -> None:
    tables = {row.__tablename__ for row in vars(store_tables).values() if hasattr(row, "__tablename__")}
    page = read("docs/operating.md")

    named = set(re.findall(r"[Tt]he table `([a-z_]+)` contains", page))
    assert named
    assert named - tables == set()


def test_every_query_that_the_docs_show_runs(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(database)
    queries = [query for doc in DOCS for query in re.findall(r"`(select [^`]+)`", doc.read_text("utf-8"))]

    assert queries
    with database.connect() as connection:
        for query in queries:
            connection.execute(text(query))
    database.dispose()


def test_every_setting_that_the_docs_name_exists() -> None:
    known = set(re.findall(r"^\| `([A-Z_]+)`", read("docs/settings.md"), re.MULTILINE))

    named = {
        name
        for doc in DOCS
        for name in re.findall(r"`((?:ALERT|STORM|SLACK|JIRA|FIVETRAN)_[A-Z_]+)[`=]", doc.read_text("utf-8"))
    }
    assert named - known == {
        "ALERT_FAR_HOURS",
        "ALERT_KNOWN_HOURS",
        "ALERT_LEARNED_FROM",
    }  # former names, in the changelog


def test_the_example_has_every_required_setting() -> None:
    example = dotenv_values(ROOT / ".env.example")

    assert read(".env.example") == render_env_example()
    assert {name.upper() for name in Settings.model_fields} == set(
        re.findall(r"^(?:# )?([A-Z_]+)=", read(".env.example"), re.MULTILINE)
    )

    assert set(re.findall(r"^\| `([A-Z_]+)` \| \*\*required", read("docs/settings.md"), re.MULTILINE)) <= example.keys()
    filled_in = {name.lower(): str(value).replace("...", "1") for name, value in example.items()}
    assert Settings(**filled_in).is_socket_mode  # type: ignore[arg-type]


def test_the_users_page_explains_every_condition() -> None:
    table = read("docs/using.md").split("| you read | it means |")[1].split("\n\n")[0]

    assert {line.split("|")[1].strip() for line in table.splitlines()[2:]} == {
        f"{condition_headline(condition)} ({condition_label(condition)})" for condition in CONDITION_RULES
    }


def test_every_metric_that_the_docs_name_exists() -> None:
    page = read("docs/operating.md")
    source = read("bot/metrics.py")

    named = re.findall(r"`(?:connector_desk_|…_)([a-z_]+)`", page)
    assert named
    assert [name for name in named if name not in source] == []


def test_every_line_of_the_log_that_the_docs_quote_is_logged() -> None:
    page = read("docs/operating.md")
    quoted = re.findall(r"`([a-z]+(?: [a-z']+)+)`", page)
    logged = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))

    assert quoted
    assert [line for line in quoted if f'"{line}' not in logged] == []


def test_every_button_that_the_users_page_names_exists() -> None:
    page = read("docs/using.md").split("## Ask a question")[0]
    labels = set(re.findall(r"- \*\*([A-Z][^*]+)\*\*[:, ]", page.split("Under a message:")[1]))
    shown = "".join(path.read_text("utf-8") for path in (ROOT / "bot" / "slack" / "views").glob("*.py"))

    assert labels
    assert [label for label in labels if f'"{label}"' not in shown] == []


def test_every_command_that_the_docs_name_exists() -> None:
    named = {name for doc in DOCS for name in re.findall(r"python -m bot ([a-z]+)", doc.read_text("utf-8"))}

    helped = CliRunner().invoke(cli, ["--help"]).output

    assert [name for name in named if not re.search(rf"\b{name}\b", helped)] == []


def test_the_manifest_grants_what_the_bot_needs() -> None:
    assert (REQUIRED_SCOPES | CANVAS_SCOPES).keys() <= set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_the_manifest_offers_what_the_bot_listens_to() -> None:
    features = MANIFEST["features"]

    assert [command["command"] for command in features["slash_commands"]] == [SLASH_COMMAND]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == [
        REQUEST_SHORTCUT,
        ANSWER_THIS,
        REQUEST_FROM_MESSAGE,
    ]


def test_the_app_subscribes_only_to_the_events_that_the_bot_listens_to() -> None:
    home = {"app_home_opened"}  # of the home tab
    wanted = QUESTION_EVENTS | PEOPLE_EVENTS | LINK_EVENTS | home

    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == wanted


def test_the_agent_manifest_adds_only_the_agent_view() -> None:
    agent = json.loads(read("manifest-agent.json"))

    view = agent["features"].pop("agent_view")
    agent["oauth_config"]["scopes"]["bot"].remove("assistant:write")

    assert agent == MANIFEST
    assert view["suggested_prompts"] == list(STANDARD_PROMPTS)
    assert AGENT_SCOPES.keys() == {"assistant:write"}
    assert len(view["agent_description"]) <= 300


@pytest.mark.skipif(not SCHEMA.exists(), reason="needs Slack's manifest schema in ../shared/specs")
@pytest.mark.parametrize("name", ["manifest.json", "manifest-agent.json"])
def test_slack_accepts_the_manifests(name: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(json.loads(read(name)))] == []


@pytest.mark.parametrize("prompt", [*STANDARD_PROMPTS, MY_REQUEST_PROMPT], ids=lambda prompt: str(prompt["title"]))
def test_every_prompt_is_a_question_that_is_answered(prompt: dict[str, str]) -> None:
    pages = Knowledge.load(ROOT / "knowledge")

    assert detect_intents(prompt["message"]) or pages.answer(prompt["message"]).page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_subcommand_is_in_its_help_and_in_the_users_page(name: str) -> None:
    command = rf"`{SLASH_COMMAND}\s{name}\b"

    assert re.search(command, COMMANDS[name].help)
    assert re.search(command, read("docs/using.md"))


def test_every_question_of_the_users_page_is_recognized() -> None:
    table = read("docs/using.md").split("| ask | for example |")[1].split("\n\n")[0]

    assert [ask for ask in re.findall(r"\*([a-z][^*]+)\*", table) if not detect_intents(ask)] == []


def test_every_condition_has_its_picture() -> None:
    pictures = set(re.findall(r"images/(incident-[a-z-]+)\.png", read("docs/incidents.md")))

    shown = [(name, *(one.condition for one in detect_conditions(look, RULES, NOW))) for name, look in cases()]
    assert {condition for _, condition in shown} == set(Condition)
    assert pictures == {f"incident-{name}" for name, _ in shown} | {"incident-over"}
    assert all((ROOT / "docs" / "images" / f"{name}.png").exists() for name in pictures)
