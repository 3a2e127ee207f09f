"""The command line: `python -m bot …`."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import log_config
from bot.catalog.services_yaml import InvalidCatalog
from bot.config.settings import InvalidSettings, Settings, read_settings
from bot.version import VERSION
from workflows.errors import Refused

if TYPE_CHECKING:
    from bot.bootstrap.core import Container

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # a dump of local variables could show a secret
)


def _print_version(is_requested: bool) -> None:
    if is_requested:
        typer.echo(f"connector-desk {VERSION}")
        raise typer.Exit


@cli.callback()
def main(
    version: Annotated[  # read by its callback
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Connector Desk: self-service Fivetran connector requests in Slack.

    Exit codes: 0 success, 1 problems found, 2 invalid settings or arguments.
    """


@cli.command()
def serve() -> None:
    """Run the bot until it is stopped.

    Example: python -m bot serve
    """
    from bot.bootstrap.process import Bot
    from bot.http.app import create_http_app, create_internal_app
    from bot.http.server import HttpServer, internal_server

    container = _build_container()
    bot, settings = Bot(container), container.settings
    try:
        endpoints = bot.start()
    except Refused as failure:
        typer.echo(failure.message, err=True)
        raise typer.Exit(1) from None
    app = create_http_app(endpoints, has_internal_port=bool(settings.internal_port))
    try:
        with internal_server(create_internal_app(endpoints), settings.internal_port):
            HttpServer(app, settings.port, bot.on_server_started).run_until_stopped()
    finally:
        bot.stop()


@cli.command()
def migrate() -> None:
    """Create or upgrade the database schema.

    Example: python -m bot migrate
    """
    from bot.store import database

    database.migrate(database.connect(_settings().database_url))
    typer.echo("The database is up to date.")


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to create. The work queue goes into a second one beside it.")],
) -> None:
    """Copy the SQLite database to FILE. The bot can keep running.

    Example: python -m bot backup /backups/desk-2026-11-26.sqlite3
    """
    from bot.store.backup import back_up

    try:
        paths = back_up(_settings().database_url, file)
    except (Refused, OSError) as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from None
    typer.echo("Saved " + " and ".join(str(path) for path in paths))


@cli.command()
def check() -> None:
    """Check Slack, Jira, Fivetran, and the database, and print how to fix each problem.

    Example: python -m bot check
    """
    from bot.cli import check

    raise typer.Exit(1 if check.run_checks(_build_container(), typer.echo) else 0)


@cli.command()
def settings() -> None:
    """Print the reference of all settings (docs/settings.md).

    Example: python -m bot settings > docs/settings.md
    """
    from bot.cli.settings_docs import render_settings_page

    typer.echo(render_settings_page(), nl=False)


@cli.command()
def ask(
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    asker: Annotated[
        str,
        typer.Option("--as", help="Slack user id of the viewer (U…). Without it, only public data is used."),
    ] = "",
) -> None:
    """Answer a question from the knowledge pages, and from the database if there is one.

    Example: python -m bot ask "is stripe fresh?" --as U012AB3CD --json
    """
    from bot.cli import ask

    answer = ask.answer_locally(question, asker, KNOWLEDGE_PAGES_DIR)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else answer["answer"])


questions = typer.Typer()
cli.add_typer(questions, name="questions")


@questions.callback(invoke_without_command=True)
def list_questions(
    context: typer.Context,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every column as CSV.")] = False,
) -> None:
    """List unanswered and poorly rated questions, newest first.

    Example: python -m bot questions --csv > questions.csv
    """
    from bot.cli import questions

    if context.invoked_subcommand is None:
        typer.echo(questions.render_questions(_settings(), as_csv=as_csv), nl=False)


@questions.command()
def draft(question_id: str) -> None:
    """Print the draft of a knowledge page that answers a question.

    Example: python -m bot questions draft q1a2b3c > knowledge/my-topic.md
    """
    from bot.cli import questions
    from workflows.errors import Refused

    try:
        typer.echo(questions.draft_page(_settings(), question_id), nl=False)
    except Refused as refused:
        typer.echo(refused.message, err=True)
        raise typer.Exit(1) from None


knowledge = typer.Typer(help="Lint and evaluate the knowledge pages.", no_args_is_help=True)
cli.add_typer(knowledge, name="knowledge")


@knowledge.command()
def lint() -> None:
    """Report broken links, missing fields, overdue reviews, and duplicate questions.

    Example: python -m bot knowledge lint
    """
    from bot.cli import knowledge

    mistakes = knowledge.lint_folder(KNOWLEDGE_PAGES_DIR)
    typer.echo("\n".join(mistakes) or "No problems found.")
    raise typer.Exit(1 if mistakes else 0)


@knowledge.command()
def measure() -> None:
    """Evaluate the search on the question set and print its metrics.

    Example: python -m bot knowledge measure
    """
    from bot.cli import knowledge

    evaluation = knowledge.evaluate_folder(KNOWLEDGE_PAGES_DIR)
    typer.echo(knowledge.evaluation_table(evaluation))
    raise typer.Exit(1 if evaluation.missed_targets() else 0)


catalog = typer.Typer(help="Refresh and compare the catalog of services.", no_args_is_help=True)
cli.add_typer(catalog, name="catalog")


@catalog.command()
def refresh(
    details: Annotated[
        bool, typer.Option(help="Also read the metadata of every service: one API request each.")
    ] = False,
) -> None:
    """Download Fivetran's list of connector types. If the download fails, the old list stays.

    Example: python -m bot catalog refresh --details
    """
    from bot.cli import catalog as catalog_commands
    from bot.store import database

    container = _build_container()
    database.migrate(container.database)
    raise typer.Exit(catalog_commands.refresh_catalog_command(container.catalog, typer.echo, details=details))


@catalog.command()
def diff(
    days: Annotated[int, typer.Option(help="Include the changes of downloads from this many days.")] = 30,
) -> None:
    """Show services that were added, removed, or changed, now and in recent downloads.

    Example: python -m bot catalog diff --days 7
    """
    from bot.cli import catalog as catalog_commands
    from bot.store import database

    container = _build_container()
    database.migrate(container.database)
    downloads = container.stores.catalog.downloads_since(container.clock.now() - timedelta(days=days))
    raise typer.Exit(catalog_commands.diff_catalog_command(container.catalog, downloads, typer.echo))


KNOWLEDGE_PAGES_DIR = Path(__file__).parent.parent / "knowledge"


def _settings() -> Settings:
    try:
        return read_settings()
    except InvalidSettings as missing:
        typer.echo(f"Some settings are missing or invalid (see docs/settings.md):\n{missing}", err=True)
        raise typer.Exit(2) from None


def _build_container() -> "Container":
    from bot.bootstrap.core import Container

    settings = _settings()
    log_config.configure_logging(settings.log_format)
    try:
        return Container(settings)
    except InvalidCatalog as wrong:
        typer.echo(f"services.yaml is invalid:\n{wrong}", err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    log_config.configure_logging("text")  # until the settings are read; structlog's default shows local variables
    sys.exit(cli())
